import { parseArn } from '../core/arn';
import { principalOf } from '../core/caller';
import { type Draft, type Named, roleArnOf } from '../core/draft';
import type { AwsMatch, Rule } from '../core/identity';
import { isAnchored } from '../core/pattern';
import { arnParts, type RulePart, userIdParts } from '../core/rule';

/** What a match says about the one role or user that it is for; texts that it leaves open are `undefined`. */
interface MatchFacts {
  readonly kind: 'role' | 'user';
  readonly partition: string;
  /** Without a path for a role; with it for a user. */
  readonly name: string;
  /** A role session's name; `undefined` when any will do. */
  readonly session: string | undefined;
  /** `AROA…` or `AIDA…`; `undefined` when any will do. */
  readonly uniqueId: string | undefined;
}

/** What was read of a match, since every form of a draft asks the same. */
const read = new WeakMap<AwsMatch, { readonly facts: MatchFacts | undefined }>();

/**
 * Reads a match back, when it asks for one role (in one session or any) or one user, and for their unique id or any;
 * `undefined` for every other match.
 */
export function factsOf({ match }: Draft): MatchFacts | undefined {
  const known = read.get(match) ?? { facts: readMatch(match) };
  read.set(match, known);
  return known.facts;
}

function readMatch(match: AwsMatch): MatchFacts | undefined {
  const arn = wholeParts(match.arn, arnParts);
  const id = wholeParts(match.userId, userIdParts);
  if (!arn || !id) return undefined;
  const [, partition, service, , account, type, ...names] = arn;
  if (partition?.plain === undefined || account?.plain !== match.account) return undefined;
  const uniqueId = id[0]?.plain;
  if (service?.plain === 'sts' && type?.plain === 'assumed-role' && names.length === 2 && id.length === 2) {
    const [role, session] = names;
    if (role?.plain === undefined || (uniqueId === undefined && !isAny(id[0], 'AROA'))) return undefined;
    if (session?.plain !== undefined && session.plain === id[1]?.plain)
      return { kind: 'role', partition: partition.plain, name: role.plain, session: session.plain, uniqueId };
    if (!isAny(session) || !isAny(id[1])) return undefined;
    return { kind: 'role', partition: partition.plain, name: role.plain, session: undefined, uniqueId };
  }
  if (service?.plain === 'iam' && type?.plain === 'user' && names.length > 0 && id.length === 1) {
    const path = names.map(({ plain }) => plain);
    if (path.includes(undefined) || (uniqueId === undefined && !isAny(id[0], 'AIDA'))) return undefined;
    return { kind: 'user', partition: partition.plain, name: path.join('/'), session: undefined, uniqueId };
  }
  return undefined;
}

function wholeParts(
  rule: Rule | undefined,
  take: (rule: Rule) => readonly RulePart[] | undefined,
): readonly RulePart[] | undefined {
  if (!rule) return undefined;
  if (rule.kind === 'pattern') {
    const { start, end } = isAnchored(rule.value);
    if (!start || !end) return undefined;
  }
  return take(rule);
}

function isAny(part: RulePart | undefined, before = ''): boolean {
  return (
    part !== undefined && ['Q3EGCIRUNNEXAMPLE', 'ZZ2345', 'AB'].every((name) => part.fits(before + name))
  );
}

/** The partition that the draft's caller, or else its ARN rule, is in; `aws` when neither says. */
export function partitionOf(draft: Draft): string {
  const arn = parseArn(draft.options.roleArn || (draft.subject?.arn ?? ''));
  return (
    arn?.partition ??
    factsOf(draft)?.partition ??
    (draft.match.arn && arnParts(draft.match.arn)?.[1]?.plain) ??
    'aws'
  );
}

/** The region asked for, or the first of the partition. */
export function regionOf(draft: Draft): string {
  if (draft.options.region !== '') return draft.options.region;
  const first: Readonly<Record<string, string>> = {
    'aws-us-gov': 'us-gov-west-1',
    'aws-cn': 'cn-north-1',
    'aws-eusc': 'eusc-de-east-1',
  };
  return first[partitionOf(draft)] ?? 'us-east-1';
}

/** The IAM role's name without its path, as far as the draft knows one; else a name that says what to put there. */
export function roleNameOf(draft: Draft): string {
  const facts = factsOf(draft);
  if (facts?.kind === 'role') return facts.name;
  const role = principalOf(roleArnOf(draft) ?? '');
  return role.kind === 'role' ? role.name : 'chainguard';
}

/** The IAM role's ARN, or one of the right form for the account, with a name that says what to put there. */
export function roleArnFor(draft: Draft): string {
  return roleArnOf(draft) ?? `arn:${partitionOf(draft)}:iam::${accountOf(draft)}:role/${roleNameOf(draft)}`;
}

/** The account; zeros where the draft has none. */
export function accountOf(draft: Draft): string {
  return /^\d{12}$/.test(draft.match.account) ? draft.match.account : '000000000000';
}

/** The session's name for those who assume the role: as asked for, as the match pins it, or the identity's. */
export function sessionNameOf(draft: Draft): string {
  if (draft.options.sessionName !== '') return draft.options.sessionName;
  return factsOf(draft)?.session ?? (draft.name.replace(/[^\w+=,.@-]+/g, '-').slice(0, 64) || 'chainguard');
}

/** How chainctl finds a group: a name is enough for an organization, not for a group under one. */
export function groupReference({ id, name }: Named): string {
  return name !== '' && !id.includes('/') ? name : id || name;
}

/** How chainctl finds a role. */
export function roleReference({ id, name }: Named): string {
  return name || id;
}
