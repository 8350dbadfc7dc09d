import type { Rule } from '../identity';
import { compilePattern } from './pattern';

/**
 * A test whether a rule accepts a text: by equality, or by a pattern that compiles and is found. `undefined` accepts
 * nothing.
 */
export function testOf(rule: Rule | undefined): (text: string) => boolean {
  if (rule === undefined) return () => false;
  if (rule.kind === 'exact') return (text) => text === rule.value;
  const pattern = compilePattern(rule.value);
  return (text) => pattern.ok && pattern.fits(text);
}
