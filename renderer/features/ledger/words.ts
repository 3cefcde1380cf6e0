import { actWords as caseWords, type Text } from '#common';
import type { TextKey } from '../../app/i18n/index.ts';

/** What is said of an act of the ledger; an act of a newer station is shown by its own name. */
export const actWords: Readonly<Partial<Record<string, TextKey>>> = {
  'plan.save': 'ledger.act_plan_save',
  'plan.remove': 'ledger.act_plan_remove',
  'camera.save': 'ledger.act_camera_save',
  'camera.remove': 'ledger.act_camera_remove',
  'site.save': 'ledger.act_site_save',
  'person.create': 'ledger.act_person_create',
  'person.update': 'ledger.act_person_update',
  'flight.start': 'ledger.act_flight_start',
  'lead.raise': 'ledger.act_lead_raise',
  'lead.review': 'ledger.act_lead_review',
  seal: 'ledger.act_seal',
  'clip.unavailable': 'ledger.act_clip_unavailable',
  'alert.acknowledge': 'ledger.act_alert_acknowledge',
  'station.key': 'ledger.act_station_key',
  'config.change': 'ledger.act_config_change',
  'clock.set_back': 'ledger.act_clock_set_back',
  'export.unblurred': 'ledger.act_export_unblurred',
  'export.disclosed': 'ledger.act_export_disclosed',
  'export.done': 'ledger.act_export_done',
  'export.download': 'ledger.act_export_download',
  'export.remove': 'ledger.act_export_remove',
  'hold.place': 'ledger.act_hold_place',
  'hold.release': 'ledger.act_hold_release',
  'deletion.propose': 'ledger.act_deletion_propose',
  'deletion.approve': 'ledger.act_deletion_approve',
  'deletion.refuse': 'ledger.act_deletion_refuse',
  'deletion.restore': 'ledger.act_deletion_restore',
  'deletion.purge': 'ledger.act_deletion_purge',
  'anchor.stamp': 'ledger.act_anchor_stamp',
  'lead.countersign': 'ledger.act_lead_countersign',
  'lead.recuse': 'ledger.act_lead_recuse',
  'lead.second_look': 'ledger.act_lead_second_look',
  'lead.merge': 'ledger.act_lead_merge',
  'lead.split': 'ledger.act_lead_split',
  'case_settings.save': 'ledger.act_case_settings_save',
  'template.save': 'ledger.act_template_save',
  'aircraft.save': 'ledger.act_aircraft_save',
  'licence.save': 'ledger.act_licence_save',
  'checklist.tick': 'ledger.act_checklist_tick',
  'checklist.untick': 'ledger.act_checklist_untick',
  view: 'ledger.act_view',
  print: 'ledger.act_print',
  'pictures.fetch': 'ledger.act_pictures_fetch',
  'stream.add': 'ledger.act_stream_add',
  'stream.remove': 'ledger.act_stream_remove',
  'stream.snapshot': 'ledger.act_stream_snapshot',
};

/** Actors that are no persons. */
export const actorWords: Readonly<Partial<Record<string, TextKey>>> = {
  station: 'ledger.by_station',
  'setup-link': 'ledger.by_setup_link',
};

/** Acts of cases have their words in the contract, where documents take them from too. */
export const caseActWords = (action: string): Text | undefined => {
  const name = action.startsWith('case.') ? action.slice('case.'.length) : '';
  return Object.hasOwn(caseWords, name) ? caseWords[name as keyof typeof caseWords] : undefined;
};
