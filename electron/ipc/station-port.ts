import type { Station } from '#station';

export type { LiveSink } from '#station';

/** What the window needs of the station. */
export type StationPort = Pick<Station, 'call' | 'openScreen' | 'openLive' | 'leadFile' | 'mapTile'>;
