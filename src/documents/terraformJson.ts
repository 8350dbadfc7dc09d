import { parse } from 'jsonc-parser';
import { nestsTooDeep } from './idJson';

/**
 * What a file in Terraform's JSON syntax defines that expressions can refer to, in the native syntax: locals, variables,
 * and AWS's resources and data sources. Empty for a text that is none.
 *
 * Source: developer.hashicorp.com/terraform/language/syntax/json
 */
export function hclOfJson(text: string): string {
  if (nestsTooDeep(text)) return '';
  const root: unknown = parse(text.replace(/^\ufeff/, ' '), undefined, { allowTrailingComma: true });
  const lines: string[] = [];
  const body = (values: unknown) =>
    objectsIn(values)
      .flatMap((each) => Object.entries(each))
      .flatMap(([name, value]) => (isName(name) ? [`  ${name} = ${expression(value)}`] : []))
      .join('\n');
  const block = (head: string, values: unknown) => lines.push(`${head} {\n${body(values)}\n}`);
  for (const file of objectsIn(root))
    for (const [word, blocks] of Object.entries(file)) {
      if (word === 'locals') block('locals', blocks);
      for (const [type, values] of objectsIn(blocks).flatMap((each) => Object.entries(each))) {
        if (word === 'variable' && isName(type)) block(`variable "${type}"`, values);
        if ((word !== 'resource' && word !== 'data') || !/^aws_[a-z0-9_]+$/.test(type)) continue;
        for (const [label, more] of objectsIn(values).flatMap((each) => Object.entries(each)))
          if (isName(label)) block(`${word} "${type}" "${label}"`, more);
      }
    }
  return `${lines.join('\n')}\n`;
}

/** An object, or the objects of a list: Terraform takes both for blocks. */
function objectsIn(value: unknown): Record<string, unknown>[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.filter(
    (each): each is Record<string, unknown> =>
      typeof each === 'object' && each !== null && !Array.isArray(each),
  );
}

function isName(text: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(text);
}

function expression(value: unknown): string {
  if (typeof value === 'string') return template(value);
  if (Array.isArray(value)) return `[${value.map(expression).join(', ')}]`;
  if (typeof value !== 'object' || value === null)
    return value === undefined ? 'null' : JSON.stringify(value);
  const entries = Object.entries(value).filter(([name]) => isName(name));
  return `{\n${entries.map(([name, each]) => `${name} = ${expression(each)}`).join('\n')}\n}`;
}

/** A text in JSON is a template, in whose expressions nothing is escaped. */
function template(text: string): string {
  const pieces = text.split(/([$%]\{[^{}]*\})/);
  return `"${pieces.map((piece, index) => (index % 2 === 1 ? piece : JSON.stringify(piece).slice(1, -1))).join('')}"`;
}
