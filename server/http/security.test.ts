import { expect, it } from 'vitest';
import { isSameOrigin } from './security.ts';

it.each([
  [{ origin: 'http://127.0.0.1:8600', host: '127.0.0.1:8600' }, true],
  [{ origin: 'https://station.local', host: 'station.local' }, true],
  [{ origin: 'http://127.0.0.1:8601', host: '127.0.0.1:8600' }, false],
  [{ origin: 'http://127.0.0.1:8600.evil.example', host: '127.0.0.1:8600' }, false],
  [{ origin: 'null', host: '127.0.0.1:8600' }, false],
  [{ origin: 'null', host: '127.0.0.1:8600', 'x-landun-request': '1' }, false],
  [{ host: '127.0.0.1:8600' }, false],
  [{ host: '127.0.0.1:8600', 'x-landun-request': '1' }, true],
  [{ host: '127.0.0.1:8600', upgrade: 'websocket' }, true],
  [{ origin: 'https://evil.example', host: '127.0.0.1:8600', upgrade: 'websocket' }, false],
])('%j may write: %s', (headers, expected) => {
  expect(isSameOrigin(headers)).toBe(expected);
});
