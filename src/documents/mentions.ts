import { nameProblem } from '../core/names';
import type { Span } from '../core/text';
import { isIdentityId } from '../core/uidp';
import { type Definition, placeOf, textOf } from '../core/lint/definition';
import { formatOf } from './format';
import { jsonStrings } from './jsonStrings';

type IdMention = Span & { readonly kind: 'id'; readonly id: string };

/** A mention of an identity that can be tested. Offsets are UTF-16, `end` is exclusive. */
type Mention = IdMention | (Span & { readonly kind: 'name'; readonly name: string });

/**
 * Finds where `text` mentions identities, in order. Finds ids (UIDPs with a `/`) once per line, unless the name of the
 * field says that they belong to something else (`role`, `group`, `parent_id` …), and the names of those of the text's
 * `definitions` that have no id. Never throws, and takes linear time.
 *
 * @param languageOrPath a VS Code language id or the document's path
 */
export function findMentions(
  text: string,
  languageOrPath: string,
  definitions: readonly Definition[],
): Mention[] {
  const strings = formatOf(languageOrPath) === 'json' ? jsonStrings(text) : [];
  const others = new Set(
    strings.filter(({ owner, key }) => owner === 'other' || belongsToOther(key)).map(({ start }) => start),
  );
  const ids = findIds(text).filter(
    ({ start }) => !others.has(start) && !belongsToOther(fieldOf(text, start)),
  );
  return [...onePerLine(text, ids), ...definitions.flatMap(nameOf)].sort((a, b) => a.start - b.start);
}

function nameOf({ kind, fields }: Definition): Mention[] {
  if (
    (kind !== 'identity' && kind !== 'claims' && kind !== 'static') ||
    fields.some(({ part }) => part === 'id')
  )
    return [];
  const field = fields.find(({ part }) => part === 'name');
  const name = field && textOf(field);
  if (field?.value.is !== 'text' || name === undefined || nameProblem(name) !== undefined) return [];
  return [{ kind: 'name', name, ...placeOf(field.value.written) }];
}

/** A UIDP of up to 35 parts that is not part of something longer. Every repetition is bounded. */
const candidate = /(?<![\w/])[0-9a-f]{40}\/[0-9a-f/]{16,600}(?![\w/])/g;

function findIds(text: string): IdMention[] {
  return [...text.matchAll(candidate)]
    .filter(([id]) => isIdentityId(id))
    .map((match) => ({ kind: 'id', id: match[0], start: match.index, end: match.index + match[0].length }));
}

function onePerLine(text: string, ids: readonly IdMention[]): IdMention[] {
  let lineEnd = -1;
  let seen = new Set<string>();
  return ids.filter(({ id, start }) => {
    if (start > lineEnd) {
      const next = text.indexOf('\n', start);
      lineEnd = next < 0 ? text.length : next;
      seen = new Set();
    }
    const first = !seen.has(id);
    seen.add(id);
    return first;
  });
}

/** Words in a field's name that say that its value is not an identity. */
const otherThings = new Set(
  (
    'account association binding bindings bundle digest group groups idp invite invites org organization ' +
    'organizations parent policy provider repo repos repository rolebinding rolebindings role roles root ' +
    'scope scopes tag tags tenant'
  ).split(' '),
);
const idWords = new Set(['id', 'ids', 'uid', 'uids', 'uidp', 'uidps', 'path']);

/** Whether a field's name (`roleId`, `parent_id`, `--group`, `group`) says that it holds the id of something else. */
function belongsToOther(field: string): boolean {
  const words = field
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const last = words.findLast((word) => !idWords.has(word));
  return last !== undefined && otherThings.has(last);
}

/** The name before a value on its line, as in `name: value`, `"name": ["one", "value"]` or `--name value`; else empty. */
function fieldOf(text: string, valueStart: number): string {
  const before = text.slice(Math.max(0, valueStart - 120), valueStart);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const list = line.lastIndexOf('[');
  const opened = list > line.lastIndexOf(']') ? line.slice(0, list) : line.replace(/\\{0,3}["'`]$/, '');
  const separated = opened.trimEnd();
  const assigned = /(?:[:=]>?|:=)$/.test(separated)
    ? separated.replace(/[:=>]{1,2}$/, '').trimEnd()
    : undefined;
  const named = assigned ?? (separated === opened ? '' : separated);
  const name = lastWord(named.replace(/\\{0,3}["'`]$/, ''));
  return assigned !== undefined || name.startsWith('--') ? name : '';
}

function lastWord(text: string): string {
  let start = text.length;
  while (start > 0 && /[\w.-]/.test(text.charAt(start - 1))) start--;
  return text.slice(start);
}
