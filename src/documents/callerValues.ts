import { parseArn } from '../core/arn';
import { principalOf } from '../core/caller';
import { Rows } from './rows';

/** An ARN of IAM or STS, a user ID or an account that stands somewhere in a text. */
export interface CallerValue {
  readonly is: 'arn' | 'userId' | 'account';
  /** What it may be, the likelier first: where it ends can depend on what it belongs to. */
  readonly readings: readonly string[];
  readonly start: number;
  /** Its line, by number. */
  readonly row: number;
  /** The object around it, or the lines that are indented like its own. */
  readonly block: string;
  /** What it is called right before it, in lower case and without separators; empty for nothing that tells. */
  readonly label: string;
}

/** The values of callers in a text, in order, and those of which the end is cut off. */
export interface CallerValues {
  readonly values: readonly CallerValue[];
  readonly cut: readonly string[];
}

const value =
  /(?<![A-Za-z0-9])(?:(?<arn>arn:aws[a-z0-9-]{0,30}:(?:iam|sts)::\d{12}:)|(?<userId>A(?:ROA|IDA)[A-Z0-9]{6,124}(?![A-Za-z0-9_-])|(?<!::)\d{12}:(?=[\w+=,.@-]{2}))|(?<account>(?<![.\w-])(?:\d{12}|\d{4}-\d{4}-\d{4})(?![\w-]|:\S|\.\d)))/g;

/**
 * Finds ARNs, user IDs and accounts by what they look like, wherever they stand: in quotes, in elements, in cells, after
 * any label or none, and broken into lines. Takes linear time.
 */
export function callerValues(text: string): CallerValues {
  const rows = new Rows(text);
  const blocks = blocksOf(text);
  const values: CallerValue[] = [];
  const cut: string[] = [];
  let past = 0;
  for (const match of text.matchAll(value)) {
    const { index: start, groups = {} } = match;
    if (start < past) continue;
    const is = groups['arn'] !== undefined ? 'arn' : groups['userId'] !== undefined ? 'userId' : 'account';
    const read = is === 'account' ? undefined : readingsAt(text, start, rows);
    past = Math.max(read?.end ?? 0, start + match[0].length);
    if (read?.isCut === true) {
      cut.push(text.slice(start, past));
      continue;
    }
    const readings = read?.readings ?? [match[0].replaceAll('-', '')];
    const row = rows.at(start);
    const block = blocks(start) ?? `${rows.indentOf(row)} spaces`;
    values.push({ is, readings, start, row, block, label: labelBefore(text, start) });
  }
  return { values, cut };
}

/** The innermost braces around an offset, asked in rising order; `undefined` outside of any. */
function blocksOf(text: string): (offset: number) => string | undefined {
  const brace = /[{}]/g;
  const open: string[] = [];
  let next = brace.exec(text);
  return (offset) => {
    for (; next !== null && next.index < offset; next = brace.exec(text)) {
      if (next[0] === '{') open.push(`{${next.index}`);
      else open.pop();
    }
    return open.at(-1);
  };
}

const labels =
  /(?:aws|caller|source|recipient)?[_ -]?(account|arn|user|principal|assumed[_ -]?role)[_ -]?(id|number)?\b/gi;

function labelBefore(text: string, start: number): string {
  const before = text.slice(Math.max(0, start - 100), start);
  const label = [...before.matchAll(labels)].at(-1);
  return label ? `${label[1] ?? ''}${label[2] ?? ''}`.toLowerCase().replace(/[_ -]/g, '') : '';
}

interface Readings {
  readonly readings: readonly string[];
  readonly end: number;
  readonly isCut: boolean;
}

/** The longest ARN, with escapes. */
const longestValue = 4096;

function readingsAt(text: string, start: number, rows: Rows): Readings {
  const opener = text.charAt(start - 1);
  const rest = text.slice(start, start + longestValue);
  const close = { '"': '"', "'": "'", '`': '`', '>': '<' }[opener];
  const length = close === undefined ? -1 : rest.indexOf(close);
  const enclosed = rest.slice(0, Math.max(0, length)).replace(/\n[ \t|>]*/g, '');
  if (length > 0 && !/\s/.test(enclosed)) {
    const isCut = /(?:\.\.\.|…)$/.test(enclosed);
    return {
      readings: [opener === '>' ? fromXml(enclosed) : fromQuotes(enclosed)],
      end: start + length,
      isCut,
    };
  }
  const [run = ''] = (rows.isOutput(start) ? /^\S+/ : /^[^\s"'`<>|…]+/).exec(rest) ?? [];
  const ownEnd = start + endOfValue(run);
  if (run.endsWith('...') || text.startsWith('…', start + run.length))
    return { readings: [], end: start + run.length, isCut: true };
  const value =
    run.slice(0, ownEnd - start) + (ownEnd - start < run.length ? '' : rows.continuation(start, ownEnd));
  return { readings: rows.isOutput(start) ? [value] : endings(value), end: ownEnd, isCut: false };
}

function fromXml(text: string): string {
  const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => entities[name] ?? '');
}

/** Escapes that JSON, Python and shells share; the last backslash belongs to the closing quote. */
function fromQuotes(text: string): string {
  return text
    .replace(/\\+$/, '')
    .replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replace(/\\+(["'/\\])/g, '$1');
}

const nextLabel =
  /[,;&]?(?:aws|caller)?[_-]?(?:account|arn|user_?id|user|principal_?id|principal)(?:_?id)?["']?[=:]/i;
const nextValue = /[,;](?:arn:|A(?:ROA|IDA)[A-Z0-9]{6}|\d{12}(?:\D|$))/;

/** Where a value without quotes certainly ends: where the next label or value begins. */
function endOfValue(run: string): number {
  const past = run.indexOf(':', run.startsWith('arn:') ? run.indexOf('::') + 2 : 0) + 1;
  const ends = [nextLabel, nextValue].flatMap((next) => {
    const at = run.slice(past).search(next);
    return at < 0 ? [] : [past + at];
  });
  return Math.min(run.length, ...ends);
}

/** Where it may end: names may end in a full stop or a comma, but most often these are not theirs. */
function endings(value: string): string[] {
  const id = /^A(?:ROA|IDA)[A-Z0-9]+(?!:|[A-Za-z0-9])/.exec(value)?.[0];
  if (id !== undefined) return [id];
  const name = /^[\w+=,.@/:-]+/.exec(value)?.[0] ?? '';
  const all = [value.replace(/[\])}.,;:\\]+$/, ''), value.replace(/[\])},;:\\]+$/, ''), value];
  return [...new Set([...all, name, name.replace(/[,.:]+$/, '')])].filter((each) => each !== '');
}

/** The readings of an ARN that are a caller's, or a role's or an instance profile's, which are none. */
export function principalsIn({ readings }: CallerValue): readonly string[] {
  return readings.filter((arn) => parseArn(arn) !== undefined && principalOf(arn).kind !== 'unknown');
}
