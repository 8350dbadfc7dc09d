import * as l10n from '@vscode/l10n';
import { type Answer, gained } from '../access/access';
import { gainedToken, type TokenAnswer } from '../access/claims';
import type { Relationship } from '../identity';
import { visible } from '../text';

/**
 * Who gains and who loses access by a change of an identity's rules: each by an example, or that it is proven to be
 * nobody, or that it is not decided. None where the two trust in different ways, or in one that is not known here.
 */
export function whoGains(before: Relationship, after: Relationship): readonly string[] {
  const [gains, loses] = [example(before, after), example(after, before)];
  return gains === undefined || loses === undefined ? [] : [gainsSentence(gains), losesSentence(loses)];
}

type Example = { readonly who: string } | 'nobody' | 'undecided';

function example(before: Relationship, after: Relationship): Example | undefined {
  if (before.kind === 'aws' && after.kind === 'aws') return ofCaller(gained(before.match, after.match));
  if (before.kind === 'claims' && after.kind === 'claims') return ofToken(gainedToken(before, after));
  return undefined;
}

function ofCaller(answer: Answer): Example {
  if (answer.kind !== 'somebody') return answer.kind;
  const { arn, userId } = answer.caller;
  return { who: l10n.t('{0} with the user ID {1}', arn, userId) };
}

function ofToken(answer: TokenAnswer): Example {
  if (answer.kind !== 'somebody') return answer.kind;
  const { issuer, subject, audiences, claims } = answer.token;
  const more = [
    ...audiences.map((audience) => l10n.t('for {0}', visible(audience))),
    ...claims.map(({ name, text }) => `${visible(name)}: ${visible(text)}`),
  ];
  const token = l10n.t('a token of {0} with the subject {1}', visible(issuer), visible(subject));
  return { who: [token, ...more].join(', ') };
}

function gainsSentence(example: Example): string {
  if (example === 'nobody') return l10n.t('Nobody gains access; that is proven.');
  if (example === 'undecided') return l10n.t('Somebody may gain access; it was too much work to decide.');
  return l10n.t('Gains access, for example: {0}', example.who);
}

function losesSentence(example: Example): string {
  if (example === 'nobody') return l10n.t('Nobody loses access; that is proven.');
  if (example === 'undecided') return l10n.t('Somebody may lose access; it was too much work to decide.');
  return l10n.t('Loses access, for example: {0}', example.who);
}
