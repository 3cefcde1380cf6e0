import type { Flight } from '#common';
import { describe, expect, it } from 'vitest';
import { inProgress, stepViews } from './stages.ts';

const flight = (
  stage: Flight['stage'],
  upload: Flight['upload'] = { sent: 9, total: 9, verified: true },
): Flight => ({
  id: 'f',
  mission_id: 'm',
  site_id: 's',
  vehicle_id: 'v',
  pilot_id: 'p',
  stage,
  started_utc_us: 0,
  ended_utc_us: null,
  upload,
  areas: null,
  mission_sha256: null,
  reached_item: null,
  resumes_flight_id: null,
  telemetry_log: false,
  fault: null,
});

const states = (...from: Parameters<typeof stepViews>): string =>
  stepViews(...from)
    .map(({ state }) => state[0])
    .join('');

describe('stepViews', () => {
  it('walks through the flight', () => {
    expect(states(undefined)).toBe('nnnnnnn');
    expect(stepViews(flight('uploading'))[0]?.state).toBe('now');
    expect(
      stepViews(flight('verifying'))
        .map(({ state }) => state)
        .slice(0, 3),
    ).toEqual(['done', 'now', 'next']);
    expect(stepViews(flight('flying')).find(({ state }) => state === 'now')?.step).toBe('flying');
    expect(states(flight('landed'))).toBe('ddddddd');
  });

  it('shows where a flight failed', () => {
    const failed = (...from: Parameters<typeof stepViews>) =>
      stepViews(...from).find(({ state }) => state === 'failed')?.step;
    expect(failed(flight('failed', { sent: 3, total: 9, verified: false }))).toBe('uploading');
    expect(failed(flight('failed', { sent: 9, total: 9, verified: false }))).toBe('verified');
    expect(failed(flight('failed'))).toBe('arming');
    expect(failed(flight('aborted'), 'flying')).toBe('flying');
  });
});

describe('inProgress', () => {
  it('ends with landing, failure or abortion', () => {
    expect(inProgress(flight('returning'))).toBe(true);
    expect([flight('landed'), flight('failed'), flight('aborted'), undefined].map(inProgress)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
