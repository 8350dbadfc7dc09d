/**
 * `value` for AWS's configuration files, which have no quotes or escapes. Drops what would begin another
 * line, a comment or another section (controls, ` #`, ` ;`, leading and trailing space).
 */
export function iniValue(value: string): string {
  return value
    .replace(/[\p{Cc}\p{Cs}\u0085\u2028\u2029]/gu, '')
    .replace(/\s[#;].*$/, '')
    .trim();
}

/**
 * A profile's name for a section's head, with only the characters that AWS's SDKs read there (smithy's parseIni). Empty
 * if none is left, and for `__proto__`, for which they refuse the whole file.
 */
export function iniProfile(name: string): string {
  const read = name.replace(/[^\w@+.%:/-]/g, '');
  return read === '__proto__' ? '' : read;
}
