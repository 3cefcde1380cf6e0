import { join } from 'node:path';
import type { Clock, Ids, Logger } from '#common';
import type { GroundControl } from '#missions';
import type { Ffmpeg } from '#video';
import type { Ledger } from '../evidence/ledger.ts';
import type { LeadFiles } from '../leads/files.ts';
import type { Phones } from '../phone/phones.ts';
import type { Database } from '../storage/database.ts';
import { createRtpPlayer, nodeHttp } from './channels/index.ts';
import { AlertDesk } from './desk.ts';
import { nodeFetchBytes } from './robot/pictures.ts';
import { Robot, type RobotPorts } from './robot/robot.ts';
import { Vault } from './vault.ts';

type Ports = {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly data_dir: string;
  readonly database: Database;
  readonly ledger: Ledger;
  readonly files: LeadFiles;
  readonly phones: Phones;
  readonly ffmpeg: Ffmpeg;
  readonly ground: Pick<GroundControl, 'sound'>;
};

/** The robot that groups speak to, over the real network. */
export const openRobot = (ports: Omit<RobotPorts, 'http' | 'fetchBytes'>): Robot =>
  new Robot({ ...ports, http: nodeHttp, fetchBytes: nodeFetchBytes });

/** The alert desk of a data folder, over the real network. */
export const openAlertDesk = async (ports: Ports): Promise<AlertDesk> => {
  const { clock, data_dir, files, phones } = ports;
  return new AlertDesk({
    ...ports,
    vault: await Vault.open(data_dir),
    net: {
      http: nodeHttp,
      clock,
      playRtp: createRtpPlayer(ports.ffmpeg.path),
      soundAircraft: (vehicle_id) => ports.ground.sound(vehicle_id),
    },
    chance: () => Math.random(),
    stillPath: (lead) => {
      const found = files.find(lead, 'still.jpg');
      return found.ok ? join(found.value.folder, found.value.path) : '';
    },
    addressOf: async (database, kind, person_id) =>
      kind === 'web_push' ? phones.pushAddress(database, person_id) : undefined,
    forget: async (kind, person_id) => {
      if (kind === 'web_push') await phones.forgetPush(person_id);
    },
  });
};
