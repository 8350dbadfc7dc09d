import * as l10n from '@vscode/l10n';
import { Failure } from './failure';
import { visible } from './text';

/**
 * What an identity asks of one value of a caller or a token: an exact value or an RE2 pattern (`arn |
 * arnPattern`, `userId | userIdPattern` of Chainguard's AWSIdentity).
 */
export type Rule =
  { readonly kind: 'exact'; readonly value: string } | { readonly kind: 'pattern'; readonly value: string };

/** Turns a value into a rule; a plain text becomes an exact value. */
export function ruleOf(value: string | Rule): Rule {
  return typeof value === 'string' ? { kind: 'exact', value } : value;
}

/**
 * What an AWS identity asks of the answer to `sts:GetCallerIdentity`. All three have to hold. A server may
 * list a rule that is not set (`undefined`) but never accepts one.
 */
export interface AwsMatch {
  /** Twelve digits, compared for equality. */
  readonly account: string;
  readonly arn: Rule | undefined;
  readonly userId: Rule | undefined;
}

/**
 * The JSON in which the API and files write what an AWS identity asks for (proto
 * chainguard/platform/iam/v2/identities.proto, AWSIdentity).
 */
export function awsIdentityJson(match: AwsMatch): Readonly<Record<string, string>> {
  const of = (name: 'arn' | 'userId', rule: Rule | undefined) =>
    rule === undefined ? {} : { [rule.kind === 'exact' ? name : `${name}Pattern`]: rule.value };
  return { awsAccount: match.account, ...of('arn', match.arn), ...of('userId', match.userId) };
}

/**
 * What an identity asks of an OIDC token (ClaimMatch of Chainguard's Identity). Everything that is set has to hold.
 */
export interface ClaimMatch {
  readonly issuer: Rule | undefined;
  readonly subject: Rule | undefined;
  readonly audience: Rule | undefined;
  /** Further claims by their names. */
  readonly claims: readonly { readonly name: string; readonly rule: Rule }[];
}

/**
 * The JSON in which the API and files write what an identity asks of a token (proto
 * chainguard/platform/iam/v2/identities.proto, ClaimMatch). A claim that is asked for twice in one way keeps its last
 * rule, as in any map.
 */
export function claimMatchJson(match: ClaimMatch): Readonly<Record<string, unknown>> {
  const of = (name: 'issuer' | 'subject' | 'audience') => {
    const rule = match[name];
    return rule === undefined ? {} : { [rule.kind === 'exact' ? name : `${name}Pattern`]: rule.value };
  };
  const claims = (name: string, kind: Rule['kind']) => {
    const some = match.claims.filter(({ rule }) => rule.kind === kind);
    return some.length === 0
      ? {}
      : { [name]: Object.fromEntries(some.map(({ name, rule }) => [name, rule.value])) };
  };
  return {
    ...of('issuer'),
    ...of('subject'),
    ...of('audience'),
    ...claims('claims', 'exact'),
    ...claims('claimPatterns', 'pattern'),
  };
}

/** What can assume an identity. */
export type Relationship =
  | { readonly kind: 'aws'; readonly match: AwsMatch }
  | ({ readonly kind: 'claims' } & ClaimMatch)
  | {
      readonly kind: 'static';
      readonly issuer: string;
      readonly subject: string;
      readonly expires: Date | undefined;
    }
  | { readonly kind: 'service-principal'; readonly principal: string }
  /** Of a kind that is not known here; `sent` are the names of what the server says about it. */
  | { readonly kind: 'unknown'; readonly sent?: readonly string[] };

/** A Chainguard identity. */
export interface Identity {
  /** The UIDP: its group's path and sixteen hex digits of its own. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly relationship: Relationship;
  readonly lastSeen: Date | undefined;
  readonly created: Date | undefined;
  readonly updated: Date | undefined;
}

/**
 * What an identity asks of AWS callers.
 *
 * @throws Failure `mismatch` when it accepts only callers of other kinds
 */
export function awsMatchOf({ name, relationship }: Identity): AwsMatch {
  if (relationship.kind === 'aws') return relationship.match;
  throw new Failure('mismatch', l10n.t('This identity does not trust AWS callers: {0}', visible(name)), {
    remedy: l10n.t('Choose an identity whose relationship is "aws", or create one.'),
  });
}

/**
 * What an identity asks of a token's claims.
 *
 * @throws Failure `mismatch` when it is not one that trusts claims
 */
export function claimMatchOf({ name, relationship }: Identity): ClaimMatch {
  if (relationship.kind === 'claims') return relationship;
  throw new Failure(
    'mismatch',
    l10n.t('This identity does not trust the claims of a token: {0}', visible(name)),
  );
}

/** A group; one whose UIDP has no `/` is an organization. */
export interface Group {
  readonly id: string;
  readonly name: string;
  readonly description: string;
}

/** A role: a name for a set of capabilities. */
export interface Role {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Names such as `groups.list`. */
  readonly capabilities: readonly string[];
}

/** Grants an identity a role on a group. */
export interface RoleBinding {
  readonly id: string;
  readonly group: Pick<Group, 'id' | 'name'>;
  readonly identity: string;
  /** What people know the identity by: an email address or a name; empty where the server gives neither. */
  readonly holder: string;
  readonly role: Pick<Role, 'id' | 'name'>;
}

/** A repository of images. */
export interface Repo {
  readonly id: string;
  readonly name: string;
}

/** A tag of a repository. */
export interface Tag {
  readonly id: string;
  readonly name: string;
  /** Such as `sha256:…`. */
  readonly digest: string;
  readonly updated: Date | undefined;
}
