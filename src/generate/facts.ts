import { isAccount, parseArn } from '../core/arn';
import { principalOf } from '../core/caller';
import { type Draft, type Named, roleArnOf } from '../core/draft/draft';
import type { AwsMatch, Rule } from '../core/identity';
import { isAnchored } from '../core/pattern/pattern';
import { arnParts, type RulePart, userIdParts } from '../core/match/rule';
import { sessionNameLike } from '../core/roleRules';
import { isUidp } from '../core/uidp';

/** What a match says about the one role or user that it accepts. */
interface MatchFacts {
  readonly kind: 'role' | 'user';
  readonly partition: string;
  /** A user's name with its path, or a role's without it. */
  readonly name: string;
  /** The role session's name; `undefined` if the match accepts any. */
  readonly session: string | undefined;
  /** `AROA…` or `AIDA…`; `undefined` if the match accepts any. */
  readonly uniqueId: string | undefined;
}

/** Remembers the result of `read` for each object, because every form of a draft asks for the same. */
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
 * What the draft's match says, if it accepts one role (in one session or any) or one user, with one unique ID or any;
 * `undefined` for any other match.
 */
export function factsOf({ claims, match }: Draft): MatchFacts | undefined {
  return claims ? undefined : matchFacts(match);
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

/** The one ARN that the draft's claims ask for as the subject; `undefined` where they ask for another one or several. */
const askedArnOf = once(({ claims }: Draft): string | undefined => {
  const parts = wholeParts(claims?.subject, arnParts)?.map(({ plain }) => plain);
  if (!parts || parts.includes(undefined)) return undefined;
  return [...parts.slice(0, 5), parts.slice(5).join('/')].join(':');
});

/** The ARN of whom the draft is for: what its claims ask for, or else the caller's; empty if neither is known. */
export function callerArnOf(draft: Draft): string {
  return askedArnOf(draft) ?? draft.subject?.arn ?? '';
}

/** The partition of the draft's role or caller, or else of its ARN rule; `aws` if none of them says. */
export function partitionOf(draft: Draft): string {
  const arn = parseArn(askedArnOf(draft) ?? (draft.options.roleArn || callerArnOf(draft)));
  return (
    arn?.partition ??
    factsOf(draft)?.partition ??
    (draft.match.arn && arnParts(draft.match.arn)?.[1]?.plain) ??
    'aws'
  );
}

/** The region that was typed, or else the partition's first. */
export function regionOf(draft: Draft): string {
  if (draft.options.region !== '') return draft.options.region;
  return firstRegions.get(partitionOf(draft)) ?? 'us-east-1';
}

const firstRegions: ReadonlyMap<string, string> = new Map([
  ['aws-us-gov', 'us-gov-west-1'],
  ['aws-cn', 'cn-north-1'],
  ['aws-eusc', 'eusc-de-east-1'],
]);

/** Whom the draft's identity is for. */
export type CallerKind =
  /** Sessions of a role that the account's owner made. */
  | 'role'
  /** Sessions of a role that only IAM Identity Center gives to people. */
  | 'permission-set'
  /** Sessions of a role that only an AWS service can assume. */
  | 'service-linked-role'
  | 'user'
  | 'root'
  | 'federated-user'
  | 'unknown';

/** Whom the match is for; if it does not say, the caller that it was made from. */
export const callerKindOf = once((draft: Draft): CallerKind => {
  const facts = factsOf(draft);
  const principal = principalOf(callerArnOf(draft));
  if (facts?.kind === 'user') return 'user';
  if (facts) return roleKind(facts.name);
  if (principal.kind === 'role') return roleKind(principal.name);
  if (principal.kind === 'assumed-role') return roleKind(principal.role);
  return principal.kind === 'instance-profile' ? 'unknown' : principal.kind;
});

/**
 * A role's kind by the names that AWS reserves (IAM user guide, "Name requirements"; IAM Identity Center user
 * guide).
 */
function roleKind(name: string): CallerKind {
  if (name.startsWith('AWSReservedSSO_')) return 'permission-set';
  return name.startsWith('AWSServiceRoleFor') ? 'service-linked-role' : 'role';
}

/** The role's name if the draft's caller has no role that could be made or assumed. */
const standIn = 'chainguard';

/** The IAM role's name without its path, if the draft knows a role that can be made; else a name for a new one. */
export function roleNameOf(draft: Draft): string {
  const role = principalOf(roleArnFor(draft));
  if (role.kind === 'role') return role.name;
  const facts = callerKindOf(draft) === 'role' ? factsOf(draft) : undefined;
  return facts?.name ?? standIn;
}

/** The IAM role's path, which begins and ends in a slash; `/` if the draft does not know it. */
export function rolePathOf(draft: Draft): string {
  const role = principalOf(roleArnFor(draft));
  return role.kind === 'role' ? role.path : '/';
}

/**
 * The IAM role's ARN: the one that the claims ask for, the one that was typed, the caller's, or one made from
 * {@link roleNameOf}.
 */
export const roleArnFor = once((draft: Draft): string => {
  const asked = askedRoleOf(draft);
  if (asked !== undefined) return asked;
  if (draft.options.roleArn !== '') return draft.options.roleArn;
  const arn = (name: string) => `arn:${partitionOf(draft)}:iam::${accountOf(draft)}:role/${name}`;
  if (callerKindOf(draft) !== 'role') return arn(standIn);
  const facts = factsOf(draft);
  const callers = roleArnOf({
    ...draft,
    subject: { account: '', arn: callerArnOf(draft), userId: undefined },
  });
  const role = principalOf(callers ?? '');
  const same = !facts || (role.kind === 'role' && role.name === facts.name);
  return callers !== undefined && same ? callers : arn(facts?.name ?? standIn);
});

/** The role that the claims ask for, if it is one that can be assumed. */
function askedRoleOf(draft: Draft): string | undefined {
  const asked = askedArnOf(draft);
  return asked !== undefined && principalOf(asked).kind === 'role' && callerKindOf(draft) === 'role'
    ? asked
    : undefined;
}

/** The source of {@link roleArnFor}'s ARN: a person, a caller's ARN (which lacks the path), or none. */
export function roleArnSource(draft: Draft): 'typed' | 'caller' | 'none' {
  if (draft.options.roleArn !== '' || askedRoleOf(draft) !== undefined) return 'typed';
  if (callerKindOf(draft) !== 'role') return 'none';
  const arn = callerArnOf(draft);
  return principalOf(arn).kind === 'role' && roleArnFor(draft) === arn ? 'typed' : 'caller';
}

/** The account; zeros if the draft has none. */
export function accountOf(draft: Draft): string {
  const { claims, match, options } = draft;
  const known = claims
    ? [parseArn(callerArnOf(draft))?.account, parseArn(options.roleArn)?.account]
    : [match.account];
  return known.find((account) => account !== undefined && isAccount(account)) ?? '000000000000';
}

/** The one session that the match accepts, of a role that can be assumed; `undefined` if it accepts any. */
export function pinnedSessionOf(draft: Draft): string | undefined {
  return callerKindOf(draft) === 'role' ? factsOf(draft)?.session : undefined;
}

/** The name for a session of the role: the one that was typed, the one that the match accepts, or the identity's. */
export function sessionNameOf(draft: Draft): string {
  if (draft.options.sessionName !== '') return draft.options.sessionName;
  return pinnedSessionOf(draft) ?? (sessionNameLike(draft.name) || 'chainguard');
}

/** A group or a role. An id that was typed in place of its name becomes its id. */
export function identified({ id, name }: Named): Named {
  return id === '' && isUidp(name.trim()) ? { id: name.trim(), name: '' } : { id, name };
}

/**
 * How chainctl finds a group or a role. A name is enough for an organization and for a built-in role, but not below an
 * organization, where several may have one name.
 */
export function referenceTo(named: Named): string {
  const { id, name } = identified(named);
  return name !== '' && !id.includes('/') ? name : id || name;
}
