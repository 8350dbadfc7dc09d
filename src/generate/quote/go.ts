/** `value` as an interpreted Go string; half a surrogate pair, which Go has no escape for, becomes U+FFFD. */
export function goString(value: string): string {
  const inside = value
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/[\\"]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
      const code = character.codePointAt(0) ?? 0;
      return code > 0xffff
        ? `\\U${code.toString(16).padStart(8, '0')}`
        : `\\u${code.toString(16).padStart(4, '0')}`;
    });
  return `"${inside}"`;
}
