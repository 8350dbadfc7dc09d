import * as l10n from '@vscode/l10n';
import { isAccount } from '../arn';
import { type Answer, anyone, overlap } from '../access/access';
import type { Caller } from '../caller';
import type { RuleField } from '../field';
import type { AwsMatch, Rule } from '../identity';
import { anySession } from '../match/explainChange';
import { arnParts, userIdParts } from '../match/rule';
import { quotePattern } from '../pattern/pattern';
import { excerpt, replace, type Span, whole } from '../text';
import { acceptedCaller, type Facts, type Problem, type Remedy, setPattern } from './facts';

/** Rules that all are set and can be asked about together. */
interface Together extends AwsMatch {
  readonly arn: Rule;
  readonly userId: Rule;
}

/**
 * Finds rules that together let in more than anyone can mean: any role or user of the account, or any session of a role
 * that people share. It is decided whom they let in; where that takes too much work, nothing is said.
 */
export function reachProblems(facts: Facts): Problem[] {
  const match = together(facts);
  if (!match) return [];
  const [name] = arnParts(match.arn)?.slice(6) ?? [];
  const broad = isPinned(name?.plain, 0) ? [] : nameProblems(match, facts);
  return broad.length > 0 ? broad : sharedProblems(match, facts);
}

/** Finds rules that no caller can fulfil together, and names those that exclude each other. */
export function neverProblems(facts: Facts): Problem[] {
  const match = facts.isPartly ? undefined : together(facts);
  if (!match || isUsual(match) || answerOf(anyone, match, facts).kind !== 'nobody') return [];
  const { account, arn, userId } = match;
  const never = (part: RuleField, message: string): Problem[] => [
    { rule: 'never', part, at: whole(match[part].value), message, remedies: [] },
  ];
  const fitsNobody = (unknown: RuleField) =>
    anyone(match, { unknown: [unknown], ...workOf(facts) }).kind === 'nobody';
  if (fitsNobody('userId'))
    return never(
      'arn',
      l10n.t('No caller of the account {0} has an ARN that fits: {1}', account, excerpt(arn.value)),
    );
  if (fitsNobody('arn'))
    return never(
      'userId',
      l10n.t('No caller of the account {0} has a user ID that fits: {1}', account, excerpt(userId.value)),
    );
  return never(
    'userId',
    l10n.t(
      'The ARN and the user ID exclude each other, so they fit nobody: {0} and {1}',
      excerpt(arn.value),
      excerpt(userId.value),
    ),
  );
}

/** The rules, for the account that the ARN states, so that a wrong account hides nothing else. */
function together({ account, arn, userId }: Facts): Together | undefined {
  if (!arn?.value || !userId?.value) return undefined;
  const stated = arnParts(arn)?.[4].plain ?? '';
  const [known] = [stated, account ?? ''].filter(isAccount);
  return { account: known ?? '111122223333', arn, userId };
}

/** Rules as nearly everybody writes them for a role: certainly some caller fits both. */
function isUsual({ account, arn, userId }: Together): boolean {
  const ofArn = usualArn.exec(arn.value)?.[1];
  return (
    arn.kind === 'pattern' && userId.kind === 'pattern' && ofArn === account && usualId.test(userId.value)
  );
}

const usualArn = /^\^?arn:aws(?:-[a-z]+)*:sts::(\d+):assumed-role\/[\w=,@-]{1,64}\/(?:\(\.[+*]\)|\.[+*])\$?$/;
const usualId = /^\^?AROA[A-Z0-9]{1,60}:(?:\(\.[+*]\)|\.[+*])\$?$/;

function workOf({ work }: Facts): { readonly work?: NonNullable<Facts['work']> } {
  return work ? { work } : {};
}

function answerOf(ask: typeof anyone, match: AwsMatch, facts: Facts): Answer {
  return ask(match, workOf(facts));
}

/** Whether a fixed text holds a name to itself, so that nothing has to be decided. */
function isPinned(plain: string | undefined, besides: number): boolean {
  return plain !== undefined && plain.length > besides;
}

/**
 * Sets of names and of unique ids that have no letter in common, in upper and lower case. Rules that let in some of each
 * set ask for nothing in a name.
 */
const alphabets = [
  ['[a-iA-I]', '[A-I0-3]'],
  ['[j-rJ-R]', '[J-R4-6]'],
  ['[s-zS-Z]', '[S-Z7-9]'],
] as const;

