import { fail, ok, type Result } from '#common';

export type LinkAddress = {
  readonly kind: 'udpin' | 'udpout' | 'tcp';
  readonly host: string;
  readonly port: number;
};
export type SerialAddress = { readonly kind: 'serial'; readonly path: string; readonly baud: number };

const pattern = /^(udpin|udpout|tcp):(?:\/\/)?(\[[0-9a-fA-F:.]+\]|[^:[\]/\s]+):(\d{1,5})$/;

/** A device of Unix or Windows, then its speed. */
const serialPattern = /^serial:(\/dev\/[\w./-]+|COM\d{1,3}):(\d{3,7})$/;

/** Reads `serial:PATH:BAUD` or what `parseLinkUri` reads. */
export const parseAnyUri = (uri: string): Result<LinkAddress | SerialAddress> => {
  const match = serialPattern.exec(uri);
  const path = match?.[1];
  return path === undefined ? parseLinkUri(uri) : ok({ kind: 'serial', path, baud: Number(match?.[2]) });
};

/** Reads `udpin:HOST:PORT`, `udpout:HOST:PORT` or `tcp:HOST:PORT`; IPv6 hosts stand in brackets. */
export const parseLinkUri = (uri: string): Result<LinkAddress> => {
  const match = pattern.exec(uri);
  const kind = match?.[1];
  const host = match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || !(kind === 'udpin' || kind === 'udpout' || kind === 'tcp')) {
    return fail('LINK_URI_INVALID', { uri });
  }
  // Port 0 asks the operating system for a free one, which only a listener can use.
  if (port > 65_535 || (port === 0 && kind !== 'udpin')) return fail('LINK_URI_INVALID', { uri });
  return ok({ kind, host: host.replace(/^\[|\]$/g, ''), port });
};
