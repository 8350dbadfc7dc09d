import { anything, canMask, hasHoles, type Hole, masked, maskOf, stretchesOf, unmasked } from './holes';
import { longestPartly, mostStretches, type Partly, type Stretch } from '../core/lint/partly';
import { type Definition, type FieldValue, partlyOf, type Written } from '../core/lint/definition';
import type { Span } from '../core/text';
import { indentBefore, lineEndAt } from './written';

/** A document as it is before a template is filled in. */
export interface Templated {
  /** The document with what is open masked and the template's own lines empty, so that every place stays where it is. */
  readonly text: string;
  readonly holes: readonly Hole[];
  /** The template's own lines: conditions, loops, what it includes. */
  readonly lines: readonly (Span & { readonly isEnd: boolean })[];
}

const opening = /\$?\{\{|\{%|\{#/g;
const closings: Readonly<Record<string, string>> = { '{{': '}}', '{%': '%}', '{#': '#}' };
const begins = /^[{%#\s-]*(?:if|range|with|for|define|block|macro|filter|call)\b/;
const ends = /^[{%#\s-]*end/;

/**
 * Reads a document as a template of Helm (Go's text/template), Jinja or GitHub's expressions: `{{…}}`, `{%…%}`, `{#…#}`,
 * `${{…}}`. What stands between a condition and its end on one line is open as a whole. Takes linear time.
 */
export function templated(text: string): Templated {
  if (!/\{[{%#]/.test(text) || !canMask(text)) return { text, holes: [], lines: [] };
  const holes: Hole[] = [];
  const lines: (Span & { isEnd: boolean })[] = [];
  let open: { readonly start: number; depth: number } | undefined;
  for (const { start, end } of marksOf(text)) {
    if (open && text.slice(open.start, start).includes('\n')) open = undefined;
    const mark = text.slice(start, end);
    if (!open && isOwnLine(text, { start, end })) {
      lines.push({ start, end, isEnd: ends.test(mark) });
      continue;
    }
    if (begins.test(mark)) {
      if (open) open.depth++;
      else open = { start, depth: 1 };
    } else if (open && ends.test(mark) && --open.depth === 0) {
      while ((holes.at(-1)?.start ?? -1) >= open.start) holes.pop();
      holes.push({ start: open.start, end, bits: bitsOf(text.slice(open.start, end)) });
      open = undefined;
      continue;
    }
    holes.push({ start, end, bits: bitsOf(mark) });
  }
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end } of lines) {
    pieces.push(text.slice(at, start), text.slice(start, end).replace(/[^\r\n]/g, ' '));
    at = end;
  }
  return { text: masked([...pieces, text.slice(at)].join(''), holes), holes, lines };
}

function bitsOf(mark: string) {
  return [anything(mark.replace(/\s+/g, ' '), mark)];
}

function marksOf(text: string): Span[] {
  const marks: Span[] = [];
  let closedUntil = text.length;
  opening.lastIndex = 0;
  for (let found = opening.exec(text); found; found = opening.exec(text)) {
    const [sign] = found;
    const close = closings[sign.replace('$', '')] ?? '}}';
    const inside = found.index + sign.length;
    const at = inside < closedUntil ? text.indexOf(close, inside) : -1;
    if (at < 0) closedUntil = Math.min(closedUntil, inside);
    const isComment = sign === '{#' && text.slice(inside, at).includes('\n');
    if (at < 0 || isComment || at - inside > longestPartly) continue;
    marks.push({ start: found.index, end: at + close.length });
    opening.lastIndex = at + close.length;
  }
  return marks;
}

/** Whether nothing else stands on the lines of a mark, and they are not the lines of a block scalar. */
function isOwnLine(text: string, { start, end }: Span): boolean {
  const indent = indentBefore(text, start);
  if (indent === undefined || lineEndAt(text, end) === undefined) return false;
  const before = text.slice(Math.max(0, start - 300), start).trimEnd();
  return !/[:\s][|>][-+\d]*$/.test(before);
}

/** `definition` in a document with lines of a template, which may decide what of it is there. */
export function inTemplate(definition: Definition, { text, lines }: Templated): Definition {
  const { start, end } = definition.span;
  const isDecided = lines.some(
    (line) =>
      start <= line.start && (line.end <= end || (!line.isEnd && text.slice(end, line.start).trim() === '')),
  );
  return isDecided ? { ...definition, open: true, alternatives: true } : definition;
}

/**
 * The definitions of a document, the first of which tells of the first place that is passed over: lines of a template, or a
 * part that a template fills in as a whole.
 */
export function withUnread(definitions: readonly Definition[], { lines }: Templated): Definition[] {
  const parts = definitions.flatMap(({ fields }) =>
    fields.flatMap((field) => (field.part === 'aws' ? (partlyOf(field)?.place ?? []) : [])),
  );
  const [first] = [...lines, ...parts].toSorted((a, b) => a.start - b.start);
  return definitions.map((definition, index) =>
    first && index === 0 ? { ...definition, unread: { start: first.start, end: first.end } } : definition,
  );
}

/** What a shell, Terraform or GitHub fills in before the document is read. Takes linear time. */
const substituted = /\$\{[^}\d](?:[^}$]|\$(?!\{))*\}|^\$[A-Z][A-Z0-9_-]*$/g;

/** A text as a field's value: known in part if something in it is filled in later. */
export function filledIn(written: Written, original: string, { holes }: Templated): FieldValue {
  const { text } = written;
  const isOpen = hasHoles(text) || text.search(substituted) >= 0;
  if (!isOpen) return { is: 'text', written };
  if (text.length > longestPartly) return { is: 'unknown' };
  const sourceOf = ({ start, end }: Span) => original.slice(start, end);
  const stretches = stretchesOf(text, (index) => written.offset(index), holes, sourceOf)?.flatMap(
    withSubstituted,
  );
  if (!stretches || stretches.length > mostStretches) return { is: 'unknown' };
  const partly: Partly = {
    place: { start: written.offset(0), end: written.offset(text.length) },
    stretches,
    lookedUp: [],
    write: (pieces) => {
      const masks = new Map(holes.map((hole, index) => [sourceOf(hole), maskOf(index, hole)]));
      const edit = written.rewrite(
        pieces
          .map((piece) => (piece.is === 'text' ? piece.text : (masks.get(piece.text) ?? piece.text)))
          .join(''),
      );
      return { ...edit, newText: unmasked(edit.newText, holes, sourceOf) };
    },
  };
  return { is: 'unknown', partly };
}

/** A stretch of text, split at what a shell fills in. */
function withSubstituted(stretch: Stretch): Stretch[] {
  const [bit] = stretch.bits;
  const { offsets } = stretch;
  if (bit?.is !== 'known' || !offsets) return [stretch];
  let at = 0;
  return bit.text.split(new RegExp(`(${substituted.source})`)).flatMap((text, index): Stretch[] => {
    const start = at;
    at += text.length;
    if (text === '') return [];
    const place = { start: offsets[start] ?? stretch.at.start, end: offsets[at] ?? stretch.at.end };
    return index % 2 === 0
      ? [
          {
            at: place,
            offsets: offsets.slice(start, at + 1),
            source: undefined,
            bits: [{ is: 'known', text }],
          },
        ]
      : [{ at: place, offsets: undefined, source: text, bits: [anything(text, text)] }];
  });
}
