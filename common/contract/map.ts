import { z } from 'zod';
import { call, everyone } from './call.ts';

/** What a basemap's tiles are drawn in. Public maps of the mainland lie in GCJ-02, some hundred metres from WGS-84. */
export const mapDatums = ['wgs84', 'gcj02'] as const;
export type MapDatum = (typeof mapDatums)[number];

const datum = z.enum(mapDatums);

/** Where the basemap comes from; one choice for each station. */
export const mapSourceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({
    kind: z.literal('file'),
    /** A name in the `maps` folder of the data folder. */
    file: z.string().regex(/^[^/\\:]{1,120}\.(?:pmtiles|mbtiles)$/iu),
    datum,
  }),
  z.object({
    kind: z.literal('url'),
    name: z.string().trim().min(1).max(60),
    /** With {z}, {x} and {y} (or {-y}, counted from the south); {s} is 0…7 in turn, {key} or {tk} the key. */
    template: z.string().min(10).max(500),
    /** Null = as kept. Never leaves the station but in requests for tiles. */
    key: z.string().max(200).nullable().default(null),
    datum,
    min_zoom: z.number().int().min(0).max(22).default(0),
    max_zoom: z.number().int().min(1).max(22).default(18),
    attribution: z.string().max(120).default(''),
  }),
]);
export type MapSource = z.infer<typeof mapSourceSchema>;

/** What a page needs to draw the basemap; its tiles are at `/files/map/{revision}/{z}/{x}/{y}`. */
export const baseMapSchema = z.object({
  kind: z.enum(['none', 'file', 'url']),
  name: z.string(),
  /** Changes with the choice, so that no tile of another one is taken from a cache. */
  revision: z.number().int(),
  datum,
  min_zoom: z.number().int(),
  max_zoom: z.number().int(),
  attribution: z.string(),
});
export type BaseMap = z.infer<typeof baseMapSchema>;

export const mapCalls = {
  'map.get': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '底图', en: 'The basemap' },
    input: z.object({}),
    output: baseMapSchema,
  }),
  'map.settings': call({
    kind: 'read',
    audience: ['administrator'],
    summary: { zh: '底图设置与可用文件', en: 'How the basemap is set, and the files there are' },
    input: z.object({}),
    output: z.object({
      source: mapSourceSchema,
      has_key: z.boolean(),
      /** Where files are put. */
      folder: z.string(),
      files: z.array(z.string()),
    }),
  }),
  'map.configure': call({
    kind: 'write',
    audience: ['administrator'],
    summary: { zh: '选择底图', en: 'Choose the basemap; it is opened before it is kept' },
    input: mapSourceSchema,
    output: baseMapSchema,
  }),
} as const;
