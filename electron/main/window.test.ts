import type { WebContents } from 'electron';
import { describe, expect, it } from 'vitest';
import { guardContents, type GuardedContents, windowOptions } from './window.ts';

type Event = { url: string; isMainFrame: boolean; preventDefault(): void };

/** Contents that only remember their listeners. */
const fakeContents = () => {
  const listeners = new Map<string, (event: Event) => void>();
  let openHandler: (details: { url: string }) => { action: 'deny' } = () => {
    throw new Error('no handler was set');
  };
  const contents: GuardedContents = {
    on: (event: string, listener: (event: Event) => void) => listeners.set(event, listener),
    setWindowOpenHandler: (handler) => {
      openHandler = handler;
    },
  };
  const denied = (name: string, url: string, isMainFrame = true): boolean => {
    let prevented = false;
    const listener = listeners.get(name);
    if (listener === undefined) throw new Error(`nobody listens to ${name}`);
    listener({ url, isMainFrame, preventDefault: () => (prevented = true) });
    return prevented;
  };
  return { contents, denied, open: (url: string) => openHandler({ url }) };
};

const guarded = (allowed: readonly string[] = []) => {
  const fake = fakeContents();
  const opened: string[] = [];
  guardContents(fake.contents, { allowed, open: (url) => opened.push(url) });
  return { ...fake, opened };
};

// Type check: Electron's own class fits the port.
const acceptsElectron = (contents: WebContents): GuardedContents => contents;

describe('the window', () => {
  it('keeps Node out of the page and the sandbox on', () => {
    expect(acceptsElectron).toBeTypeOf('function');
    expect(windowOptions('/app/dist/preload.cjs').webPreferences).toMatchObject({
      preload: '/app/dist/preload.cjs',
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      spellcheck: false,
      backgroundThrottling: false,
    });
  });

  it('navigates only between its own pages', () => {
    const { denied } = guarded();
    for (const name of ['will-navigate', 'will-frame-navigate']) {
      expect(denied(name, 'app://landun/leads')).toBe(false);
      expect(denied(name, 'https://example.org/')).toBe(true);
      expect(denied(name, 'file:///etc/passwd')).toBe(true);
      expect(denied(name, 'javascript:alert(1)')).toBe(true);
      expect(denied(name, 'app://landun.example/')).toBe(true);
      expect(denied(name, 'app://landun/files/leads/lead-1/still.jpg')).toBe(true);
      expect(denied(name, 'app://landun/leads', false)).toBe(true);
    }
  });

  it('follows no redirect and attaches no webview', () => {
    const { denied } = guarded();
    expect(denied('will-redirect', 'app://landun/')).toBe(true);
    expect(denied('will-attach-webview', 'app://landun/')).toBe(true);
  });

  it('opens no second window, and only allowed pages outside', () => {
    const { open, opened } = guarded(['https://flk.npc.gov.cn/']);
    for (const url of [
      'https://flk.npc.gov.cn/',
      'https://example.org/',
      'app://landun/',
      'file:///c:/x.exe',
    ]) {
      expect(open(url)).toEqual({ action: 'deny' });
    }
    expect(opened).toEqual(['https://flk.npc.gov.cn/']);
  });
});
