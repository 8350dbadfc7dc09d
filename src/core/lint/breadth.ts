import * as l10n from '@vscode/l10n';
import { isAccount } from '../arn';
import type { RuleField } from '../field';
import type { Rule } from '../identity';
import { anySession } from '../match/explainChange';
import { acceptedCaller, type Facts, improbable, type Problem, type Remedy, setPattern } from './facts';
import { excerpt, replace, type Span, whole } from '../text';
import { quotePattern } from '../pattern/pattern';
import { type ArnParts, arnParts, type RulePart, ruleHolds, userIdParts } from '../match/rule';

/** Finds patterns that let in more than anyone can mean: any account, role, user or unique id, or a shared session. */
export function breadthProblems(part: RuleField, rule: Rule, facts: Facts): Problem[] {
  if (rule.kind === 'exact') return [];
  if (part === 'userId') return uniqueIdProblems(rule, facts);
  const parts = arnParts(rule);
  const broad = [...accountProblems(rule, parts, facts), ...nameProblems(rule, parts, facts)].slice(0, 1);
  return broad.length > 0 ? broad : sharedProblems(rule, parts, facts);
}

/** Whether a stretch accepts all of some texts that nobody has, so probably any text. */
function takesAny(part: RulePart | undefined, texts: readonly string[]): boolean {
  return part?.plain === undefined && part !== undefined && texts.every((text) => part.fits(text));
}

function accountProblems(rule: Rule, parts: ArnParts | undefined, facts: Facts): Problem[] {
  const account = parts?.[4];
  if (!account || !takesAny(account, ['000000000001', '999999999998'])) return [];
  const own = facts.account ?? '';
  const remedies = isAccount(own) ? [setArn(replace(rule.value, account.at, own))] : [];
  const message = l10n.t('The pattern fits the ARNs of any account: {0}', excerpt(account.text));
  return [{ rule: 'too-broad', part: 'arn', at: account.at, message, remedies }];
}

function nameProblems(rule: Rule, parts: ArnParts | undefined, facts: Facts): Problem[] {
  const [name, ...more] = parts?.slice(6) ?? [];
  if (name?.plain) return [];
  const type = parts?.[5].plain;
  const isAny = takesAny(name, improbable);
  const { account } = facts;
  const prefix = `arn:${parts?.[1].plain ?? 'aws'}`;
  const holds = (kind: string) =>
    improbable.every((text) =>
      ruleHolds(rule, `${prefix}:${kind.replace('#', account ?? '000000000001')}${text}`),
    );
  const anyRole =
    (type === 'assumed-role' && isAny) ||
    (holds('sts::#:assumed-role/no-such-role/') && holds(`sts::#:assumed-role/${improbable[1]}/`));
  const anyUser = (type === 'user' && isAny && more.length === 0) || holds('iam::#:user/');
  if (!anyRole && !anyUser) return [];
  const at = name && isAny ? name.at : whole(rule.value);
  const message = anyRole
    ? l10n.t('The pattern fits any role: {0}', excerpt(rule.value))
    : l10n.t('The pattern fits any user: {0}', excerpt(rule.value));
  return [{ rule: 'too-broad', part: 'arn', at, message, remedies: tightened(rule, 'arn', at, 6, facts) }];
}

function uniqueIdProblems(rule: Rule, facts: Facts): Problem[] {
  const [id] = userIdParts(rule) ?? [];
  if (id?.plain) return [];
  const kinds = ['AROA', 'AIDA'].map((kind) => [`${kind}ZQ7NOSUCHID23456`, `${kind}XK2NOSUCHID76543`]);
  const isAny = kinds.some((ids) => takesAny(id, ids));
  const holds = kinds.some((ids) =>
    ids.every((text, index) => ruleHolds(rule, `${text}:${improbable[index] ?? ''}`)),
  );
  if (!isAny && !holds) return [];
  const at = id && isAny ? id.at : whole(rule.value);
  const message = l10n.t('The pattern fits any unique ID: {0}', excerpt(rule.value));
  return [
    { rule: 'too-broad', part: 'userId', at, message, remedies: tightened(rule, 'userId', at, 0, facts) },
  ];
}

/** Replaces what fits anything with the caller's own text, if the identity accepts the caller. */
function tightened(rule: Rule, part: RuleField, at: Span, index: number, facts: Facts): Remedy[] {
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

function sharedProblems(rule: Rule, parts: ArnParts | undefined, facts: Facts): Problem[] {
  const [role, session, more] = parts?.slice(6) ?? [];
  if (parts?.[5].plain !== 'assumed-role' || !role?.plain || !session || more) return [];
  const isPinned = facts.userId && userIdParts(facts.userId)?.[1]?.plain !== undefined;
  if (!shared.test(role.plain) || !takesAny(session, improbable) || isPinned) return [];
  const own = facts.caller?.principal;
  const pinned =
    own?.kind === 'assumed-role' && own.role === role.plain
      ? [setArn(replace(rule.value, session.at, quotePattern(own.session)))]
      : [];
  const message = l10n.t('The pattern fits any session of a role that people share: {0}', role.plain);
  return [{ rule: 'any-session', part: 'arn', at: session.at, message, remedies: pinned }];
}

function setArn(value: string): Remedy {
  return setPattern('arn', l10n.t('Set the ARN pattern to: {0}', value), value);
}
