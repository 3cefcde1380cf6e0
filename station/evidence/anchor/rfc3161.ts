import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { fail, ok, type Result } from '#common';

const sha256_oid = '2.16.840.1.101.3.4.2.1';

/** A time-stamp as the authority gave it. */
export type Stamp = { readonly token: Uint8Array; readonly gen_utc_us: number; readonly signer: string };

/** TimeStampReq of RFC 3161 over a SHA-256 hash; asks for the authority's certificate. */
export const stampRequest = (hash: Uint8Array, nonce: Uint8Array): Uint8Array => {
  const request = new pkijs.TimeStampReq({
    version: 1,
    messageImprint: new pkijs.MessageImprint({
      hashAlgorithm: new pkijs.AlgorithmIdentifier({
        algorithmId: sha256_oid,
        algorithmParams: new asn1js.Null(),
      }),
      hashedMessage: new asn1js.OctetString({ valueHex: bufferOf(hash) }),
    }),
    certReq: true,
    nonce: new asn1js.Integer({ valueHex: bufferOf(nonce) }),
  });
  return new Uint8Array(request.toSchema().toBER());
};

/**
 * Believes an answer only if it is granted, stamps exactly this text, repeats the nonce, and is signed by the
 * certificate inside it. Whom that certificate belongs to is for people to judge. Fails with TSA_REFUSED.
 */
export const readStamp = async (
  answer: Uint8Array,
  text: Uint8Array,
  hash: Uint8Array,
  nonce: Uint8Array,
): Promise<Result<Stamp>> => {
  const refuse = (problem: string) => fail('TSA_REFUSED', { problem });
  try {
    const response = pkijs.TimeStampResp.fromBER(bufferOf(answer));
    const status = response.status.status;
    if (status !== 0 && status !== 1) return refuse(`status ${status}`);
    if (response.timeStampToken === undefined) return refuse('no token');
    const signed = new pkijs.SignedData({ schema: response.timeStampToken.content });
    const content = signed.encapContentInfo.eContent;
    if (content === undefined) return refuse('no content');
    const info = pkijs.TSTInfo.fromBER(content.getValue());
    const imprint = new Uint8Array(info.messageImprint.hashedMessage.getValue());
    if (info.messageImprint.hashAlgorithm.algorithmId !== sha256_oid || !same(imprint, hash))
      return refuse('it stamps something else');
    if (info.nonce === undefined || !same(new Uint8Array(info.nonce.valueBlock.valueHexView), nonce))
      return refuse('it answers another request');
    const valid = await signed.verify({ signer: 0, checkChain: false, data: bufferOf(text) });
    if (!valid) return refuse('its signature does not hold');
    return ok({
      token: new Uint8Array(response.timeStampToken.toSchema().toBER()),
      gen_utc_us: info.genTime.getTime() * 1000,
      signer: signerOf(signed),
    });
  } catch (cause) {
    return refuse(String(cause));
  }
};

const signerOf = (signed: pkijs.SignedData): string => {
  const [certificate] = signed.certificates ?? [];
  if (!(certificate instanceof pkijs.Certificate)) return '';
  return certificate.subject.typesAndValues
    .map(({ value }) => String(value.valueBlock.value))
    .join(', ')
    .slice(0, 300);
};

const bufferOf = (bytes: Uint8Array): ArrayBuffer => {
  const copy = new ArrayBuffer(bytes.length);
  new Uint8Array(copy).set(bytes);
  return copy;
};

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.from(a).equals(Buffer.from(b));
