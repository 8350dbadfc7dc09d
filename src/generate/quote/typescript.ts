/** `value` as a TypeScript string in single quotes, on one line. */
export function typescriptString(value: string): string {
  const inside = value
    .replace(/[\\']/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (character) =>
      Array.from(
        { length: character.length },
        (_, unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`,
      ).join(''),
    );
  return `'${inside}'`;
}

/** A value of JSON as TypeScript, as prettier writes it: each property on a line of its own. */
export function typescriptValue(value: unknown, indent = ''): string {
  if (typeof value === 'string') return typescriptString(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every((each) => typeof each === 'string')) return `[${value.map(typescriptString).join(', ')}]`;
    return `[\n${value.map((each) => `${inner}${typescriptValue(each, inner)},\n`).join('')}${indent}]`;
  }
  const lines = Object.entries(value).map(([key, each]) => {
    const name = /^[A-Za-z_$][\w$]*$/.test(key) ? key : typescriptString(key);
    return `${inner}${name}: ${typescriptValue(each, inner)},\n`;
  });
  return `{\n${lines.join('')}${indent}}`;
}
