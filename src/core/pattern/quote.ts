/** The pattern that fits `literal` and nothing else, as Go's `regexp.QuoteMeta` writes it, without anchors. */
export function quotePattern(literal: string): string {
  return literal.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}
