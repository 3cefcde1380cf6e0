import type { LinkAddress, SerialAddress } from './uri.ts';

export type RouterPlan = {
  /** Where the aircraft is: a serial device, or a port that mavlink-router listens on. */
  readonly aircraft: SerialAddress | LinkAddress;
  /** The station's own `udpin` link, on loopback. */
  readonly station: { readonly host: string; readonly port: number };
  /** Other ground stations; one that may only look is heard by nobody. */
  readonly others: readonly { readonly host: string; readonly port: number; readonly read_only: boolean }[];
};

/** Nobody can have this system id: an endpoint that admits it alone admits nothing. */
const NOBODY = 0;

/**
 * A configuration of mavlink-router (its INI, version 3 and later). Its TCP server is off: nobody else on the
 * network gets at the aircraft by chance. Several ways to one aircraft would be de-duplicated by the station.
 */
export const routerConf = ({ aircraft, station, others }: RouterPlan): string =>
  [
    '# Written by Landun at every start; changes are lost.',
    ...section('General', { TcpServerPort: 0, ReportStats: false }),
    ...aircraftSection(aircraft),
    ...section('UdpEndpoint landun', { Mode: 'Normal', Address: ini(station.host), Port: station.port }),
    ...others.flatMap(({ host, port, read_only }, index) =>
      section(`UdpEndpoint station${index + 1}`, {
        Mode: 'Normal',
        Address: ini(host),
        Port: port,
        ...(read_only ? { AllowSrcSysIn: NOBODY } : {}),
      }),
    ),
    '',
  ].join('\n');

const aircraftSection = (aircraft: RouterPlan['aircraft']): string[] => {
  if (aircraft.kind === 'serial')
    return section('UartEndpoint aircraft', { Device: aircraft.path, Baud: aircraft.baud });
  const { host, port } = aircraft;
  if (aircraft.kind === 'tcp') return section('TcpEndpoint aircraft', { Address: ini(host), Port: port });
  const Mode = aircraft.kind === 'udpin' ? 'Server' : 'Normal';
  return section('UdpEndpoint aircraft', { Mode, Address: ini(host), Port: port });
};

const section = (name: string, values: Record<string, string | number | boolean>): string[] => [
  '',
  `[${name}]`,
  ...Object.entries(values).map(([key, value]) => `${key}=${String(value)}`),
];

/** It wants IPv6 addresses in brackets. */
const ini = (host: string): string => (host.includes(':') ? `[${host}]` : host);
