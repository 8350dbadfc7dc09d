import { isAccount } from '../arn';
import type { Caller } from '../caller';
import type { AwsMatch } from '../identity';
import { matcherOf } from '../match/rule';
import type { Work } from './machine';
import { type Demand, search } from './search';
import { kindsOf, type Shape } from './universe';

/** Whether there is a caller of whom something is true. */
export type Answer =
  /** Proven: AWS presents no such caller. */
  | { readonly kind: 'nobody' }
  /** One such caller, as AWS could present it. */
  | { readonly kind: 'somebody'; readonly caller: Caller }
  /** Too much work to decide: take it for the worse case. */
  | { readonly kind: 'undecided' };

/** How many steps a question may take. Those about usual matches take a few thousand. */
const allowance = 250_000;

/** Whether any caller at all can assume an identity with this match. Never throws. */
export function anyone(match: AwsMatch): Answer {
  return ask(match.account, [{ match, accepts: true }]);
}

/** Whom a change lets in: a caller whom `after` accepts and `before` refuses. Never throws. */
export function gained(before: AwsMatch, after: AwsMatch): Answer {
  return ask(after.account, [
    { match: after, accepts: true },
    { match: before, accepts: false },
  ]);
}

/** Whom both matches accept. Never throws. */
export function overlap(a: AwsMatch, b: AwsMatch): Answer {
  return ask(a.account, [
    { match: a, accepts: true },
    { match: b, accepts: true },
  ]);
}

/** A caller of an account who fulfils all demands. */
function ask(account: string, all: readonly Demand[]): Answer {
  const others = all.filter(({ match }) => match.account !== account);
  if (!isAccount(account) || others.some(({ accepts }) => accepts)) return { kind: 'nobody' };
  const demands = all.filter((demand) => !others.includes(demand));
  const key = JSON.stringify(demands);
  const known = remembered.get(key);
  if (known) return known;
  const answer = decide(account, demands);
  if (key.length > longestRemembered) return answer;
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(key, answer);
  return answer;
}

/** Recent answers: a definition is checked at each key, and most of its questions are still the same. */
const remembered = new Map<string, Answer>();
const mostRemembered = 2000;
const longestRemembered = 2000;

function decide(account: string, demands: readonly Demand[]): Answer {
  const work: Work = { left: allowance };
  for (const { all, likely } of kindsOf(account)) {
    const one = search(all, demands, work);
    if (one === 'undecided') return { kind: 'undecided' };
    if (one === 'none') continue;
    const caller = { account, ...(likeliest(likely, demands, work) ?? one) };
    // What the machines say is said only if the matcher says it as well.
    const isSo = demands.every(({ match, accepts }) => matcherOf(match)(caller) === accepts);
    return isSo ? { kind: 'somebody', caller } : { kind: 'undecided' };
  }
  return { kind: 'nobody' };
}

function likeliest(shapes: readonly Shape[], demands: readonly Demand[], work: Work) {
  for (const shape of shapes) {
    const one = search(shape, demands, work);
    if (typeof one === 'object') return one;
  }
  return undefined;
}
