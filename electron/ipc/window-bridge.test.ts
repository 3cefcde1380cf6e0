import { beforeEach, describe, expect, it } from 'vitest';
import { countingIds, type LiveMessage, silentLogger, type StationEvent } from '#common';
import { createBridge } from '../preload/create-bridge.ts';
import type { LandunBridge } from './bridge.ts';
import { asks } from './channels.ts';
import { FakeElectron, windowId } from './fake-electron.ts';
import { FakeStation } from './fake-station.ts';
import { guardIpc } from './guard.ts';
import { congested_bytes, max_open } from './live-relay.ts';
import { Seat } from './seat.ts';
import { servePage } from './serve-page.ts';

const streamEvent: StationEvent = {
  type: 'stream',
  stream: {
    id: 'stream-1',
    name: '破碎车间',
    url: 'rtsp://camera/main',
    status: 'live',
    since_utc_us: 1,
    codec: 'avc1.640028',
    width_px: 1920,
    height_px: 1080,
    frames_per_s: 25,
    bitrate_kbit_s: null,
    key_frame_interval_s: null,
    jitter_ms: null,
    clock_error_ms: null,
    lost_last_minute: null,
    sender_clock_ms: null,
    reconnects: 0,
    recording: true,
    recording_fault: null,
    disk: 'enough',
    free_mib: null,
    detecting: true,
    fault: null,
  },
};
const init: LiveMessage = {
  type: 'init',
  codec: 'avc1.640028',
  width_px: 1920,
  height_px: 1080,
  timescale: 90_000,
  epoch: 1,
};

