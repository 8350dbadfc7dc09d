import type { IdentityField } from '../core/field';
import { applyEdits, type Definition, type DefinitionField, type Edit } from '../core/lint/definition';
import type { Rule } from '../core/identity';
import type { ClaimPart } from '../core/match/claimCause';
import { type Dialect, inSnakeCase, nameOf } from './keys';

/** The parts beside which a part that is missing is written, the best first. */
const neighbours: Readonly<
  Record<IdentityField | Exclude<ClaimPart, 'claim'>, readonly DefinitionField['part'][]>
> = {
  name: ['description'],
  description: ['name'],
  account: ['arn', 'userId'],
  arn: ['account', 'userId'],
  userId: ['arn', 'account'],
  issuer: ['subject', 'audience'],
  subject: ['issuer', 'audience'],
  audience: ['subject', 'issuer'],
};

/**
 * The edits that add a field behind a related one, in its style of names, quotes and indentation. `undefined` if the
 * definition has the field, or no related one on one line.
 */
export function insertField(
  text: string,
  { fields }: Definition,
  part: keyof typeof neighbours,
  rule: Rule,
  notation: 'own' | 'quoted',
): readonly Edit[] | undefined {
  if (fields.some((each) => each.part === part)) return undefined;
  const name = newName(fields, part, rule.kind);
  if (name === undefined) return undefined;
  for (const beside of neighbours[part]) {
    const field = fields.find((each) => each.part === beside);
    const edits =
      field &&
      insertBehind(
        text,
        field,
        notation,
        (style) => style.name(name) + style.sign(name) + style.value(rule.value),
      );
    if (edits) return edits;
  }
  return undefined;
}

/** The name of a part in the dialect and the style of the fields that are there. */
export function newName(
  fields: readonly DefinitionField[],
  part: DefinitionField['part'],
  kind: Rule['kind'],
): string | undefined {
  // Names of claims are the issuer's own.
  const names = fields.filter((field) => field.part !== 'claim').map(({ key }) => key.text);
  return nameOf(part, kind, dialectOf(fields), inSnakeCase(names));
}

/**
 * The dialect of field names: the Terraform provider's begin with `aws_` even for the ARN and the user ID.
 */
function dialectOf(fields: readonly DefinitionField[]): Dialect {
  const isProviders = ({ part, key }: DefinitionField) =>
    part === 'parent' || ((part === 'arn' || part === 'userId') && key.text.startsWith('aws_'));
  return fields.some(isProviders) ? 'terraform' : 'json';
}

/** How a field beside which another one is written is written. */
interface Style {
  /** A name, between quotes where its neighbour has them or it needs them. */
  readonly name: (name: string) => string;
  /** A value as its neighbour's is written. */
  readonly value: (value: string) => string;
  /** What stands between a name and its value; in HCL, signs of neighbours stay below each other. */
  readonly sign: (name: string) => string;
  /** The break and the indent of a line one level deeper, and of the field's own; `undefined` where fields share a line. */
  readonly lines: { readonly deeper: string; readonly own: string } | undefined;
  /** Whether a map stands between braces, whose entries need commas: always but in a block of YAML, and in HCL. */
  readonly map: 'commas' | 'lines' | 'block';
}

/**
 * The edits that write something behind a field, on its line or on the next one. `undefined` where the field does not
 * stand on one line.
 *
 * @param notation whether values are written as the field's was, or between quotes in any case
 */
