import {
  type Caller,
  type CallerParts,
  parseUserId,
  type Principal,
  principalOf,
  sessionTool,
} from '../caller';
import type { RuleField } from '../field';
import type { Rule } from '../identity';
import { compilePattern } from '../pattern/pattern';
import type { Cause, Component, Differs } from './cause';
import { arnParts, type RulePart, rulePlace, userIdParts } from './rule';
import { patternCause, textCause } from './textCause';

/** Why `account` is not the caller's. */
export function accountCause(account: string, caller: Caller): Cause {
  const differs = { expected: account, actual: caller.account };
  if (account === '') return { kind: 'unset' };
  if (account.trim() === caller.account)
    return { kind: 'white-space', where: 'around', fixed: caller.account };
  const digits = account.replace(/[\s-]/g, '');
  if (digits.padStart(12, '0') === caller.account) return { kind: 'account-format', ...differs };
  return { kind: 'account', ...differs };
}

/**
 * Why a rule does not accept the caller. Tries the most certain causes first: single changes to the text that make it
 * fit, then what the components of the ARN or the user ID say.
 *
 * @param sameName whether the ARN rule accepts the caller by name, so that another unique id means a recreated one
 */
export function ruleCause(
  field: RuleField,
  rule: Rule | undefined,
  caller: CallerParts,
  sameName: boolean,
): Cause {
  if (rule === undefined || rule.value === '') return { kind: 'unset' };
  const actual = caller[field];
  if (rule.kind === 'pattern') {
    const compiled = compilePattern(rule.value);
    if (!compiled.ok) return { kind: 'refused', problem: compiled.problem, at: compiled.at };
  }
  const belongs = field === 'arn' ? 'userId' : 'arn';
  const isOther = field === 'arn' ? /^\^?A(?:ROA|IDA)/.test(rule.value) : /^\^?arn:/.test(rule.value);
  return (
    textCause(rule, actual) ??
    (isOther ? { kind: 'wrong-field', belongs } : undefined) ??
    (field === 'arn' ? arnCause(rule, caller) : userIdCause(rule, caller, sameName)) ??
    patternCause(rule, actual) ?? {
      kind: 'other',
      within: componentAt(field, caller, rulePlace(rule, actual).actual.start),
    }
  );
}

/** Whether an ARN rule asks for the caller's role or user by its exact name, and not by a pattern that others fit. */
export function namesCaller(rule: Rule | undefined, { principal }: CallerParts): boolean {
  const names = (rule && arnParts(rule)?.slice(6)) ?? [];
  if (principal.kind === 'assumed-role') return names[0]?.plain === principal.role;
  return principal.kind === 'user' && names.at(-1)?.plain === principal.name;
}

/** What the components of the two ARNs say. */
function arnCause(rule: Rule, { parsedArn: arn, principal }: CallerParts): Cause | undefined {
  const parts = arnParts(rule);
  if (!parts || !arn) return undefined;
  const [, partition, service, , account, type, ...names] = parts;
  const asks = principalOf(`arn:aws:${service.plain ?? 'sts'}::000000000000:${type.plain ?? ''}/name`);
  const expected: Principal['kind'] = type.plain === 'root' ? 'root' : asks.kind;
  if (expected === 'role' && principal.kind === 'assumed-role') {
    const isSame = names.at(-1)?.fits(principal.role) ?? false;
    const sameRole = isSame && partition.fits(arn.partition) && account.fits(arn.account);
    return { kind: 'role-arn', role: principal.role, sameRole };
  }
  if (expected !== 'unknown' && principal.kind !== 'unknown' && expected !== principal.kind)
    return { kind: 'principal-kind', expected, actual: principal.kind };
  if (!partition.fits(arn.partition)) return differs('partition', partition, arn.partition);
  if (!account.fits(arn.account)) return differs('account', account, arn.account);
  return nameCause(names, principal);
}

function nameCause(names: readonly RulePart[], principal: Principal): Cause | undefined {
  const [first, second] = names;
  const last = names.at(-1);
  if (!first || !last) return undefined;
  const written = (parts: readonly RulePart[]) => parts.map((part) => `${part.plain ?? part.text}/`).join('');
  if (principal.kind === 'assumed-role') {
    const { role, session } = principal;
    const at = names.findIndex((name) => name.fits(role));
    if (at > 0 && at === names.length - 2)
      return { kind: 'role-path', path: written(names.slice(0, at)), role };
    if (!first.fits(role)) return differs('role', names.at(-2) ?? first, role);
    if (!second) return { kind: 'session-missing', session };
    if (!second.fits(session)) return sessionCause(second, session, role);
  } else if (principal.kind === 'federated-user' || principal.kind === 'user') {
    if (!last.fits(principal.name)) return differs('user', last, principal.name);
    const expected = `/${written(names.slice(0, -1))}`;
    if (principal.kind === 'user' && expected !== principal.path)
      return { kind: 'user-path', expected, actual: principal.path };
  }
  return undefined;
}

/** What the two user IDs say. */
function userIdCause(
  rule: Rule,
  { parsedId: actual, principal }: CallerParts,
  sameName: boolean,
): Cause | undefined {
  const [id, session] = userIdParts(rule) ?? [];
  if (!id) return undefined;
  const expected = id.plain ?? id.text;
  const asked = parseUserId(expected).of;
  if (asked !== actual.of && asked !== 'unknown' && actual.of !== 'unknown')
    return { kind: 'principal-kind', expected: asked, actual: actual.of };
  if (!id.fits(actual.id)) {
    const both = { expected, actual: actual.id };
    if (asked === 'unknown' && id.plain === undefined) return undefined;
    if (sameName && id.plain !== undefined && (asked === 'role' || asked === 'user'))
      return { kind: 'recreated', principal: asked, ...both };
    return { kind: 'unique-id', ...both };
  }
  if (actual.session === undefined || session?.fits(actual.session)) return undefined;
  if (principal.kind !== 'assumed-role') return session && differs('user', session, actual.session);
  if (!session) return { kind: 'session-missing', session: actual.session };
  return sessionCause(session, actual.session, principal.role);
}

function sessionCause(part: RulePart, session: string, role: string): Cause {
  return { ...differs('session', part, session), tool: sessionTool(session, role) };
}

/** Which component of the caller's text the character at `offset` belongs to. */
function componentAt(field: RuleField, caller: CallerParts, offset: number): Component | undefined {
  const before = caller[field].slice(0, offset);
  if (field === 'userId') return before.includes(':') ? 'session' : 'unique-id';
  const { principal } = caller;
  if (principal.kind === 'unknown') return undefined;
  const colons = before.split(':').length - 1;
  if (colons < 5) return ([undefined, 'partition', 'kind', 'kind', 'account'] as const)[colons];
  const slashes = before.split('/').length - 1;
  if (slashes === 0) return 'kind';
  if (principal.kind !== 'assumed-role') return 'user';
  return slashes === 1 ? 'role' : 'session';
}

function differs<K extends string>(kind: K, part: RulePart, actual: string): { kind: K } & Differs {
  return { kind, expected: part.plain ?? part.text, actual };
}
