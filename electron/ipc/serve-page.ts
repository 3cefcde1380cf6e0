import { z } from 'zod';
import { liveFormSchema, type Logger, ok } from '#common';
import { asks } from './channels.ts';
import { EventRelay } from './event-relay.ts';
import type { Answerer } from './guard.ts';
import { LiveRelay } from './live-relay.ts';
import type { Page } from './page.ts';
import type { Seat } from './seat.ts';

const nothing = z.strictObject({});
const live_id = z.string().regex(/^[\w-]{1,64}$/);

/**
 * Answers every channel of the page. What a call may carry is checked by the station against the contract,
 * the same for every host; here only the envelope is.
 * @returns what to do when the page was reloaded or has gone
 */
export const servePage = (
  answer: Answerer,
  ports: { seat: Seat; page: Page; logger: Logger },
): { pageGone: () => void } => {
  const { seat, page, logger } = ports;
  const events = new EventRelay(seat, page);
  const lives = new LiveRelay(seat, page);
  const renew = (act: Promise<void>): void => {
    act.catch((error: unknown) => logger.error({ error: String(error) }, 'the screen could not be opened'));
  };
  seat.onChange(() => {
    lives.closeAll();
    renew(events.renew());
  });

  answer(asks.call, z.strictObject({ name: z.string().max(100), input: z.unknown() }), ({ name, input }) =>
    seat.call(name, input),
  );
  answer(asks.eventsOpen, nothing, async () => ok(await events.listen(true)));
  answer(asks.eventsClose, nothing, async () => ok(await events.listen(false)));
  const live_wish = z.strictObject({
    live_id,
    stream_id: z.string().min(1).max(100),
    form: liveFormSchema.default('original'),
  });
  answer(asks.liveOpen, live_wish, (ask) => lives.open(ask.live_id, ask.stream_id, ask.form));
  answer(asks.liveTaken, z.strictObject({ live_id, bytes: z.number().int().min(0) }), async (ask) =>
    ok(lives.taken(ask.live_id, ask.bytes)),
  );
  answer(asks.liveClose, z.strictObject({ live_id }), async (ask) => ok(lives.close(ask.live_id)));
  return {
    pageGone: () => {
      lives.closeAll();
      renew(events.listen(false));
    },
  };
};
