import { isAccount, parseArn } from '../arn';
import type { Caller } from '../caller';
import type { MatchField } from '../field';
import type { AwsMatch } from '../identity';
import { testOf } from '../pattern/holds';
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

/** What is known besides the matches. */
export interface Terms {
  /**
   * Fields whose values are filled in elsewhere, the same for all matches: `nobody` holds whatever they will be,
   * and `somebody` for some value. Their values in the matches do not count.
   */
  readonly unknown?: readonly MatchField[];
  /** Matches whose callers are not meant: somebody else is looked for. */
  readonly besides?: readonly AwsMatch[];
  /** The work that is left for several questions together. */
  readonly work?: Work;
}

/** Whether any caller at all can assume an identity with this match. Never throws. */
export function anyone(match: AwsMatch, terms?: Terms): Answer {
  return ask(match.account, [{ match, accepts: true }], terms);
}

/** Whom a change lets in: a caller whom `after` accepts and `before` refuses. Never throws. */
export function gained(before: AwsMatch, after: AwsMatch, terms?: Terms): Answer {
  const demands = [
    { match: after, accepts: true },
    { match: before, accepts: false },
  ];
  return ask(after.account, demands, terms);
}

/** Whom both matches accept. Never throws. */
export function overlap(a: AwsMatch, b: AwsMatch, terms?: Terms): Answer {
  const demands = [
    { match: a, accepts: true },
    { match: b, accepts: true },
  ];
  return ask(a.account, demands, terms);
}

/** A caller of an account who fulfils all demands. */
function ask(
  account: string,
  stated: readonly Demand[],
  { unknown = [], besides = [], work }: Terms = {},
): Answer {
  const isOpen = unknown.includes('account');
  const apart = besides.map((match) => ({ match, accepts: false }));
  const asked = stated.map(({ match, accepts }) => ({ match: opened(match, unknown), accepts }));
  const all = [...asked, ...apart];
  const others = isOpen ? [] : all.filter(({ match }) => match.account !== account);
  if ((!isOpen && !isAccount(account)) || others.some(({ accepts }) => accepts)) return { kind: 'nobody' };
  const demands = all.filter((demand) => !others.includes(demand));
  const key = JSON.stringify([isOpen, demands]);
  const known = remembered.get(key);
  if (known) return known;
  const own: Work = { left: Math.min(allowance, work?.left ?? allowance) };
  const before = own.left;
  const answer = decide(isOpen ? undefined : account, demands, own);
  if (work) work.left -= before - own.left;
  const isCut = answer.kind === 'undecided' && before < allowance;
  if (key.length > longestRemembered || isCut) return answer;
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(key, answer);
  return answer;
}

/** A match whose unknown rules accept every text, so that it accepts whoever may get in. */
function opened(match: AwsMatch, unknown: readonly MatchField[]): AwsMatch {
  const rule = (field: 'arn' | 'userId') =>
    unknown.includes(field) ? ({ kind: 'pattern', value: '' } as const) : match[field];
  return {
    account: unknown.includes('account') ? '' : match.account,
    arn: rule('arn'),
    userId: rule('userId'),
  };
}

/** Recent answers: a definition is checked at each key, and most of its questions are still the same. */
const remembered = new Map<string, Answer>();
const mostRemembered = 2000;
const longestRemembered = 2000;

function decide(account: string | undefined, demands: readonly Demand[], work: Work): Answer {
  for (const { all, likely } of kindsOf(account)) {
    const one = search(all, demands, work);
    if (one === 'undecided') return { kind: 'undecided' };
    if (one === 'none') continue;
    const texts = likeliest(likely, demands, work) ?? one;
    const caller = { account: account ?? parseArn(texts.arn)?.account ?? '', ...texts };
    // What the machines say is said only if the matcher says it as well.
    const isSo = demands.every(
      ({ match, accepts }) =>
        (testOf(match.arn)(caller.arn) && testOf(match.userId)(caller.userId)) === accepts,
    );
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
