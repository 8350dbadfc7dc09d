/**
 * `value` in AWS's configuration files, which have no quotes: what would begin another line, a comment or another
 * section (controls, ` #`, ` ;`, leading and trailing space) becomes nothing, since nothing can escape it.
 */
export function iniValue(value: string): string {
  return value
    .replace(/[\p{Cc}\p{Cs}\u0085\u2028\u2029]/gu, '')
    .replace(/\s[#;].*$/, '')
    .trim();
}

/**
 * A profile's name in a section's head, with the characters that AWS's SDKs read there (smithy's parseIni); empty where
 * none is left, and for the one name for which they refuse the whole file.
 */
export function iniProfile(name: string): string {
  const read = name.replace(/[^\w@+.%:/-]/g, '');
  return read === '__proto__' ? '' : read;
}
