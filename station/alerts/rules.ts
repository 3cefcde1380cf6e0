import type { AlertRule, Contact, HazardZone, Lead, Person, Site } from '#common';

/** Everyone who could be told, with how they stand now. */
export type Roster = {
  readonly people: readonly Person[];
  readonly contacts: ReadonlyMap<string, Contact>;
};

export type Concern = {
  readonly site_id: string | null;
  readonly hazards: readonly HazardZone['hazard'][];
};

/** The hazards whose zones demand what the leads miss; without a site, those that the item is made for. */
export const concernOf = (
  site_id: string | null,
  leads: readonly Pick<Lead, 'suspicion'>[],
  site: Site | undefined,
): Concern => {
  const missing = new Set(leads.map(({ suspicion }) => suspicion.item));
  const zones = site?.zones.filter(({ requires }) => requires.some((item) => missing.has(item))) ?? [];
  const known = zones.map(({ hazard }) => hazard);
  const usual = [...missing].flatMap((item) => usualHazards[item]);
  return { site_id, hazards: known.length > 0 ? known : usual };
};

const usualHazards = { mask: ['dust'], hearing: ['noise'], helmet: [] } as const;

const china_offset_min = 8 * 60;

/** The rule that holds: one for site and hazard before one for the site, before one for the hazard, before one for all. */
export const ruleFor = (
  rules: readonly AlertRule[],
  { site_id, hazards }: Concern,
): AlertRule | undefined => {
  const weight = (rule: AlertRule): number =>
    (rule.site_id === null ? 0 : 2) + (rule.hazard === null ? 0 : 1);
  return rules
    .filter((rule) => rule.site_id === null || rule.site_id === site_id)
    .filter((rule) => rule.hazard === null || hazards.includes(rule.hazard))
    .toSorted((a, b) => weight(b) - weight(a))[0];
};

/**
 * Who is told at a step: 0 the first inspector(s), 1 the second, 2 the supervisor. Whoever is disabled or
 * off duty is not; quiet hours never hold for a person on site, nor at the last step.
 */
export const whoIsTold = (
  level: number,
  rules: readonly AlertRule[],
  concern: Concern,
  roster: Roster,
  now_us: number,
): Person[] => {
  const rule = ruleFor(rules, concern);
  const named = [rule?.first, rule?.second, rule?.supervisor][level] ?? [];
  const role = level === 2 ? 'supervisor' : 'inspector';
  return roster.people.filter((person) => {
    if (person.disabled || !(person.roles.includes('inspector') || person.roles.includes('supervisor')))
      return false;
    if (named.length > 0 ? !named.includes(person.id) : !person.roles.includes(role)) return false;
    const contact = roster.contacts.get(person.id);
    if (contact === undefined) return true;
    return contact.on_duty && (level === 2 || !isQuiet(contact, now_us));
  });
};

const isQuiet = ({ quiet, on_site_until_utc_us }: Contact, now_us: number): boolean => {
  if (quiet === null || (on_site_until_utc_us ?? 0) > now_us) return false;
  const now_min = (Math.floor(now_us / 60_000_000) + china_offset_min) % 1440;
  const [from_min, to_min] = [minutes(quiet.from), minutes(quiet.to)];
  return from_min <= to_min
    ? now_min >= from_min && now_min < to_min
    : now_min >= from_min || now_min < to_min;
};

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
