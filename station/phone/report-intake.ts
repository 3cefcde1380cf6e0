import { type Lead, type Logger, type Report, reportSchema } from '#common';
import { itemIn } from '../alerts/robot/question.ts';
import type { Sighting } from '../leads/leads.ts';
import { sightingOf } from '../leads/reported.ts';
import type { Database } from '../storage/database.ts';
import type { PhoneDesk } from './phone-desk.ts';

type Ports = {
  readonly database: Database;
  readonly logger: Logger;
  readonly phones: Pick<PhoneDesk, 'readPhoto' | 'reports' | 'reportPhotoArrived'>;
  raise(sighting: Sighting): Promise<Lead>;
};

const newest = 200;

/**
 * 举报转线索: a report by link becomes a lead once its photo is here, if its words name what is missing. A report
 * without photo, or that names nothing, stays a report for a person to read.
 */
export class ReportIntake {
  readonly #ports: Ports;
  #working: Promise<void> = Promise.resolve();

  constructor(ports: Ports) {
    this.#ports = ports;
    ports.phones.reportPhotoArrived.on(() => this.start());
  }

  /** Takes every report that waits, also those that came just before the station ended. */
  start(): void {
    this.#working = this.#working.then(async () => {
      try {
        for (const report of await this.#waiting()) await this.#take(report);
      } catch (error) {
        this.#ports.logger.error({ error }, 'a report could not be taken as a lead');
      }
    });
  }

  idle(): Promise<void> {
    return this.#working;
  }

  async #waiting(): Promise<Report[]> {
    const { database, phones } = this.#ports;
    const rows = await database.selectFrom('reports').select('id').where('lead_id', 'is', null).execute();
    const untaken = new Set(rows.map(({ id }) => id));
    const reports = await phones.reports.list(newest);
    return reports
      .filter(({ id, photo_arrived }) => photo_arrived && untaken.has(id))
      .map((report) => reportSchema.parse(report))
      .toReversed();
  }

  async #take(report: Report): Promise<void> {
    const { phones, logger } = this.#ports;
    const { id, text, site_id, photo_sha256, link_label, sent_utc_us } = report;
    const item = itemIn(text);
    if (item === undefined || photo_sha256 === null) return;
    const sighting = await sightingOf({
      report: { via: 'link', reporter: link_label, text, photo_sha256, report_id: id },
      photo: await phones.readPhoto(photo_sha256),
      item,
      site_id,
      came_utc_us: sent_utc_us,
    });
    if (sighting.ok) await this.#ports.raise(sighting.value);
    else logger.warn({ report_id: id, code: sighting.error.code }, 'the photo of a report cannot be read');
  }
}
