import { isAccount, parseArn } from '../core/arn';
import { principalOf } from '../core/caller';
import { type Draft, type Named, roleArnOf } from '../core/draft/draft';
import type { AwsMatch, Rule } from '../core/identity';
import { isAnchored } from '../core/pattern/pattern';
import { arnParts, type RulePart, userIdParts } from '../core/match/rule';
import { sessionNameLike } from '../core/roleRules';
import { isUidp } from '../core/uidp';

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

/** What `read` makes of a value, made once: every form of a draft asks the same. */
function once<Of extends object, Made>(read: (of: Of) => Made): (of: Of) => Made {
  const known = new WeakMap<Of, { readonly made: Made }>();
  return (of) => {
    const found = known.get(of) ?? { made: read(of) };
    known.set(of, found);
    return found.made;
  };
}

const matchFacts = once(readMatch);

/**
 * Reads a match back, when it asks for one role (in one session or any) or one user, and for their unique id or any;
 * `undefined` for every other match.
 */
export function factsOf({ match }: Draft): MatchFacts | undefined {
  return matchFacts(match);
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

/** Whom the draft's identity is for, as far as a form has to know it. */
export type CallerKind =
  /** Sessions of a role that the account's owner made. */
  | 'role'
  /** Sessions of a role that IAM Identity Center makes, and that nobody can assume otherwise. */
  | 'permission-set'
  /** Sessions of a role that an AWS service makes, and that nobody else can assume. */
  | 'service-linked-role'
  | 'user'
  | 'root'
  | 'federated-user'
  | 'unknown';

/** Whom the match is for, or else, where it does not say, whom it was made from. */
export const callerKindOf = once((draft: Draft): CallerKind => {
  const facts = factsOf(draft);
  const principal = principalOf(draft.subject?.arn ?? '');
  if (facts?.kind === 'user') return 'user';
  if (facts) return roleKind(facts.name);
  if (principal.kind === 'role') return roleKind(principal.name);
  if (principal.kind === 'assumed-role') return roleKind(principal.role);
  return principal.kind === 'instance-profile' ? 'unknown' : principal.kind;
});

/** By the names that AWS reserves (IAM user guide, "Name requirements"; IAM Identity Center user guide). */
function roleKind(name: string): CallerKind {
  if (name.startsWith('AWSReservedSSO_')) return 'permission-set';
  return name.startsWith('AWSServiceRoleFor') ? 'service-linked-role' : 'role';
}

/** What a form calls the role when the draft's caller has none that could be made or assumed. */
const standIn = 'chainguard';

/** The IAM role's name without its path, as far as the draft knows one that can be made; else a name for a new one. */
export function roleNameOf(draft: Draft): string {
  const role = principalOf(roleArnFor(draft));
  if (role.kind === 'role') return role.name;
  const facts = callerKindOf(draft) === 'role' ? factsOf(draft) : undefined;
  return facts?.name ?? standIn;
}

/** The IAM role's path, which begins and ends in a slash; `/` where the draft does not know it. */
export function rolePathOf(draft: Draft): string {
  const role = principalOf(roleArnFor(draft));
  return role.kind === 'role' ? role.path : '/';
}

/** The IAM role's ARN, as typed or as the caller's, or one of the right form with the name of {@link roleNameOf}. */
export const roleArnFor = once((draft: Draft): string => {
  if (draft.options.roleArn !== '') return draft.options.roleArn;
  const arn = (name: string) => `arn:${partitionOf(draft)}:iam::${accountOf(draft)}:role/${name}`;
  if (callerKindOf(draft) !== 'role') return arn(standIn);
  const facts = factsOf(draft);
  const callers = roleArnOf(draft);
  const role = principalOf(callers ?? '');
  const same = !facts || (role.kind === 'role' && role.name === facts.name);
  return callers !== undefined && same ? callers : arn(facts?.name ?? standIn);
});

/** Where the ARN that {@link roleArnFor} gives comes from: a person, a caller's ARN (which has no path), or nowhere. */
export function roleArnSource(draft: Draft): 'typed' | 'caller' | 'none' {
  if (draft.options.roleArn !== '') return 'typed';
  if (callerKindOf(draft) !== 'role') return 'none';
  const { kind } = principalOf(draft.subject?.arn ?? '');
  return kind === 'role' && roleArnFor(draft) === draft.subject?.arn ? 'typed' : 'caller';
}

/** The account; zeros where the draft has none. */
export function accountOf(draft: Draft): string {
  return isAccount(draft.match.account) ? draft.match.account : '000000000000';
}

/** The one session that the match accepts of a role that can be assumed; `undefined` when any will do. */
export function pinnedSessionOf(draft: Draft): string | undefined {
  return callerKindOf(draft) === 'role' ? factsOf(draft)?.session : undefined;
}

/** The session's name for those who assume the role: as asked for, as the match pins it, or the identity's. */
export function sessionNameOf(draft: Draft): string {
  if (draft.options.sessionName !== '') return draft.options.sessionName;
  return pinnedSessionOf(draft) ?? (sessionNameLike(draft.name) || 'chainguard');
}

/** A group or a role with its id, where that was typed in place of its name. */
export function identified({ id, name }: Named): Named {
  return id === '' && isUidp(name.trim()) ? { id: name.trim(), name: '' } : { id, name };
}

/** How chainctl finds a group: a name is enough for an organization, not for a group under one. */
export function groupReference(group: Named): string {
  const { id, name } = identified(group);
  return name !== '' && !id.includes('/') ? name : id || name;
}

/** How chainctl finds a role: a name is enough for a built-in one; two groups may have roles of one name. */
export const roleReference = groupReference;
