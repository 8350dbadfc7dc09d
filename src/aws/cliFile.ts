/** A setting as the AWS CLI reads it: `role_arn`, or `s3.addressing_style` for one of a nested block. */
export interface CliSetting {
  readonly text: string;
  /** The line on which its value begins, counted from 1. */
  readonly line: number;
}

export type CliSettings = ReadonlyMap<string, CliSetting>;

/** A section of an AWS file by its whole head, such as `profile ci`. */
interface CliSection {
  readonly line: number;
  readonly settings: CliSettings;
}

/** Why the CLI refuses a file as a whole, and where, counted from 1. */
export interface CliRefusal {
  readonly line: number;
  readonly why: 'outside' | 'no-value' | 'section-twice' | 'setting-twice' | 'nested' | 'encoding';
  /** What stands twice. */
  readonly name?: string;
}

/** An AWS file as the AWS CLI reads it. */
export type CliFile =
  | { readonly sections: ReadonlyMap<string, CliSection>; readonly refused?: undefined }
  | { readonly refused: CliRefusal };

/** What Python counts as white space in a text (`str.isspace`, `\s`); other than JavaScript, not U+FEFF. */
const space = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const leading = new RegExp(`^[${space}]+`);
const one = new RegExp(`[${space}]`);
/** Where `str.splitlines` splits. */
const ends = '\\n\\r\\v\\f\\x1c-\\x1e\\x85\\u2028\\u2029';
const lineEnds = new RegExp(`\\r\\n|[${ends}]`);

const strip = (text: string) => stripEnd(text.replace(leading, ''));

/** Removes white space at the end, in time linear in the length. */
function stripEnd(text: string): string {
  let end = text.length;
  while (end > 0 && one.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

interface Line {
  readonly text: string;
  readonly line: number;
}

/**
 * Reads an AWS file as the AWS CLI does: botocore's `configloader.raw_config_parse` over Python's
 * `configparser.RawConfigParser`, whose rules differ from those of AWS's SDKs. Comments stand on lines of their own;
 * names are written small; `:` stands for `=`; what is indented more than the setting above continues it; what stands
 * twice, or is no setting, makes it refuse the file. `[DEFAULT]` gives its settings to every section.
 */
export function readAsCli(text: string): CliFile {
  // Decoded bytes that were not UTF-8 have become this character, which nobody writes here.
  if (text.includes('\ufffd')) return { refused: { line: 1, why: 'encoding' } };
  const sections = new Map<string, { line: number; settings: Map<string, Line[]> }>();
  const defaults = new Map<string, Line[]>();
  let current: { name: string; settings: Map<string, Line[]> } | undefined;
  const seen = new Set<string>();
  let value: Line[] | undefined;
  let indent = 0;
  let bogus: CliRefusal | undefined;
  const lines = text.split(/\r\n|\n|\r/);
  for (const [index, whole] of lines.entries()) {
    const line = index + 1;
    const content = strip(whole);
    if (/^[#;]/.test(content)) continue;
    if (content === '') {
      value?.push({ text: '', line });
      continue;
    }
    const own = leading.exec(whole)?.[0].length ?? 0;
    if (value && own > indent) {
      value.push({ text: content, line });
      continue;
    }
    indent = own;
    const end = content.lastIndexOf(']');
    if (content.startsWith('[') && end > 1) {
      const name = content.slice(1, end);
      value = undefined;
      if (name === 'DEFAULT') {
        current = { name, settings: defaults };
        continue;
      }
      if (sections.has(name)) return { refused: { line, why: 'section-twice', name } };
      current = { name, settings: new Map() };
      sections.set(name, { line, settings: current.settings });
      continue;
    }
    if (!current) return { refused: { line, why: 'outside' } };
    const delimiter = content.search(/[=:]/);
    if (delimiter < 0) {
      bogus ??= { line, why: 'no-value' };
      continue;
    }
    if (delimiter === 0) bogus ??= { line, why: 'no-value' };
    const name = stripEnd(content.slice(0, delimiter)).toLowerCase();
    const id = `${current.name}\n${name}`;
    if (seen.has(id)) return { refused: { line, why: 'setting-twice', name } };
    seen.add(id);
    value = [{ text: strip(content.slice(delimiter + 1)), line }];
    current.settings.set(name, value);
  }
  if (bogus) return { refused: bogus };
  const read = new Map<string, CliSection>();
  for (const [name, { line, settings }] of sections) {
    const flat = new Map<string, CliSetting>();
    for (const [key, parts] of new Map([...defaults, ...settings])) {
      const wrong = flatten(flat, key, parts);
      if (wrong !== undefined) return { refused: { line: wrong, why: 'nested', name: key } };
    }
    read.set(name, { line, settings: flat });
  }
  return { sections: read };
}

/** Adds a setting, or those of a nested block. @returns the line that is no setting of the block, where there is one */
function flatten(flat: Map<string, CliSetting>, key: string, parts: readonly Line[]): number | undefined {
  const [first] = parts;
  const joined = stripEnd(parts.map(({ text }) => text).join('\n'));
  if (!first || !joined.startsWith('\n')) {
    flat.set(key, { text: joined, line: first?.line ?? 0 });
    return undefined;
  }
  for (const { text, line } of parts) {
    for (const part of text.split(lineEnds).map(strip)) {
      if (part === '') continue;
      const at = part.indexOf('=');
      if (at < 0) return line;
      flat.set(`${key}.${strip(part.slice(0, at))}`, { text: strip(part.slice(at + 1)), line });
    }
  }
  return undefined;
}

/** Splits a text into words as Python's `shlex.split` does; `undefined` where a quote or an escape is left open. */
export function shellWords(text: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (quote !== '') {
      const next = text.charAt(at + 1);
      if (char === quote) quote = '';
      else if (char === '\\' && quote === '"') {
        if (next === '') return undefined;
        word = (word ?? '') + (next === '"' || next === '\\' ? next : char + next);
        at += 1;
      } else word = (word ?? '') + char;
    } else if (/[ \t\r\n]/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (char === '\\') {
      if (at + 1 === text.length) return undefined;
      word = (word ?? '') + text.charAt(++at);
    } else word = (word ?? '') + char;
  }
  if (quote !== '') return undefined;
  return word === undefined ? words : [...words, word];
}
