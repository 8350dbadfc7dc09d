import type { Caller } from '../caller';
import type { AwsMatch, Rule } from '../identity';
import { compilePattern } from '../pattern/pattern';

/**
 * Whether an identity accepts a caller, to be asked about many callers: `explain(match, caller).matches` without the
 * explanation. Its patterns are compiled once, when a caller of its account comes.
 */
export function matcherOf(match: AwsMatch): (caller: Caller) => boolean {
  let rules: readonly [Test, Test] | undefined;
  return (caller) => {
    if (match.account !== caller.account) return false;
    rules ??= [testOf(match.arn), testOf(match.userId)];
    return rules[0](caller.arn) && rules[1](caller.userId);
  };
}

type Test = (text: string) => boolean;

function testOf(rule: Rule | undefined): Test {
  if (rule === undefined) return () => false;
  if (rule.kind === 'exact') return (text) => text === rule.value;
  const pattern = compilePattern(rule.value);
  return (text) => pattern.ok && pattern.find(text) !== undefined;
}
