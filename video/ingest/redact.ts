import type { Source } from './source.ts';

/** An address for logs and screens: without user, password, passphrase, stream id, key or tokens. */
export const redactUrl = (text: string): string => {
  const schemeEnd = text.indexOf('://');
  if (schemeEnd < 0) return text.slice(0, 200);
  const scheme = text.slice(0, schemeEnd).toLowerCase();
  const [rest, query] = splitOnce(text.slice(schemeEnd + 3), '?');
  const slash = rest.indexOf('/');
  const authority = slash < 0 ? rest : rest.slice(0, slash);
  const path = slash < 0 ? '' : rest.slice(slash);
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return `${scheme}://${host}${scheme === 'rtmp' ? hideKey(path) : path}${hideQuery(query)}`;
};

/** Options that hold nothing secret; every other value is hidden. */
const openOptions = ['mode', 'latency', 'loop', 'localaddr', 'landun_transport', 'channel', 'subtype'];

const hideQuery = (query: string): string => {
  if (query === '') return '';
  const shown = query.split('&').map((pair) => {
    const [name] = splitOnce(pair, '=');
    return openOptions.includes(name) ? pair : `${name}=***`;
  });
  return `?${shown.join('&')}`;
};

/** The last part of an RTMP path is the stream key. */
const hideKey = (path: string): string => path.replace(/^(\/[^/]+\/).+$/, '$1***');

const splitOnce = (text: string, mark: string): [string, string] => {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + mark.length)];
};

/** Removes the source's secrets from a line that ffmpeg wrote. */
export const redactLine = (line: string, source: Source): string => {
  let out = line;
  for (const secret of secretsOf(source)) out = out.replaceAll(secret, '***');
  // Whatever address is left: user and password between :// and @.
  return out.replaceAll(/(\w+:\/\/)[^\s/@]+@/g, '$1').replaceAll(/0x[0-9a-f]{6,}/g, '0x…');
};

const secretsOf = (source: Source): string[] => {
  switch (source.kind) {
    case 'hls':
    case 'rtsp': {
      const { username, password, search } = new URL(source.url);
      return variants([password, username, search.slice(1)]);
    }
    case 'rtmp': {
      const { username, password, pathname, search } = new URL(source.url);
      return variants([password, username, pathname.replace(/^\/[^/]+\//, ''), search.slice(1)]);
    }
    case 'srt':
      return variants([source.passphrase ?? '', source.stream_id ?? '']);
    case 'udp':
    case 'rtp':
    case 'file':
      return [];
  }
};

/** As written and decoded; one- and two-letter values would blank out ordinary words. */
const variants = (texts: readonly string[]): string[] =>
  texts
    .flatMap((text) => [text, decode(text)])
    .filter((text) => text.length > 2)
    .toSorted((a, b) => b.length - a.length);

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone “%” is legal in what people type; then the written form is the only one.
    return text;
  }
};
