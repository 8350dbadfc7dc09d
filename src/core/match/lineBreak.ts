import type { Rule } from '../identity';
import { parsePattern } from '../pattern/syntax';

/** The line breaks that a text ends in; empty if it ends in none. */
export function breakBehind(text: string): string {
  let end = text.length;
  while (end > 0 && /[\r\n]/.test(text.charAt(end - 1))) end--;
  return text.slice(end);
}

/** `text` without the line breaks that it ends in. */
export function withoutBreak(text: string): string {
  return text.slice(0, text.length - breakBehind(text).length);
}

/**
 * Whether a rule fits nobody because of the line break that it ends in: no caller's ARN or user ID has one. In a pattern of
 * several alternatives it belongs to the last one only.
 */
export function fitsNobodyForItsBreak({ kind, value }: Rule): boolean {
  return breakBehind(value) !== '' && (kind === 'exact' || parsePattern(value).choices.length === 1);
}
