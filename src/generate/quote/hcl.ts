/**
 * `value` as a quoted HCL string. Quotes, backslashes, controls and the beginnings of templates, `${` and `%{`, are
 * escaped (HCL native syntax specification, "Template Expressions"). Half a surrogate pair, for which HCL has no escape,
 * becomes U+FFFD.
 */
export function hclString(value: string): string {
  return `"${hclText(value)}"`;
}

/** The inside of {@link hclString}, for a template in which the program writes the interpolations. */
export function hclText(value: string): string {
  return value
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/[\\"]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replace(/[\p{Cc}\u2028\u2029]/gu, (unit) => `\\u${hex(unit)}`)
    .replace(/(?<![$%])[$%]+(?=\{)/g, (signs) =>
      signs.length === 1 ? signs + signs : Array.from(signs, (sign) => `\\u${hex(sign)}`).join(''),
    );
}

function hex(unit: string): string {
  return unit.charCodeAt(0).toString(16).padStart(4, '0');
}

/** An attribute: its name and its value as HCL source. */
export type Attribute = readonly [name: string, source: string];

/** Attributes as `terraform fmt` writes them: one to a line, with their equals signs in one column. */
export function hclAttributes(attributes: readonly Attribute[], indent = '  '): string {
  const width = Math.max(0, ...attributes.map(([name]) => name.length));
  return attributes.map(([name, source]) => `${indent}${name.padEnd(width)} = ${source}\n`).join('');
}

/** `text` as an HCL identifier of lower-case letters, digits and underscores, with a letter first. */
export function hclLabel(text: string, fallback: string): string {
  const label = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  if (label === '') return fallback;
  return /^[a-z]/.test(label) ? label : `${fallback}_${label}`;
}

/** A value of JSON as HCL, as `terraform fmt` writes it: what has lines of its own stands apart from the columns. */
export function hclValue(value: unknown, indent = '  '): string {
  if (typeof value === 'string') return hclString(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every((each) => typeof each === 'string')) return `[${value.map(hclString).join(', ')}]`;
    return `[\n${value.map((each) => `${inner}${hclValue(each, inner)},\n`).join('')}${indent}]`;
  }
  let text = '{\n';
  let columns: Attribute[] = [];
  for (const [key, each] of Object.entries(value)) {
    const name = /^[A-Za-z]\w*$/.test(key) ? key : hclString(key);
    const source = hclValue(each, inner);
    if (source.includes('\n')) {
      text += `${hclAttributes(columns, inner)}${inner}${name} = ${source}\n`;
      columns = [];
    } else columns.push([name, source]);
  }
  return `${text}${hclAttributes(columns, inner)}${indent}}`;
}