/** A caller whom rules accept in each set, if they do; the first who looks like one. */
function acceptedInEach(
  match: Together,
  sets: readonly (readonly [arn: string, userId: string])[],
  all: readonly [arn: string, userId: string],
  facts: Facts,
): Caller | undefined {
  const sharedWith = ([arn, userId]: readonly [string, string]) =>
    overlap(
      match,
      {
        account: match.account,
        arn: { kind: 'pattern', value: arn },
        userId: { kind: 'pattern', value: userId },
      },
      workOf(facts),
    );
  const isEach = sets.every((set) => sharedWith(set).kind === 'somebody');
  const example = isEach ? sharedWith(all) : undefined;
  return example?.kind === 'somebody' ? example.caller : undefined;
}

const ofRole = '^arn:[^:]*:sts::\\d*:assumed-role/';
const ofUser = '^arn:[^:]*:iam::\\d*:user/';

function nameProblems(match: Together, facts: Facts): Problem[] {
  if (isPinned(userIdParts(match.userId)?.[0]?.plain, 'AROA'.length)) return [];
  const { arn } = match;
  const anyRole = acceptedInEach(
    match,
    alphabets.map(([name, id]) => [`${ofRole}${name}+/`, `^AROA${id}+:`]),
    [ofRole, '^AROA'],
    facts,
  );
  const anyUser =
    anyRole ??
    acceptedInEach(
      match,
      alphabets.map(([name, id]) => [`${ofUser}${name}+$`, `^AIDA${id}+$`]),
      [`${ofUser}[^/]+$`, '^AIDA'],
      facts,
    );
  if (!anyUser) return [];
  const [name] = arnParts(arn)?.slice(6) ?? [];
  const at = name?.text && name.plain === undefined ? name.at : whole(arn.value);
  const shown = excerpt(arn.value);
  const message = anyRole
    ? l10n.t('The rules fit any role, for example {1}: {0}', shown, anyRole.arn)
    : l10n.t('The rules fit any user, for example {1}: {0}', shown, anyUser.arn);
  const remedies = [...tightened('arn', arn, at, 6, facts), ...tightenedId(match, facts)];
  return [{ rule: 'too-broad', part: 'arn', at, message, remedies }];
}

function tightenedId({ userId }: Together, facts: Facts): Remedy[] {
  const id = userIdParts(userId)?.[0];
  return tightened('userId', userId, id?.text ? id.at : whole(userId.value), 0, facts);
}

/** Replaces what fits anything with the caller's own text, if the identity accepts the caller. */
function tightened(part: RuleField, rule: Rule, at: Span, index: number, facts: Facts): Remedy[] {
  const caller = acceptedCaller(facts);
  if (!caller) return [];
  const texts = caller.components[part];
  const parts = part === 'arn' ? arnParts(rule) : userIdParts(rule);
  const own = texts[index];
  const value =
    own !== undefined && parts?.[index]?.at.start === at.start && parts.length === texts.length
      ? replace(rule.value, at, quotePattern(own))
      : (anySession(part, caller)[0]?.value ?? `^${quotePattern(caller[part])}$`);
  return [setPattern(part, l10n.t('Tighten it to the caller: {0}', value), value)];
}

/** Roles that people sign in to: those of IAM Identity Center and Organizations, and names that suggest it. */
const shared =
  /^(?:AWSReservedSSO_|OrganizationAccountAccessRole$|AWSControlTowerExecution$)|(?:^|[-_])(?:admins?|administrators?|developers?|poweruser|humans?|people|staff|sso)(?:$|[-_])/i;

function sharedProblems(match: Together, facts: Facts): Problem[] {
  const parts = arnParts(match.arn);
  const [role, session, more] = parts?.slice(6) ?? [];
  if (parts?.[5].plain !== 'assumed-role' || !role?.plain || !session || more) return [];
  if (!shared.test(role.plain) || session.plain) return [];
  const ofOne = `${ofRole}${quotePattern(role.plain)}/`;
  const example = acceptedInEach(
    match,
    alphabets.map(([name]) => [`${ofOne}${name}+$`, '^AROA']),
    [ofOne, '^AROA'],
    facts,
  );
  if (!example) return [];
  const own = facts.caller?.principal;
  const pinned =
    own?.kind === 'assumed-role' && own.role === role.plain ? quotePattern(own.session) : undefined;
  const value = pinned === undefined ? '' : replace(match.arn.value, session.at, pinned);
  const message = l10n.t(
    'The rules fit any session of a role that people share, for example {1}: {0}',
    role.plain,
    example.arn,
  );
  const remedies =
    pinned === undefined ? [] : [setPattern('arn', l10n.t('Set the ARN pattern to: {0}', value), value)];
  return [{ rule: 'any-session', part: 'arn', at: session.at, message, remedies }];
}
