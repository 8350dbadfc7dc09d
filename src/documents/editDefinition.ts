import type { IdentityField, NewValues } from '../core/field';
import { editsFor } from '../core/lint/comparison';
import { applyEdits, type Definition, type DefinitionField, type Edit } from '../core/lint/definition';
import { type Rule, ruleOf } from '../core/identity';
import { type Dialect, inSnakeCase, nameOf } from './keys';

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
 */
export function editDefinition(
  text: string,
  definition: Definition,
  values: NewValues,
): { readonly edits: readonly Edit[]; readonly missing: readonly IdentityField[] } {
  const { edits, missing } = editsFor(definition, values);
  const inserted = missing.map((part) => {
    const value = values[part];
    return {
      part,
      edit: value === undefined ? undefined : insertField(text, definition, part, ruleOf(value)),
    };
  });
  return {
    edits: [...edits, ...inserted.flatMap(({ edit }) => edit ?? [])],
    missing: inserted.flatMap(({ part, edit }) => (edit ? [] : [part])),
  };
}

/**
 * The edit that adds a field behind a related one, in its style of names, quotes and indentation. `undefined` if the
 * definition has the field, or no related one on one line.
 */
function insertField(
  text: string,
  definition: Definition,
  part: IdentityField,
  rule: Rule,
): Edit | undefined {
  const { fields } = definition;
  if (fields.some((each) => each.part === part)) return undefined;
  const isSnakeCase = inSnakeCase(fields.map(({ key }) => key.text));
  for (const beside of neighbours[part]) {
    const field = fields.find((each) => each.part === beside);
    const name = nameOf(part, rule.kind, dialectOf(fields), isSnakeCase);
    const edit = field && name !== undefined ? behind(text, field, name, rule.value) : undefined;
    if (edit) return edit;
  }
  return undefined;
}

function behind(text: string, field: DefinitionField, name: string, value: string): Edit | undefined {
  const { key } = field;
  if (field.value.is !== 'text') return undefined;
  const { written } = field.value;
  const from = written.offset(0);
  const quote = /["']/.test(text.charAt(from - 1)) ? 1 : 0;
  const token = { start: from - quote, end: written.offset(written.text.length) + quote };
  const between = /^(["']?)([ \t]*)([:=])([ \t]*)$/.exec(text.slice(key.end, token.start));
  if (!between) return undefined;
  const [, keyQuote = '', before = '', sign = '', after = ''] = between;
  const edit = written.rewrite(value);
  if (edit.start < token.start || edit.end > token.end) return undefined;
  const rewritten = applyEdits(text, [edit]);
  const newToken = rewritten.slice(token.start, token.end + rewritten.length - text.length);
  if (/[\r\n]/.test(text.slice(token.start, token.end) + newToken)) return undefined;
  const aligned =
    sign === '=' ? ' '.repeat(Math.max(1, key.text.length + before.length - name.length)) : before;
  const clone = keyQuote + name + keyQuote + aligned + sign + after + newToken;

  const keyStart = key.start - keyQuote.length;
  const lineStart = Math.max(text.lastIndexOf('\n', keyStart - 1), text.lastIndexOf('\r', keyStart - 1)) + 1;
  const prefix = text.slice(lineStart, keyStart);
  const rest = /^[^\r\n]*/.exec(text.slice(token.end))?.[0] ?? '';
  const commas = keyQuote === '"' || /^[ \t]*[,}]/.test(rest);
  if (!/^[ \t]*(?:- +)?$/.test(prefix)) {
    return commas ? { start: token.end, end: token.end, newText: `, ${clone}` } : undefined;
  }
  const line = (/\r\n|\r|\n/.exec(text)?.[0] ?? '\n') + prefix.replace('-', ' ') + clone;
  const lineEnd = token.end + rest.length;
  if (commas && !/^[ \t]*,[ \t]*(?:\/\/.*|\/\*.*\*\/[ \t]*)?$/.test(rest))
    return { start: token.end, end: token.end, newText: `,${line}` };
  return { start: lineEnd, end: lineEnd, newText: commas ? `${line},` : line };
}

/**
 * The dialect of field names: the Terraform provider's begin with `aws_` even for the ARN and the user ID.
 */
function dialectOf(fields: readonly DefinitionField[]): Dialect {
  const isProviders = ({ part, key }: DefinitionField) =>
    part === 'parent' || ((part === 'arn' || part === 'userId') && key.text.startsWith('aws_'));
  return fields.some(isProviders) ? 'terraform' : 'json';
}