/** Lets what was asked arrive and be answered. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('the page and the station, across the bridge', () => {
  let electron = new FakeElectron();
  let station = new FakeStation();
  let seat = new Seat(station);
  let landun: LandunBridge;
  let pageGone: () => void = () => undefined;

  beforeEach(() => {
    electron = new FakeElectron();
    station = new FakeStation();
    seat = new Seat(station);
    const answer = guardIpc({
      ipc: electron.ipcMain,
      window_id: () => windowId,
      ids: countingIds(),
      logger: silentLogger,
    });
    ({ pageGone } = servePage(answer, { seat, page: electron.page, logger: silentLogger }));
    landun = createBridge(electron.pageIpc);
  });

  const signIn = () => landun.call('session.login', { name: '李飞', password: 'correct horse' });
  const signOut = () => landun.call('session.logout', {});

  it('answers every channel the page may ask on, and no other', () => {
    expect(electron.channels.toSorted()).toEqual(Object.values(asks).toSorted());
  });

  it('gives the page nothing generic', () => {
    expect(Object.keys(landun).toSorted()).toEqual(['call', 'onEvent', 'openLive']);
  });

  describe('calls', () => {
    it('carry the session from sign-in to sign-out, which the page never sees', async () => {
      expect(await landun.call('sites.list', {})).toEqual({
        ok: false,
        code: 'SIGN_IN_REQUIRED',
        details: {},
      });
      const signed_in = await signIn();
      expect(signed_in).toEqual({ ok: true, value: station.person });
      expect(JSON.stringify(signed_in)).not.toContain('token');
      expect(await landun.call('leads.list', { limit: 5 })).toMatchObject({ ok: true });
      await signOut();
      await landun.call('sites.list', {});
      expect(station.calls).toEqual([
        { name: 'sites.list', input: {}, session: null },
        { name: 'session.login', input: { name: '李飞', password: 'correct horse' }, session: null },
        { name: 'leads.list', input: { limit: 5 }, session: 'token-1' },
        { name: 'session.logout', input: {}, session: 'token-1' },
        { name: 'sites.list', input: {}, session: null },
      ]);
    });

    it('end the seat when the session has run out', async () => {
      await signIn();
      station.sessions.clear();
      expect(await landun.call('sites.list', {})).toMatchObject({ code: 'SIGN_IN_REQUIRED' });
      expect(seat.signed_in).toBe(false);
    });

    it('are refused without an envelope that fits', async () => {
      for (const input of [{ name: 7, input: {} }, { input: {} }, { name: 'x'.repeat(101) }, 'session.me']) {
        expect(await electron.ask(asks.call, [input])).toMatchObject({ ok: false, code: 'INPUT_INVALID' });
      }
      expect(station.calls).toEqual([]);
    });
  });

  describe('events', () => {
    it('come while somebody is signed in and the page listens', async () => {
      const seen: StationEvent[] = [];
      const stop = landun.onEvent((event) => seen.push(event));
      await settle();
      expect(station.screens).toBe(0);
      await signIn();
      await settle();
      expect(station.screens).toBe(1);
      station.emit(streamEvent);
      expect(seen).toEqual([streamEvent]);

      stop();
      await settle();
      expect(station.screens).toBe(0);
      station.emit(streamEvent);
      expect(seen).toHaveLength(1);
    });

    it('open one screen for many listeners, and each undoes only itself', async () => {
      await signIn();
      const seen: string[] = [];
      const stops = ['a', 'b'].map((who) => landun.onEvent(() => seen.push(who)));
      await settle();
      expect(station.screens).toBe(1);
      stops[0]?.();
      stops[0]?.();
      await settle();
      station.emit(streamEvent);
      expect([seen, station.screens]).toEqual([['b'], 1]);
    });

    it('end with the session', async () => {
      await signIn();
      landun.onEvent(() => undefined);
      await settle();
      await signOut();
      await settle();
      expect(station.screens).toBe(0);
      await signIn();
      await settle();
      expect(station.screens).toBe(1);
    });

    it('leave no screen behind when the page stops listening while it opens', async () => {
      await signIn();
      station.hold = true;
      const stop = landun.onEvent(() => undefined);
      await settle();
      stop();
      await settle();
      station.release?.();
      await settle();
      expect(station.screens).toBe(0);
    });

    it('end when the page has gone', async () => {
      await signIn();
      landun.onEvent(() => undefined);
      await settle();
      electron.destroyed = true;
      expect(() => station.emit(streamEvent)).not.toThrow();
      pageGone();
      await settle();
      expect(station.screens).toBe(0);
    });
  });

  describe('live video', () => {
    const open = (stream_id = 'stream-1') => {
      const got: unknown[] = [];
      const close = landun.openLive(stream_id, {
        text: (message) => got.push(message),
        binary: (bytes) => got.push(bytes),
        refused: (fault) => got.push(fault),
      });
      return { got, close };
    };

    it('brings messages and fragments in order, until it is closed', async () => {
      await signIn();
      const { got, close } = open();
      await settle();
      const [sink] = station.sinks;
      sink?.text(init);
      expect(sink?.binary(Uint8Array.of(1, 2, 3))).toBe(true);
      expect(got).toEqual([init, Uint8Array.of(1, 2, 3)]);
      close();
      close();
      await settle();
      expect(station.sinks).toEqual([]);
      expect(sink?.binary(Uint8Array.of(4))).toBe(false);
      expect(got).toHaveLength(2);
    });

    it('says why it was refused', async () => {
      const signed_out = open();
      await settle();
      expect(signed_out.got).toEqual([{ code: 'SIGN_IN_REQUIRED', details: {} }]);
      await signIn();
      const unknown = open('stream-9');
      await settle();
      expect(unknown.got).toEqual([{ code: 'NOT_FOUND', details: { kind: 'stream', id: 'stream-9' } }]);
      const again = open();
      await settle();
      expect([again.got, station.sinks.length]).toEqual([[], 1]);
    });

    it('keeps streams apart', async () => {
      await signIn();
      const first = open();
      const second = open();
      await settle();
      station.sinks[1]?.text(init);
      expect([first.got.length, second.got.length]).toEqual([0, 1]);
    });

    it('refuses fragments while the page is stuck, but never an initialisation segment', async () => {
      await signIn();
      // A page that takes nothing: it asked by hand and never answers.
      await electron.ask(asks.liveOpen, [{ live_id: 'by-hand', stream_id: 'stream-1' }]);
      const [sink] = station.sinks;
      const fragment = new Uint8Array(1024 * 1024);
      let sent = 0;
      while (sink?.binary(fragment) === true && sent < 100) sent += 1;
      expect(sent).toBe(congested_bytes / fragment.byteLength + 1);
      sink?.text(init);
      expect(sink?.binary(Uint8Array.of(1))).toBe(true);
      expect(sink?.binary(Uint8Array.of(2))).toBe(false);
      await electron.ask(asks.liveTaken, [{ live_id: 'by-hand', bytes: 2 * fragment.byteLength }]);
      expect(sink?.binary(fragment)).toBe(true);
    });

    it('counts what the page takes, so that a page that keeps up is never refused', async () => {
      await signIn();
      open();
      await settle();
      const fragment = new Uint8Array(1024 * 1024);
      for (let sent = 0; sent < 50; sent += 1) {
        expect(station.sinks[0]?.binary(fragment)).toBe(true);
        await settle();
      }
    });

    it('leaves nothing open when the page closes it at once', async () => {
      await signIn();
      station.hold = true;
      const { close, got } = open();
      close();
      await settle();
      station.release?.();
      await settle();
      expect([station.sinks, got]).toEqual([[], []]);
    });

    it('ends with the session and with the page', async () => {
      await signIn();
      open();
      await settle();
      await signOut();
      expect(station.sinks).toEqual([]);
      await signIn();
      open();
      await settle();
      pageGone();
      expect(station.sinks).toEqual([]);
    });

    it('opens no more than a screen can show', async () => {
      await signIn();
      for (let count = 0; count < max_open; count += 1) open();
      const one_more = open();
      await settle();
      expect(station.sinks).toHaveLength(max_open);
      expect(one_more.got).toMatchObject([{ code: 'INPUT_INVALID' }]);
    });
  });
});
