import { knownClaims } from '../core/lint/claimRules';
import {
  applyEdits,
  type Definition,
  type DefinitionField,
  type Edit,
  editsOf,
} from '../core/lint/definition';
import { type NewClaimRule, withClaimRules } from '../core/match/newClaimRules';
import { provenText } from './proven';
import { readDefinitions } from './read';

/**
 * The edits that give rules for a token new values, confirmed by the document's own reader. `missing` are the fields
 * that the definition lacks, or that would have to move to another map; `refused` if no way of writing leaves the rest
 * of the document as it is.
 */
export function claimUpdate(
  text: string,
  languageOrPath: string,
  definition: Definition,
  rules: readonly NewClaimRule[],
):
  | { readonly is: 'proven'; readonly edits: readonly Edit[] }
  | { readonly is: 'missing'; readonly fields: readonly string[] }
  | { readonly is: 'refused' } {
  const found = rules.map((rule) => ({ rule, field: fieldFor(definition, rule) }));
  const missing = found.flatMap(({ rule, field }) => (field ? [] : [rule.field]));
  if (missing.length > 0) return { is: 'missing', fields: missing };
  const wanted = JSON.stringify(withClaimRules(knownClaims(definition).match, rules));
  const removes = rules.some(({ rule }) => rule === undefined);
  for (const notation of ['own', 'quoted'] as const) {
    const edits = found.flatMap(({ rule: { rule }, field }) => {
      if (!field) return [];
      return rule === undefined ? field.remove() : editsOf(field, rule, notation);
    });
    const after = provenText(text, languageOrPath, [{ edits, definition, removes }]);
    if (after === undefined) continue;
    const index = readDefinitions(text, languageOrPath).findIndex(
      ({ span }) => span.start === definition.span.start,
    );
    const now = readDefinitions(applyEdits(text, edits), languageOrPath)[index];
    if (now && JSON.stringify(knownClaims(now).match) === wanted) return { is: 'proven', edits };
  }
  return { is: 'refused' };
}

/** The field that a new rule goes into. A claim that changes its kind would have to move between two maps. */
function fieldFor({ fields }: Definition, { part, field, rule }: NewClaimRule): DefinitionField | undefined {
  const found = fields.find(
    (each) => each.part === part && each.value.is !== 'null' && (part !== 'claim' || each.key.text === field),
  );
  if (!found || found.value.is === 'unknown') return undefined;
  return part === 'claim' && rule && rule.kind !== found.kind ? undefined : found;
}
