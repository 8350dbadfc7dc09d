import { pythonString } from './python';

/**
 * `value` as an interpreted Go string. Go escapes as Python does, but has no escape for half a surrogate pair, which
 * becomes U+FFFD.
 */
export function goString(value: string): string {
  return pythonString(value.replace(/\p{Cs}/gu, '\ufffd'));
}
