import type { Asked } from './serve';
import { StatusError } from './status';

/** A field that a query may set; a list of names is an enum, in the order of its numbers. */
type Kind = 'string' | 'strings' | 'int32' | 'bool' | 'time' | 'mask' | readonly string[] | Fields;
interface Fields {
  readonly [name: string]: Kind;
}

const uidp = {
  ancestorsOf: 'string',
  descendantsOf: 'string',
  childrenOf: 'string',
  inRoot: 'bool',
  ids: 'strings',
} as const;
/** What every list of the v2 API takes. */
export const listFields = {
  uidp,
  name: 'string',
  pageSize: 'int32',
  pageToken: 'string',
  orderBy: 'string',
  skip: 'int32',
} as const;

/**
 * Refuses what grpc-gateway cannot bind to a request's fields (runtime/query.go): a query that Go does not parse, one
 * value too many, one that is not of its field's type. Unknown names pass.
 *
 * @throws StatusError InvalidArgument
 */
export function checkQuery({ target }: Asked, fields: Fields): void {
  const question = target.indexOf('?');
  checkValues(parseQuery(question < 0 ? '' : target.slice(question + 1)), fields);
}

/** As {@link checkQuery}, for values that were parsed already. */
export function checkValues(
  values: readonly (readonly [name: string, value: string])[],
  fields: Fields,
): void {
  const all = new Map<string, string[]>();
  for (const [name, value] of values) all.set(name, [...(all.get(name) ?? []), value]);
  for (const [name, given] of all) {
    const [, key, member] = /^(.*)\[(.*)\]$/.exec(name) ?? [];
    checkField(fields, (key ?? name).split('.'), member === undefined ? given : [member, ...given]);
  }
}

function checkField(fields: Fields, path: readonly string[], values: readonly string[]): void {
  const [spelled = '', ...below] = path;
  const name = Object.keys(fields).find((name) => name === spelled || snake(name) === spelled);
  const kind = name === undefined ? undefined : fields[name];
  if (name === undefined || kind === undefined) return;
  const isMessage = typeof kind === 'object' && !isEnum(kind);
  if (below.length > 0) {
    if (!isMessage) throw invalid(`invalid path: "${spelled}" is not a message`);
    checkField(kind, below, values);
    return;
  }
  if (kind === 'strings') return;
  const [value = ''] = values;
  if (values.length > 1) throw invalid(`too many values for field "${snake(name)}": ${values.join(', ')}`);
  const problem = isMessage ? 'unsupported message type' : problemWith(value, kind);
  if (problem !== undefined) throw invalid(`parsing field "${snake(name)}": ${problem}`);
}

function problemWith(value: string, kind: Exclude<Kind, Fields>): string | undefined {
  const parsing = (what: string) => `strconv.${what}: parsing ${JSON.stringify(value)}: invalid syntax`;
  if (isEnum(kind))
    return kind.includes(value) || (/^[+-]?\d+$/.test(value) && kind[Number(value)] !== undefined)
      ? undefined
      : `"${value}" is not a valid value`;
  if (kind === 'bool') return booleans.test(value) ? undefined : parsing('ParseBool');
  if (kind === 'int32')
    return /^[+-]?\d+$/.test(value) && Number(value) === (Number(value) | 0)
      ? undefined
      : parsing('ParseInt');
  if (kind === 'time')
    return timestamp.test(value) && !Number.isNaN(Date.parse(value))
      ? undefined
      : `parsing time ${JSON.stringify(value)}: not RFC 3339`;
  return undefined;
}

const booleans = /^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/;
const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

function isEnum(kind: Kind): kind is readonly string[] {
  return Array.isArray(kind);
}

/** Go's url.ParseQuery. @throws StatusError InvalidArgument for a semicolon or a false escape */
export function parseQuery(text: string): [name: string, value: string][] {
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      if (pair.includes(';')) throw invalid('invalid semicolon separator in query');
      const equals = pair.indexOf('=');
      return equals < 0
        ? [unescape(pair), '']
        : [unescape(pair.slice(0, equals)), unescape(pair.slice(equals + 1))];
    });
}

function unescape(text: string): string {
  const wrong = /%(?![0-9A-Fa-f]{2}).{0,2}/.exec(text)?.[0];
  if (wrong !== undefined) throw invalid(`invalid URL escape ${JSON.stringify(wrong)}`);
  return new URLSearchParams(`v=${text}`).get('v') ?? '';
}

function invalid(message: string): StatusError {
  return new StatusError(3, message);
}

/** A name of proto's JSON in proto's own spelling. */
export function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
