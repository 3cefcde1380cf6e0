import { createPrivateKey, randomBytes, webcrypto } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';

/** A certificate with its private key, as PEM. */
export type Issued = { readonly certificate_pem: string; readonly key_pem: string };
export type Names = { readonly dns: readonly string[]; readonly ip: readonly string[] };

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const oid = {
  common_name: '2.5.4.3',
  organization: '2.5.4.10',
  basic_constraints: '2.5.29.19',
  key_usage: '2.5.29.15',
  extended_usage: '2.5.29.37',
  alternative_names: '2.5.29.17',
  name_constraints: '2.5.29.30',
  subject_key: '2.5.29.14',
  authority_key: '2.5.29.35',
  server_auth: '1.3.6.1.5.5.7.3.1',
} as const;
const dns_name = 2;
const ip_address = 7;
// RFC 5280 §4.2.1.3: bits from the left; `unused` is how many of the last byte do not count.
const sign_certificates = { bits: 0b0000_0110, unused: 1 };
const sign_handshakes = { bits: 0b1000_0000, unused: 7 };

type Holder = {
  readonly keys: webcrypto.CryptoKeyPair;
  readonly name: string;
  readonly from: Date;
  readonly days: number;
};

/**
 * A root that phones are asked to trust. Its name constraints (RFC 5280 §4.2.1.10) let it vouch for addresses
 * of private networks and the given names alone: whoever steals its key cannot play a bank with it.
 */
export const issueRoot = async (name: string, names: Names, from: Date, days: number): Promise<Issued> => {
  const keys = await newKeys();
  const certificate = await draft({ keys, name, from, days }, name);
  const allowed = [
    ...names.dns.map((value) => new pkijs.GeneralName({ type: dns_name, value })),
    ...[...privateNetworks, ...names.ip.map(hostNetwork)].map((value) => addressName(value)),
  ];
  add(
    certificate,
    oid.basic_constraints,
    true,
    new pkijs.BasicConstraints({ cA: true, pathLenConstraint: 0 }),
  );
  add(certificate, oid.key_usage, true, bits(sign_certificates));
  add(
    certificate,
    oid.name_constraints,
    true,
    new pkijs.NameConstraints({
      permittedSubtrees: allowed.map((base) => new pkijs.GeneralSubtree({ base })),
    }),
  );
  await addKeyId(certificate, keys.publicKey);
  await certificate.sign(keys.privateKey, 'SHA-256');
  return { certificate_pem: pemOf(certificate), key_pem: await keyPem(keys.privateKey) };
};

/** A server's certificate for these names, signed by the root. */
export const issueServer = async (root: Issued, names: Names, from: Date, days: number): Promise<Issued> => {
  const keys = await newKeys();
  const issuer = readCertificate(root.certificate_pem);
  const name = names.dns[0] ?? names.ip[0] ?? 'landun';
  const certificate = await draft({ keys, name, from, days }, '');
  certificate.issuer = issuer.subject;
  const altNames = [
    ...names.dns.map((value) => new pkijs.GeneralName({ type: dns_name, value })),
    ...names.ip.map((value) => addressName(addressBytes(value))),
  ];
  add(certificate, oid.basic_constraints, true, new pkijs.BasicConstraints({ cA: false }));
  add(certificate, oid.key_usage, true, bits(sign_handshakes));
  add(certificate, oid.extended_usage, false, new pkijs.ExtKeyUsage({ keyPurposes: [oid.server_auth] }));
  add(certificate, oid.alternative_names, false, new pkijs.AltName({ altNames }));
  await addKeyId(certificate, keys.publicKey);
  const root_id = issuer.extensions?.find(({ extnID }) => extnID === oid.subject_key)?.parsedValue;
  if (root_id instanceof asn1js.OctetString)
    add(
      certificate,
      oid.authority_key,
      false,
      new pkijs.AuthorityKeyIdentifier({
        keyIdentifier: new asn1js.OctetString({ valueHex: root_id.valueBlock.valueHexView }),
      }),
    );
  await certificate.sign(await readKey(root.key_pem), 'SHA-256');
  return { certificate_pem: pemOf(certificate), key_pem: await keyPem(keys.privateKey) };
};

const newKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);

const draft = async (holder: Holder, issuer: string): Promise<pkijs.Certificate> => {
  const certificate = new pkijs.Certificate();
  certificate.version = 2;
  // Positive, and never the same twice: 127 random bits.
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  certificate.serialNumber = new asn1js.Integer({ valueHex: bufferOf(serial) });
  certificate.subject.typesAndValues = named(holder.name);
  if (issuer !== '') certificate.issuer.typesAndValues = named(issuer);
  certificate.notBefore.value = holder.from;
  certificate.notAfter.value = new Date(holder.from.getTime() + holder.days * 24 * 3600 * 1000);
  await certificate.subjectPublicKeyInfo.importKey(holder.keys.publicKey);
  certificate.extensions = [];
  return certificate;
};

