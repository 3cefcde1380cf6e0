import {
  type AlertRule,
  type AlertSettings,
  type Contact,
  type Hours,
  isItem,
  type Lead,
  type Person,
  type RuleTopic,
  type Shift,
  type Site,
} from '#common';

/** Everyone who could be told, with how they stand now. */
export type Roster = {
  readonly people: readonly Person[];
  readonly contacts: ReadonlyMap<string, Contact>;
};

export type Concern = {
  readonly site_id: string | null;
  /** The hazards, and `fence` and `facility` where that is what it is about. */
  readonly topics: readonly RuleTopic[];
};

/**
 * What rules may be for. Of items the hazards whose zones demand what the leads miss, or those that the item is made
 * for where no zone does. Of a fence those of the zones it lies in, where somebody stood; of a facility the one that
 * its model names, too.
 */
export const concernOf = (
  site_id: string | null,
  leads: readonly Pick<Lead, 'suspicion' | 'place'>[],
  site: Site | undefined,
): Concern => {
  const missing = new Set(leads.map(({ suspicion }) => suspicion.item).filter(isItem));
  const demanding = site?.zones.filter(({ requires }) => requires.some((item) => missing.has(item))) ?? [];
  const known = demanding.map(({ hazard }) => hazard);
  const usual = [...missing].flatMap((item) => usualHazards[item]);
  const others = leads.flatMap(({ suspicion: { item, facility }, place }): RuleTopic[] => {
    if (isItem(item)) return [];
    const around = site?.zones.filter(({ id }) => place?.zone_ids.includes(id)) ?? [];
    const named = facility?.hazard ?? null;
    return [item, ...around.map(({ hazard }) => hazard), ...(named === null ? [] : [named])];
  });
  return { site_id, topics: [...new Set([...(known.length > 0 ? known : usual), ...others])] };
};

const usualHazards = { mask: ['dust'], hearing: ['noise'], helmet: [] } as const;

const china_offset_min = 8 * 60;
const day_us = 24 * 3600 * 1_000_000;

/** The rule that holds: one for site and hazard before one for the site, before one for the hazard, before one for all. */
export const ruleFor = (
  rules: readonly AlertRule[],
  { site_id, topics }: Concern,
  now_us: number,
): AlertRule | undefined => {
  const weight = (rule: AlertRule): number =>
    (rule.site_id === null ? 0 : 4) + (rule.hazard === null ? 0 : 2) + (rule.hours === null ? 0 : 1);
  return rules
    .filter((rule) => rule.site_id === null || rule.site_id === site_id)
    .filter((rule) => rule.hazard === null || topics.includes(rule.hazard))
    .filter((rule) => rule.hours === null || isWithin(rule.hours, now_us))
    .toSorted((a, b) => weight(b) - weight(a))[0];
};

/** Whether a person works now: said so, and in no shift or in one that runs. */
export const isOnDuty = (
  person_id: string,
  contact: Contact | undefined,
  shifts: readonly Shift[],
  now_us: number,
): boolean => {
  if (contact?.on_duty === false) return false;
  const theirs = shifts.filter(({ people }) => people.includes(person_id));
  return theirs.length === 0 || theirs.some((shift) => runs(shift, now_us));
};

/** A shift that passes midnight belongs to the day on which it began. */
const runs = ({ days, hours }: Shift, now_us: number): boolean => {
  if (!isWithin(hours, now_us)) return false;
  const after_midnight = minutes(hours.from) > minutes(hours.to) && minuteOfDay(now_us) < minutes(hours.to);
  const began_us = after_midnight ? now_us - day_us : now_us;
  return days.includes(weekday(began_us));
};

/**
 * Who is told at a step: 0 the first inspector(s), 1 the second, 2 the supervisor. Whoever is disabled or
 * off duty is not; quiet hours never hold for a person on site, nor at the last step.
 */
export const whoIsTold = (
  level: number,
  { rules, shifts }: Pick<AlertSettings, 'rules' | 'shifts'>,
  concern: Concern,
  roster: Roster,
  now_us: number,
): Person[] => {
  const rule = ruleFor(rules, concern, now_us);
  const named = [rule?.first, rule?.second, rule?.supervisor][level] ?? [];
  const role = level === 2 ? 'supervisor' : 'inspector';
  return roster.people.filter((person) => {
    if (person.disabled || !(person.roles.includes('inspector') || person.roles.includes('supervisor')))
      return false;
    if (named.length > 0 ? !named.includes(person.id) : !person.roles.includes(role)) return false;
    const contact = roster.contacts.get(person.id);
    if (!isOnDuty(person.id, contact, shifts, now_us)) return false;
    return contact === undefined || level === 2 || !isQuiet(contact, now_us);
  });
};

const isQuiet = ({ quiet, on_site_until_utc_us }: Contact, now_us: number): boolean =>
  quiet !== null && (on_site_until_utc_us ?? 0) <= now_us && isWithin(quiet, now_us);

const isWithin = ({ from, to }: Hours, now_us: number): boolean => {
  const now_min = minuteOfDay(now_us);
  const [from_min, to_min] = [minutes(from), minutes(to)];
  return from_min <= to_min
    ? now_min >= from_min && now_min < to_min
    : now_min >= from_min || now_min < to_min;
};

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

const minuteOfDay = (utc_us: number): number => (Math.floor(utc_us / 60_000_000) + china_offset_min) % 1440;

/** 1 Monday … 7 Sunday in China; 1970-01-01 was a Thursday. */
const weekday = (utc_us: number): number =>
  ((Math.floor((utc_us / 60_000_000 + china_offset_min) / 1440) + 3) % 7) + 1;
