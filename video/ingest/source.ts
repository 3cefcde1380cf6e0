import { fileURLToPath } from 'node:url';
import { fail, ok } from '#common';
import type { Result } from '#common';
import { OptionReader, UrlProblem } from './url-options.ts';

/** Where video comes from, parsed and bounded. `waits`: we listen and a sender comes to us. */
export type Source =
  | { readonly kind: 'rtsp'; readonly url: string; readonly transport: 'tcp' | 'udp' }
  | { readonly kind: 'rtmp'; readonly url: string; readonly mode: 'pull' | 'listen' }
  | {
      readonly kind: 'srt';
      readonly host: string;
      readonly port: number;
      readonly mode: 'caller' | 'listener';
      readonly latency_ms: number;
      readonly passphrase: string | undefined;
      readonly stream_id: string | undefined;
    }
  | {
      readonly kind: 'udp';
      readonly host: string;
      readonly port: number;
      readonly local_address: string | undefined;
    }
  /** A playlist of segments over HTTP. */
  | { readonly kind: 'hls'; readonly url: string }
  /** RTP to a port of ours, as an SDP file describes it. */
  | { readonly kind: 'rtp'; readonly path: string }
  | { readonly kind: 'file'; readonly path: string; readonly loop: boolean };

const maxUrlLength = 2048;

/**
 * A stream address as a person writes it:
 * - `rtsp://[user:password@]host[:554]/path` (`landun_transport=tcp|udp` in the query, default tcp);
 * - `rtmp://host[:1935]/app/key` is pulled, with `?mode=listen` we wait there for a sender;
 * - `srt://host:port?mode=caller|listener&latency=120&passphrase=…&streamid=…` (latency in ms);
 * - `udp://[group or bind address]:port[?localaddr=…]`, MPEG-TS;
 * - `http[s]://host/path.m3u8`, HLS;
 * - `file:///path.sdp`, RTP as that file describes it;
 * - `file:///path[?loop=true]`.
 * Anything not named here is refused: STREAM_URL_INVALID names the part.
 */
export const parseSource = (text: string): Result<Source> => {
  try {
    return ok(parse(text));
  } catch (cause) {
    if (cause instanceof UrlProblem)
      return fail('STREAM_URL_INVALID', { field: cause.field, problem: cause.message });
    throw cause;
  }
};

/** True where nobody sending yet is the normal state, not a failed connection. */
export const waitsForSender = (source: Source): boolean =>
  source.kind === 'udp' ||
  source.kind === 'rtp' ||
  (source.kind === 'srt' && source.mode === 'listener') ||
  (source.kind === 'rtmp' && source.mode === 'listen');

const parse = (text: string): Source => {
  if (text.length > maxUrlLength) throw new UrlProblem('url', `longer than ${maxUrlLength} characters`);
  // eslint-disable-next-line no-control-regex -- control characters are exactly what is refused
  if (/[\u0000-\u0020\u007f]/.test(text))
    throw new UrlProblem('url', 'spaces and control characters are not allowed');
  const scheme = /^([a-z]+):/i.exec(text)?.[1]?.toLowerCase();
  switch (scheme) {
    case 'rtsp':
      return parseRtsp(text);
    case 'rtmp':
      return parseRtmp(text);
    case 'srt':
      return parseSrt(text);
    case 'udp':
      return parseUdp(text);
    case 'http':
    case 'https':
      return parseHls(text);
    case 'file':
      return parseFile(text);
    default:
      throw new UrlProblem('scheme', scheme === undefined ? 'it is missing' : `${scheme}: is not supported`);
  }
};

const parseRtsp = (text: string): Source => {
  const url = parseUrl(text);
  requireHost(url);
  const transport = url.searchParams.get('landun_transport') ?? 'tcp';
  if (transport !== 'tcp' && transport !== 'udp') throw new UrlProblem('landun_transport', 'tcp or udp');
  // Cameras give their own query a meaning (channel, subtype), so the rest of it is passed on as written.
  return {
    kind: 'rtsp',
    url: text.replace(/([?&])landun_transport=[^&]*&?/, '$1').replace(/[?&]$/, ''),
    transport,
  };
};

