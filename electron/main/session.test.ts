import type { Session } from 'electron';
import { describe, expect, it } from 'vitest';
import { type GuardedSession, hardenSession } from './session.ts';

const acceptsElectron = (session: Session): GuardedSession => session;

const hardened = () => {
  const handlers: Partial<{
    request: Parameters<GuardedSession['setPermissionRequestHandler']>[0];
    check: Parameters<GuardedSession['setPermissionCheckHandler']>[0];
    device: () => boolean;
    download: (event: { preventDefault(): void }) => void;
    outgoing: Parameters<GuardedSession['webRequest']['onBeforeRequest']>[0];
  }> = {};
  hardenSession({
    setPermissionRequestHandler: (handler) => (handlers.request = handler),
    setPermissionCheckHandler: (handler) => (handlers.check = handler),
    setDevicePermissionHandler: (handler) => (handlers.device = handler),
    on: (_event, listener) => (handlers.download = listener),
    webRequest: { onBeforeRequest: (listener) => (handlers.outgoing = listener) },
  });
  const { request, check, device, download, outgoing } = handlers;
  if (!request || !check || !device || !download || !outgoing) throw new Error('a handler is missing');
  const own = { isMainFrame: true, requestingUrl: 'app://landun/' };
  return {
    requested: (permission: string, details = own): boolean => {
      let answer: boolean | undefined;
      request(null, permission, (granted) => (answer = granted), details);
      if (answer === undefined) throw new Error('the request was left open');
      return answer;
    },
    checked: (permission: string, details = own) => check(null, permission, 'app://landun', details),
    device,
    downloadStopped: () => {
      let stopped = false;
      download({ preventDefault: () => (stopped = true) });
      return stopped;
    },
    sent: (url: string): boolean => {
      let sent: boolean | undefined;
      outgoing({ url }, ({ cancel }) => (sent = !cancel));
      if (sent === undefined) throw new Error('the request was left open');
      return sent;
    },
  };
};

describe('the session', () => {
  it('takes Electron’s own class', () => {
    expect(acceptsElectron).toBeTypeOf('function');
  });

  it.each([
    'media',
    'geolocation',
    'notifications',
    'display-capture',
    'clipboard-read',
    'clipboard-sanitized-write',
    'midiSysex',
    'pointerLock',
    'openExternal',
    'serial',
    'usb',
    'hid',
    'fileSystem',
    'local-fonts',
    'window-management',
    'unknown',
    'a-permission-of-tomorrow',
  ])('denies %s', (permission) => {
    const session = hardened();
    expect([session.requested(permission), session.checked(permission)]).toEqual([false, false]);
  });

  it('lets only the page itself go fullscreen', () => {
    const session = hardened();
    expect([session.requested('fullscreen'), session.checked('fullscreen')]).toEqual([true, true]);
    for (const details of [
      { isMainFrame: false, requestingUrl: 'app://landun/' },
      { isMainFrame: true, requestingUrl: 'https://example.org/' },
      { isMainFrame: true, requestingUrl: '' },
    ]) {
      expect([session.requested('fullscreen', details), session.checked('fullscreen', details)]).toEqual([
        false,
        false,
      ]);
    }
  });

  it('gives no device and saves no download', () => {
    const session = hardened();
    expect(session.device()).toBe(false);
    expect(session.downloadStopped()).toBe(true);
  });

  it('lets requests reach only our own pages', () => {
    const session = hardened();
    for (const url of [
      'app://landun/assets/main.js',
      'blob:app://landun/7d1f',
      'data:image/png;base64,AAAA',
      `data:image/png;base64,${'A'.repeat(10_000)}`,
      'devtools://devtools/bundled/inspector.html',
    ]) {
      expect(session.sent(url)).toBe(true);
    }
    for (const url of [
      'https://example.org/pixel.gif',
      'http://127.0.0.1:8080/',
      'ws://127.0.0.1/live',
      'file:///etc/passwd',
      'blob:https://example.org/7d1f',
      'app://elsewhere/',
      'filesystem:app://landun/x',
      'not a url',
    ]) {
      expect(session.sent(url)).toBe(false);
    }
  });
});
