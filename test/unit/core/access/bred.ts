import type { Caller } from '../../../../src/core/caller';
import type { AwsMatch } from '../../../../src/core/identity';
import { isPresentable } from './matches';

/** Numbers from 0 up to a limit, the same for the same seed (Marsaglia, "Xorshift RNGs"). */
function numbers(seed: number): (below: number) => number {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Callers that AWS could present, bred from what matches say: their words, joined, cut and changed by a character. */
export function bred(matches: readonly AwsMatch[], count: number, seed: number): readonly Caller[] {
  const below = numbers(seed);
  const account = matches[0]?.account ?? '';
  const rules = matches.flatMap(({ arn, userId }) => [arn?.value ?? '', userId?.value ?? '']);
  const texts = rules.map((rule) => rule.replace(/\\(?=[^\w])/g, ''));
  const words = [...new Set([...texts.flatMap((text) => text.match(/[\w+=,.@-]+/g) ?? []), 'kim', 'zz'])];
  const ids = [...new Set([...words.flatMap((word) => word.match(/[A-Z0-9]{3,}/g) ?? []), 'EXAMPLE1'])];
  const one = <T>(of: readonly T[]): T => of[below(of.length)] as T;
  const letters = [...new Set(Array.from(`${words.join('')}aikmxzACIKZ019.-_+=@,`))];
  const changed = (word: string): string => {
    const at = below(word.length + 1);
    const [before, after] = [word.slice(0, at), word.slice(at)];
    switch (below(8)) {
      case 0:
        return before + one(letters) + after;
      case 1:
        return before + after.slice(1);
      case 2:
        return before + one(letters) + after.slice(1);
      case 3:
        return word.toUpperCase();
      case 4:
        return word + one(words);
      default:
        return word;
    }
  };
  const name = () => changed(one(words)).slice(0, 64);
  const id = (kind: 'AROA' | 'AIDA') => {
    const text = changed(one(ids)).replace(/^(?:AROA|AIDA)/, '');
    return kind + text.replace(/[^A-Z0-9]/g, 'Q');
  };
  const path = () =>
    one(['', '', `${name()}/`, `${name()}/${name()}/`, `${one(texts).replace(/[^!-~]/g, '')}/`]);
  const caller = (): Caller => {
    const partition = one(['aws', 'aws', 'aws', 'aws-cn', 'aws-us-gov']);
    const sts = `arn:${partition}:sts::${account}:`;
    switch (below(10)) {
      case 0:
        return { account, arn: `arn:${partition}:iam::${account}:root`, userId: account };
      case 1: {
        const user = name();
        return { account, arn: `${sts}federated-user/${user}`, userId: `${account}:${user}` };
      }
      case 2:
      case 3:
      case 4:
        return {
          account,
          arn: `arn:${partition}:iam::${account}:user/${path()}${name()}`,
          userId: id('AIDA'),
        };
      default: {
        const session = name();
        return {
          account,
          arn: `${sts}assumed-role/${name()}/${session}`,
          userId: `${id('AROA')}:${session}`,
        };
      }
    }
  };
  const callers: Caller[] = [];
  while (callers.length < count) {
    const made = caller();
    if (isPresentable(made)) callers.push(made);
  }
  return callers;
}
