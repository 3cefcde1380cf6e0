import { expect, it, onTestFinished } from 'vitest';
import { HttpClient, password, tickChecklist } from './harness.ts';
import { StationProcess } from './station-process.ts';

/** What a person was told is saved survives `kill -9`; what was open is finished at the next start. */
it(
  'completes the clip of a lead, and says what became of the flight, after a kill',
  { timeout: 240_000 },
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
    await tickChecklist(client, wanted);
    const flight = await client.get('flights.start', wanted);
    const lead = await screen.until((event) =>
      event.type === 'lead' && event.lead.clip_state === 'waiting' ? event.lead : undefined,
    );
    const started = process.platform === 'linux' ? await first.descendants() : [];
    await first.kill();
    // ffmpeg and the detector notice by themselves that nobody reads them any more.
    await expect.poll(() => started.filter(isRunning), { timeout: 10_000 }).toEqual([]);

    const second = await StationProcess.start(first.data_dir);
    onTestFinished(() => second.stop());
    const again = new HttpClient(second.origin);
    await again.get('session.login', { name: 'admin', password });
    const finished = await expect
      .poll(() => again.get('leads.get', { lead_id: lead.id }), { timeout: 60_000 })
      .toMatchObject({ clip_state: 'sealed', still: { sha256: lead.still?.sha256 } })
      .then(() => again.get('leads.get', { lead_id: lead.id }));
    // The post-roll was never recorded: that is stated, not hidden.
    expect(finished.clip?.gaps.length).toBeGreaterThan(0);
    expect(finished.clip?.last_pts_us).toBeGreaterThan(lead.suspicion.pts_us - 1_000_000);
    const [known] = await again.get('flights.list', {});
    expect(known).toMatchObject({ id: flight.id, stage: 'aborted', fault: { code: 'FLIGHT_INTERRUPTED' } });
    expect(await again.get('ledger.verify', {})).toMatchObject({ problems: [] });
  },
);

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
