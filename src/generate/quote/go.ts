import { pythonString } from './python';

/**
 * `value` as an interpreted Go string. Go escapes as Python does, but has no escape for half a surrogate pair, which
 * becomes U+FFFD.
 */
export function goString(value: string): string {
  return pythonString(value.replace(/\p{Cs}/gu, '\ufffd'));
}

/** A text of several lines as a raw Go string, or as an interpreted one where it has what a raw one cannot hold. */
export function goText(value: string): string {
  return /^[ -_a-~\n\t]*$/.test(value) ? `\`${value}\`` : goString(value);
}
