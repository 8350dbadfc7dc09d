import type { IdentityField, NewValues } from '../core/field';
import { editsFor } from '../core/lint/comparison';
import { applyEdits, type Definition, type DefinitionField, type Edit } from '../core/lint/definition';
import { type Rule, ruleOf } from '../core/identity';
import { type Dialect, inSnakeCase, nameOf } from './keys';
import { provenText } from './proven';

const neighbours: Readonly<Record<IdentityField, readonly IdentityField[]>> = {
  name: ['description'],
  description: ['name'],
  account: ['arn', 'userId'],
  arn: ['account', 'userId'],
  userId: ['arn', 'account'],
};

/**
 * The edits that give fields of a definition new values, and add fields that it does not have yet. `missing` lists the
 * parts that could not be added, because no related field stands on one line.
 *
 * @param notation whether values are written as the ones before were, or between quotes in any case
 */
export function editDefinition(
  text: string,
  definition: Definition,
  values: NewValues,
  notation: 'own' | 'quoted' = 'own',
): { readonly edits: readonly Edit[]; readonly missing: readonly IdentityField[] } {
  const { edits, missing } = editsFor(definition, values, notation);
  const inserted = missing.map((part) => {
    const value = values[part];
    return {
      part,
      edits: value === undefined ? undefined : insertField(text, definition, part, ruleOf(value), notation),
    };
  });
  return {
    edits: [...edits, ...inserted.flatMap((each) => each.edits ?? [])],
    missing: inserted.flatMap((each) => (each.edits ? [] : [each.part])),
  };
}

/**
 * The edits of {@link editDefinition} if the document's own reader confirms them, else those between quotes; see
 * `provenText`. `refused` if it confirms neither.
 */
export function provenUpdate(
  text: string,
  languageOrPath: string,
  definition: Definition,
  values: NewValues,
):
  | { readonly is: 'proven'; readonly edits: readonly Edit[] }
  | { readonly is: 'missing'; readonly parts: readonly IdentityField[] }
  | { readonly is: 'refused' } {
  for (const notation of ['own', 'quoted'] as const) {
    const { edits, missing } = editDefinition(text, definition, values, notation);
    if (missing.length > 0) return { is: 'missing', parts: missing };
    const change = { edits, definition, sets: values, removes: values.description === '' };
    if (provenText(text, languageOrPath, [change]) !== undefined) return { is: 'proven', edits };
  }
  return { is: 'refused' };
}

/**
 * The edits that add a field behind a related one, in its style of names, quotes and indentation. `undefined` if the
 * definition has the field, or no related one on one line.
 */
function insertField(
  text: string,
  definition: Definition,
  part: IdentityField,
  rule: Rule,
  notation: 'own' | 'quoted',
): readonly Edit[] | undefined {
  const { fields } = definition;
  if (fields.some((each) => each.part === part)) return undefined;
  const isSnakeCase = inSnakeCase(fields.map(({ key }) => key.text));
  for (const beside of neighbours[part]) {
    const field = fields.find((each) => each.part === beside);
    const name = nameOf(part, rule.kind, dialectOf(fields), isSnakeCase);
    const edits = field && name !== undefined ? behind(text, field, name, rule.value, notation) : undefined;
    if (edits) return edits;
  }
  return undefined;
}

function behind(
  text: string,
  field: DefinitionField,
  name: string,
  value: string,
  notation: 'own' | 'quoted',
): readonly Edit[] | undefined {
  const { key } = field;
  if (field.value.is !== 'text' && field.value.is !== 'number') return undefined;
  const { written } = field.value;
  const token = written.quote(value);
  const between = /^(["']?)([ \t]*)([:=])([ \t]*)$/.exec(text.slice(key.end, token.start));
  if (!between || /[\r\n]/.test(text.slice(token.start, token.end))) return undefined;
  const [, keyQuote = '', before = '', sign = '', after = ''] = between;
  const edit = notation === 'own' ? written.rewrite(value) : token;
  const newToken = applyEdits(text.slice(0, token.end), [edit]).slice(token.start);
  const aligned =
    sign === '=' ? ' '.repeat(Math.max(1, key.text.length + before.length - name.length)) : before;
  const clone = keyQuote + name + keyQuote + aligned + sign + after + newToken;

  const keyStart = key.start - keyQuote.length;
  const lineStart = Math.max(text.lastIndexOf('\n', keyStart - 1), text.lastIndexOf('\r', keyStart - 1)) + 1;
  const prefix = text.slice(lineStart, keyStart);
  const rest = /^[^\r\n]*/.exec(text.slice(token.end))?.[0] ?? '';
  const lineBreak = /\r\n|\r|\n/.exec(text)?.[0] ?? '\n';
  const insert = (at: number, newText: string): readonly Edit[] => [{ start: at, end: at, newText }];
  if (sign === '=') {
    if (/^[ \t]*$/.test(prefix)) return insert(token.end + rest.length, lineBreak + prefix + clone);
    return opened(keyStart, token.end, { prefix, rest, lineBreak, clone });
  }
  const commas = keyQuote === '"' || /^[ \t]*[,}]/.test(rest);
  if (!/^\ufeff?[ \t]*(?:- +)?$/.test(prefix)) return commas ? insert(token.end, `, ${clone}`) : undefined;
  const line = lineBreak + prefix.replace(/^\ufeff/, '').replace('-', ' ') + clone;
  if (commas && !/^[ \t]*,[ \t]*(?:\/\/.*|\/\*.*\*\/[ \t]*)?$/.test(rest))
    return insert(token.end, `,${line}`);
  return insert(token.end + rest.length, commas ? `${line},` : line);
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

/**
 * The dialect of field names: the Terraform provider's begin with `aws_` even for the ARN and the user ID.
 */
function dialectOf(fields: readonly DefinitionField[]): Dialect {
  const isProviders = ({ part, key }: DefinitionField) =>
    part === 'parent' || ((part === 'arn' || part === 'userId') && key.text.startsWith('aws_'));
  return fields.some(isProviders) ? 'terraform' : 'json';
}
