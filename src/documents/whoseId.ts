import {
  type Owner,
  saidByCommand,
  saidByName,
  saidBySentence,
  saidByType,
  saidNearest,
  type Says,
} from './owners';
import type { Around } from './around';
import type { Surroundings } from './surroundings';
import { cellsOf } from './tables';

/** How many brackets, keys and items around an id are looked at. */
const farthest = 40;

/**
 * Whose id it is, by what owns it: the address that it is a part of, the flag, name or command before it, what it stands
 * in, the row of its table, the words around it. The nearest that tells decides; `undefined` if nothing tells.
 */
export function whoseId(text: string, place: Surroundings): Owner | undefined {
  const { id, entry, line, around, row, comment, output } = place;
  if (id.address !== undefined) return byAddress(id.address);
  const before = goingOn(text.slice(Math.max(line, id.start - 600), id.start));
  const own = nameBefore(goingOn(text.slice(Math.max(0, entry, id.start - 300), id.start)));
  const flag = flagBefore(goingOn(text.slice(Math.max(0, id.start - 300), id.start)));
  const named = saidByName(flag ?? own.name);
  const indexed = saidByName(own.base);
  return (
    decided(named) ??
    (named === 'unknown' ? decided(indexed) : undefined) ??
    saidByCommand(flag !== undefined || own.name === '' ? commandBefore(text, id.start, before) : before) ??
    saidByType(/[^{}]*$/.exec(before)?.[0] ?? '') ??
    byAround(around, own.name, named) ??
    (row && byRow(row, id.start - row.start)) ??
    saidBySentence(before) ??
    behind(text, id.end) ??
    saidBySentence(comment) ??
    decided(saidByName(comment)) ??
    output ??
    bySection(around)
  );
}

function decided(says: Says): Owner | undefined {
  return says === 'identity' || says === 'other' ? says : undefined;
}

/** Lines that go on in the next as one. */
function goingOn(text: string): string {
  return text.includes('\\') ? text.replace(/\\\r?\n/g, ' ') : text;
}

/** An address names what its last part is: `…/groups/ID`, `?identity=ID`; one of the issuer names an identity. */
function byAddress(address: string): Owner {
  const query = /(?:[?&;]|%3f|%26)([\w.-]{1,80})(?:=|%3d)$/i.exec(address)?.[1];
  const says = query === undefined ? undefined : decided(saidByName(query));
  if (says) return says;
  const [, ...parts] = address.replace(/^[^:]*(?::|%3a)(?:\\?\/|%2f){2}/i, '').split(/\\?\/|%2f/i);
  for (const part of parts.toReversed()) {
    const own = decided(saidByName(part));
    if (own) return own;
  }
  return 'identity';
}

