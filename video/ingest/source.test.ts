import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unwrap } from '#common';
import { redactLine, redactUrl } from './redact.ts';
import { ingestArgs, inputArgs } from './source-args.ts';
import { parseSource, waitsForSender } from './source.ts';

const field = (url: string): unknown => {
  const parsed = parseSource(url);
  return parsed.ok ? 'accepted' : parsed.error.details['field'];
};

describe('a stream address', () => {
  it.each([
    ['rtsp://10.0.0.9/live', { kind: 'rtsp', url: 'rtsp://10.0.0.9/live', transport: 'tcp' }],
    [
      'rtsp://u:p%40ss@cam.local:8554/Streaming?channel=1&subtype=0&landun_transport=udp',
      { kind: 'rtsp', url: 'rtsp://u:p%40ss@cam.local:8554/Streaming?channel=1&subtype=0', transport: 'udp' },
    ],
    [
      'rtmp://live.example.cn/app/key?token=abc',
      { kind: 'rtmp', url: 'rtmp://live.example.cn/app/key?token=abc', mode: 'pull' },
    ],
    [
      'rtmp://0.0.0.0:1935/live/drone1?mode=listen',
      { kind: 'rtmp', url: 'rtmp://0.0.0.0:1935/live/drone1', mode: 'listen' },
    ],
    [
      'srt://0.0.0.0:9000?mode=listener&latency=200&passphrase=correct-horse&streamid=uav/1',
      {
        kind: 'srt',
        host: '0.0.0.0',
        port: 9000,
        mode: 'listener',
        latency_ms: 200,
        passphrase: 'correct-horse',
        stream_id: 'uav/1',
      },
    ],
    [
      'srt://10.0.0.9:9000',
      {
        kind: 'srt',
        host: '10.0.0.9',
        port: 9000,
        mode: 'caller',
        latency_ms: 120,
        passphrase: undefined,
        stream_id: undefined,
      },
    ],
    ['udp://@239.0.0.1:5000', { kind: 'udp', host: '239.0.0.1', port: 5000, local_address: undefined }],
    [
      'udp://0.0.0.0:5000?localaddr=10.0.0.2',
      { kind: 'udp', host: '0.0.0.0', port: 5000, local_address: '10.0.0.2' },
    ],
    ['file:///data/%E9%A3%9E%E8%A1%8C.mp4?loop=true', { kind: 'file', path: '/data/飞行.mp4', loop: true }],
  ])('%s is understood', (url, source) => {
    expect(unwrap(parseSource(url))).toEqual(source);
  });

  it.each([
    ['', 'scheme'],
    ['/data/a.mp4', 'scheme'],
    ['http://10.0.0.9/index.html', 'path'],
    ['gopher://10.0.0.9/live.m3u8', 'scheme'],
    ['concat:/etc/passwd', 'scheme'],
    ['rtsp:///path', 'host'],
    ['rtsp://host:99999/x', 'url'],
    ['rtmp://host/onlyapp', 'path'],
    ['rtmp://host/app/key?mode=push', 'mode'],
    ['srt://host', 'port'],
    ['srt://host:0', 'port'],
    ['srt://host:9000?latency=120000', 'latency'],
    ['srt://host:9000?passphrase=short', 'passphrase'],
    ['srt://host:9000?mode=rendezvous', 'mode'],
    ['srt://host:9000?transtype=file', 'transtype'],
    ['srt://host:9000?mode=caller&mode=listener', 'mode'],
    ['udp://0.0.0.0', 'port'],
    ['udp://0.0.0.0:5000/x', 'path'],
    ['udp://0.0.0.0:5000?localaddr=eth0', 'localaddr'],
    ['file:///a.mp4?loop=yes', 'loop'],
    ['file://server/share.mp4', 'path'],
    ['rtsp://host/a b', 'url'],
    ['rtsp://host/a\n-f', 'url'],
    [`rtsp://host/${'a'.repeat(3000)}`, 'url'],
  ])('%j is refused for its %s', (url, expected) => {
    expect(field(url)).toBe(expected);
  });

  it('never throws, whatever is typed', () => {
    const scheme = fc.constantFrom('rtsp://', 'rtmp://', 'srt://', 'udp://', 'file://', '');
    fc.assert(
      fc.property(scheme, fc.string({ unit: 'binary', maxLength: 80 }), (start, rest) => {
        const parsed = parseSource(start + rest);
        if (parsed.ok)
          expect(ingestArgs(parsed.value, 0, '5.1.9').every((arg) => typeof arg === 'string')).toBe(true);
        else expect(parsed.error.code).toBe('STREAM_URL_INVALID');
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['udp://0.0.0.0:5000', true],
    ['srt://0.0.0.0:5000?mode=listener', true],
    ['srt://:5000', true],
    ['rtmp://0.0.0.0/a/b?mode=listen', true],
    ['rtmp://host/a/b', false],
    ['srt://host:5000', false],
    ['rtsp://host/a', false],
  ])('%s waits for a sender: %s', (url, waits) => {
    expect(waitsForSender(unwrap(parseSource(url)))).toBe(waits);
  });
});

describe('the arguments for ffmpeg', () => {
  const args = (url: string): string => inputArgs(unwrap(parseSource(url))).join(' ');

  it('are exact, each time in the unit of its own option', () => {
    const probing = '-analyzeduration 1000000 -probesize 20000000 -fpsprobesize 0';
    const told = probing.replace('1000000', '500000');
    expect(args('rtsp://h/a')).toBe(
      `-protocol_whitelist rtsp,rtp,udp,tcp,pipe -rtsp_transport tcp -allowed_media_types video -timeout 2500000 ${told} -i rtsp://h/a`,
    );
    expect(args('rtmp://0.0.0.0:1935/a/b?mode=listen')).toBe(
      `-protocol_whitelist rtmp,tcp,pipe -listen 1 -timeout 60 -rw_timeout 2500000 ${told} -i rtmp://0.0.0.0:1935/a/b`,
    );
    expect(args('srt://h:9000?latency=120&passphrase=correct-horse')).toBe(
      `-protocol_whitelist srt,pipe -mode caller -latency 120000 -connect_timeout 3000 -timeout 2500000 -passphrase correct-horse -f mpegts -max_probe_packets 20 ${probing} -i srt://h:9000`,
    );
    expect(args('udp://239.0.0.1:5000')).toBe(
      `-protocol_whitelist udp,pipe -fifo_size 100000 -buffer_size 8388608 -overrun_nonfatal 1 -timeout 60000000 -f mpegts -max_probe_packets 20 ${probing} -i udp://239.0.0.1:5000`,
    );
    expect(args('https://h/live/a.m3u8?token=t')).toBe(
      `-protocol_whitelist http,https,tls,tcp,crypto,pipe -rw_timeout 5000000 -live_start_index -1 -f hls ${probing} -i https://h/live/a.m3u8?token=t`,
    );
    expect(args('file:///a/b.sdp')).toBe(
      `-protocol_whitelist file,rtp,udp,pipe -buffer_size 8388608 -f sdp ${probing} -i file:/a/b.sdp`,
    );
    expect(args('file:///a%20b.mp4')).toBe(
      '-protocol_whitelist file,pipe -format_whitelist mov,matroska,mpegts,mpeg,flv,avi,h264,hevc -re -i file:/a b.mp4',
    );
  });

  it('keep an address one argument, whatever stands in it', () => {
    const list = ingestArgs(unwrap(parseSource("rtsp://h/a';rm%20-rf;$(x)?-y=1")), 0, '5.1.9');
    expect(list.filter((arg) => arg.includes('rm%20'))).toEqual(["rtsp://h/a';rm%20-rf;$(x)?-y=1"]);
  });
});

describe('redaction', () => {
  it.each([
    ['rtsp://user:pass@h:554/a?token=t&channel=1', 'rtsp://h:554/a?token=***&channel=1'],
    ['rtsp://us@er:p@ss@h/a', 'rtsp://h/a'],
    ['rtmp://h/app/secret?mode=listen', 'rtmp://h/app/***?mode=listen'],
    ['srt://h:1?passphrase=abcdefghij&latency=20', 'srt://h:1?passphrase=***&latency=20'],
    ['file:///a.mp4', 'file:///a.mp4'],
  ])('%s is shown as %s', (url, shown) => {
    expect(redactUrl(url)).toBe(shown);
  });

  it('takes the secrets of the source out of what ffmpeg wrote', () => {
    const rtmp = unwrap(parseSource('rtmp://u:pw-word@h/app/key1234?sign=s3cr3t'));
    const line = redactLine(
      '[rtmp @ 0x55aa55aa55aa] rtmp://u:pw-word@h/app/key1234?sign=s3cr3t: expecting key1234',
      rtmp,
    );
    expect(line).toBe('[rtmp @ 0x…] rtmp://h/app/***?***: expecting ***');
  });
});
