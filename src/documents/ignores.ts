import {
  type Definition,
  type DefinitionField,
  type Edit,
  type Ignored,
  placeOf,
} from '../core/lint/definition';
import { ruleIds } from '../core/lint/rules';
import { isWithin, type Span } from '../core/text';
import { mostDefinitions } from './format';
import { indentBefore } from './written';

const known: ReadonlySet<string> = new Set(ruleIds);

/** The mark in a comment that switches off the rules whose ids follow it, or all rules if none follows. */
export const ignoreMark = 'assumable-ignore';

/**
 * Puts a document's definitions in order, keeps at most {@link mostDefinitions}, and adds what its comments
 * switch off in each. Calls `commentsOf` only if a comment may switch off something.
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
 * Where the comments of a document switch rules off: `assumable-ignore` switches off every rule,
 * `assumable-ignore too-broad, unanchored` some; a reason may follow ` -- `. A comment behind something
 * applies to its line. One on its own line applies to the next line that is not a comment, and to the whole
 * definition or field that begins there.
 */
export function ignoresOf(text: string, comments: readonly Span[], wholes: readonly Span[]): Ignored[] {
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

/** A field from its name to the end of its value; none if nothing is known of the value. */
function fieldSpan({ key, value }: DefinitionField): Span[] {
  if (value.is === 'unknown') return value.partly ? [{ start: key.start, end: value.partly.place.end }] : [];
  return value.is === 'null' ? [] : [{ start: key.start, end: placeOf(value.written).end }];
}

/**
 * The edit that switches a rule off at an offset: a comment on its own line before the field there, or before the line if
 * there is no field. Never within a value of several lines, where the comment would become a part of it.
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

/** The place of the first character from `offset` on that is not white space; else the text's end. */
function nextOf(text: string, offset: number): number {
  const found = /\S/g;
  found.lastIndex = offset;
  return found.exec(text)?.index ?? text.length;
}
