import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { errorCatalogue, type Fault, leadFiles, type Result } from '#common';
import { isMissing, readBytes } from './file-bytes.ts';
import { filesPath, isOwnUrl, parseUrl } from './origin.ts';
import { containedPath } from './paths.ts';
import { securityHeaders } from './policy.ts';

/** Where a lead's file lies, for whoever is signed in at this window; fails with the station's own codes. */
export type FindLeadFile = (
  lead_id: string,
  file: (typeof leadFiles)[number],
) => Promise<Result<{ readonly path: string }>>;

/** A tile of the basemap, null where it has none. */
export type MapTile = (at: {
  readonly z: number;
  readonly x: number;
  readonly y: number;
}) => Promise<Result<{ readonly type: string; readonly bytes: Uint8Array } | null>>;

/**
 * Answers every request of the `app:` scheme: the built page below `page_dir`, and the files of leads,
 * in byte ranges, below `/files/leads/{lead_id}/{file}`, and tiles below `/files/map/`. Anything else is 404; writing methods are 405.
 */
export const createPageServer =
  (ports: { page_dir: string; findLeadFile: FindLeadFile; mapTile: MapTile }) =>
  async (request: Request): Promise<Response> => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405, { allow: 'GET, HEAD' });
    const url = parseUrl(request.url);
    if (url === undefined || !isOwnUrl(request.url)) return answer(403);
    const tile = tilePath.exec(url.pathname);
    const response =
      tile !== null
        ? await serveTile(tile, ports.mapTile)
        : url.pathname.startsWith(filesPath)
          ? await serveLeadFile(url.pathname, request.headers.get('range'), ports.findLeadFile)
          : await servePage(ports.page_dir, url.pathname);
    return request.method === 'HEAD' ? withoutBody(response) : response;
  };

const servePage = async (page_dir: string, url_path: string): Promise<Response> => {
  const path = containedPath(page_dir, url_path);
  if (path === undefined) return answer(404);
  // Screens are addressed behind the `#`, so there is one page.
  const file = path === page_dir ? join(page_dir, 'index.html') : path;
  try {
    const bytes = new Uint8Array(await readFile(file));
    return answer(200, { 'content-type': typeOf(file), 'cache-control': 'no-cache' }, bytes);
  } catch (error) {
    if (isMissing(error)) return answer(404);
    throw error;
  }
};

const leadFilePath = /^\/files\/leads\/([\w-]{1,100})\/([\w.]{1,32})$/;

const serveLeadFile = async (
  url_path: string,
  range: string | null,
  findLeadFile: FindLeadFile,
): Promise<Response> => {
  const [, lead_id = '', name] = leadFilePath.exec(url_path) ?? [];
  const file = leadFiles.find((known) => known === name);
  if (file === undefined)
    return refuse({ code: 'NOT_FOUND', details: { kind: 'file', id: url_path.slice(0, 200) } });
  const found = await findLeadFile(lead_id, file);
  if (!found.ok) return refuse(found.error);
  const bytes = await readBytes(found.value.path, range);
  if (bytes === undefined)
    return refuse({ code: 'NOT_FOUND', details: { kind: 'file', id: `${lead_id}/${file}` } });
  const headers = { ...bytes.headers, 'content-type': typeOf(file), 'cache-control': 'no-store' };
  return answer(bytes.status, headers, bytes.body);
};

const tilePath = /^\/files\/map\/\d{1,10}\/(\d{1,2})\/(\d{1,8})\/(\d{1,8})$/;

const serveTile = async ([, z, x, y]: RegExpExecArray, mapTile: MapTile): Promise<Response> => {
  const tile = await mapTile({ z: Number(z), x: Number(x), y: Number(y) });
  if (!tile.ok) return refuse(tile.error);
  const headers = { 'cache-control': 'private, max-age=86400' };
  return tile.value === null
    ? answer(204, headers)
    : answer(200, { ...headers, 'content-type': tile.value.type }, new Uint8Array(tile.value.bytes));
};

const answer = (
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body: BodyInit | null = null,
): Response => new Response(body, { status, headers: { ...securityHeaders, ...headers } });

/** The fault as data, like the server host's answers. */
const refuse = (fault: Fault): Response =>
  answer(
    errorCatalogue[fault.code].status,
    { 'content-type': 'application/json', 'cache-control': 'no-store' },
    JSON.stringify({ code: fault.code, details: fault.details }),
  );

const withoutBody = (response: Response): Response => {
  // Ends the file stream that will not be read.
  void response.body?.cancel();
  return new Response(null, { status: response.status, headers: response.headers });
};

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.mp4': 'video/mp4',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

const typeOf = (path: string): string => types[extname(path).toLowerCase()] ?? 'application/octet-stream';
