import { z } from 'zod';
import { call, everyone } from './call.ts';

const id = z.string().min(1).max(100);

/** 队伍: who goes out together, and the sites that are theirs (责任场所). */
export const teamSchema = z.object({
  id,
  name: z.string().trim().min(1).max(60),
  member_ids: z.array(id).max(50),
  site_ids: z.array(id).max(1000),
});
export type Team = z.infer<typeof teamSchema>;

/** Somebody who can be sent, best choice first; what is not known is null. */
export const officerSchema = z.object({
  id: z.string(),
  name: z.string(),
  officer_no: z.string(),
  live_cases: z.number().int(),
  on_duty: z.boolean(),
  team: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** The site of the case is one of their team's. */
  patrols: z.boolean(),
  /** From where they last worked to the site, and when that was. */
  distance_m: z.number().nullable(),
  seen_utc_us: z.number().int().nullable(),
  /** 建议派往: on duty, and of those the nearest two. */
  proposed: z.boolean(),
});
export type Officer = z.infer<typeof officerSchema>;

const keepers = ['supervisor', 'administrator'] as const;

/** Teams and their patrol areas. */
export const teamCalls = {
  'teams.list': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '队伍列表', en: 'All teams' },
    input: z.object({}),
    output: z.array(teamSchema),
  }),
  'teams.save': call({
    kind: 'write',
    audience: keepers,
    summary: { zh: '登记队伍', en: 'Make a team, or change who and where' },
    input: teamSchema.extend({ id: id.optional() }),
    output: z.array(teamSchema),
  }),
  'teams.remove': call({
    kind: 'write',
    audience: keepers,
    summary: { zh: '撤销队伍', en: 'Dissolve a team; cases keep its name' },
    input: z.object({ team_id: id }),
    output: z.array(teamSchema),
  }),
} as const;
