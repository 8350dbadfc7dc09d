import type { IdentityField, NewValues } from '../core/field';
import { editsFor } from '../core/lint/comparison';
import { applyEdits, type Definition, differing, type Edit } from '../core/lint/definition';
import { ruleOf } from '../core/identity';
import type { NewClaimRule } from '../core/match/newClaimRules';
import { claimEdits, claimSteps, removalEdits, type SetClaimRule } from './editClaims';
import { insertField } from './insertField';
import { provenText } from './proven';
import { readDefinitions } from './read';

/**
 * The edits that give fields of a definition new values, and add fields that it does not have yet. `missing` lists the
 * parts that could not be added, because no related field stands on one line.
 *
 * @param notation whether values are written as the ones before were, or between quotes in any case
 */
export function editDefinition(
  text: string,
  definition: Definition,
  values: NewValues,
  notation: 'own' | 'quoted' = 'own',
): { readonly edits: readonly Edit[]; readonly missing: readonly IdentityField[] } {
  const { edits, missing } = editsFor(definition, values, notation);
  const inserted = missing.map((part) => {
    const value = values[part];
    return {
      part,
      edits: value === undefined ? undefined : insertField(text, definition, part, ruleOf(value), notation),
    };
  });
  return {
    edits: [...edits, ...inserted.flatMap((each) => each.edits ?? [])],
    missing: inserted.flatMap((each) => (each.edits ? [] : [each.part])),
  };
}

type Update =
  | { readonly is: 'proven'; readonly edits: readonly Edit[] }
  /** What the definition lacks and cannot be added. */
  | {
      readonly is: 'missing';
      readonly parts: readonly IdentityField[];
      readonly rules: readonly NewClaimRule[];
    }
  | { readonly is: 'refused' };

/**
 * The edits of {@link editDefinition}, and those that give rules for a token new values, if the document's own reader
 * confirms them, else those between quotes; see `provenText`. `refused` if it confirms neither.
 */
export function provenUpdate(
  text: string,
  languageOrPath: string,
  definition: Definition,
  values: NewValues,
  rules: readonly NewClaimRule[] = [],
): Update {
  const { sets, removals } = claimSteps(definition, rules);
  const written = write(text, languageOrPath, definition, values, sets);
  if (written.is !== 'proven' || removals.length === 0) return written;
  const between = applyEdits(text, written.edits);
  const index = readDefinitions(text, languageOrPath).findIndex(
    ({ span }) => span.start === definition.span.start,
  );
  const now = readDefinitions(between, languageOrPath)[index];
  if (!now) return { is: 'refused' };
  const change = { edits: removalEdits(now, removals), definition: now, rules: removals, removes: true };
  const after = provenText(between, languageOrPath, [change]);
  if (after === undefined) return { is: 'refused' };
  if (written.edits.length === 0) return { is: 'proven', edits: change.edits };
  const span = differing(text, after);
  const newText = after.slice(span.start, after.length - (text.length - span.end));
  return { is: 'proven', edits: [{ ...span, newText }] };
}

function write(
  text: string,
  languageOrPath: string,
  definition: Definition,
  values: NewValues,
  sets: readonly SetClaimRule[],
): Update {
  for (const notation of ['own', 'quoted'] as const) {
    const update = editDefinition(text, definition, values, notation);
    const claims = claimEdits(text, definition, sets, notation);
    if (update.missing.length > 0 || claims.missing.length > 0)
      return { is: 'missing', parts: update.missing, rules: claims.missing };
    const edits = joined([...update.edits, ...claims.edits]);
    const removes = values.description === '';
    const change = { edits, definition, sets: values, rules: sets, maps: claims.maps, removes };
    if (provenText(text, languageOrPath, [change]) !== undefined) return { is: 'proven', edits };
  }
  return { is: 'refused' };
}

/** The edits with all that is inserted at one place as one of them, in their order. */
function joined(edits: readonly Edit[]): readonly Edit[] {
  const made: Edit[] = [];
  for (const edit of edits) {
    const isAt = ({ start, end }: Edit) =>
      start === edit.start && end === edit.start && edit.end === edit.start;
    const index = made.findIndex(isAt);
    const before = made[index];
    if (before) made[index] = { ...before, newText: before.newText + edit.newText };
    else made.push(edit);
  }
  return made;
}