const parseRtmp = (text: string): Source => {
  const url = parseUrl(text);
  requireHost(url);
  const mode = url.searchParams.get('mode');
  if (mode !== null && mode !== 'listen' && mode !== 'pull') throw new UrlProblem('mode', 'pull or listen');
  if (!/^\/[^/]+\/.+/.test(url.pathname))
    throw new UrlProblem('path', 'app and stream key, as in /live/drone1');
  const bare = text.replace(/([?&])mode=[^&]*&?/, '$1').replace(/[?&]$/, '');
  return { kind: 'rtmp', url: bare, mode: mode === 'listen' ? 'listen' : 'pull' };
};

const parseSrt = (text: string): Source => {
  const url = parseUrl(everyInterface(text));
  const options = new OptionReader(url, ['mode', 'latency', 'passphrase', 'streamid']);
  const mode = options.choice(
    'mode',
    ['caller', 'listener'],
    url.hostname === '0.0.0.0' ? 'listener' : 'caller',
  );
  const passphrase = options.text('passphrase', 10, 79);
  return {
    kind: 'srt',
    host: url.hostname,
    port: requirePort(url),
    mode,
    // The SRT address convention is milliseconds, ffmpeg's own option microseconds: a value that can only
    // be the latter is refused rather than guessed at.
    latency_ms: options.integer('latency', 20, 10_000, 120),
    passphrase,
    stream_id: options.text('streamid', 1, 512),
  };
};

const parseUdp = (text: string): Source => {
  const url = parseUrl(everyInterface(text.replace(/^udp:\/\/@/i, 'udp://')));
  const options = new OptionReader(url, ['localaddr']);
  if (url.pathname !== '' && url.pathname !== '/') throw new UrlProblem('path', 'udp has none');
  const local_address = options.text('localaddr', 2, 45);
  if (local_address !== undefined && !/^[0-9a-fA-F.:]+$/.test(local_address)) {
    throw new UrlProblem('localaddr', 'an IP address');
  }
  return { kind: 'udp', host: url.hostname, port: requirePort(url), local_address };
};

const parseHls = (text: string): Source => {
  const url = parseUrl(text);
  requireHost(url);
  if (!/\.m3u8$/i.test(url.pathname))
    throw new UrlProblem('path', 'an HLS playlist, as in /live/drone1.m3u8');
  return { kind: 'hls', url: text };
};

const parseFile = (text: string): Source => {
  const url = parseUrl(text);
  const options = new OptionReader(url, ['loop']);
  const loop = options.choice('loop', ['true', 'false'], 'false') === 'true';
  try {
    const path = fileURLToPath(new URL(`file://${url.host}${url.pathname}`));
    return /\.sdp$/i.test(path) ? { kind: 'rtp', path } : { kind: 'file', path, loop };
  } catch {
    throw new UrlProblem('path', 'an absolute path of this machine, as in file:///data/flight.mp4');
  }
};

/** `srt://:9000`, as ffmpeg writes it, is an address without a host: it means every interface. */
const everyInterface = (text: string): string => text.replace(/(?<=^\w+:\/\/)(?=:)/, '0.0.0.0');

const parseUrl = (text: string): URL => {
  const url = URL.parse?.(text) ?? tryUrl(text);
  if (url === null) throw new UrlProblem('url', 'it is not an address');
  if (url.hash !== '') throw new UrlProblem('url', 'a “#” part has no meaning here');
  return url;
};

const tryUrl = (text: string): URL | null => {
  try {
    return new URL(text);
  } catch {
    // The question was whether it is an address at all.
    return null;
  }
};

const requireHost = (url: URL): void => {
  if (!/^(\[[0-9a-fA-F:.]+\]|[\p{L}\p{N}%._-]+)$/u.test(url.hostname))
    throw new UrlProblem('host', 'it is missing or wrong');
};

const requirePort = (url: URL): number => {
  const port = Number(url.port);
  if (url.port === '' || port < 1) throw new UrlProblem('port', 'a number from 1 to 65535');
  requireHost(url);
  return port;
};

/** The address again, for redaction and display; not what ffmpeg is given. */
export const sourceUrl = (source: Source): string => {
  switch (source.kind) {
    case 'rtsp':
    case 'hls':
      return source.url;
    case 'rtmp':
      return source.mode === 'listen'
        ? `${source.url}${source.url.includes('?') ? '&' : '?'}mode=listen`
        : source.url;
    case 'srt':
      return `srt://${source.host}:${source.port}?mode=${source.mode}`;
    case 'udp':
      return `udp://${source.host}:${source.port}`;
    case 'rtp':
    case 'file':
      return `file://${source.path}`;
  }
};
