import { nameProblem } from '../core/names';
import type { Span } from '../core/text';
import { type Definition, placeOf, textOf } from '../core/lint/definition';
import { idsIn } from './ids';
import { surroundingsOf } from './surroundings';
import { whoseId } from './whoseId';

type IdMention = Span & { readonly kind: 'id'; readonly id: string; readonly above: number };

/**
 * A mention of an identity that can be tested. Offsets are UTF-16, `end` is exclusive. `above` is where the block or the
 * command begins that it belongs to.
 */
type Mention = IdMention | (Span & { readonly kind: 'name'; readonly name: string; readonly above: number });

/**
 * Finds where `text` mentions identities, in order. Finds ids (UIDPs with a `/`, which may be escaped or percent-encoded)
 * once per line, unless what owns them says that they are something else's; see {@link whoseId}. Finds the names of those
 * of the text's `definitions` that have no id. Never throws, and takes linear time.
 *
 * @param languageOrPath a VS Code language id or the document's path
 */
export function findMentions(
  text: string,
  languageOrPath: string,
  definitions: readonly Definition[],
): Mention[] {
  const ids = surroundingsOf(text, languageOrPath, idsIn(text))
    .filter((place) => whoseId(text, place) !== 'other')
    .map(({ id: { id, start, end }, line }) => ({ kind: 'id' as const, id, start, end, above: line }));
  const all = [...onePerLine(text, ids), ...definitions.flatMap(nameOf)].sort((a, b) => a.start - b.start);
  return aboveDefinitions(all, definitions);
}

/** Mentions in a definition stand above all of it. */
function aboveDefinitions(mentions: readonly Mention[], definitions: readonly Definition[]): Mention[] {
  const inOrder = definitions.toSorted((a, b) => a.span.start - b.span.start);
  let next = 0;
  return mentions.map((mention) => {
    while ((inOrder[next]?.span.end ?? Infinity) < mention.start) next++;
    const start = inOrder[next]?.span.start ?? Infinity;
    return start <= mention.start ? { ...mention, above: start } : mention;
  });
}

function nameOf({ kind, fields, span }: Definition): Mention[] {
  if (
    (kind !== 'identity' && kind !== 'claims' && kind !== 'static') ||
    fields.some(({ part }) => part === 'id')
  )
    return [];
  const field = fields.find(({ part }) => part === 'name');
  const name = field && textOf(field);
  if (field?.value.is !== 'text' || name === undefined || nameProblem(name) !== undefined) return [];
  return [{ kind: 'name', name, ...placeOf(field.value.written), above: span.start }];
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
