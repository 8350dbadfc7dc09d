import {
  type Definition,
  type DefinitionField,
  type Edit,
  type Ignored,
  isWithin,
  placeOf,
} from '../core/lint/definition';
import { ruleIds } from '../core/lint/rules';
import type { Span } from '../core/text';
import { mostDefinitions } from './format';
import { indentBefore } from './written';

const known: ReadonlySet<string> = new Set(ruleIds);

/** What switches rules off for one place: in a comment, with the rules' ids behind it, or none for all of them. */
export const ignoreMark = 'assumable-ignore';

/**
 * Definitions of a document, in order, as many as are read of one, and what its comments switch off in them. `commentsOf`
 * is asked only where that may be anything.
 */
export function withIgnores(
  found: readonly Definition[],
  text: string,
  commentsOf: () => readonly Span[],
): Definition[] {
  const definitions = found.toSorted((a, b) => a.span.start - b.span.start).slice(0, mostDefinitions);
  if (definitions.length === 0 || !text.includes(ignoreMark)) return definitions;
  const wholes = definitions.flatMap(({ span, fields }) => [span, ...fields.flatMap(fieldSpan)]);
  const ignored = ignoresOf(text, commentsOf(), wholes).sort((a, b) => a.start - b.start);
  let first = 0;
  return definitions.map((definition) => {
    const { start, end } = definition.span;
    while ((ignored[first]?.end ?? Infinity) < start) first++;
    let behind = first;
    while ((ignored[behind]?.start ?? Infinity) <= end) behind++;
    return { ...definition, ignored: ignored.slice(first, behind) };
  });
}

/**
 * Where the comments of a document switch rules off: `assumable-ignore` for every rule, `assumable-ignore too-broad,
 * unanchored` for some, and after ` -- ` a reason. A comment behind something counts for its line; one on a line of
 * its own for the next line that is no comment, and for all of a definition or field that begins there.
 */
function ignoresOf(text: string, comments: readonly Span[], wholes: readonly Span[]): Ignored[] {
  let following: Span = { start: text.length, end: text.length };
  let after: Span | undefined;
  let line = following;
  const sorted = wholes.toSorted((a, b) => a.start - b.start);
  let later = sorted.length;
  let reach = text.length;
  return comments.toReversed().flatMap((comment): Ignored[] => {
    // Comments that follow one another have the same next line.
    const next = nextOf(text, comment.end);
    if (next !== after?.start && !isWithin(following, next)) {
      following = lineAround(text, next);
      reach = following.end;
      while ((sorted[later - 1]?.start ?? -1) >= following.start) later--;
      for (let index = later; (sorted[index]?.start ?? Infinity) <= following.end; index++)
        reach = Math.max(reach, sorted[index]?.end ?? 0);
    }
    after = comment;
    const said = text.slice(comment.start, comment.end);
    const at = said.indexOf(ignoreMark);
    if (at < 0) return [];
    const [listed = ''] = said.slice(at + ignoreMark.length).split(/\s--\s|\*\/|\n/, 1);
    const names = listed.split(/[\s,:]+/).filter((name) => name !== '');
    const rules = names.length === 0 ? undefined : names.filter((name) => known.has(name));
    if (!isWithin(line, comment.start)) line = lineAround(text, comment.start);
    if (indentBefore(text, comment.start) === undefined) return [{ ...line, rules }];
    return [{ start: following.start, end: reach, rules }];
  });
}

/** A field from its name to the end of what it says, as far as that is known. */
function fieldSpan({ key, value }: DefinitionField): Span[] {
  const isWritten = value.is === 'text' || value.is === 'number';
  return isWritten ? [{ start: key.start, end: placeOf(value.written).end }] : [];
}

/**
 * The edit that switches a rule off for what stands at an offset: a comment on a line of its own before the field, or
 * before the line where that is in none. A line within a value of several lines would become a part of the value.
 *
 * @param mark what a comment begins with
 */
export function ignoring(
  text: string,
  definitions: readonly Definition[],
  { rule, offset, mark, lineEnd }: { rule: string; offset: number; mark: string; lineEnd: string },
): Edit {
  const fields = definitions
    .filter(({ span }) => isWithin(span, offset))
    .flatMap(({ fields }) => fields.flatMap(fieldSpan));
  const around = fields.findLast((field) => isWithin(field, offset));
  const { start } = lineAround(text, around?.start ?? offset);
  const indent = /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
  return { start, end: start, newText: `${indent}${mark} ${ignoreMark} ${rule}${lineEnd}` };
}

function lineAround(text: string, offset: number): Span {
  const end = text.indexOf('\n', offset);
  return { start: text.lastIndexOf('\n', offset - 1) + 1, end: end < 0 ? text.length : end };
}

/** The first character from `offset` on that is no white space; the text's end when there is none. */
function nextOf(text: string, offset: number): number {
  const found = /\S/g;
  found.lastIndex = offset;
  return found.exec(text)?.index ?? text.length;
}
