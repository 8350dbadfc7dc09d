import type { Definition, DefinitionField } from '../core/lint/definition';
import type { Span } from '../core/text';
import type { EntryReader } from './entries';
import { type Dialect, inSnakeCase, type Level, meaningOf, mostFields, nameOf } from './keys';

/**
 * The identity that trusts tokens, by their claims or with static keys, which an object of a JSON or YAML document
 * defines; `undefined` if it defines none. What decides is the inside of that part: claims have an issuer or a subject,
 * static keys have their keys. Names beside the part that nobody here knows belong to somebody else and are no fields.
 */
export function tokenDefinitionIn<Entry>(
  { span, entries: own, dialect }: { span: Span; entries: readonly Entry[]; dialect: Dialect },
  reader: EntryReader<Entry>,
): Definition | undefined {
  const { name, place, inside, value, remove, mergeKey } = reader;
  const found = own.flatMap((entry) => {
    const level = levelOf(entry, dialect, reader);
    return level ? [{ entry, level }] : [];
  })[0];
  if (!found) return undefined;
  const within = inside(found.entry) ?? [];
  const maps = within.flatMap((entry) => {
    const { part, kind } = meaningOf(name(entry), found.level, dialect);
    return part === 'claims' ? (inside(entry) ?? []).map((claim) => ({ claim, kind })) : [];
  });
  const names = [...own, ...within].map(name);
  const isSnakeCase = inSnakeCase(names);
  const fieldOf = (entry: Entry, level: Level): DefinitionField => {
    const { part, kind, known } = meaningOf(name(entry), level, dialect);
    const key = place(entry);
    return {
      part,
      kind,
      known,
      key: { ...key, text: name(entry) },
      value: value(entry),
      rename: (to) => {
        const newText = nameOf(part, to, dialect, isSnakeCase);
        return newText === undefined ? [] : [{ ...key, newText }];
      },
      remove: () => remove(entry),
    };
  };
  const fields: DefinitionField[] = [
    ...own.map((entry) => fieldOf(entry, 'identity')).filter(({ part }) => part !== undefined),
    ...within
      .filter((entry) => name(entry) !== mergeKey)
      .map((entry) => fieldOf(entry, found.level))
      .filter(({ part, known }) => part !== undefined || !known),
    ...maps.map(({ claim, kind }) => ({
      ...fieldOf(claim, 'claims'),
      part: 'claim' as const,
      kind,
      known: true,
    })),
  ];
  if (fields.length > mostFields) return undefined;
  return {
    kind: found.level === 'static' ? 'static' : 'claims',
    span,
    head: place(found.entry),
    fields,
    open: mergeKey !== undefined && names.includes(mergeKey),
    ignored: [],
    inDocument: true,
  };
}

/** Whether an entry is the part that says whose tokens assume an identity, and which of the two. */
function levelOf<Entry>(
  entry: Entry,
  dialect: Dialect,
  { name, inside }: EntryReader<Entry>,
): 'claims' | 'static' | undefined {
  if (meaningOf(name(entry), 'identity', dialect).part !== 'relationship') return undefined;
  const within = inside(entry);
  if (!within) return undefined;
  const bare = name(entry).toLowerCase().replace(/[_-]/g, '');
  const has = (level: Level, test: (key: string) => boolean) =>
    within.some((each) => meaningOf(name(each), level, dialect).known && test(name(each)));
  if (bare === 'claimmatch') return has('claims', () => true) ? 'claims' : undefined;
  if (bare !== 'static' && bare !== 'statickeys') return undefined;
  return has('static', (key) => /^issuer_?keys$/i.test(key)) && has('static', (key) => key === 'subject')
    ? 'static'
    : undefined;
}