const quotesAtEnd = /\\{0,3}["'`<]{0,3}$/;

/** The flag whose value, or one of whose values, stands behind a text. */
function flagBefore(text: string): string | undefined {
  let left = text.replace(quotesAtEnd, '');
  for (let count = 0; count < 20 && left.endsWith(','); count++) {
    const cut = left.slice(0, -1).replace(/[^\s,"'`=[\]]*$/, '');
    if (!/[,=\s"'`]$/.test(cut) || cut.length === left.length - 1) break;
    left = cut;
  }
  left = left
    .replace(/["'`]$/, '')
    .replace(/(?:["'`]?\s*[=,]\s*|["'`]?\s+)(?:-\s+)?["'`]?$/, (found) =>
      found.trim() === '' && found === '' ? '' : '\u0000',
    );
  if (!left.endsWith('\u0000')) return undefined;
  let start = left.length - 1;
  while (start > 0 && /[\w.-]/.test(left.charAt(start - 1))) start--;
  const name = left.slice(start, -1);
  return /^--?[A-Za-z]/.test(name) ? name : undefined;
}

/** The name that a value is given to in its entry, and the name of what is indexed by it: `name: value`, `names["name"] = value`. */
function nameBefore(text: string): { readonly name: string; readonly base: string } {
  const nothing = { name: '', base: '' };
  const element = /<([\w:.-]{1,80})[^<>]{0,100}>\s*$/.exec(text.slice(-200))?.[1];
  if (element !== undefined) return { name: element, base: '' };
  const separated = text
    .slice(-200)
    .replace(quotesAtEnd, '')
    .trimEnd()
    .replace(/[[(]?\s*-?$/, '')
    .trimEnd();
  const assigned = /[:=!]=|[:=]>?$/.exec(separated.slice(-2));
  if (!assigned) return nothing;
  const left = separated
    .replace(/[:=!>]{1,2}$/, '')
    .trimEnd()
    .replace(/\s*\?$/, '')
    .replace(/[\\"'`\])*]+$/, '');
  let start = left.length;
  while (start > 0 && /[\w.-]/.test(left.charAt(start - 1))) start--;
  const base = /([\w.-]{1,80})\[\\{0,3}["'`]?$/.exec(left.slice(0, start))?.[1] ?? '';
  return { name: left.slice(start), base };
}

/** The line before an id, or, in a list with an item on each line, the items before it. */
function commandBefore(text: string, start: number, line: string): string {
  if (line.includes('chainctl')) return line;
  const items = text.slice(Math.max(0, start - 300), start);
  if (!items.includes('chainctl') || !/["'`,[(]\s*$|\n\s*-\s+["']?$/.test(items)) return line;
  return items.replace(/\n\s*-\s+|[[\]()'"`,\s]+/g, ' ');
}

/** Whose it is by what the id stands in. A name that tells nothing lets what is farther out tell. */
function byAround(around: Around, name: string, named: Says): Owner | undefined {
  let isThrough = named === 'neutral';
  let isFirst = true;
  let strange = 0;
  let place: Around | undefined = around;
  for (let count = 0; place && count < farthest; count++, place = place.parent) {
    const isOwn = /^(?:id|uid|uidp)$/i.test(name);
    if (isFirst && place.fields && (isOwn || (name === '' && place.is !== 'text'))) return place.fields;
    if (isFirst && /value$/i.test(name)) {
      const says = decided(saidByName(place.name));
      if (says) return says;
    }
    if (place.type && (place.parent !== undefined || named === 'neutral')) return place.type;
    if (place.is === 'section') break;
    const { type, says, name: last } = headerOf(place);
    if (type) return type;
    if (place.is === 'item') continue;
    const isMap = isMany(place.header) && strange === 1 && named === 'neutral';
    if (says && (isThrough || isMap || (isFirst && (says === 'identity' || isMany(place.header)))))
      return says;
    if (place.header.trim() !== '' && last === 'unknown') {
      isThrough = false;
      strange++;
    }
    isFirst = false;
  }
  return undefined;
}

function isMany(header: string): boolean {
  return /s\W*$/i.test(header);
}

interface Header {
  readonly type: Owner | undefined;
  readonly says: Owner | undefined;
  /** What its last name alone says. */
  readonly name: Says;
}

/** What headers say, which many ids may stand below. */
const headersKnown = new WeakMap<Around, Header>();

function headerOf(place: Around): Header {
  const known = headersKnown.get(place);
  if (known) return known;
  const { header } = place;
  const name = saidByName(/([\w.-]{1,80})\W*$/.exec(header.slice(-200))?.[1] ?? '');
  const read = { type: saidByType(header), says: byHeader(place), name };
  headersKnown.set(place, read);
  return read;
}

/** Whose what stands in brackets or below a key is, by what stands before that. */
function byHeader({ is, header }: Around): Owner | undefined {
  const labelled = /^\W*(?:variable|output|module)\s+"([\w-]{1,80})"/.exec(header)?.[1];
  if (labelled !== undefined) return decided(saidByName(labelled));
  if (is === 'key') return decided(saidByName(header)) ?? saidBySentence(header);
  const at = header.search(/[:=]>?[^:=]*$/);
  if (at >= 0) {
    const { name } = nameBefore(header.slice(0, at + 1).replace(/[:=]{2}$/, '='));
    const says = decided(saidByName(name));
    if (says) return says;
    return saidNearest(/([\w.]{1,80})\W*$/.exec(header.slice(at + 1))?.[1] ?? '');
  }
  return saidNearest(/([\w.()"' -]{1,120})\s*$/.exec(header)?.[1] ?? '');
}

/** Names of columns that only a list of something else has, and those that only a list of identities has. */
const othersColumns = /^(?:capabilities|catalog[ _]?tier|tier|tags?|digest|size|pull[s]?|image)$/i;
const identitiesColumns =
  /^(?:last[ _]seen|issuer|subject|relationship|aws[ _](?:account|arn|identity)|identity type)$/i;

/** Whose it is by a table's row: the name of its column, then the cells left of it, then the names of other columns. */
function byRow({ line, header, separator }: NonNullable<Surroundings['row']>, at: number): Owner | undefined {
  const cells = cellsOf(line, separator);
  const index = cells.findIndex(({ start, end }) => start <= at && at < end);
  const names = cellsOf(header, separator);
  const own = separator === 'spaces' ? names.findLast(({ start }) => start <= at + 1) : names[index];
  const column = decided(saidByName(own?.text ?? ''));
  if (column) return column;
  for (const { text } of cells.slice(0, Math.max(0, index)).toReversed()) {
    const says = text.split(/\s+/).length <= 4 ? decided(saidByName(text)) : undefined;
    if (says) return says;
  }
  for (const { text } of cells.slice(index + 1)) {
    const says =
      /^\w[\w -]{0,30}$/.test(text) && text.split(/\s+/).length === 1 ? decided(saidByName(text)) : undefined;
    if (says) return says;
  }
  const titles = names.map(({ text }) => text);
  if (titles.some((text) => identitiesColumns.test(text))) return 'identity';
  if (titles.some((text) => othersColumns.test(text))) return 'other';
  if (titles.some((text) => /^role/i.test(text)) && titles.some((text) => /^identit/i.test(text)))
    return 'other';
  const first = titles.find((text) => text !== '' && saidByName(text) !== 'neutral');
  return first === undefined || first === own?.text ? undefined : decided(saidByName(first));
}

/** What a comment or a bracket behind an id says it is: `ID # the platform folder`, `ID (group)`. */
function behind(text: string, end: number): Owner | undefined {
  const rest = /^["'`]?,?\s{0,40}(?:#|\/\/|\(|[-–—:]|is\b)\s*(.{1,80})/.exec(
    text.slice(end, end + 140).split('\n', 1)[0] ?? '',
  )?.[1];
  if (rest === undefined) return undefined;
  const phrase = rest.split(/[.,;:)(]/, 1)[0] ?? '';
  const words = phrase.trim().split(/\s+/);
  return words.length <= 5 ? decided(saidByName(phrase)) : undefined;
}

/** Whose it is by the heading above, or by the words that lead to a block of code. */
function bySection(around: Around): Owner | undefined {
  let place: Around | undefined = around;
  for (let count = 0; place && count < farthest; count++, place = place.parent)
    if (place.is === 'section') {
      const says = decided(saidByName(place.header)) ?? saidBySentence(place.header);
      if (says) return says;
    }
  return undefined;
}
