import {
  type CallInput,
  fail,
  type ListedCamera,
  listedCameraSchema,
  ok,
  type Person,
  type Result,
  shippedCameras,
} from '#common';
import type { Ledger } from '../evidence/ledger.ts';
import type { Database } from '../storage/database.ts';

type Ports = { readonly database: Database; readonly ledger: Ledger };

/** 相机库: the shipped cameras, and those whose figures somebody here knows better. */
export class Cameras {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  async list(): Promise<ListedCamera[]> {
    const rows = await this.#ports.database.selectFrom('cameras').select('body').orderBy('id').execute();
    return [...rows.map(({ body }) => listedCameraSchema.parse(JSON.parse(body))), ...shippedCameras];
  }

  async save(input: CallInput<'cameras.save'>, pilot: Person): Promise<Result<ListedCamera[]>> {
    const { camera, sources } = input;
    if (shippedCameras.some((shipped) => shipped.camera.id === camera.id))
      return fail('STATE_CONFLICT', { kind: 'camera', state: 'shipped' });
    const listed: ListedCamera = { camera, sources, own: true };
    const body = JSON.stringify(listed);
    await this.#ports.database.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('cameras')
        .values({ id: camera.id, body })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ body }))
        .execute();
      await this.#ports.ledger.append(transaction, {
        actor: pilot.id,
        action: 'camera.save',
        object: camera.id,
        details: { ...camera, sources },
      });
    });
    return ok(await this.list());
  }

  async remove(camera_id: string, pilot: Person): Promise<Result<ListedCamera[]>> {
    const { database, ledger } = this.#ports;
    const removed = await database.transaction().execute(async (transaction) => {
      const { numDeletedRows } = await transaction
        .deleteFrom('cameras')
        .where('id', '=', camera_id)
        .executeTakeFirst();
      if (numDeletedRows > 0n)
        await ledger.append(transaction, { actor: pilot.id, action: 'camera.remove', object: camera_id });
      return numDeletedRows > 0n;
    });
    return removed ? ok(await this.list()) : fail('NOT_FOUND', { kind: 'camera', id: camera_id });
  }
}
