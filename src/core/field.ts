import * as l10n from '@vscode/l10n';
import type { AwsMatch, Rule } from './identity';
import { visible } from './text';

/** The fields of a match, all of which have to accept the caller, in the order in which people see them. */
export const matchFields = ['account', 'arn', 'userId'] as const;
export type MatchField = (typeof matchFields)[number];

/** The fields of a match that hold an exact value or a pattern. */
export const ruleFields = ['arn', 'userId'] as const;
export type RuleField = (typeof ruleFields)[number];

/** The fields of an AWS identity, in the order in which people see it. */
export const identityFields = ['name', 'description', ...matchFields] as const;
export type IdentityField = (typeof identityFields)[number];

/** New values for fields of an identity, a definition or a draft. A field that is not named keeps its value. */
export interface NewValues {
  readonly name?: string;
  readonly description?: string;
  readonly account?: string;
  readonly arn?: Rule;
  readonly userId?: Rule;
}

/** The fields of which a difference between two identities can tell: of one for AWS callers, and of one for tokens. */
export const differenceFields = [...identityFields, 'issuer', 'subject', 'audience', 'claim'] as const;
export type DifferenceField = (typeof differenceFields)[number];

/** One field of an identity that changes, as people read it before and after. */
export interface Difference {
  readonly field: DifferenceField;
  /** The name of the claim, where the field is one. */
  readonly claim?: string | undefined;
  readonly before: string;
  readonly after: string;
  /** At the last of the rules that change: who gains and who loses access by all of them, as sentences. */
  readonly access?: readonly string[] | undefined;
}

/** `match` with new values. */
export function withValues(match: AwsMatch, { account, arn, userId }: NewValues): AwsMatch {
  return { account: account ?? match.account, arn: arn ?? match.arn, userId: userId ?? match.userId };
}

/** The values that a match fills into a form; a rule that is not set becomes an empty exact value. */
export function valuesOf({ account, arn, userId }: AwsMatch): Required<Pick<NewValues, MatchField>> {
  const empty: Rule = { kind: 'exact', value: '' };
  return { account, arn: arn ?? empty, userId: userId ?? empty };
}

/** A field's name within a sentence; `claim` is the name of the claim, where it is one. */
export function fieldName(field: DifferenceField, claim = ''): string {
  return {
    name: l10n.t('name'),
    description: l10n.t('description'),
    account: l10n.t('account'),
    arn: l10n.t('ARN'),
    userId: l10n.t('user ID'),
    issuer: l10n.t('issuer'),
    subject: l10n.t('subject'),
    audience: l10n.t('audience'),
    claim: l10n.t('claim {0}', visible(claim)),
  }[field];
}

/** The same as a label. */
export function fieldTitle(field: DifferenceField, claim = ''): string {
  return {
    name: l10n.t('Name'),
    description: l10n.t('Description'),
    account: l10n.t('Account'),
    arn: l10n.t('ARN'),
    userId: l10n.t('User ID'),
    issuer: l10n.t('Issuer'),
    subject: l10n.t('Subject'),
    audience: l10n.t('Audience'),
    claim: l10n.t('Claim {0}', visible(claim)),
  }[field];
}
