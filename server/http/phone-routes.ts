import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Fault } from '#common';
import type { Station } from '#station';

type Ports = {
  readonly station: Station;
  readonly sessionOf: (request: FastifyRequest) => string | null;
  readonly sendFault: (reply: FastifyReply, fault: Fault) => FastifyReply;
};

/** What phones send and fetch as bytes. */
export const addPhoneRoutes = (app: FastifyInstance, { station, sessionOf, sendFault }: Ports): void => {
  // Handed on as a stream: a film of the site never stands in memory.
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));

  app.get('/phone', async (_request, reply) => reply.redirect('/phone/'));

  app.post<{ Params: { sha256: string }; Body: AsyncIterable<Uint8Array> | undefined }>(
    '/files/field/:sha256',
    { bodyLimit: 67_108_864 },
    async (request, reply) => {
      const report_token = request.headers['x-report-token'];
      const from = {
        session: sessionOf(request),
        report_token: typeof report_token === 'string' ? report_token : null,
      };
      const put = await station.phones.putFile(from, request.params.sha256, request.body ?? nothing());
      return put.ok ? reply.send(put.value) : sendFault(reply, put.error);
    },
  );

  app.get<{ Params: { sha256: string } }>('/files/field/:sha256', async (request, reply) => {
    const found = await station.phones.file(sessionOf(request), request.params.sha256);
    if (!found.ok) return sendFault(reply, found.error);
    // Whatever a phone has sent is never run: it is only ever shown as a picture or film, or saved.
    return reply
      .header('content-security-policy', "default-src 'none'; sandbox")
      .type('application/octet-stream')
      .sendFile(found.value.path, found.value.folder, { cacheControl: false });
  });

  app.get<{ Params: { lead_id: string } }>('/files/leads/:lead_id/blurred.jpg', async (request, reply) => {
    const picture = await station.phones.blurredStill(sessionOf(request), request.params.lead_id);
    if (!picture.ok) return sendFault(reply, picture.error);
    return reply.header('cache-control', 'private, max-age=86400').type('image/jpeg').send(picture.value);
  });

  app.get<{ Params: { lead_id: string } }>('/files/leads/:lead_id/phone.mp4', async (request, reply) => {
    const clip = await station.phones.smallClip(sessionOf(request), request.params.lead_id);
    if (!clip.ok) return sendFault(reply, clip.error);
    return reply.sendFile(clip.value.path, clip.value.folder, { cacheControl: false });
  });
};

async function* nothing(): AsyncGenerator<Uint8Array> {}
