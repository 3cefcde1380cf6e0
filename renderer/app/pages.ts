import type { Role } from '#common';

export const pageNames = [
  'fly',
  'plan',
  'parameters',
  'flights',
  'leads',
  'cases',
  'search',
  'sites',
  'alerts',
  'streams',
  'ledger',
  'custody',
  'registry',
  'people',
  'channels',
  'doctor',
] as const;
export type PageName = (typeof pageNames)[number];

/** Who finds a page in the menu; the station itself decides what each may do there. */
const audience: Readonly<Record<PageName, readonly Role[]>> = {
  fly: ['pilot', 'inspector', 'supervisor', 'administrator'],
  plan: ['pilot'],
  parameters: ['pilot'],
  flights: ['pilot', 'supervisor', 'administrator'],
  leads: ['pilot', 'inspector', 'supervisor', 'administrator'],
  cases: ['inspector', 'supervisor', 'administrator'],
  search: ['inspector', 'supervisor', 'administrator'],
  sites: ['pilot', 'inspector', 'supervisor', 'administrator'],
  alerts: ['pilot', 'inspector', 'supervisor', 'administrator'],
  streams: ['pilot', 'inspector', 'supervisor', 'administrator'],
  ledger: ['supervisor', 'administrator'],
  custody: ['inspector', 'supervisor', 'administrator'],
  registry: ['supervisor', 'administrator'],
  people: ['administrator'],
  channels: ['administrator'],
  doctor: ['administrator'],
};

export const pagesFor = (roles: readonly Role[]): PageName[] =>
  pageNames.filter((page) => audience[page].some((role) => roles.includes(role)));

/** Where somebody begins: who only reviews begins with the leads. */
export const firstPage = (roles: readonly Role[]): PageName => {
  if (roles.includes('pilot')) return 'fly';
  if (roles.includes('inspector') || roles.includes('supervisor')) return 'leads';
  return 'fly';
};

export const isPageName = (name: string | undefined): name is PageName =>
  pageNames.some((page) => page === name);
