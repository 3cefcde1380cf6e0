import { people } from './0010-people.ts';
import { sites } from './0020-sites.ts';
import { ledger } from './0030-ledger.ts';
import { leads } from './0040-leads.ts';
import { custody } from './0050-custody.ts';
import { outbox } from './0060-outbox.ts';
import { plans } from './0070-plans.ts';
import { phones } from './0080-phones.ts';
import { cases } from './0090-cases.ts';
import { streamMounts } from './0140-stream-mounts.ts';
import { papers } from './0150-papers.ts';
import { search } from './0151-search.ts';
import { registry } from './0152-registry.ts';
import { searchIndexes } from './0153-search-indexes.ts';
import { messageFacts } from './0180-message-facts.ts';
import { mapsAndCameras } from './0200-maps-and-cameras.ts';
import { checklist } from './0210-checklist.ts';
import { inbound } from './0230-inbound.ts';
import { models } from './0250-models.ts';
import { searchDue } from './0251-search-due.ts';
import { enterprises } from './0330-enterprises.ts';
import { peopleLists } from './0331-people-lists.ts';
import { platforms } from './0332-platforms.ts';
import { partyCodes } from './0333-party-codes.ts';
import { sitesStay } from './0340-sites-stay.ts';
import { stills } from './0370-stills.ts';
import { aircraftPictures } from './0380-aircraft-pictures.ts';

/** One step forward; numbered in tens so that a fix fits between. */
export type Migration = { readonly version: number; readonly name: string; readonly sql: string };

export const migrations: readonly Migration[] = [
  people,
  sites,
  ledger,
  leads,
  custody,
  outbox,
  plans,
  phones,
  cases,
  streamMounts,
  papers,
  search,
  registry,
  searchIndexes,
  messageFacts,
  mapsAndCameras,
  checklist,
  inbound,
  models,
  searchDue,
  enterprises,
  peopleLists,
  platforms,
  partyCodes,
  sitesStay,
  stills,
  aircraftPictures,
];
