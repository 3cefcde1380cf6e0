import cookie from '@fastify/cookie';
import statics from '@fastify/static';
import websocket from '@fastify/websocket';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Registry } from 'prom-client';
import {
  liveFormSchema,
  type CallName,
  calls,
  errorCatalogue,
  type Fault,
  leadFiles,
  type Logger,
  LandunError,
} from '#common';
import type { Caller, Station } from '#station';
import { apiPage } from './api-page.ts';
import { openApiDocument } from './openapi.ts';
import { addCopyRoutes } from './copy-routes.ts';
import { addHookRoutes, hookPath } from './hook-routes.ts';
import { addPhoneRoutes } from './phone-routes.ts';
import { pushEvents, pushLive } from './push.ts';
import type { TrustFile } from '../tls/trust-page.ts';
import { isSameOrigin, securityHeaders } from './security.ts';

const session_cookie = 'landun_session';

export type AppPorts = {
  station: Station;
  logger: Logger;
  metrics: Registry;
  /** The folder of the built page. */
  renderer_dir: string;
  version: string;
  /** How phones come to trust the station's own certificate, where it has one. */
  trustFile?: (path: string) => TrustFile | undefined;
};

/** The station over HTTP and WebSocket: routes come from the contract, nothing is decided here. */
export const createApp = async (ports: AppPorts): Promise<FastifyInstance> => {
  const { station, renderer_dir, version, logger, metrics } = ports;
  const app = fastify({ bodyLimit: 1_048_576, routerOptions: { maxParamLength: 200 } });
  await app.register(cookie);
  await app.register(websocket, { options: { maxPayload: 65_536 } });
  await app.register(statics, { root: renderer_dir, cacheControl: true, maxAge: 0, preCompressed: true });

  app.addHook('onRequest', async (request, reply) => {
    void reply.headers(securityHeaders);
    const writes = request.method !== 'GET' && request.method !== 'HEAD';
    const upgrades = request.headers.upgrade !== undefined;
    // A robot's callback is signed by its service; it is no page and has no session to steal.
    const signed = request.url.startsWith(hookPath);
    if ((writes || upgrades) && !signed && !isSameOrigin(request.headers)) {
      return sendFault(reply, { code: 'ORIGIN_REFUSED', details: { origin: request.headers.origin ?? '-' } });
    }
    return undefined;
  });
  app.setErrorHandler(async (error, request, reply) => {
    const fault = faultOf(error);
    if (fault.code === 'INTERNAL') logger.error({ url: request.url, error }, 'request failed unexpectedly');
    return sendFault(reply, fault);
  });
  app.setNotFoundHandler(async (request, reply) =>
    sendFault(reply, { code: 'NOT_FOUND', details: { kind: 'page', id: request.url.slice(0, 200) } }),
  );

  for (const name of Object.keys(calls) as CallName[]) {
    const write = calls[name].kind === 'write';
    app.route({
      method: write ? 'POST' : 'GET',
      url: `/api/${name}`,
      // A file of 9 MB as base64; everything else is small.
      ...(name === 'plans.read_file' ? { bodyLimit: 13_000_000 } : {}),
      handler: async (request, reply) => {
        const input = write ? request.body : request.query;
        const result = await station.call(name, input, callerOf(request, reply));
        return result.ok ? reply.send(result.value) : sendFault(reply, result.error);
      },
    });
  }

  app.get<{ Params: { lead_id: string; file: string } }>(
    '/files/leads/:lead_id/:file',
    async (request, reply) => {
      const { lead_id, file } = request.params;
      const known = leadFiles.find((name) => name === file);
      if (known === undefined)
        return sendFault(reply, { code: 'NOT_FOUND', details: { kind: 'file', id: file } });
      const found = await station.leadFile(lead_id, known, callerOf(request, reply));
      if (!found.ok) return sendFault(reply, found.error);
      return reply
        .header('cache-control', 'private, no-store')
        .sendFile(found.value.path, found.value.folder, { cacheControl: false });
    },
  );

  app.get<{ Params: { export_id: string; name: string } }>(
    '/files/exports/:export_id/:name',
    async (request, reply) => {
      const { export_id, name } = request.params;
      const found = await station.exportFile(export_id, name, callerOf(request, reply));
      if (!found.ok) return sendFault(reply, found.error);
      return reply
        .header('cache-control', 'private, no-store')
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(found.value.path)}`)
        .sendFile(found.value.path, found.value.folder, { cacheControl: false });
    },
  );

  app.get<{ Params: { flight_id: string; format: string } }>(
    '/files/flights/:flight_id/flight.:format',
    async (request, reply) => {
      const { flight_id, format } = request.params;
      const file = await station.flightFile(flight_id, format, callerOf(request, reply));
      if (!file.ok) return sendFault(reply, file.error);
      return reply
        .header('cache-control', 'private, no-store')
        .header('content-disposition', `attachment; filename="${file.value.name}"`)
        .type(file.value.type)
        .send(file.value.body);
    },
  );

  addHookRoutes(app, { station, sendFault });
  addCopyRoutes(app, station);

  app.get<{ Params: { z: string; x: string; y: string } }>(
    '/files/map/:revision/:z/:x/:y',
    async (request, reply) => {
      const { z, x, y } = request.params;
      const tile = await station.mapTile(
        { z: Number(z), x: Number(x), y: Number(y) },
        callerOf(request, reply),
      );
      if (!tile.ok) return sendFault(reply, tile.error);
      void reply.header('cache-control', 'private, max-age=86400');
      if (tile.value === null) return reply.status(204).send();
      return reply.type(tile.value.type).send(Buffer.from(tile.value.bytes));
    },
  );

  addPhoneRoutes(app, { station, sessionOf, sendFault });

  app.get<{ Querystring: { only?: string } }>('/ws/events', { websocket: true }, async (socket, request) => {
    await pushEvents(station, socket, sessionOf(request), request.query.only);
  });
  app.get<{ Params: { stream_id: string }; Querystring: { form?: string } }>(
    '/ws/streams/:stream_id/live',
    { websocket: true },
    async (socket, request) => {
      const form = liveFormSchema.catch('original').parse(request.query.form);
      await pushLive(station, socket, sessionOf(request), request.params.stream_id, form);
    },
  );

  app.get('/trust', (request, reply) => sendTrustFile(request, reply));
  app.get('/trust/:name', (request, reply) => sendTrustFile(request, reply));
  const sendTrustFile = async (request: FastifyRequest, reply: FastifyReply) => {
    const file = ports.trustFile?.(request.url.split('?')[0] ?? '');
    if (file === undefined)
      return sendFault(reply, {
        code: 'NOT_FOUND',
        details: { kind: 'page', id: request.url.slice(0, 200) },
      });
    if (file.name !== '') void reply.header('content-disposition', `attachment; filename="${file.name}"`);
    return reply.type(file.type).send(file.body);
  };

  const document = openApiDocument(version);
  app.get('/api/openapi.json', async () => document);
  app.get('/api/docs', async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(apiPage(document)),
  );
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.metrics()),
  );
  return app;
};

const sessionOf = (request: FastifyRequest): string | null => request.cookies[session_cookie] ?? null;

const callerOf = (request: FastifyRequest, reply: FastifyReply): Caller => ({
  session: sessionOf(request),
  address: request.ip,
  setSession: (token) => {
    const options = {
      path: '/',
      httpOnly: true,
      sameSite: 'strict',
      secure: request.protocol === 'https',
    } as const;
    if (token === null) void reply.clearCookie(session_cookie, options);
    else void reply.setCookie(session_cookie, token, options);
  },
});

const sendFault = (reply: FastifyReply, { code, details }: Fault): FastifyReply =>
  reply.status(errorCatalogue[code].status).send({ code, details });

/** What Fastify itself refuses (bad JSON, too large, wrong type) is the caller's input, not our fault. */
const faultOf = (error: unknown): Fault => {
  if (error instanceof LandunError) return { code: error.code, details: error.details };
  if (error instanceof Error && 'statusCode' in error && Number(error.statusCode) < 500) {
    return { code: 'INPUT_INVALID', details: { field: 'body', problem: error.message } };
  }
  return { code: 'INTERNAL', details: { incident: 'http' } };
};
