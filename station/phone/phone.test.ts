import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { Emitter, type FieldRecord, unwrap } from '#common';
import { openDesk } from '../alerts/testing/desk.ts';
import { Leads } from '../leads/leads.ts';
import { addPerson, openTestStore, testFiles } from '../testing/fixtures.ts';
import { FieldFiles } from './field-files.ts';
import { FieldRecords } from './field-records.ts';
import { Phones } from './phones.ts';
import { ReportIntake } from './report-intake.ts';
import { Reports } from './reports.ts';
import { hashToken } from './tokens.ts';

const opened = async () => {
  const store = await openTestStore();
  const li = await addPerson(store.database, 'li', ['inspector']);
  const wang = await addPerson(store.database, 'wang', ['inspector']);
  const files = new FieldFiles(store);
  return {
    ...store,
    li,
    wang,
    files,
    phones: new Phones(store),
    records: new FieldRecords({ ...store, files }),
    reports: new Reports({ ...store, files }),
  };
};

async function* bytes(text: string) {
  yield Buffer.from(text);
}
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const record = (facts: Partial<FieldRecord> = {}): FieldRecord => ({
  id: randomUUID(),
  alert_id: null,
  site_id: null,
  begun_utc_us: 1,
  changed_utc_us: 2,
  place: null,
  supplied: 'no',
  worn: 'no',
  instructed: 'unknown',
  text: '破碎机旁一名工人未戴口罩',
  responsible: '张某',
  officers: ['li', 'wang'],
  refused_to_sign: false,
  signature_sha256: null,
  photos: [],
  state: 'draft',
  ...facts,
});

describe('pairing a phone', () => {
  it('works once, within five minutes, and opens a session of that person', async () => {
    const { phones, li, database, clock } = await opened();
    const { token } = await phones.pair(li);
    const claimed = unwrap(await phones.claim(token, '李的手机'));
    expect(claimed.person.id).toBe('li');
    const session = await database.selectFrom('sessions').selectAll().executeTakeFirst();
    expect(session).toMatchObject({ token_hash: hashToken(claimed.token), person_id: 'li' });
    expect(await phones.claim(token, 'again')).toMatchObject({ error: { code: 'LINK_INVALID' } });
    const late = await phones.pair(li);
    await clock.advance(5 * 60_000);
    expect(await phones.claim(late.token, 'late')).toMatchObject({ error: { code: 'LINK_INVALID' } });
  });

  it('is listed, and ends for good when it is revoked by its owner or an administrator', async () => {
    const { phones, li, wang, database } = await opened();
    const admin = await addPerson(database, 'admin', ['administrator']);
    unwrap(await phones.claim((await phones.pair(li)).token, 'a'));
    const [phone] = await phones.list(li);
    expect(await phones.list(wang)).toEqual([]);
    expect(await phones.revoke(phone?.id ?? '', wang)).toMatchObject({ error: { code: 'NOT_FOUND' } });
    unwrap(await phones.revoke(phone?.id ?? '', admin));
    expect(await database.selectFrom('sessions').selectAll().execute()).toEqual([]);
    expect((await phones.list(li))[0]?.revoked_utc_us).not.toBeNull();
  });
});

describe('a record made on site', () => {
  it('is one however often it is sent', async () => {
    const { records, li } = await opened();
    const one = record();
    const first = unwrap(await records.save(one, 0, false, li));
    expect(unwrap(await records.save(one, 0, false, li))).toEqual(first);
    expect((await records.list(10)).length).toBe(1);
  });

  it('shows a conflict where somebody else changed it, and takes what a person chose', async () => {
    const { records, li, wang, database } = await opened();
    const one = record();
    unwrap(await records.save(one, 0, false, li));
    unwrap(await records.save({ ...one, text: 'b' }, 1, false, wang));
    expect(await records.save({ ...one, text: 'c' }, 1, false, li)).toMatchObject({
      error: { code: 'RECORD_CONFLICT', details: { revision: 2, author: 'wang' } },
    });
    expect(unwrap(await records.save({ ...one, text: 'c' }, 1, true, li))).toMatchObject({ revision: 3 });
    // Every revision stays.
    expect((await database.selectFrom('field_records').selectAll().execute()).length).toBe(3);
  });

  it('cannot be changed once it is done', async () => {
    const { records, li } = await opened();
    const one = record({ state: 'done' });
    unwrap(await records.save(one, 0, false, li));
    expect(await records.save({ ...one, text: 'x' }, 1, true, li)).toMatchObject({
      error: { code: 'STATE_CONFLICT' },
    });
  });

  it('names the pictures that have not arrived, and takes only those with their hash', async () => {
    const { records, files, li, database, data_dir } = await opened();
    const photo = { sha256: sha256('a picture'), bytes: 9, type: 'image/jpeg', taken_utc_us: 1, place: null };
    const kept = unwrap(await records.save(record({ photos: [photo] }), 0, false, li));
    expect(kept.missing).toEqual([photo.sha256]);
    expect(await files.put(photo.sha256, bytes('another'), 'li')).toMatchObject({
      error: { code: 'FILE_DIFFERS' },
    });
    expect(await readdir(join(data_dir, 'field'))).toEqual([]);
    unwrap(await files.put(photo.sha256, bytes('a picture'), 'li'));
    unwrap(await files.put(photo.sha256, bytes('a picture'), 'li'));
    expect((await records.list(10))[0]?.missing).toEqual([]);
    const acts = await database
      .selectFrom('ledger')
      .select('action')
      .where('action', '=', 'field.file')
      .execute();
    expect(acts.length).toBe(1);
  });
});

