import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { FakeClock, silentLogger } from '#common';
import type { LaunchDetector } from './child.ts';
import { startDetector } from './host.ts';
import { fromProcess, jsonMessage, processOptionsSchema } from './messages.ts';
import { ThreadChoice } from './thread-choice.ts';

describe('ThreadChoice', () => {
  it('keeps what was measured on a calm machine, and what somebody chose', () => {
    const choice = new ThreadChoice(undefined);
    expect([choice.at_once, choice.at_leisure, choice.wants_another]).toEqual([undefined, undefined, false]);
    choice.found(2, true);
    expect([choice.at_once, choice.at_leisure, choice.wants_another]).toEqual([2, 2, false]);
    choice.found(8, false);
    expect(choice.at_once).toBe(2);
    const fixed = new ThreadChoice(3);
    fixed.found(8, false);
    expect([fixed.at_once, fixed.at_leisure, fixed.wants_another]).toEqual([3, 3, false]);
  });

  it('asks again after a busy one, though not when there is no time, nor for ever', () => {
    const choice = new ThreadChoice(undefined);
    for (let count = 0; count < 3; count += 1) {
      choice.begins();
      choice.found(8, false);
      expect([choice.at_once, choice.at_leisure, choice.wants_another]).toEqual([8, undefined, true]);
    }
    // The fourth ends without a word.
    choice.begins();
    expect([choice.at_leisure, choice.wants_another]).toEqual([8, false]);
    const calm = new ThreadChoice(undefined);
    calm.found(8, false);
    calm.found(1, true);
    expect([calm.at_once, calm.wants_another]).toEqual([1, false]);
  });
});

/** Processes that only say what a test has them say. */
const fakeProcesses = () => {
  const started: {
    threads: number | undefined;
    ready: (threads: number, calm: boolean) => void;
    killed: boolean;
  }[] = [];
  const launch: LaunchDetector = (_, [text = '']) => {
    const stdout = new PassThrough();
    const stdin = new PassThrough();
    stdin.resume();
    let exit = (_code: number | null): void => undefined;
    const one = {
      threads: processOptionsSchema.parse(JSON.parse(text)).threads,
      killed: false,
      ready: (threads: number, calm: boolean) => {
        const least_head_px = { mask: 10, hearing: 16, helmet: 10 };
        const report = { type: 'ready', model_id: 'm', provider: 'cpu', threads, calm, least_head_px };
        for (const part of jsonMessage(fromProcess.report, report)) stdout.write(part);
      },
    };
    stdin.on('finish', () => exit(0));
    started.push(one);
    return {
      pid: started.length,
      stdin,
      stdout,
      stderr: new PassThrough(),
      kill: () => {
        one.killed = true;
        exit(null);
      },
      onExit: (listener) => {
        exit = listener;
      },
    };
  };
  return { started, launch };
};
/** Streams hand their data on in a later turn. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a detector whose threads were measured on a busy machine', () => {
  const minute_ms = 60_000;

  it('measures again when nothing has to be judged, and takes over what a calm machine says', async () => {
    const { started, launch } = fakeProcesses();
    const clock = new FakeClock();
    const options = { entry: 'x', ffmpeg: 'x', models_dir: 'shipped', required: [], launch, clock };
    const detector = startDetector({ ...options, logger: silentLogger });
    started[0]?.ready(8, false);
    await turn();
    expect(detector.running?.threads).toBe(8);
    const fragment = { pts_us: 0, key: true, data: new Uint8Array(8) };
    await clock.advance(minute_ms / 2);
    detector.pushFragment(1, fragment);
    await clock.advance(minute_ms / 2);
    expect(started).toHaveLength(1);
    await clock.advance(minute_ms);
    expect(started.map(({ threads }) => threads)).toEqual([undefined, undefined]);
    // Still busy: the process that judges stays, and there will be another look.
    started[1]?.ready(8, false);
    await turn();
    expect([detector.pid, started[1]?.killed]).toEqual([1, true]);
    await clock.advance(minute_ms / 2);
    expect(started).toHaveLength(3);
    started[2]?.ready(2, true);
    await turn();
    expect([detector.pid, detector.running?.threads, started[0]?.killed]).toEqual([3, 2, true]);
    await clock.advance(10 * minute_ms);
    expect(started).toHaveLength(3);
    // What takes over at once measures nothing any more.
    detector.useModels('other');
    expect(started[3]?.threads).toBe(2);
    await detector.stop();
  });

  it('lets other models measure that are opened meanwhile', async () => {
    const { started, launch } = fakeProcesses();
    const clock = new FakeClock();
    const options = { entry: 'x', ffmpeg: 'x', models_dir: 'shipped', required: [], launch, clock };
    const detector = startDetector({ ...options, logger: silentLogger });
    started[0]?.ready(8, false);
    await turn();
    detector.useModels('other');
    expect(started[1]?.threads).toBeUndefined();
    started[1]?.ready(4, true);
    await turn();
    expect([detector.pid, detector.running?.threads]).toEqual([2, 4]);
    await detector.stop();
  });
});
