import { expect, it } from 'vitest';
import { routerConf } from './router-conf.ts';

it('joins a serial aircraft to the station and to others, and lets nobody else in', () => {
  const text = routerConf({
    aircraft: { kind: 'serial', path: '/dev/ttyACM0', baud: 57_600 },
    station: { host: '127.0.0.1', port: 14_559 },
    others: [
      { host: '10.0.0.7', port: 14_550, read_only: true },
      { host: '::1', port: 14_551, read_only: false },
    ],
  });
  expect(text.split('\n').slice(1)).toEqual([
    '',
    '[General]',
    'TcpServerPort=0',
    'ReportStats=false',
    '',
    '[UartEndpoint aircraft]',
    'Device=/dev/ttyACM0',
    'Baud=57600',
    '',
    '[UdpEndpoint landun]',
    'Mode=Normal',
    'Address=127.0.0.1',
    'Port=14559',
    '',
    '[UdpEndpoint station1]',
    'Mode=Normal',
    'Address=10.0.0.7',
    'Port=14550',
    'AllowSrcSysIn=0',
    '',
    '[UdpEndpoint station2]',
    'Mode=Normal',
    'Address=[::1]',
    'Port=14551',
    '',
  ]);
});

it.each([
  ['udpin', '[UdpEndpoint aircraft]\nMode=Server\nAddress=0.0.0.0\nPort=14550\n'],
  ['udpout', '[UdpEndpoint aircraft]\nMode=Normal\nAddress=0.0.0.0\nPort=14550\n'],
  ['tcp', '[TcpEndpoint aircraft]\nAddress=0.0.0.0\nPort=14550\n'],
] as const)('reaches an aircraft by %s', (kind, expected) => {
  const station = { host: '127.0.0.1', port: 14_559 };
  expect(routerConf({ aircraft: { kind, host: '0.0.0.0', port: 14_550 }, station, others: [] })).toContain(
    expected,
  );
});
