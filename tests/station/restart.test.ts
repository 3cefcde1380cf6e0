import { expect, it, onTestFinished } from 'vitest';
import { type EventScreen, HttpClient, password, tickChecklist } from './harness.ts';
import type { Flight, Lead } from '#common';
import { StationProcess } from './station-process.ts';

/** What a person was told is saved survives `kill -9`; what was open is finished at the next start. */
it(
  'completes the clip of a lead, and says what became of the flight, after a kill',
  { timeout: 900_000 },
  async () => {
    const first = await StationProcess.start();
    // A failing test must not leave a station behind to slow the next one down.
    onTestFinished(() => first.stop());
    const client = new HttpClient(first.origin);
    const token = first.setup_link.split('token=')[1] ?? '';
    await client.get('setup.claim', { token, name: 'admin', password });
    const screen = await client.screen();
    const vehicle = await screen.until((event) =>
      event.type === 'vehicle' && event.vehicle.position !== null ? event.vehicle : undefined,
    );
    await screen.until((event) => (event.type === 'stream' && event.stream.recording ? true : undefined));
    const wanted = { mission_id: 'sample-mission', vehicle_id: vehicle.id };
    const { flight, lead } = await flyUntilLead(client, screen, wanted);
    const started = process.platform === 'linux' ? await first.descendants() : [];
    await first.kill();
    // ffmpeg and the detector notice by themselves that nobody reads them any more.
    await expect.poll(() => started.filter(isRunning), { timeout: 10_000 }).toEqual([]);

    const second = await StationProcess.start(first.data_dir);
    onTestFinished(() => second.stop());
    const again = new HttpClient(second.origin);
    await again.get('session.login', { name: 'admin', password });
    const finished = await expect
      .poll(() => again.get('leads.get', { lead_id: lead.id }), { timeout: 300_000 })
      .toMatchObject({ clip_state: 'sealed', still: { sha256: lead.still?.sha256 } })
      .then(() => again.get('leads.get', { lead_id: lead.id }));
    // The post-roll was never recorded: that is stated, not hidden.
    expect(finished.clip?.gaps.length).toBeGreaterThan(0);
    expect(finished.clip?.last_pts_us).toBeGreaterThan(lead.suspicion.pts_us - 1_000_000);
    const known = (await again.get('flights.list', {})).find(({ id }) => id === flight.id);
    expect(known).toMatchObject({ stage: 'aborted', fault: { code: 'FLIGHT_INTERRUPTED' } });
    expect(await again.get('ledger.verify', {})).toMatchObject({ problems: [] });
  },
);

/** Where the machine is too busy to judge enough frames in one flight, the next one has another chance. */
const flyUntilLead = async (
  client: HttpClient,
  screen: EventScreen,
  wanted: { mission_id: string; vehicle_id: string },
): Promise<{ flight: Flight; lead: Lead }> => {
  const faults: unknown[] = [];
  for (let tries = 0; tries < 3; tries += 1) {
    await tickChecklist(client, wanted);
    const flight = await client.get('flights.start', wanted);
    const seen = await screen.until((event) => {
      if (event.type === 'lead' && event.lead.clip_state === 'waiting') return event.lead;
      const ended = event.type === 'flight' && event.flight.id === flight.id && event.flight.ended_utc_us;
      return ended ? event.flight : undefined;
    }, 300_000);
    if ('suspicion' in seen) return { flight, lead: seen };
    faults.push(seen.fault);
  }
  throw new Error(`no lead in three flights: ${JSON.stringify(faults)}`);
};

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