export function insertBehind(
  text: string,
  field: DefinitionField,
  notation: 'own' | 'quoted',
  made: (style: Style) => string,
): readonly Edit[] | undefined {
  const { key } = field;
  if (field.value.is !== 'text' && field.value.is !== 'number') return undefined;
  const { written } = field.value;
  const token = written.quote('');
  const between = /^(["']?)([ \t]*)([:=])([ \t]*)$/.exec(text.slice(key.end, token.start));
  if (!between || /[\r\n]/.test(text.slice(token.start, token.end))) return undefined;
  const [, keyQuote = '', before = '', sign = '', after = ''] = between;
  const keyStart = key.start - keyQuote.length;
  const lineStart = Math.max(text.lastIndexOf('\n', keyStart - 1), text.lastIndexOf('\r', keyStart - 1)) + 1;
  const prefix = text.slice(lineStart, keyStart);
  const rest = /^[^\r\n]*/.exec(text.slice(token.end))?.[0] ?? '';
  const lineBreak = /\r\n|\r|\n/.exec(text)?.[0] ?? '\n';
  const isOwnLine = /^\ufeff?[ \t]*(?:- +)?$/.test(prefix);
  const commas = sign !== '=' && (keyQuote === '"' || /^[ \t]*[,}]/.test(rest));
  const indent = prefix.replace(/^\ufeff/, '').replace('-', ' ');
  const style: Style = {
    name: (name) => quoted(name, keyQuote, sign),
    value: (value) => {
      const edit = notation === 'own' ? written.rewrite(value) : written.quote(value);
      return applyEdits(text.slice(0, token.end), [edit]).slice(token.start);
    },
    sign: (name) => {
      const column = key.text.length + before.length - name.length;
      return (sign === '=' ? ' '.repeat(Math.max(1, column)) : before) + sign + after;
    },
    lines: isOwnLine
      ? { deeper: lineBreak + indent + stepBefore(text, lineStart, indent), own: lineBreak + indent }
      : undefined,
    map: sign === '=' ? 'lines' : commas ? 'commas' : 'block',
  };
  const clone = made(style);
  const insert = (at: number, newText: string): readonly Edit[] => [{ start: at, end: at, newText }];
  if (sign === '=') {
    if (/^[ \t]*$/.test(prefix)) return insert(token.end + rest.length, lineBreak + prefix + clone);
    if (field.part === 'claim') return insert(token.end, `, ${clone}`);
    return opened(keyStart, token.end, { prefix, rest, lineBreak, clone });
  }
  if (!isOwnLine) return commas ? insert(token.end, `, ${clone}`) : undefined;
  const line = lineBreak + indent + clone;
  if (commas && !/^[ \t]*,[ \t]*(?:\/\/.*|\/\*.*\*\/[ \t]*)?$/.test(rest))
    return insert(token.end, `,${line}`);
  return insert(token.end + rest.length, commas ? `${line},` : line);
}

/** A map of texts as a field, in a neighbour's style. */
export function mapOf(
  name: string,
  entries: readonly { readonly name: string; readonly value: string }[],
  { lines, map, sign, ...style }: Style,
): string {
  const between = sign('').trim();
  const said = entries.map((entry) => {
    const key = style.name(entry.name);
    return `${key}${between === '=' ? ' = ' : ': '}${style.value(entry.value)}`;
  });
  const head = style.name(name) + (between === '=' ? sign(name) : ':');
  if (map === 'block' && lines) return head + said.map((each) => lines.deeper + each).join('');
  const opening = between === '=' ? '{' : ' {';
  if (!lines || map === 'block') return `${head}${opening} ${said.join(', ')} }`;
  const comma = map === 'commas' ? ',' : '';
  return `${head}${opening}${said.map((each) => lines.deeper + each).join(comma)}${lines.own}}`;
}

function quoted(name: string, quote: string, sign: string): string {
  if (quote === "'") return `'${name.replaceAll("'", "''")}'`;
  const isPlain = sign === '=' ? /^[A-Za-z_][\w-]*$/.test(name) : /^[A-Za-z_][\w./-]*$/.test(name);
  if (quote === '' && isPlain) return name;
  return sign === '=' ? JSON.stringify(name).replace(/([$%])\{/g, '$1$1{') : JSON.stringify(name);
}

/** How much deeper a line is indented than the one that it is in. */
function stepBefore(text: string, lineStart: number, indent: string): string {
  if (indent.startsWith('\t')) return '\t';
  const above = text
    .slice(0, lineStart)
    .split(/\r\n|\r|\n/)
    .toReversed();
  for (const line of above.slice(1, 100)) {
    const [spaces = ''] = /^ */.exec(line) ?? [];
    if (line.trim() !== '' && spaces.length < indent.length) return ' '.repeat(indent.length - spaces.length);
  }
  return '  ';
}

/**
 * Opens up a block of HCL that stands on one line, which has room for one field only, and adds another one. `undefined` if
 * there is more in it.
 */
function opened(
  start: number,
  end: number,
  { prefix, rest, lineBreak, clone }: Readonly<Record<'prefix' | 'rest' | 'lineBreak' | 'clone', string>>,
): readonly Edit[] | undefined {
  const inside = /\{([ \t]*)$/.exec(prefix)?.[1];
  const behind = /^([ \t]*)\}/.exec(rest)?.[1];
  if (inside === undefined || behind === undefined) return undefined;
  const indent = /^[ \t]*/.exec(prefix)?.[0] ?? '';
  const deeper = lineBreak + indent + (indent.startsWith('\t') ? '\t' : '  ');
  return [
    { start: start - inside.length, end: start, newText: deeper },
    { start: end, end: end + behind.length, newText: deeper + clone + lineBreak + indent },
  ];
}
