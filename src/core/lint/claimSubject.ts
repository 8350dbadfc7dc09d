import * as l10n from '@vscode/l10n';
import type { Work } from '../access/machine';
import type { Rule } from '../identity';
import { arnParts, type RulePart } from '../match/rule';
import { runOf, type SubjectPart, subjectParts } from '../match/subjectParts';
import { quotePattern } from '../pattern/pattern';
import { parsePattern } from '../pattern/syntax';
import type { Platform } from '../platform/platform';
import { excerpt, replace, type Span, whole } from '../text';
import type { ClaimProblem, ClaimRemedy } from './claimProblem';
import { ClaimReach } from './claimReach';

/** Finds subjects that let in more than anyone can mean, or that stop fitting. */
export function subjectProblems(rule: Rule, platform: Platform | undefined, work: Work): ClaimProblem[] {
  const reach = new ClaimReach('subject', work);
  const parts = subjectParts(rule) ?? [];
  const broad = rule.kind === 'pattern' ? broadProblems(rule, reach) : [];
  const found =
    broad.length > 0 ? broad : [...crossingProblems(rule, parts, reach), ...pullRequestProblems(rule, reach)];
  return [...found, ...(platform === 'github' ? mutableProblems(parts) : [])];
}

const run = '(?:ref:refs/heads/main|environment:\\w+|ref:refs/tags/\\w+)$';

function broadProblems(rule: Rule, reach: ClaimReach): ClaimProblem[] {
  const shown = excerpt(rule.value);
  const owner = subjectParts(rule)?.find(({ what }) => what === 'owner')?.plain;
  const account = arnParts(rule)?.[4].plain;
  const broad = (pattern: (name: string) => string, message: (example: string) => string): ClaimProblem[] => {
    const example = reach.inEach(rule, pattern);
    if (example === undefined) return [];
    return [{ rule: 'subject-any', at: whole(rule.value), message: message(example), remedies: [] }];
  };
  const found = [
    () =>
      broad(
        (name) => `^${name}+$`,
        (example) => l10n.t('The pattern fits any subject, for example {1}: {0}', shown, example),
      ),
    () =>
      broad(
        (name) => `^repo:${name}+/${name}+:${run}`,
        (example) =>
          l10n.t('The pattern fits any repository of anybody, for example {1}: {0}', shown, example),
      ),
    () =>
      owner === undefined
        ? []
        : broad(
            (name) => `^repo:${quotePattern(owner)}/${name}+:${run}`,
            (example) =>
              l10n.t('The pattern fits any repository of its owner, for example {1}: {0}', owner, example),
          ),
    () =>
      account === undefined
        ? []
        : broad(
            (name) => `^arn:aws[a-z-]*:iam::${quotePattern(account)}:role/${name}+$`,
            (example) =>
              l10n.t('The pattern fits any role of the account, for example {1}: {0}', account, example),
          ),
  ];
  for (const find of found) {
    const problems = find();
    if (problems.length > 0) return problems;
  }
  return [];
}

/**
 * The pattern that the author of `repo:acme/app:ref:refs/heads/main|master` means: alternatives that are no subjects by
 * themselves belong to the last component of the one before them.
 */
export function withTailGrouped(pattern: string): readonly ClaimRemedy[] {
  const texts = parsePattern(pattern).choices.map((choice) => {
    const pieces = choice.filter(({ kind }) => kind !== 'assertion');
    return pattern.slice(pieces[0]?.start ?? 0, pieces.at(-1)?.end ?? 0);
  });
  const [first = '', ...others] = texts;
  if (others.length === 0 || others.some((text) => text === '' || /[:|]/.test(text))) return [];
  const cut = Math.max(first.lastIndexOf(':'), first.lastIndexOf('/')) + 1;
  if (cut === 0 || !isSubject(first)) return [];
  const value = `^${first.slice(0, cut)}(?:${[first.slice(cut), ...others].join('|')})$`;
  return [{ title: l10n.t('Group what differs: {0}', value), rule: { kind: 'pattern', value } }];
}

function isSubject(pattern: string): boolean {
  const rule: Rule = { kind: 'pattern', value: pattern };
  return subjectParts(rule) !== undefined || arnParts(rule) !== undefined;
}

/** Components whose names end at a separator, so that a wildcard behind a name goes on into other names. */
const guarded: ReadonlySet<string> = new Set([
  'owner',
  'repository',
  'organization',
  'project_path',
  'pipeline',
  'namespace',
  'service-account',
]);

