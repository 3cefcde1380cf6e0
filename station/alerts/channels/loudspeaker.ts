import { ok } from '#common';
import { type OpenChannel, setupWrong } from './channel.ts';
import { excerpt, statusFault } from './http.ts';
import { fillTemplate } from './template.ts';

/** 喊话: an IP speaker that reads text by HTTP, or one that plays RTP (a recording, G.711 µ-law). */
export const loudspeaker: OpenChannel =
  ({ fields, secrets }, { http, playRtp }) =>
  async ({ text }) => {
    const target = fields['url'] ?? '';
    if (target.startsWith('rtp://')) {
      if (playRtp === undefined) return setupWrong('no ffmpeg');
      const played = await playRtp(fields['recording'] ?? '', target);
      return played.ok ? ok('played') : played;
    }
    const authorization = secrets['authorization'] ?? '';
    const reply = await http({
      url: target,
      headers: { 'content-type': 'application/json', ...(authorization === '' ? {} : { authorization }) },
      body: fillTemplate(fields['body'] ?? '', 'application/json', { text }),
    });
    if (!reply.ok) return reply;
    return statusFault(reply.value) ?? ok(excerpt(reply.value.text));
  };