describe('a report by link', () => {
  it('is taken as often as the link says, each once, until it ends', async () => {
    const { reports, li, clock } = await opened();
    const { token } = unwrap(
      await reports.createLink({ site_id: null, label: '网格员', hours: 2, most: 2 }, li),
    );
    const report = { token, id: randomUUID(), text: '有人没戴口罩', place: null, photo_sha256: null };
    unwrap(await reports.send(report));
    unwrap(await reports.send(report));
    expect(unwrap(await reports.link(token))).toMatchObject({ label: '网格员', left: 1 });
    unwrap(await reports.send({ ...report, id: randomUUID() }));
    expect(await reports.send({ ...report, id: randomUUID() })).toMatchObject({
      error: { code: 'LINK_INVALID' },
    });
    expect((await reports.list(10)).length).toBe(2);
    await clock.advance(2 * 3600_000);
    expect(await reports.link(token)).toMatchObject({ error: { code: 'LINK_INVALID' } });
  });

  it('may bring only the photo that it named', async () => {
    const { reports, li } = await opened();
    const { token } = unwrap(await reports.createLink({ site_id: null, label: 'x', hours: 1, most: 1 }, li));
    const photo_sha256 = sha256('photo');
    expect(await reports.mayPut(token, photo_sha256)).toMatchObject({ error: { code: 'LINK_INVALID' } });
    unwrap(await reports.send({ token, id: randomUUID(), text: 'ab', place: null, photo_sha256 }));
    expect(await reports.mayPut(token, photo_sha256)).toMatchObject({ ok: true });
    expect(await reports.mayPut(token, sha256('other'))).toMatchObject({ error: { code: 'LINK_INVALID' } });
  });
});

describe('a report by link with a photo', () => {
  it('becomes a lead once its photo is here and its words name what is missing, and only once', async () => {
    const { reports, files, li, database, logger, ledger, clock, ids, data_dir } = await opened();
    const store = { database, logger, ledger, clock, ids, data_dir };
    const desk = await openDesk(store);
    const leads = new Leads({ ...store, alerts: desk.alerts, files: await testFiles(store) });
    const photo = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#456' } })
      .png()
      .toBuffer();
    const photo_sha256 = createHash('sha256').update(photo).digest('hex');
    const { token } = unwrap(
      await reports.createLink({ site_id: null, label: '网格员', hours: 1, most: 5 }, li),
    );
    const send = (text: string) =>
      reports.send({ token, id: randomUUID(), text, place: null, photo_sha256 }).then(unwrap);
    await send('破碎机旁没戴口罩');
    await send('有人抽烟');
    const arrived = new Emitter<string>();
    const intake = new ReportIntake({
      database,
      logger,
      phones: {
        reports,
        reportPhotoArrived: arrived,
        readPhoto: (sha256) => readFile(join(files.folder, sha256)),
      },
      raise: (sighting) => leads.raise(sighting),
    });
    intake.start();
    await intake.idle();
    expect(await leads.list({ limit: 5 })).toEqual([]);
    unwrap(
      await files.put(
        photo_sha256,
        (async function* () {
          yield photo;
        })(),
        'link',
      ),
    );
    for (const _twice of [1, 2]) {
      arrived.emit(photo_sha256);
      await intake.idle();
    }
    expect(await leads.list({ limit: 5 })).toMatchObject([
      {
        suspicion: { item: 'mask', width_px: 64 },
        report: { via: 'link', reporter: '网格员', photo_sha256 },
      },
    ]);
    await desk.stop();
  });
});
