/** The most that is looked at of a text; a token begins before. */
const looked = 4096;

/**
 * Whether a text may hold a token: the beginning of a JWT (`{"` in base64url, a dot, more), or enough of base64 in one
 * piece for a signed AWS request. Cheap, since it is asked with each selection; `findToken` says what it is.
 */
export function looksLikeToken(text: string): boolean {
  const start = text.slice(0, looked);
  return /\beyJ[\w-]{10,}\.[\w-]+/.test(start) || /[A-Za-z0-9+/_-]{200}/.test(start);
}
