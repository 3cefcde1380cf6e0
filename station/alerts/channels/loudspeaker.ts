import { ok } from '#common';
import { offline, type OpenChannel, setupWrong } from './channel.ts';
import { excerpt, statusFault } from './http.ts';
import { fillTemplate } from './template.ts';

const aircraft = 'mavlink://';

/**
 * 喊话: a speaker that reads text by HTTP (on a mast, or the payload of an aircraft whose maker offers that), one that
 * plays RTP (a recording, G.711 µ-law), or the buzzer of an aircraft (`mavlink://VEHICLE`), which has no words.
 */
export const loudspeaker: OpenChannel =
  ({ fields, secrets }, { http, playRtp, soundAircraft }) =>
  async ({ text }) => {
    const target = fields['url'] ?? '';
    if (target.startsWith('rtp://')) {
      if (playRtp === undefined) return setupWrong('no ffmpeg');
      const played = await playRtp(fields['recording'] ?? '', target);
      return played.ok ? ok('played') : played;
    }
    if (target.startsWith(aircraft)) {
      if (soundAircraft === undefined) return setupWrong('no aircraft');
      const sounded = soundAircraft(target.slice(aircraft.length));
      // Not in the air now: a shout is of its moment and ends within a minute.
      return sounded.ok ? ok('sent') : offline(sounded.error.code);
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
