import * as l10n from '@vscode/l10n';
import { gained, overlap } from '../access/access';
import { parseArn } from '../arn';
import { parseUserId, principalOf } from '../caller';
import type { AwsMatch, ClaimMatch, Rule } from '../identity';
import { quotePattern } from '../pattern/pattern';
import { visible } from '../text';
import { whoGains } from './whoGains';

/** What becomes of the trust in AWS callers when tokens follow signed requests, each as sentences. */
export interface Migration {
  /** Who gains and who loses access, as far as it is decided. */
  readonly who: readonly string[];
  readonly lost: readonly string[];
  readonly gained: readonly string[];
}

/**
 * What an identity that trusts signed requests loses and gains by a second one that trusts AWS's web identity tokens.
 * Both are compared by the callers who get such a token, since its issuer and subject stand for one role or user.
 */
export function migrationOf(first: AwsMatch, second: ClaimMatch): Migration {
  const callers = callersOf(second);
  return {
    who: whoSentences(first, second, callers),
    lost: [
      ...(callers ? pinned(first, callers) : []),
      l10n.t('The account as a field of its own: the issuer stands for the account.'),
    ],
    gained: [
      l10n.t('A gate in IAM: a policy says who gets a token, for which audience and for how long.'),
      l10n.t('No signed request, which carries the session token of AWS, goes to Chainguard.'),
      l10n.t('An issuer of the account’s own, whose tokens any OIDC tool can read and verify.'),
      l10n.t('Tags and the organization stand in the token.'),
    ],
  };
}

/** Whether a second identity trusts a role or user whom the first lets in, too. */
export function followsFirst(first: AwsMatch, second: ClaimMatch): boolean {
  const callers = callersOf(second);
  return callers !== undefined && overlap(first, callers).kind !== 'nobody';
}

/** The subject of the tokens of whoever a match is for, as far as it tells: STS leaves out the path of a role. */
export function subjectGuess({ account, arn }: AwsMatch): string {
  const text = arn?.value.replace(/^\^|\$$/g, '').replace(/\\(.)/g, '$1') ?? '';
  const [, partition = 'aws', type, name] =
    /^arn:(aws[\w-]*):(?:sts|iam)::[^:]*:(assumed-role|user)\/([\w+=,.@/-]+)/.exec(text) ?? [];
  if (name === undefined) return '';
  const principal = type === 'user' ? `user/${name}` : `role/${name.replace(/\/.*$/s, '')}`;
  return `arn:${partition}:iam::${account}:${principal}`;
}

/** The signed requests of those who get a token with this subject; `undefined` where that is not known. */
function callersOf({ subject }: ClaimMatch): AwsMatch | undefined {
  const arn = subject?.kind === 'exact' ? parseArn(subject.value) : undefined;
  const principal = arn && principalOf(arn);
  if (principal?.kind === 'user')
    return { account: arn?.account ?? '', arn: subject, userId: pattern('^AIDA[A-Z0-9]+$') };
  if (!arn || principal?.kind !== 'role') return undefined;
  const session = `arn:${arn.partition}:sts::${arn.account}:assumed-role/${principal.name}/`;
  return {
    account: arn.account,
    arn: pattern(`^${quotePattern(session)}[^/]+$`),
    userId: pattern('^AROA[A-Z0-9]+:.+$'),
  };
}

function pattern(value: string): Rule {
  return { kind: 'pattern', value };
}

function whoSentences(
  first: AwsMatch,
  { subject }: ClaimMatch,
  callers: AwsMatch | undefined,
): readonly string[] {
  if (!callers)
    return [
      l10n.t(
        'Who gains and who loses is not decided: it is not known which callers get tokens with the subject {0}',
        visible(subject?.value ?? ''),
      ),
    ];
  return whoGains({ kind: 'aws', match: first }, { kind: 'aws', match: callers });
}

/** What the first identity tells apart among sessions of a role, or users of a name, and the second does not. */
function pinned(first: AwsMatch, callers: AwsMatch): readonly string[] {
  const known = overlap(first, callers);
  if (known.kind !== 'somebody') return [];
  const { arn, userId } = known.caller;
  const { id, session } = parseUserId(userId);
  const isRole = session !== undefined;
  const anySession = { ...callers, userId: pattern(`^${quotePattern(id)}:.+$`) };
  const anyId = isRole
    ? {
        ...callers,
        arn: { kind: 'exact', value: arn } as const,
        userId: pattern(`^AROA[A-Z0-9]+:${quotePattern(session)}$`),
      }
    : callers;
  return [
    ...(isRole && gained(first, anySession).kind !== 'nobody'
      ? [l10n.t('The session: a token does not name it, so every session of the role gets in.')]
      : []),
    ...(gained(first, anyId).kind !== 'nobody'
      ? [
          isRole
            ? l10n.t('The unique ID: a role that is deleted and made anew under the same name gets in.')
            : l10n.t('The unique ID: a user who is deleted and made anew under the same name gets in.'),
        ]
      : []),
  ];
}
