import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Fault } from '#common';
import { type Station, still_bytes } from '#station';

/** Calls from outside that prove themselves by their own signature, not by a session. */
export const hookPath = '/hook/';

const most_stills = 2;
/** A photo of 6 MB as base64, and the words around it. */
const platform_bytes = 8_200_000;

type Ports = {
  readonly station: Station;
  readonly sendFault: (reply: FastifyReply, fault: Fault) => FastifyReply;
};
type Route = { Params: { channel_id: string }; Querystring: Record<string, string | undefined> };

/** What DingTalk and WeCom call back. */
export const addHookRoutes = (app: FastifyInstance, { station, sendFault }: Ports): void => {
  app.addContentTypeParser(
    ['text/xml', 'application/xml'],
    { parseAs: 'string', bodyLimit: 131_072 },
    (_request, body, done) => done(null, body),
  );

  app.post<Route>(
    `${hookPath}dingtalk/:channel_id`,
    { bodyLimit: 131_072 },
    async ({ params, headers, body }, reply) => {
      const { timestamp, sign } = headers;
      const heard = await station.robot.dingtalk(
        params.channel_id,
        { timestamp: one(timestamp), sign: one(sign) },
        body,
      );
      return heard.ok ? reply.send({}) : sendFault(reply, heard.error);
    },
  );

  // The signature is over the very bytes that came: in a scope of its own they stay text.
  void app.register(async (scope) => {
    scope.removeContentTypeParser('application/json');
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: platform_bytes },
      (_request, body, done) => done(null, body),
    );
    scope.post<{ Params: { platform_id: string } }>(
      `${hookPath}platform/:platform_id`,
      { bodyLimit: platform_bytes },
      async ({ params, headers, body }, reply) => {
        const heard = await station.platforms.hear(
          params.platform_id,
          one(headers['x-landun-signature']),
          typeof body === 'string' ? body : '',
        );
        return heard.ok ? reply.send(heard.value) : sendFault(reply, heard.error);
      },
    );
  });

  let taking = 0;
  void app.register(async (scope) => {
    scope.addContentTypeParser(
      ['image/jpeg', 'image/png'],
      { parseAs: 'buffer', bodyLimit: still_bytes },
      (_request, body, done) => done(null, body),
    );
    scope.post<{ Params: { platform_id: string } }>(
      `${hookPath}platform/:platform_id/still`,
      {
        bodyLimit: still_bytes,
        // Whose picture it is shows only when all of it is here: so much memory anybody may take, and no more.
        onRequest: (_request, reply, done) => {
          if (taking >= most_stills) return void sendFault(reply, { code: 'STILLS_BUSY', details: {} });
          taking += 1;
          reply.raw.once('close', () => {
            taking -= 1;
          });
          done();
        },
      },
      async ({ params, headers, body }, reply) => {
        const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
        const taken = await station.takeStill(params.platform_id, one(headers['x-landun-signature']), bytes);
        return taken.ok ? reply.code(202).send(taken.value) : sendFault(reply, taken.error);
      },
    );
  });

  app.get<Route>(`${hookPath}wecom/:channel_id`, async ({ params, query }, reply) => {
    const checked = await station.robot.wecomCheck(params.channel_id, query);
    return checked.ok
      ? reply.type('text/plain; charset=utf-8').send(checked.value)
      : sendFault(reply, checked.error);
  });

  app.post<Route>(`${hookPath}wecom/:channel_id`, async ({ params, query, body }, reply) => {
    const xml = typeof body === 'string' ? body : '';
    const heard = await station.robot.wecom(params.channel_id, query, xml);
    return heard.ok ? reply.type('text/xml; charset=utf-8').send(heard.value) : sendFault(reply, heard.error);
  });
};

const one = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;
