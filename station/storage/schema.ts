import type { Generated, GeneratedAlways } from 'kysely';

/** The tables as TypeScript sees them; the SQL of `migrations/` is what makes them. JSON columns are text. */
export type Tables = {
  people: {
    id: string;
    name: string;
    roles: string;
    password_hash: string;
    officer_no: Generated<string | null>;
    disabled: 0 | 1;
    created_utc_us: number;
  };
  sessions: {
    token_hash: string;
    person_id: string;
    created_utc_us: number;
    expires_utc_us: number;
  };
  sites: { id: string; body: string };
  missions: { id: string; site_id: string; body: string };
  plans: { id: string; body: string; saved_utc_us: number; saved_by: string; removed: 0 | 1 };
  streams: { id: string; name: string; url: string; created_utc_us: number; mount: Generated<string | null> };
  flights: {
    id: string;
    mission_id: string;
    site_id: string;
    pilot_id: string;
    started_utc_us: number;
    ended_utc_us: number | null;
    body: string;
  };
  leads: {
    id: string;
    raised_utc_us: number;
    state: string;
    clip_state: string;
    stream_id: string;
    flight_id: string | null;
    merged_into: Generated<string | null>;
    /** Drawn from the body by the database. */
    site_id: GeneratedAlways<string | null>;
    item: GeneratedAlways<string>;
    probability: GeneratedAlways<number>;
    lat_deg: GeneratedAlways<number | null>;
    lon_deg: GeneratedAlways<number | null>;
    body: string;
  };
  reviews: {
    id: string;
    lead_id: string;
    reviewer_id: string;
    decision: string;
    decided_utc_us: number;
    body: string;
  };
  evidence: { id: string; lead_id: string; review_id: string; created_utc_us: number };
  files: {
    sha256: string;
    sm3: string | null;
    path: string;
    kind: string;
    lead_id: string | null;
    bytes: number;
    parent_sha256: string | null;
    seal_sha256: string | null;
    ledger_seq: number;
  };
  alerts: {
    id: string;
    key: string;
    site_id: string | null;
    flight_id: string | null;
    state: string;
    level: number;
    queued_utc_us: number;
    escalates_utc_us: number | null;
    delivered_utc_us: number | null;
    acknowledged_utc_us: number | null;
    acknowledged_by: string | null;
    answers: Generated<string>;
  };
  alert_leads: { lead_id: string; alert_id: string; number: number };
  messages: {
    /** The order in which they were written, and are sent within a channel. */
    seq: Generated<number>;
    id: string;
    alert_id: string | null;
    channel_id: string;
    recipient_id: string | null;
    kind: string;
    state: string;
    queued_utc_us: number;
    expires_utc_us: number;
    not_before_utc_us: number;
    attempts: Generated<number>;
    accepted_utc_us: number | null;
    covers: Generated<number>;
    digest_id: string | null;
    receipt: string | null;
    last_error: string | null;
    words: Generated<string | null>;
    read_utc_us: Generated<number | null>;
  };
  channels: {
    id: string;
    kind: string;
    body: string;
    /** Sealed by the key file of the data folder; empty where there are none. */
    secrets: string;
    state: string;
    fault: string | null;
    failures: Generated<number>;
    retry_utc_us: number | null;
    /** When it last sent: what its service limits is counted from these. */
    sent_utc_us: Generated<string>;
    accepted_utc_us: number | null;
    tested_utc_us: number | null;
    test_ok: number | null;
    removed: Generated<number>;
  };
  contacts: { person_id: string; body: string };
  phones: {
    id: string;
    person_id: string;
    name: string;
    /** The session it signs in with, as in `sessions`. */
    token_hash: string;
    paired_utc_us: number;
    seen_utc_us: number;
    revoked_utc_us: number | null;
    push: string | null;
  };
  pairings: { token_hash: string; person_id: string; expires_utc_us: number };
  field_records: {
    id: string;
    author_id: string;
    revision: number;
    saved_utc_us: number;
    sha256: string;
    body: string;
  };
  field_files: { sha256: string; bytes: number; sender: string; arrived_utc_us: number };
  report_links: {
    token_hash: string;
    site_id: string | null;
    label: string;
    expires_utc_us: number;
    left: number;
    created_by: string;
  };
  reports: {
    id: string;
    token_hash: string;
    sent_utc_us: number;
    body: string;
    lead_id: Generated<string | null>;
  };
  platforms: {
    id: string;
    name: string;
    secret: string;
    created_utc_us: number;
    removed: Generated<0 | 1>;
  };
  stills: { sha256: string; name: string; judged_utc_us: number; leads: number; fault: string | null };
  aircraft_pictures: {
    vehicle_id: string;
    component_id: number;
    path: string;
    state: 'waiting' | 'fetched' | 'failed';
    /** The size it had when it was fetched. */
    bytes: number | null;
    sha256: string | null;
    taken_utc_us: number | null;
    noted_utc_us: number;
    tries: Generated<number>;
    fault: string | null;
  };
  picture_settings: { id: 1; body: string };
  platform_reports: { platform_id: string; report_id: string; lead_id: string; heard_utc_us: number };
  robot_heard: { channel_id: string; message_id: string; heard_utc_us: number };
  alert_settings: { id: number; body: string };
  ledger: {
    seq: number;
    utc_us: number;
    actor: string;
    action: string;
    object: string;
    details: string;
    app_version: string;
    origin: string;
    previous_hash: string;
    hash: string;
  };
  custody_settings: { id: 1; body: string };
  model_settings: { id: 1; folder: string | null };
  map_settings: { id: 1; body: string; key: string };
  cameras: { id: string; body: string };
  anchors: {
    id: string;
    day: string;
    head_seq: number;
    head_hash: string;
    queued_utc_us: number;
    next_try_utc_us: number;
    attempts: number;
    stamped_utc_us: number | null;
    token_hex: string | null;
    tsa: string | null;
    last_error: string | null;
  };
  exports: { id: string; created_utc_us: number; state: string; body: string };
  party_codes: {
    export_id: string;
    code_hash: string;
    expires_utc_us: number;
    wrong: Generated<number>;
    given_by: string;
  };
  holds: { lead_id: string; reason: string; placed_by: string; placed_utc_us: number };
  deletions: {
    id: string;
    state: string;
    proposed_utc_us: number;
    trashed_utc_us: number | null;
    proposed_by: string;
    approved_by: string | null;
    body: string;
  };
  lead_recusals: { lead_id: string; person_id: string; reason: string; utc_us: number; ledger_seq: number };
  countersigns: {
    review_id: string;
    person_id: string;
    agreed: 0 | 1;
    reason: string;
    utc_us: number;
    ledger_seq: number;
  };
  case_rules: {
    act: string;
    from_stages: string;
    track: string | null;
    to_stage: string | null;
    roles: string;
    given: string;
    needs: string;
  };
  cases: {
    id: string;
    number: string;
    site_id: string | null;
    stage: string;
    track: string;
    act_seq: number;
    title: Generated<string>;
    opened_utc_us: number;
    changed_utc_us: number;
    ended_utc_us: number | null;
    officers: Generated<string>;
    team_id: string | null;
    paused: Generated<0 | 1>;
    urges: Generated<number>;
    leads: Generated<number>;
    clock: string | null;
    warn_utc_us: number | null;
    due_utc_us: number | null;
  };
  case_acts: {
    case_id: string;
    seq: number;
    act: string;
    actor_id: string;
    utc_us: number;
    to_stage: string;
    data: string;
    ledger_seq: number;
  };
  case_leads: { lead_id: string; case_id: string; seq: number };
  case_files: {
    case_id: string;
    sha256: string;
    path: string;
    name: string;
    media_type: string;
    bytes: number;
    ledger_seq: number;
  };
  case_missions: { mission_id: string; case_id: string; seq: number };
  case_settings: { id: number; body: string };
  paper_templates: { kind: string; body: string };
  lead_places: {
    n: Generated<number>;
    min_lat: number;
    max_lat: number;
    min_lon: number;
    max_lon: number;
    lead_id: string;
    raised_utc_us: number;
  };
  case_people: {
    person_id: string;
    case_id: string;
    live: Generated<0 | 1>;
    changed_utc_us: Generated<number>;
  };
  reviewed_leads: { person_id: string; raised_utc_us: number; lead_id: string };
  search_rows: { n: Generated<number>; kind: string; id: string };
  search_words: { rowid: number; words: string };
  search_due: { kind: string; id: string };
  aircraft: { vehicle_id: string; body: string };
  enterprises: { id: string; body: string };
  enterprise_records: { id: string; enterprise_id: string; date: string; body: string };
  teams: { id: string; removed: Generated<0 | 1>; body: string };
  licences: {
    person_id: string;
    licence: string;
    valid_to: string | null;
    licence_class: Generated<string>;
  };
  checklist_ticks: {
    vehicle_id: string;
    item: string;
    reason: string;
    person_id: string;
    utc_us: number;
  };
  currency_rule: { id: 1; body: string };
  saved_filters: { id: string; person_id: string; name: string; body: string };
};
