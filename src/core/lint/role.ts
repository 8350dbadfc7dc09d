import * as l10n from '@vscode/l10n';
import { principalOf, sessionTool } from '../caller';
import { fieldName, type RuleField } from '../field';
import type { Rule } from '../identity';
import { anyone } from '../access/access';
import { askForAnySession, type Facts, type Problem, type Remedy, setPattern } from './facts';
import { excerpt, replace, whole } from '../text';
import { isGlob, patternOfGlob } from '../pattern/glob';
import { isPlain } from './pattern';
import { anchorPattern, compilePattern, longestPattern, quotePattern } from '../pattern/pattern';
import { arnParts, type RulePart, userIdParts } from '../match/rule';

/** Finds what no caller of a role satisfies, or only its present session. */
export function roleProblems(part: RuleField, rule: Rule, facts: Facts): Problem[] {
  const isText = rule.kind === 'exact' || isPlain(part, rule.value);
  const quote = ({ text }: RulePart) => (isText ? quotePattern(text) : text);
  if (rule.kind === 'exact' && rule.value !== facts.caller?.[part] && hasWildcards(rule.value))
    return [wildcardProblem(part, rule.value)];
  return part === 'arn' ? arnProblems(rule, facts, quote) : userIdProblems(rule, facts, quote);
}

type Quote = (part: RulePart) => string;

/**
 * Whether an exact value was meant as a pattern, or has IAM's wildcards in it. A path may hold any printable character
 * (IAM user guide, "IAM identifiers"), so in a path only unmistakable syntax counts.
 */
function hasWildcards(value: string): boolean {
  const [, start = value, path = '', name = ''] =
    /^(arn:[^:]*:iam::\d*:(?:user|role|instance-profile)\/)(.*\/)([^/]*)$/.exec(value) ?? [];
  return /[\\*^$()[\]{}|?]/.test(start + name) || /\.[*+]|\*\/|\[\^|\(\?|\\[dswDSW.]/.test(path);
}

function wildcardProblem(part: RuleField, value: string): Problem {
  const message = l10n.t(
    'The exact {0} has wildcards in it, so it fits nobody: {1}',
    fieldName(part),
    excerpt(value),
  );
  const found: Problem = { rule: 'pattern-as-literal', part, at: whole(value), message, remedies: [] };
  if (value.length > longestPattern) return found;
  const pattern = value.includes('*') && isGlob(value) ? patternOfGlob(value) : anchorPattern(value);
  if (!compilePattern(pattern).ok) return found;
  const remedy = setPattern(part, l10n.t('Make it a pattern: {0}', pattern), pattern);
  return { ...found, remedies: [{ ...remedy, widens: true }] };
}

function arnProblems(rule: Rule, facts: Facts, quote: Quote): Problem[] {
  const parts = arnParts(rule);
  if (!parts) return [];
  const [, partition, service, , account, type, ...names] = parts;
  const last = names.at(-1);
  if (!last?.text) return [];
  const at = whole(rule.value);
  const notOfSession = (message: string): Problem[] => {
    const value = `^arn:${quote(partition)}:sts::${quote(account)}:assumed-role/${quote(last)}/(.+)$`;
    return [{ rule: 'role-arn', part: 'arn', at, message, remedies: [widening('arn', value)] }];
  };
  if (service.plain === 'iam' && type.plain === 'role')
    return notOfSession(
      l10n.t('This is the ARN of an IAM role, which no caller presents: {0}', excerpt(rule.value)),
    );
  if (service.plain === 'iam' && type.plain === 'instance-profile') {
    const message = l10n.t(
      'This is the ARN of an instance profile. A caller presents the role that is in it: {0}',
      excerpt(rule.value),
    );
    return [{ rule: 'role-arn', part: 'arn', at, message, remedies: [] }];
  }
  if (service.plain !== 'sts' || type.plain !== 'assumed-role') return [];
  const isClosed = !last.fits(`${last.plain ?? ''}x`);
  if (names.length === 1 && last.plain !== undefined && isClosed)
    return notOfSession(
      l10n.t('The ARN ends with the role. A caller’s goes on with the session: {0}', excerpt(rule.value)),
    );
  const principal = principalOf(rule.value);
  const isExact = rule.kind === 'exact' && principal.kind === 'assumed-role';
  return [
    ...pathProblems(rule, account, names, facts),
    ...(isExact ? changingSession('arn', rule, last, principal.role) : []),
  ];
}

/** Finds the role's path: names of roles and sessions have no slash, so it is whatever stands before the last two. */
function pathProblems(rule: Rule, account: RulePart, names: readonly RulePart[], { work }: Facts): Problem[] {
  const [first] = names;
  const role = names.at(-2);
  if (names.length < 3 || !first || !role) return [];
  if (first.plain === undefined) return [];
  const match = { account: account.plain ?? '', arn: rule, userId: undefined };
  const unknown = account.plain === undefined ? (['account', 'userId'] as const) : (['userId'] as const);
  if (anyone(match, { unknown, ...(work && { work }) }).kind !== 'nobody') return [];
  const at = { start: first.at.start, end: role.at.start };
  const path = rule.value.slice(at.start, at.end);
  const sets = { arn: { kind: rule.kind, value: replace(rule.value, at, '') } };
  const message = l10n.t('The ARN of an assumed role has no path in it: {0}', excerpt(path));
  const remedies = [{ title: l10n.t('Drop the path: {0}', path), sets }];
  return [{ rule: 'role-path', part: 'arn', at, message, remedies }];
}

function userIdProblems(rule: Rule, { arn }: Facts, quote: Quote): Problem[] {
  const [id, session] = userIdParts(rule) ?? [];
  if (!id) return [];
  const isClosed = !id.fits(`${id.plain ?? ''}:x`);
  if (!session && isClosed && /^AROA[A-Z0-9]+$/.test(id.plain ?? '')) {
    const message = l10n.t(
      'The user ID ends with the role’s unique ID. A caller’s goes on with the session: {0}',
      id.text,
    );
    const remedies = [widening('userId', `^${quote(id)}:(.+)$`)];
    return [{ rule: 'role-arn', part: 'userId', at: whole(rule.value), message, remedies }];
  }
  if (!session || rule.kind !== 'exact') return [];
  const role = arn && arnParts(arn)?.[6]?.plain;
  return changingSession('userId', rule, session, role ?? '');
}

/** Finds the session of an exact rule whose name changes each time. */
function changingSession(part: RuleField, rule: Rule, session: RulePart, role: string): Problem[] {
  const tool = sessionTool(session.text, role);
  if (!tool?.changes) return [];
  const value = `^${quotePattern(rule.value.slice(0, session.at.start))}(.+)$`;
  const message = l10n.t(
    'The session’s name looks like one that {0} chose, and will be another one next time: {1}',
    tool.name,
    session.text,
  );
  return [{ rule: 'exact-session', part, at: session.at, message, remedies: [widening(part, value)] }];
}

function widening(part: RuleField, value: string): Remedy {
  return { ...askForAnySession(part, value), widens: true };
}
