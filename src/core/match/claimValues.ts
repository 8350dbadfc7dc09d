import * as l10n from '@vscode/l10n';
import { parseArn } from '../arn';
import { principalOf, type Caller } from '../caller';
import type { Rule } from '../identity';
import { anchorPattern, quotePattern } from '../pattern/pattern';
import { chainguardIssuer } from '../platform/audience';
import { type Platform, platformName, pullTokenIssuer } from '../platform/platform';

/** A value to offer for a rule, and what it is. */
export interface OfferedValue {
  readonly text: string;
  readonly detail: string;
}

/** Issuers that are the same for everybody, as their platforms document them. */
const issuers: readonly (readonly [Platform, string])[] = [
  ['github', 'https://token.actions.githubusercontent.com'],
  ['gitlab', 'https://gitlab.com'],
  ['buildkite', 'https://agent.buildkite.com'],
  ['google', 'https://accounts.google.com'],
  ['terraform', 'https://app.terraform.io'],
  ['pull-token', pullTokenIssuer],
];

/**
 * Values for what an identity asks of a token: known issuers, subjects in the form of the issuer's platform with words in
 * capitals where one's own belong, and Chainguard's audience; a pattern is anchored and escaped.
 *
 * @param platform the one that the identity's issuer belongs to, if it is known
 * @param callers whose roles and users the subjects of AWS's tokens name
 */
export function claimValues(
  part: 'issuer' | 'subject' | 'audience',
  kind: Rule['kind'],
  platform: Platform | undefined,
  callers: readonly Caller[],
): readonly OfferedValue[] {
  const offered = {
    issuer: () => issuers.map(([of, text]) => ({ text, detail: platformName(of) })),
    audience: () => [{ text: chainguardIssuer, detail: l10n.t('Chainguard’s issuer') }],
    subject: () => (platform === 'aws' ? principals(callers) : subjects(platform)),
  }[part]();
  return offered
    .map(({ text, detail }) => ({
      detail,
      text: kind === 'exact' ? text : anchorPattern(quotePattern(text)),
    }))
    .filter(({ text }, index, all) => all.findIndex((each) => each.text === text) === index);
}

function subjects(platform: Platform | undefined): readonly OfferedValue[] {
  switch (platform) {
    case 'github':
      return [
        { text: 'repo:OWNER/REPOSITORY:ref:refs/heads/main', detail: l10n.t('Jobs of one branch') },
        { text: 'repo:OWNER/REPOSITORY:environment:ENVIRONMENT', detail: l10n.t('Jobs of one environment') },
        { text: 'repo:OWNER/REPOSITORY:ref:refs/tags/TAG', detail: l10n.t('Jobs of one tag') },
        {
          text: 'repo:OWNER@OWNER-ID/REPOSITORY@REPOSITORY-ID:ref:refs/heads/main',
          detail: l10n.t('Jobs of one branch, with immutable ids'),
        },
      ];
    case 'gitlab':
      return [
        {
          text: 'project_path:GROUP/PROJECT:ref_type:branch:ref:main',
          detail: l10n.t('Jobs of one branch'),
        },
        { text: 'project_path:GROUP/PROJECT:ref_type:tag:ref:TAG', detail: l10n.t('Jobs of one tag') },
      ];
    case 'kubernetes':
      return [{ text: 'system:serviceaccount:NAMESPACE:NAME', detail: l10n.t('One service account') }];
    case 'aws':
    case 'buildkite':
    case 'bitbucket':
    case 'circleci':
    case 'terraform':
    case 'google':
    case 'azure':
    case 'keycloak':
    case 'pull-token':
    case 'chainguard':
    case undefined:
      return [];
  }
}

/** The ARNs that AWS's tokens name known callers by. A session does not tell its role's path. */
function principals(callers: readonly Caller[]): readonly OfferedValue[] {
  return callers.flatMap((caller) => {
    const [principal, arn] = [principalOf(caller), parseArn(caller.arn)];
    if (principal.kind === 'user') return [{ text: caller.arn, detail: l10n.t('This user') }];
    if (principal.kind !== 'assumed-role' || !arn) return [];
    return [
      {
        text: `arn:${arn.partition}:iam::${arn.account}:role/${principal.role}`,
        detail: l10n.t('Its role; add the path between role/ and the name, if the role has one'),
      },
    ];
  });
}
