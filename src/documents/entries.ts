import {
  type Definition,
  type DefinitionField,
  type Edit,
  type FieldValue,
  textOf,
} from '../core/lint/definition';
import { nameProblem } from '../core/names';
import type { Span } from '../core/text';
import { isIdentityId, isUidp } from '../core/uidp';
import { type Dialect, inSnakeCase, type Level, meaningOf, mostFields, nameOf } from './keys';

/** An object in a document, and its place. */
interface Container<Entry> {
  readonly span: Span;
  readonly entries: readonly Entry[];
  readonly dialect: Dialect;
}

/** How a format reads one entry of an object. */
export interface EntryReader<Entry> {
  readonly name: (entry: Entry) => string;
  /** Where the name is written, inside its quotes. */
  readonly place: (entry: Entry) => Span;
  /** The entries of the object that is its value; `undefined` if the value is not an object. */
  readonly inside: (entry: Entry) => readonly Entry[] | undefined;
  /** Whether its value is a text, a number, a truth value or null. */
  readonly isScalar: (entry: Entry) => boolean;
  readonly value: (entry: Entry) => FieldValue;
  readonly remove: (entry: Entry) => readonly Edit[];
  /** Whether its value is nothing but what a template fills in. */
  readonly isFilledIn?: (entry: Entry) => boolean;
  /** The key that brings in entries from elsewhere, if the format has one. */
  readonly mergeKey?: string;
}

/**
 * The AWS identity that an object of a JSON or YAML document defines; `undefined` if it defines none. What decides is the
 * inside of its AWS part: it has one of Chainguard's names, or of the provider's, with a scalar. Other names, there and
 * beside it, belong to somebody else and are no fields.
 */
export function definitionIn<Entry>(
  { span, entries: own, dialect: dialectAround }: Container<Entry>,
  reader: EntryReader<Entry>,
): Definition | undefined {
  const { name, place, inside, value, remove, mergeKey } = reader;
  const meansAws = (entry: Entry) => meaningOf(name(entry), 'identity', dialectAround).part === 'aws';
  const aws =
    own.find((entry) => meansAws(entry) && isAwsPart(inside(entry) ?? [], dialectAround, reader)) ??
    begun(own, dialectAround, reader);
  if (!aws) return undefined;
  const isOpen = reader.isFilledIn?.(aws) === true;
  const within = inside(aws) ?? [];
  const isProviders = name(aws) === 'aws_identity' && usesProvidersNames(within, reader);
  const dialect = isProviders ? 'terraform' : dialectAround;
  const names = [...own, ...within].map(name);
  const isSnakeCase = inSnakeCase(names);
  const fieldsOf = (entry: Entry, level: Level): readonly DefinitionField[] => {
    const text = name(entry);
    const { part, kind, known } = meaningOf(text, level, dialect);
    if (part === undefined) return [];
    const key = place(entry);
    const field: DefinitionField = {
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
    };
    return [field];
  };
  const isShared = own.some(
    (entry) => isForeign(name(entry), 'identity', dialect) && name(entry) !== mergeKey,
  );
  const fields = [
    ...own
      .flatMap((entry) => fieldsOf(entry, 'identity'))
      .filter((field) => field.part === 'aws' || !isShared || isSurelyOurs(field)),
    ...within.flatMap((entry) => fieldsOf(entry, 'aws')),
  ];
  if (fields.length > mostFields) return undefined;
  return {
    kind: 'identity',
    span,
    head: place(aws),
    fields,
    open: isOpen || (mergeKey !== undefined && names.includes(mergeKey)),
    ignored: [],
    inDocument: true,
  };
}

/**
 * Whether entries are the AWS part of an identity. An ARN and a user ID have the same names in other programs' records of
 * AWS callers, so beside names of those they do not tell.
 */
function isAwsPart<Entry>(entries: readonly Entry[], dialect: Dialect, reader: EntryReader<Entry>): boolean {
  const { name, isScalar, mergeKey } = reader;
  const ours = entries.filter((entry) => isOurName(name(entry), dialect) && isScalar(entry)).map(name);
  if (ours.some((text) => !/^(?:arn|user_?id)$/i.test(text))) return true;
  return (
    ours.length > 0 &&
    !entries.some((entry) => isForeign(name(entry), 'aws', dialect) && name(entry) !== mergeKey)
  );
}

/**
 * The AWS part of an identity that a person has only begun to write, or that a template fills in: it has nothing yet, and
 * nothing foreign is near.
 */
function begun<Entry>(
  own: readonly Entry[],
  dialect: Dialect,
  { name, inside, isFilledIn }: EntryReader<Entry>,
): Entry | undefined {
  const aws = own.find((entry) => {
    const { part, known } = meaningOf(name(entry), 'identity', dialect);
    return part === 'aws' && known && (inside(entry) !== undefined || isFilledIn?.(entry) === true);
  });
  if (!aws || !own.some((entry) => name(entry) === 'name')) return undefined;
  const isStrange = (entry: Entry, level: Level) => !meaningOf(name(entry), level, dialect).known;
  return own.some((entry) => isStrange(entry, 'identity')) ||
    inside(aws)?.some((entry) => isStrange(entry, 'aws'))
    ? undefined
    : aws;
}

/** Whether a name in an AWS part is one of the dialect's, or the provider's in exactly its spelling. */
function isOurName(name: string, dialect: Dialect): boolean {
  return meaningOf(name, 'aws', dialect).known || meaningOf(name, 'aws', 'terraform').known;
}

/** Whether an AWS part has names that only the provider has, and none that only Chainguard's API has. */
function usesProvidersNames<Entry>(
  entries: readonly Entry[],
  { name, isScalar }: EntryReader<Entry>,
): boolean {
  const only = (dialect: Dialect, other: Dialect) =>
    entries.some(
      (entry) =>
        isScalar(entry) &&
        meaningOf(name(entry), 'aws', dialect).known &&
        !meaningOf(name(entry), 'aws', other).known,
    );
  return only('terraform', 'json') && !only('json', 'terraform');
}

function isForeign(name: string, level: Level, dialect: Dialect): boolean {
  const { part, known } = meaningOf(name, level, dialect);
  return part === undefined && !known;
}

/**
 * Whether a field that stands among foreign ones is the identity's: other things have a `name`, a `description`, an `id`
 * and something `static`, too.
 */
function isSurelyOurs(field: DefinitionField): boolean {
  const { part, known, key } = field;
  const text = textOf(field) ?? '';
  if (!known) return false;
  if (part === 'name') return nameProblem(text) === undefined;
  if (part === 'id') return isIdentityId(text);
  if (part === 'parent') return isUidp(text);
  return part === 'description' || (part === 'relationship' && !key.text.startsWith('static'));
}

/**
 * Whether an object with these names is Terraform's state or plan, or Pulumi's state: what a program recorded and
 * nobody edits. Sources: hashicorp/terraform internal/states/statefile/version4.go and docs/internals/json-format;
 * pulumi/pulumi sdk/go/common/apitype/core.go (ResourceV3).
 */
export function isRecorded(names: ReadonlySet<string>): boolean {
  return (
    names.has('terraform_version') ||
    names.has('resource_changes') ||
    names.has('planned_values') ||
    (names.has('serial') && names.has('lineage')) ||
    (names.has('urn') && names.has('type'))
  );
}
