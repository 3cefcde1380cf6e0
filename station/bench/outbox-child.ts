import { appendFileSync } from 'node:fs';
import { type Clock, type Lead, type Suspicion, unwrap } from '#common';
import { nodeHttp } from '../alerts/channels/index.ts';
import { AlertDesk } from '../alerts/desk.ts';
import { Vault } from '../alerts/vault.ts';
import { Ledger } from '../evidence/ledger.ts';
import { systemIds } from '../host/ids.ts';
import { stderrLogger } from '../host/logger.ts';
import { openDatabase } from '../storage/database.ts';

/** The wall clock `speed` times as fast, the same in every process that is given the same beginning. */
const hurriedClock = (began_ms: number, speed: number): Clock => ({
  utc_us: () => Math.round((began_ms + (Date.now() - began_ms) * speed) * 1000),
  monotonic_us: () => Math.round(performance.now() * 1000 * speed),
  after: (delay_ms, run) => {
    const timer = setTimeout(run, delay_ms / speed);
    return () => clearTimeout(timer);
  },
  every: (interval_ms, run) => {
    const timer = setInterval(run, Math.min(2 ** 31 - 1, interval_ms / speed));
    return () => clearInterval(timer);
  },
});

const suspicion: Suspicion = {
  track_id: 1,
  item: 'mask',
  state: 'not_worn',
  probability: 0.97,
  frames: 9,
  epoch: 1,
  pts_us: 1,
  first_pts_us: 0,
  last_pts_us: 2,
  box: [0, 0, 1, 1],
  head_box: [0, 0, 1, 1],
  head_px: 40,
  width_px: 1920,
  height_px: 1080,
};

/**
 * The real outbox over a real database, on a hurried clock, until it is killed: raises one alert every so
 * often up to a number, and writes the key of each to `raised_path` once it is on the disk. For `bench outbox`.
 */
export const runOutboxChild = async (options: {
  readonly data_dir: string;
  readonly service: string;
  readonly began_ms: number;
  readonly speed: number;
  readonly alerts: number;
  readonly every_s: number;
  readonly raised_path: string;
}): Promise<void> => {
  const { data_dir, began_ms, speed, every_s, raised_path } = options;
  const logger = stderrLogger();
  const clock = hurriedClock(began_ms, speed);
  const database = unwrap(await openDatabase(data_dir, logger));
  const ids = systemIds(clock);
  const ledger = new Ledger(clock, 'bench');
  const desk = new AlertDesk({
    database,
    ledger,
    clock,
    ids,
    logger,
    vault: await Vault.open(data_dir),
    net: { http: nodeHttp, clock },
    chance: () => Math.random(),
    stillPath: () => '',
    addressOf: async () => undefined,
    forget: async () => undefined,
  });
  const channels = await desk.channels();
  if (channels.length === 1) {
    // Somebody is on duty for the first step, or every alert would go on to the next ones at once.
    const roles = JSON.stringify(['inspector', 'supervisor']);
    await database
      .insertInto('people')
      .values({ id: 'bench', name: 'bench', roles, password_hash: '', disabled: 0, created_utc_us: 0 })
      .execute();
    const person = { id: 'bench', name: 'bench', roles: ['administrator' as const], disabled: false };
    const fields = { api: options.service, key: 'bench' };
    unwrap(
      await desk.saveChannel(
        { kind: 'wecom_robot', name: 'bench', enabled: true, from_level: 0, fields },
        person,
      ),
    );
    const settings = await desk.duty.settings();
    // Steps are messages too; here the alerts themselves are counted.
    unwrap(
      await desk.duty.saveSettings({ ...settings, second_after_s: 3600, supervisor_after_s: 7200 }, 'bench'),
    );
  }
  await desk.start();
  for (;;) {
    const { count } = await database
      .selectFrom('alerts')
      .select((select) => select.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    const due = Math.floor((clock.utc_us() / 1000 - began_ms) / 1000 / every_s);
    if (count >= options.alerts) break;
    if (count <= due) await raise(count);
    else await new Promise((resolve) => setTimeout(resolve, 20));
  }

  async function raise(number: number): Promise<void> {
    const now_us = clock.utc_us();
    const lead: Lead = {
      id: ids.next('lead'),
      stream_id: `stream-${number}`,
      flight_id: null,
      site_id: null,
      post_id: null,
      model_id: 'bench',
      suspicion,
      raised_utc_us: now_us,
      frame_utc_us: now_us,
      clock_error_us: 0,
      aircraft: null,
      still: null,
      clip_state: 'failed',
      clip: null,
      clip_fault: null,
      state: 'open',
      review: null,
    };
    await database.transaction().execute(async (transaction) => {
      const { id, raised_utc_us, state, clip_state, stream_id, flight_id } = lead;
      await transaction
        .insertInto('leads')
        .values({ id, raised_utc_us, state, clip_state, stream_id, flight_id, body: JSON.stringify(lead) })
        .execute();
      await desk.alerts.queue(transaction, lead);
      // Its steps would be messages of their own: here each alert is counted once.
      await transaction.updateTable('alerts').set({ escalates_utc_us: null }).execute();
    });
    desk.alerts.wake();
    const [alert] = await desk.alerts.list(1);
    appendFileSync(raised_path, `${alert?.key ?? ''}\n`);
  }
};
