import type { Definition, DefinitionField, Edit, FieldValue } from '../core/lint/definition';
import type { Span } from '../core/text';
import { type Dialect, inSnakeCase, type Level, meaningOf, mostFields, nameOf } from './keys';

/** An object in a document, and its place. */
interface Container<Entry> {
  readonly span: Span;
  readonly entries: readonly Entry[];
  readonly dialect: Dialect;
  /** Whether the document holds definitions and nothing else, so that every key has to be one of theirs. */
  readonly isFile: boolean;
}

/** How a format reads one entry of an object. */
export interface EntryReader<Entry> {
  readonly name: (entry: Entry) => string;
  /** Where the name is written, inside its quotes. */
  readonly place: (entry: Entry) => Span;
  /** The entries of the object that is its value; `undefined` if the value is not an object. */
  readonly inside: (entry: Entry) => readonly Entry[] | undefined;
  readonly value: (entry: Entry) => FieldValue;
  readonly remove: (entry: Entry) => readonly Edit[];
  /** The key that brings in entries from elsewhere, if the format has one. */
  readonly mergeKey?: string;
}

/** The AWS identity that an object of a JSON or YAML document defines; `undefined` if it defines none. */
export function definitionIn<Entry>(
  { span, entries: own, dialect, isFile }: Container<Entry>,
  { name, place, inside, value, remove, mergeKey }: EntryReader<Entry>,
): Definition | undefined {
  const meaning = (entry: Entry, level: Level) => meaningOf(name(entry), level, dialect);
  const aws = own.find((entry) => {
    const { part, known } = meaning(entry, 'identity');
    const within = part === 'aws' ? inside(entry) : undefined;
    return within && (known || within.some((each) => meaning(each, 'aws').part !== undefined));
  });
  if (!aws) return undefined;
  const entries = [
    ...own.map((entry) => [entry, 'identity'] as const),
    ...(inside(aws) ?? []).map((entry) => [entry, 'aws'] as const),
  ];
  const names = entries.map(([entry]) => name(entry));
  const isSnakeCase = inSnakeCase(names);
  const fields = entries.flatMap(([entry, level]): DefinitionField[] => {
    const text = name(entry);
    const { part, kind, known } = meaning(entry, level);
    const isOthers = part === undefined && (known || (level === 'identity' && !isFile));
    if (isOthers || text === mergeKey) return [];
    const key = place(entry);
    return [
      {
        part,
        kind,
        known,
        key: { ...key, text },
        value: value(entry),
        rename: (to) => {
          const newText = nameOf(part, to, dialect, isSnakeCase);
          return newText === undefined ? [] : [{ ...key, newText }];
        },
        remove: () => remove(entry),
      },
    ];
  });
  if (fields.length > mostFields) return undefined;
  return {
    kind: 'identity',
    span,
    head: place(aws),
    fields,
    open: mergeKey !== undefined && names.includes(mergeKey),
    ignored: [],
    inDocument: true,
  };
}