const named = (name: string): pkijs.AttributeTypeAndValue[] => [
  new pkijs.AttributeTypeAndValue({
    type: oid.organization,
    value: new asn1js.Utf8String({ value: 'Landun' }),
  }),
  new pkijs.AttributeTypeAndValue({ type: oid.common_name, value: new asn1js.Utf8String({ value: name }) }),
];

const add = (
  certificate: pkijs.Certificate,
  extnID: string,
  critical: boolean,
  value: { toSchema(): asn1js.BaseBlock } | asn1js.BaseBlock,
): void => {
  const block = value instanceof asn1js.BaseBlock ? value : value.toSchema();
  certificate.extensions?.push(new pkijs.Extension({ extnID, critical, extnValue: block.toBER(false) }));
};

const bits = (usage: { readonly bits: number; readonly unused: number }): asn1js.BitString =>
  new asn1js.BitString({ valueHex: new Uint8Array([usage.bits]).buffer, unusedBits: usage.unused });

const addKeyId = async (certificate: pkijs.Certificate, key: webcrypto.CryptoKey): Promise<void> => {
  const info = await webcrypto.subtle.exportKey('spki', key);
  const id = await webcrypto.subtle.digest('SHA-1', info);
  add(certificate, oid.subject_key, false, new asn1js.OctetString({ valueHex: id }));
};

const addressName = (bytes: Uint8Array): pkijs.GeneralName =>
  new pkijs.GeneralName({
    type: ip_address,
    value: new asn1js.OctetString({ valueHex: bufferOf(bytes) }),
  });

/** Four or sixteen bytes, for addresses that `node:net` knows as such. */
export const addressBytes = (address: string): Uint8Array => {
  if (isIPv4(address)) return Uint8Array.from(address.split('.').map(Number));
  if (!isIPv6(address)) throw new TypeError(`${address} is no address`);
  const [head = '', tail] = address.split('::');
  const words = (text: string): number[] =>
    text.split(':').flatMap((part) => {
      if (!isIPv4(part)) return part === '' ? [] : [Number.parseInt(part, 16)];
      const [a = 0, b = 0, c = 0, d = 0] = part.split('.').map(Number);
      return [a * 256 + b, c * 256 + d];
    });
  const [left, right] = [words(head), words(tail ?? '')];
  const all = [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right];
  return Uint8Array.from(all.flatMap((word) => [word >> 8, word & 255]));
};

const network = (address: string, prefix_bits: number): Uint8Array => {
  const bytes = addressBytes(address);
  const mask = bytes.map(
    (_, index) => (255 << (8 - Math.min(8, Math.max(0, prefix_bits - index * 8)))) & 255,
  );
  return Uint8Array.from([...bytes, ...mask]);
};

const privateNetworks = [
  network('10.0.0.0', 8),
  network('172.16.0.0', 12),
  network('192.168.0.0', 16),
  network('169.254.0.0', 16),
  // Addresses behind a carrier's translation, also those of virtual networks.
  network('100.64.0.0', 10),
  network('127.0.0.0', 8),
  network('fc00::', 7),
  network('::1', 128),
];

/** Which of these names a root's constraints let it vouch for. */
export const permitted = (root_pem: string, names: Names): Names => {
  const extension = readCertificate(root_pem).extensions?.find(
    ({ extnID }) => extnID === oid.name_constraints,
  );
  const constraints = extension?.parsedValue;
  if (!(constraints instanceof pkijs.NameConstraints)) return { dns: [], ip: [] };
  const bases = (constraints.permittedSubtrees ?? []).map(({ base }) => base);
  const domains = bases.filter(({ type }) => type === dns_name).map(({ value }) => String(value));
  const networks = bases
    .filter(({ type }) => type === ip_address)
    .map(({ value }) => new Uint8Array((value as asn1js.OctetString).valueBlock.valueHexView));
  return {
    dns: names.dns.filter((name) => domains.some((domain) => name === domain || name.endsWith(`.${domain}`))),
    ip: names.ip.filter((address) => networks.some((one) => isInside(addressBytes(address), one))),
  };
};

const isInside = (address: Uint8Array, base: Uint8Array): boolean =>
  base.length === address.length * 2 &&
  address.every((byte, index) => (byte & (base[address.length + index] ?? 0)) === base[index]);

const hostNetwork = (address: string): Uint8Array => network(address, isIPv4(address) ? 32 : 128);

const readCertificate = (pem: string): pkijs.Certificate => {
  const der = Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
  return pkijs.Certificate.fromBER(bufferOf(der));
};

const readKey = (pem: string): Promise<webcrypto.CryptoKey> => {
  const der = createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', bufferOf(der), algorithm, false, ['sign']);
};

const pemOf = (certificate: pkijs.Certificate): string =>
  pem('CERTIFICATE', Buffer.from(certificate.toSchema(true).toBER(false)));

const keyPem = async (key: webcrypto.CryptoKey): Promise<string> =>
  pem('PRIVATE KEY', Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)));

const pem = (label: string, der: Buffer): string =>
  `-----BEGIN ${label}-----\n${der.toString('base64').replaceAll(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`;

const bufferOf = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;
