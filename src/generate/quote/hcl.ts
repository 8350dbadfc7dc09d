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
