import { describe, expect, it } from 'vitest';
import { unwrap } from '#common';
import { classify, codecOf, isWrongKey, probedTooShort, shownTail } from './classify.ts';
import { parseSource } from './source.ts';

const rtsp = unwrap(parseSource('rtsp://pilot:hunter2@h/a'));
const file = unwrap(parseSource('file:///a.mp4'));

describe('what ffmpeg’s last lines mean', () => {
  it.each([
    ['[rtsp @ 0x1] [error] method DESCRIBE failed: 401 Unauthorized', 'STREAM_LOGIN_REFUSED'],
    ['[rtsp @ 0x1] [error] method DESCRIBE failed: 404 Not Found', 'STREAM_NOT_FOUND'],
    ['[tcp @ 0x1] [error] Connection to tcp://h:1 failed: Connection refused', 'STREAM_REFUSED'],
    ['[tcp @ 0x1] [error] Failed to resolve hostname h: Name or service not known', 'STREAM_HOST_UNKNOWN'],
    ['[error] rtsp://h/a: Connection timed out', 'STREAM_TIMEOUT'],
    ["[fatal] Stream map '0:v:0' matches no streams.", 'STREAM_NO_VIDEO'],
    [
      '[error] Could not find tag for codec vp8 in stream #0, codec not currently supported in container',
      'STREAM_CODEC_UNSUPPORTED',
    ],
    ['[error] rtsp://h/a: Invalid data found when processing input', 'STREAM_NOT_MEDIA'],
    [
      '20:37:10 SRT.cn: processConnectRequest: rsp(REJECT): 1010 - Incorrect passphrase',
      'STREAM_LOGIN_REFUSED',
    ],
    ['[warning] deprecated pixel format used', undefined],
  ])('%s', (line, code) => {
    expect(classify(['something before', line], rtsp)).toBe(code);
  });

  it('a missing file is only missing where the source is a file', () => {
    const lines = ['[error] file:/a.mp4: No such file or directory'];
    expect(classify(lines, file)).toBe('STREAM_FILE_MISSING');
    expect(classify(lines, rtsp)).toBeUndefined();
  });

  it('names the codec, the wrong key and the look that was too short', () => {
    expect(codecOf(['[error] Could not find tag for codec vp8 in stream #0'])).toBe('vp8');
    expect(codecOf([])).toBe('unknown');
    expect(isWrongKey("[rtmp @ 0x1] [warning] App field don't match up: bad <-> live")).toBe(true);
    expect(isWrongKey('[rtmp @ 0x1] [warning] Unexpected stream bad, expecting key1')).toBe(true);
    expect(probedTooShort(['[error] Could not write header: dimensions not set'])).toBe(true);
    expect(probedTooShort(['[error] Connection refused'])).toBe(false);
  });

  it('the shown tail is short and without secrets', () => {
    const lines = Array.from({ length: 30 }, () => 'rtsp://pilot:hunter2@h/a: Connection refused');
    const shown = shownTail(lines, rtsp);
    expect(shown.length).toBe(8);
    expect(shown.join()).not.toMatch(/pilot|hunter2/);
  });
});
