import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { hostname, networkInterfaces } from 'node:os';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { type Clock, fail, ok, type Result } from '#common';
import { type Issued, issueRoot, issueServer, type Names, permitted } from './x509.ts';

const day_ms = 24 * 3600 * 1000;
const root_days = 3650;
// Below the 398 days above which browsers refuse a server's certificate.
const server_days = 397;
const renew_before_days = 30;

/** What the station shows of itself over TLS. `root` is undefined where the certificate was given to it. */
export type Identity = {
  readonly certificate_pem: string;
  readonly key_pem: string;
  readonly root: { readonly der: Buffer; readonly sha256: string } | undefined;
  /** What the certificate says it is. */
  readonly names: Names;
  readonly expires: Date;
};

/** How this machine is reached: by what it calls itself on a local network, and by what was given. */
export type OwnNames = { readonly found: Names; readonly given: Names };

/** Every name and address of this machine as it stands now, and those that an administrator names. */
export const ownNames = (extra: readonly string[] = []): OwnNames => {
  const short = hostname().split('.')[0]?.toLowerCase() ?? '';
  const name = /^[a-z0-9-]{1,63}$/.test(short) ? short : 'landun';
  const addresses = Object.values(networkInterfaces())
    .flat()
    // Link-local addresses of IPv6 name an interface: no browser can open them.
    .flatMap((one) => (one === undefined || one.address.startsWith('fe80') ? [] : one.address));
  const given = extra.filter((one) => !wildcards.has(one));
  return {
    found: { dns: [`${name}.local`, 'localhost'], ip: [...new Set([...addresses, '127.0.0.1', '::1'])] },
    given: { dns: given.filter((one) => isIP(one) === 0), ip: given.filter((one) => isIP(one) !== 0) },
  };
};

export const wildcards: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/**
 * The station's own certificate below `folder`, signed by a root of its own that phones trust once. Made where
 * there is none; signed anew where it ends within 30 days or the machine has another name or address.
 */
export const ownIdentity = async (
  folder: string,
  { found, given }: OwnNames,
  clock: Clock,
): Promise<Identity> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const now = new Date(clock.utc_us() / 1000);
  // A phone whose clock is a little behind must not refuse it.
  const from = new Date(now.getTime() - day_ms);
  const root_names = { dns: ['local', 'localhost', ...given.dns], ip: given.ip };
  const root = await kept(
    folder,
    'root',
    (certificate, pem) => lasts(certificate, now) && covers(permitted(pem, root_names), root_names),
    () => issueRoot(`Landun ${found.dns[0] ?? ''}`.trim(), root_names, from, root_days),
  );
  const root_certificate = new X509Certificate(root.certificate_pem);
  // A public address that nobody named is left out: the root may not vouch for it, and one such name spoils all.
  const names = permitted(root.certificate_pem, {
    dns: [...new Set([...found.dns, ...given.dns])],
    ip: [...new Set([...found.ip, ...given.ip])],
  });
  const server = await kept(
    folder,
    'server',
    (certificate) =>
      lasts(certificate, now) &&
      certificate.verify(root_certificate.publicKey) &&
      names.dns.every((name) => certificate.checkHost(name) !== undefined) &&
      names.ip.every((address) => certificate.checkIP(address) !== undefined),
    () => issueServer(root, names, from, server_days),
  );
  return {
    certificate_pem: server.certificate_pem + root.certificate_pem,
    key_pem: server.key_pem,
    root: { der: root_certificate.raw, sha256: fingerprint(root_certificate.raw) },
    names,
    expires: new Date(new X509Certificate(server.certificate_pem).validTo),
  };
};

const covers = (may: Names, names: Names): boolean =>
  may.dns.length === names.dns.length && may.ip.length === names.ip.length;

/** A certificate that the administrator brought; TLS_UNUSABLE says which file and why. */
export const givenIdentity = async (
  certificate_path: string,
  key_path: string,
): Promise<Result<Identity>> => {
  let path = certificate_path;
  try {
    const certificate_pem = await readFile(certificate_path, 'utf8');
    const certificate = new X509Certificate(certificate_pem);
    path = key_path;
    const key_pem = await readFile(key_path, 'utf8');
    if (!certificate.checkPrivateKey(createPrivateKey(key_pem)))
      return fail('TLS_UNUSABLE', { path, problem: 'the key does not belong to the certificate' });
    createSecureContext({ cert: certificate_pem, key: key_pem });
    return ok({
      certificate_pem,
      key_pem,
      root: undefined,
      names: namesIn(certificate),
      expires: new Date(certificate.validTo),
    });
  } catch (error) {
    return fail('TLS_UNUSABLE', { path, problem: error instanceof Error ? error.message : 'unreadable' });
  }
};

/** `AB:CD:…`, as phones show it. */
export const fingerprint = (der: Buffer): string =>
  (createHash('sha256').update(der).digest('hex').toUpperCase().match(/../g) ?? []).join(':');

const namesIn = ({ subjectAltName = '' }: X509Certificate): Names => {
  const all = (kind: string): string[] =>
    subjectAltName
      .split(', ')
      .filter((one) => one.startsWith(kind))
      .map((one) => one.slice(kind.length));
  return { dns: all('DNS:'), ip: all('IP Address:') };
};

const lasts = (certificate: X509Certificate, now: Date): boolean =>
  new Date(certificate.validTo).getTime() - now.getTime() > renew_before_days * day_ms;

const kept = async (
  folder: string,
  name: string,
  isGood: (certificate: X509Certificate, pem: string) => boolean,
  make: () => Promise<Issued>,
): Promise<Issued> => {
  const path = join(folder, `${name}.pem`);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  const known = text === undefined ? undefined : read(text);
  if (known !== undefined && isGood(new X509Certificate(known.certificate_pem), known.certificate_pem))
    return known;
  const made = await make();
  // Certificate and key in one file: a power cut leaves both or neither.
  await writeFile(`${path}.part`, made.certificate_pem + made.key_pem, { mode: 0o600 });
  await chmod(`${path}.part`, 0o600);
  await rename(`${path}.part`, path);
  return made;
};

const read = (text: string): Issued | undefined => {
  const certificate_pem = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/.exec(text)?.[0];
  const key_pem = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\n/.exec(text)?.[0];
  if (certificate_pem === undefined || key_pem === undefined) return undefined;
  try {
    return new X509Certificate(certificate_pem).checkPrivateKey(createPrivateKey(key_pem))
      ? { certificate_pem, key_pem }
      : undefined;
  } catch {
    // Broken by a disk or an editor: made anew.
    return undefined;
  }
};
