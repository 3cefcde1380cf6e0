import type { CaseActName, CaseData, CaseStage } from '#common';
import { needs, type World } from './needs.ts';
import type { CaseState } from './state.ts';
import { caseRules, type CaseRule } from './table.ts';

/** What stands against an act: a role, a field it must bring, or a condition of the table. */
export type Refusal =
  | { readonly kind: 'stage' }
  | { readonly kind: 'role' }
  | { readonly kind: 'given'; readonly field: string }
  | { readonly kind: 'need'; readonly need: string };

/** A refusal as one word: the field, the condition, `role` or `stage`. */
export const reasonOf = (refusal: Refusal): string =>
  refusal.kind === 'given' ? refusal.field : refusal.kind === 'need' ? refusal.need : refusal.kind;

/** The line of the table for an act on a case as it stands; undefined where the stage does not allow it. */
export const ruleFor = (state: Pick<CaseState, 'stage' | 'track'>, act: CaseActName): CaseRule | undefined =>
  caseRules.find(
    (rule) =>
      rule.act === act &&
      rule.from.includes(state.stage) &&
      (rule.track === undefined || rule.track === state.track),
  );

/** Where the act leads, or everything that stands against it. */
export const attempt = (
  state: CaseState,
  act: CaseActName,
  data: CaseData,
  world: World,
): { readonly to_stage: CaseStage; readonly rule: CaseRule } | { readonly refused: readonly Refusal[] } => {
  const rule = ruleFor(state, act);
  if (rule === undefined) return { refused: [{ kind: 'stage' }] };
  const refused: Refusal[] = [];
  if (!rule.by.some((role) => world.actor_roles.includes(role))) refused.push({ kind: 'role' });
  for (const field of rule.given) if (isMissing(data[field])) refused.push({ kind: 'given', field });
  for (const need of rule.needs)
    if (!needs[need]({ state, data, world })) refused.push({ kind: 'need', need });
  const to_stage = rule.to ?? state.stage;
  // Only `open` starts from nothing, and it names its stage.
  return refused.length > 0 || to_stage === 'new' ? { refused } : { to_stage, rule };
};

/** Empty text, an empty list and an unticked box are as good as nothing. */
const isMissing = (value: unknown): boolean =>
  value === undefined || value === '' || value === false || (Array.isArray(value) && value.length === 0);

/** The acts that the stage allows, whoever may do them, with what stands against each besides its fields. */
export const actsFrom = (state: CaseState, world: World): { rule: CaseRule; refused: string[] }[] =>
  caseRules
    .filter(
      (rule) => rule.from.includes(state.stage) && (rule.track === undefined || rule.track === state.track),
    )
    .map((rule) => ({
      rule,
      refused: [
        ...(rule.by.some((role) => world.actor_roles.includes(role)) ? [] : ['role']),
        ...rule.needs.filter((need) => !byData.has(need) && !needs[need]({ state, data: {}, world })),
      ],
    }));

/** Conditions on what the act says, which nobody has said yet. */
const byData: ReadonlySet<string> = new Set([
  'evidence',
  'named_officers',
  'two_present',
  'looked_again',
  'own_or_supervisor',
  'sealed',
]);
