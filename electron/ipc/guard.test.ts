import { beforeEach, describe, expect, it } from 'vitest';
import type { IpcMain } from 'electron';
import { z } from 'zod';
import { countingIds, fail, type Logger, ok, silentLogger } from '#common';
import { asks } from './channels.ts';
import { FakeElectron, ownFrame, windowId } from './fake-electron.ts';
import { type Answerer, guardIpc, type IpcPort } from './guard.ts';

const acceptsElectron = (ipc: IpcMain): IpcPort => ipc;

describe('the guard of the page’s asks', () => {
  let electron = new FakeElectron();
  let window_id: number | undefined = windowId;
  let heard: unknown[] = [];
  let logged: unknown[] = [];
  let answer: Answerer;

  beforeEach(() => {
    electron = new FakeElectron();
    window_id = windowId;
    heard = [];
    logged = [];
    const logger: Logger = {
      ...silentLogger,
      error: (fields) => logged.push(fields),
      warn: (fields) => logged.push(fields),
    };
    answer = guardIpc({ ipc: electron.ipcMain, window_id: () => window_id, ids: countingIds(), logger });
    answer(asks.call, z.strictObject({ name: z.string() }), async (input) => {
      heard.push(input);
      return ok({ heard: input.name });
    });
  });

  const ask = (from = {}) => electron.ask(asks.call, [{ name: 'x' }], from);

  it('fits Electron’s own ipcMain', () => {
    expect(acceptsElectron).toBeTypeOf('function');
  });

  it('answers the main frame of our window', async () => {
    expect(await ask()).toEqual({ ok: true, value: { heard: 'x' } });
    expect(await ask({ senderFrame: { url: 'app://landun/leads/lead-1', parent: null } })).toMatchObject({
      ok: true,
    });
  });

  it.each([
    ['a frame inside the page', { senderFrame: { url: 'app://landun/', parent: ownFrame } }],
    ['another site', { senderFrame: { url: 'https://example.org/', parent: null } }],
    ['a site that looks alike', { senderFrame: { url: 'app://landun.example/', parent: null } }],
    [
      'a file shown as a page',
      { senderFrame: { url: 'app://landun/files/leads/l/still.jpg', parent: null } },
    ],
    ['a local file', { senderFrame: { url: 'file:///app://landun/', parent: null } }],
    ['an empty frame', { senderFrame: { url: '', parent: null } }],
    ['a frame that has gone', { senderFrame: null }],
    ['another window', { sender: { id: 8 } }],
  ])('refuses %s', async (_who, from) => {
    expect(await ask(from)).toMatchObject({ ok: false, code: 'ORIGIN_REFUSED' });
    expect(heard).toEqual([]);
    expect(logged).toHaveLength(1);
  });

  it('refuses everybody while there is no window', async () => {
    window_id = undefined;
    expect(await ask()).toMatchObject({ ok: false, code: 'ORIGIN_REFUSED' });
  });

  it.each([
    ['no argument', []],
    ['two arguments', [{ name: 'x' }, {}]],
    ['nothing', [undefined]],
    ['the wrong type', [{ name: 7 }]],
    ['more than the schema knows', [{ name: 'x', extra: true }]],
  ])('refuses %s', async (_what, args) => {
    expect(await electron.ask(asks.call, args)).toMatchObject({ ok: false, code: 'INPUT_INVALID' });
    expect(heard).toEqual([]);
  });

  it('names the field that is wrong', async () => {
    const reply = await electron.ask(asks.call, [{ name: 7 }]);
    expect(reply).toMatchObject({ details: { field: 'name' } });
  });

  it('passes faults on as data, and says of a bug only its incident', async () => {
    answer(asks.liveOpen, z.unknown(), async () => fail('NOT_FOUND', { kind: 'stream', id: 'stream-1' }));
    answer(asks.liveClose, z.unknown(), async () => {
      throw new Error('secret path /data/landun.db');
    });
    expect(await electron.ask(asks.liveOpen, [{}])).toEqual({
      ok: false,
      code: 'NOT_FOUND',
      details: { kind: 'stream', id: 'stream-1' },
    });
    expect(await electron.ask(asks.liveClose, [{}])).toEqual({
      ok: false,
      code: 'INTERNAL',
      details: { incident: 'incident-1' },
    });
    expect(logged).toMatchObject([{ incident: 'incident-1', channel: asks.liveClose }]);
  });
});