function crossingProblems(rule: Rule, parts: readonly SubjectPart[], reach: ClaimReach): ClaimProblem[] {
  if (rule.kind === 'exact') return [];
  const role = arnParts(rule)?.slice(6).at(-1);
  const names: readonly RulePart[] = role ? [role] : parts.filter(({ what }) => guarded.has(what));
  for (const [index, part] of names.entries()) {
    const wildcard = wildcardBehindName(part);
    if (!wildcard) continue;
    const name = quotePattern(unescaped(part.text.slice(0, wildcard.start)));
    const own: Rule = { kind: 'pattern', value: `^(?:${part.text})$` };
    const other =
      reach.inEach(own, (letters) => `^${name}[._-]?${letters}+$`) &&
      (reach.within(own, `^${name}-of-somebody$`) ?? reach.within(own, `^${name}[\\w.-]+$`));
    if (other === undefined) continue;
    const at = { start: part.at.start + wildcard.start, end: part.at.start + wildcard.end };
    const message = l10n.t('The wildcard also fits names that only begin the same, such as: {0}', other);
    const isLast = index === names.length - 1;
    return [{ rule: 'crosses-separator', at, message, remedies: endingName(rule, part, at, isLast) }];
  }
  return [];
}

/** Where the first wildcard of a component stands, if it is right behind a letter or a digit of a name. */
function wildcardBehindName(part: RulePart): Span | undefined {
  if (part.plain !== undefined) return undefined;
  const [sequence = []] = parsePattern(part.text).choices;
  const index = sequence.findIndex(({ kind }) => kind !== 'literal');
  const before = sequence[index - 1];
  const first = sequence[index];
  return first && before?.kind === 'literal' && /[A-Za-z0-9]/.test(before.character)
    ? { start: first.start, end: first.end }
    : undefined;
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/gsu, '$1');
}

/** What stands behind a name in a subject. */
const separators: ReadonlyMap<string, string> = new Map([
  ['owner', '/'],
  ['repository', ':'],
  ['organization', ':'],
  ['project_path', ':'],
]);

/** The pattern with the name ended before the wildcard, which goes on behind the separator where one follows. */
function endingName(rule: Rule, part: RulePart, at: Span, isLast: boolean): readonly ClaimRemedy[] {
  const what = 'what' in part ? part.what : '';
  const separator =
    isLast && at.end === part.at.end && !hasMore(rule, part) ? (separators.get(String(what)) ?? '') : '';
  const wildcard = rule.value.slice(at.start, at.end);
  const value = replace(rule.value, at, separator === '' ? '' : separator + wildcard);
  return [{ title: l10n.t('End the name there: {0}', value), rule: { kind: 'pattern', value } }];
}

/** Whether the rule goes on behind a component, but for an anchor. */
function hasMore(rule: Rule, part: RulePart): boolean {
  return !/^(?:\$|\\z)?$/.test(rule.value.slice(part.at.end));
}

function pullRequestProblems(rule: Rule, reach: ClaimReach): ClaimProblem[] {
  const subject = reach.within(rule, '^repo:[^:/]+/[^:/]+:pull_request$');
  if (subject === undefined) return [];
  const message =
    rule.kind === 'exact'
      ? l10n.t('Every pull request of the repository has this subject: {0}', excerpt(rule.value))
      : l10n.t('The pattern also fits the pull requests of the repository: {0}', subject);
  return [{ rule: 'pull-request', at: whole(rule.value), message, remedies: [] }];
}

function mutableProblems(parts: readonly SubjectPart[]): ClaimProblem[] {
  const [owner, repository, run] = ['owner', 'repository', 'run'].map((what) =>
    parts.find((part) => part.what === what),
  );
  if (owner?.plain === undefined || repository?.plain === undefined || run === undefined) return [];
  if (`${owner.plain}${repository.plain}`.includes('@')) return [];
  const message = l10n.t(
    'The subject has names only. With immutable subjects it is: {0}',
    `repo:${owner.plain}@ID/${repository.plain}@ID:${runOf(run.plain ?? '').kind === 'other' ? '…' : (run.plain ?? '…')}`,
  );
  return [
    { rule: 'mutable-subject', at: { start: owner.at.start, end: repository.at.end }, message, remedies: [] },
  ];
}
