import * as l10n from '@vscode/l10n';
import { gained } from '../access/access';
import type { CallerParts } from '../caller';
import type { MatchField } from '../field';
import type { AwsMatch } from '../identity';
import { quotePattern } from '../pattern/pattern';

/**
 * Whom a change lets in besides the caller it is made for, as a sentence: nobody, where that is proven, or somebody by
 * example; where other rules are filled in elsewhere, `somebody` is for some of their values. Whoever presents the same as the caller cannot be told from the caller, so it says who that can be.
 */
export function alsoLetsIn(
  field: 'account' | 'arn' | 'userId',
  before: AwsMatch,
  after: AwsMatch,
  caller: CallerParts,
  unknown: readonly MatchField[] = [],
): string {
  const others = gained(before, after, { unknown, besides: [only(caller)] });
  if (others.kind === 'undecided')
    return l10n.t('Perhaps others; it was too much work to decide whom the changed rule fits.');
  if (others.kind === 'nobody') return sameCaller(field, caller);
  const { principal } = caller;
  const sessions = sameRole(caller);
  const strangers = sessions && gained(before, after, { unknown, besides: [only(caller), sessions] });
  if (principal.kind === 'assumed-role' && strangers?.kind === 'nobody')
    return l10n.t(
      'Other sessions of the same role {0}, whoever starts them, for example: {1}',
      principal.role,
      others.caller.arn,
    );
  const one = strangers?.kind === 'somebody' ? strangers : others;
  return l10n.t('Others, for example: {0} with the user ID {1}', one.caller.arn, one.caller.userId);
}

function sameCaller(field: 'account' | 'arn' | 'userId', { principal }: CallerParts): string {
  if (principal.kind === 'assumed-role')
    return l10n.t('Whoever can start a session of the same role under the same name: {0}', principal.session);
  if (principal.kind === 'user' && field === 'arn')
    return l10n.t('Nobody else now; later also a new user of the same name: {0}', principal.name);
  return l10n.t('Nobody else.');
}

function only({ account, arn, userId }: CallerParts): AwsMatch {
  return { account, arn: { kind: 'exact', value: arn }, userId: { kind: 'exact', value: userId } };
}

/** All sessions of the caller's role. */
function sameRole({ account, beforeSession }: CallerParts): AwsMatch | undefined {
  if (!beforeSession) return undefined;
  const begin = (value: string) => ({ kind: 'pattern', value: `^${quotePattern(value)}` }) as const;
  return { account, arn: begin(beforeSession.arn), userId: begin(beforeSession.userId) };
}
