import { type Definition, type DefinitionField, type Edit, editsOf } from '../core/lint/definition';
import type { Rule } from '../core/identity';
import type { NewClaimRule } from '../core/match/newClaimRules';
import { insertBehind, insertField, mapOf, newName } from './insertField';

/** A rule that a definition is to have. */
export interface SetClaimRule extends NewClaimRule {
  readonly rule: Rule;
}

/**
 * New rules for a token in two steps: what is written and added, and then what is taken away. A claim whose rule becomes
 * of another kind moves to the other map.
 */
export function claimSteps(
  definition: Definition,
  rules: readonly NewClaimRule[],
): { readonly sets: readonly SetClaimRule[]; readonly removals: readonly NewClaimRule[] } {
  const sets: SetClaimRule[] = [];
  const removals: NewClaimRule[] = [];
  for (const { rule, kind, ...each } of rules) {
    if (each.part !== 'claim') {
      if (rule) sets.push({ ...each, rule });
      else removals.push({ ...each, rule });
    } else {
      const kinds = kind === undefined ? (['exact', 'pattern'] as const) : [kind];
      if (rule) sets.push({ ...each, rule, kind: rule.kind });
      for (const other of kinds) {
        const gone = { ...each, rule: undefined, kind: other };
        if (other !== rule?.kind && fieldsFor(definition, gone).length > 0) removals.push(gone);
      }
    }
  }
  return { sets, removals };
}

/**
 * The edits that give rules for a token new values, and add those that a definition does not have yet. `missing` are those
 * that cannot be written: their value is an expression, or no related field stands on one line. `maps` is how many maps of
 * claims are added.
 */
export function claimEdits(
  text: string,
  definition: Definition,
  sets: readonly SetClaimRule[],
  notation: 'own' | 'quoted',
): {
  readonly edits: readonly Edit[];
  readonly missing: readonly NewClaimRule[];
  readonly maps: number;
} {
  const edits: Edit[] = [];
  const missing: NewClaimRule[] = [];
  const added: SetClaimRule[] = [];
  let maps = 0;
  for (const each of sets) {
    const { part, rule } = each;
    const own = fieldsFor(definition, each)[0];
    if (own?.value.is === 'unknown') missing.push(each);
    else if (own) edits.push(...editsOf(own, rule, notation));
    else if (part === 'claim') added.push(each);
    else {
      const inserted = insertField(text, definition, part, rule, notation);
      if (inserted) edits.push(...inserted);
      else missing.push(each);
    }
  }
  for (const kind of ['exact', 'pattern'] as const) {
    const some = added.filter(({ rule }) => rule.kind === kind);
    if (some.length === 0) continue;
    const inserted = insertClaims(text, definition, some, notation);
    if (!inserted) missing.push(...some);
    else {
      edits.push(...inserted.edits);
      if (inserted.isMap) maps++;
    }
  }
  return { edits, missing, maps };
}

/** The edits that take rules for a token away. A map that loses all of its claims goes with them. */
export function removalEdits(definition: Definition, removals: readonly NewClaimRule[]): readonly Edit[] {
  const { fields } = definition;
  const removed = new Set(removals.flatMap((each) => fieldsFor(definition, each)));
  const isEmptied = (kind: Rule['kind']) => {
    const claims = fields.filter((field) => field.part === 'claim' && field.kind === kind);
    return claims.length > 0 && claims.every((field) => removed.has(field));
  };
  const maps = fields.filter(({ part, kind }) => part === 'claims' && isEmptied(kind));
  const single = [...removed].filter(({ part, kind }) => part !== 'claim' || !isEmptied(kind));
  return [...maps, ...single].flatMap((field) => field.remove());
}

/** The fields that a rule is about: for a claim those of its name and kind. */
function fieldsFor({ fields }: Definition, { part, field, kind }: NewClaimRule): readonly DefinitionField[] {
  return fields.filter(
    (each) =>
      each.part === part &&
      each.value.is !== 'null' &&
      (part !== 'claim' || (each.key.text === field && each.kind === kind)),
  );
}

/** Writes claims beside others of their kind, or as a map of their own. */
function insertClaims(
  text: string,
  { fields }: Definition,
  claims: readonly SetClaimRule[],
  notation: 'own' | 'quoted',
): { readonly edits: readonly Edit[]; readonly isMap: boolean } | undefined {
  const kind = claims[0]?.rule.kind ?? 'exact';
  const beside = fields.findLast((field) => field.part === 'claim' && field.kind === kind);
  if (beside) {
    const each = claims.map(({ field, rule }) =>
      insertBehind(
        text,
        beside,
        notation,
        (style) => style.name(field) + style.sign(field) + style.value(rule.value),
      ),
    );
    const isWhole = each.every((edits) => edits !== undefined);
    return isWhole ? { edits: each.flat(), isMap: false } : undefined;
  }
  const name = newName(fields, 'claims', kind);
  const isThere = fields.some((field) => field.part === 'claims' && field.kind === kind);
  if (name === undefined || isThere) return undefined;
  const entries = claims.map(({ field, rule }) => ({ name: field, value: rule.value }));
  for (const part of ['audience', 'subject', 'issuer'] as const) {
    const field = fields.find((each) => each.part === part);
    const edits = field && insertBehind(text, field, notation, (style) => mapOf(name, entries, style));
    if (edits) return { edits, isMap: true };
  }
  return undefined;
}
