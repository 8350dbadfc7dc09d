import * as l10n from '@vscode/l10n';
import { principalOf, sessionTool } from '../caller';
import { fieldName, type RuleField } from '../field';
import type { Rule } from '../identity';
import { type Facts, improbable, type Problem, type Remedy, whole } from './facts';
import { excerpt } from '../text';
import { isPlain } from './pattern';
import { anchorPattern, compilePattern, longestPattern, quotePattern } from '../pattern/pattern';
import { arnParts, type RulePart, userIdParts } from '../match/rule';

/** What a rule says of a role that no caller of the role satisfies, or only the present one. */
export function roleProblems(part: RuleField, rule: Rule, facts: Facts): Problem[] {
  const set = (title: string, value: string): Remedy => ({
    title,
    sets: { [part]: { kind: 'pattern', value } },
    widens: true,
  });
  const isText = rule.kind === 'exact' || isPlain(part, rule.value);
  const quote = ({ text }: RulePart) => (isText ? quotePattern(text) : text);
  if (rule.kind === 'exact' && rule.value !== facts.caller?.[part] && hasWildcards(rule.value))
    return [wildcardProblem(part, rule.value, set)];
  return part === 'arn' ? arnProblems(rule, quote, set) : userIdProblems(rule, facts, quote, set);
}

type MakeRemedy = (title: string, value: string) => Remedy;
type Quote = (part: RulePart) => string;

/**
 * Whether an exact value was meant as a pattern, or has IAM's wildcards in it. A path may have every printable
 * character in it (IAM user guide, "IAM identifiers"), so there only what nobody writes otherwise tells.
 */
function hasWildcards(value: string): boolean {
  const [, start = value, path = '', name = ''] =
    /^(arn:[^:]*:iam::\d*:(?:user|role|instance-profile)\/)(.*\/)([^/]*)$/.exec(value) ?? [];
  return /[\\*^$()[\]{}|?]/.test(start + name) || /\.[*+]|\*\/|\[\^|\(\?|\\[dswDSW.]/.test(path);
}

function wildcardProblem(part: RuleField, value: string, set: MakeRemedy): Problem {
  const message = l10n.t(
    'The exact {0} has wildcards in it, so it fits nobody: {1}',
    fieldName(part),
    excerpt(value),
  );
  const found: Problem = { rule: 'pattern-as-literal', part, at: whole(value), message, remedies: [] };
  if (value.length > longestPattern) return found;
  const isGlob = value.includes('*') && !/[\\^$()[\]{}|]|\.\*/.test(value);
  const pattern = isGlob
    ? `^${value.split('*').map(quotePattern).join('(.+)').replaceAll('\\?', '.')}$`
    : anchorPattern(value);
  const remedies = compilePattern(pattern).ok
    ? [set(l10n.t('Make it a pattern: {0}', pattern), pattern)]
    : [];
  return { ...found, remedies };
}

function arnProblems(rule: Rule, quote: Quote, set: MakeRemedy): Problem[] {
  const parts = arnParts(rule);
  if (!parts) return [];
  const [, partition, service, , account, type, ...names] = parts;
  const last = names.at(-1);
  if (!last?.text) return [];
  const at = whole(rule.value);
  const notOfSession = (message: string): Problem[] => {
    const value = `^arn:${quote(partition)}:sts::${quote(account)}:assumed-role/${quote(last)}/(.+)$`;
    const remedies = [set(l10n.t('Ask for any session of the role: {0}', value), value)];
    return [{ rule: 'role-arn', part: 'arn', at, message, remedies }];
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
  const isClosed = !last.fits('x'.repeat(99)) && !last.fits(`${last.plain ?? ''}x`);
  if (names.length === 1 && last.plain !== undefined && isClosed)
    return notOfSession(
      l10n.t('The ARN ends with the role. A caller’s goes on with the session: {0}', excerpt(rule.value)),
    );
  return [...pathProblems(rule, names), ...sessionProblems(rule, parts, set)];
}

/** Names of roles and sessions have no slash in them, so what stands before the last two is the role's path. */
function pathProblems(rule: Rule, names: readonly RulePart[]): Problem[] {
  const [first] = names;
  const role = names.at(-2);
  if (names.length < 3 || !first || !role) return [];
  if (names.slice(0, -1).some((name) => name.fits(improbable[0]))) return [];
  const path = rule.value.slice(first.at.start, role.at.start);
  const value = rule.value.slice(0, first.at.start) + rule.value.slice(role.at.start);
  return [
    {
      rule: 'role-path',
      part: 'arn',
      at: { start: first.at.start, end: role.at.start },
      message: l10n.t('The ARN of an assumed role has no path in it: {0}', excerpt(path)),
      remedies: [{ title: l10n.t('Drop the path: {0}', path), sets: { arn: { kind: rule.kind, value } } }],
    },
  ];
}

function sessionProblems(rule: Rule, parts: readonly RulePart[], set: MakeRemedy): Problem[] {
  if (rule.kind !== 'exact') return [];
  const principal = principalOf(rule.value);
  const session = parts.at(-1);
  if (principal.kind !== 'assumed-role' || !session) return [];
  return changingSession('arn', rule, session, principal.role, set);
}

function userIdProblems(rule: Rule, { arn }: Facts, quote: Quote, set: MakeRemedy): Problem[] {
  const [id, session] = userIdParts(rule) ?? [];
  if (!id) return [];
  const isClosed = !id.fits(`${id.plain ?? ''}:x`);
  if (!session && isClosed && /^AROA[A-Z0-9]+$/.test(id.plain ?? '')) {
    const value = `^${quote(id)}:(.+)$`;
    const message = l10n.t(
      'The user ID ends with the role’s unique ID. A caller’s goes on with the session: {0}',
      id.text,
    );
    const remedies = [set(l10n.t('Ask for any session of the role: {0}', value), value)];
    return [{ rule: 'role-arn', part: 'userId', at: whole(rule.value), message, remedies }];
  }
  if (!session || rule.kind !== 'exact') return [];
  const role = arn && arnParts(arn)?.[6]?.plain;
  return changingSession('userId', rule, session, role ?? '', set);
}

/** The session of an exact rule, when its name is another one each time. */
function changingSession(
  part: RuleField,
  rule: Rule,
  session: RulePart,
  role: string,
  set: MakeRemedy,
): Problem[] {
  const tool = sessionTool(session.text, role);
  if (!tool?.changes) return [];
  const value = `^${quotePattern(rule.value.slice(0, session.at.start))}(.+)$`;
  const message = l10n.t(
    'The session’s name looks like one that {0} chose, and will be another one next time: {1}',
    tool.name,
    session.text,
  );
  const remedies = [set(l10n.t('Ask for any session of the role: {0}', value), value)];
  return [{ rule: 'exact-session', part, at: session.at, message, remedies }];
}
