import type { picturesZh } from './pictures.zh.ts';

export const picturesEn: { [K in keyof typeof picturesZh]: string } = {
  title: 'Pictures aboard',
  fetch: 'Fetch pictures',
  idle: 'No pictures wait',
  counts: '{{waiting}} wait · {{fetched}} fetched',
  failed: '{{count}} failed',
  listing: 'Looking through the folder aboard…',
  fetching: 'Fetching {{name}}: {{received}} / {{bytes}} MB',
  coming: '{{received}}/{{bytes}} MB · {{waiting}} left',
  held: '{{waiting}} wait: they go on once it is disarmed and the link is free',
  reason_armed: 'The aircraft is armed: the telemetry link belongs to control. Land and disarm it first.',
  asked: 'Fetching pictures',
  folder_fault: 'The folder aboard cannot be looked through: {{problem}}',
  failures: 'Pictures that were not fetched',
  settings_title: 'Pictures off the aircraft',
  settings_hint:
    'While an aircraft is disarmed, the pictures that it announces (CAMERA_IMAGE_CAPTURED) and those in this folder are fetched by MAVLink FTP and judged one by one. Each once; after a lost link they go on where they were.',
  by_itself: 'By itself',
  by_itself_hint: 'After each landing, and for new pictures on the ground; off: only when a pilot asks.',
  folder: 'Folder aboard',
  folder_hint: 'JPEG and PNG in it and in the folders in it; empty: only what the aircraft announces.',
  component_id: 'Component',
  component_hint: 'Which serves the folder: 1 is the autopilot, 100 to 105 are cameras.',
  saved: 'Saved',
};
