import * as l10n from '@vscode/l10n';
import type { Work } from '../access/machine';
import type { Rule } from '../identity';
import { subjectParts } from '../match/subjectParts';
import { isGlob, patternOfGlob } from '../pattern/glob';
import { anchorPattern, compilePattern, longestPattern, quotePattern } from '../pattern/pattern';
import { type Platform, platformName, platformOfAudience, platformOfIssuer } from '../platform/platform';
import { excerpt, whole } from '../text';
import { issuerProblems } from './claimIssuer';
import type { ClaimField, ClaimProblem, ClaimRemedy } from './claimProblem';
import { subjectProblems, withTailGrouped } from './claimSubject';
import { textProblems } from './pattern';

/** What is wrong with one rule. A remedy is kept only if it solves its problem and causes no other. */
export function claimProblems(
  part: ClaimField,
  rule: Rule,
  platform: Platform | undefined,
  work: Work,
): ClaimProblem[] {
  const problems = problemsOf(part, rule, platform, work);
  const before = new Set(problems.map((problem) => problem.rule));
  return problems.map((problem) => {
    const remedies = problem.remedies.filter((remedy) => {
      const after = problemsOf(part, remedy.rule, platform, work).map((each) => each.rule);
      return !after.includes(problem.rule) && after.every((id) => before.has(id));
    });
    return { ...problem, remedies };
  });
}

function problemsOf(
  part: ClaimField,
  rule: Rule,
  platform: Platform | undefined,
  work: Work,
): ClaimProblem[] {
  // No token holds a text of that length, and no expression here is made for one.
  if (rule.value === '' || (rule.kind === 'exact' && rule.value.length > longestPattern)) return [];
  const form =
    rule.kind === 'exact' ? wildcardProblems(part, rule.value) : patternFormProblems(part, rule.value);
  if (form.some(({ rule: id }) => id === 'not-re2' || id === 'pattern-as-literal')) return form;
  const found = [
    ...form,
    ...(part === 'issuer' ? issuerProblems(rule, work) : []),
    ...(part === 'subject' ? subjectProblems(rule, platform, work) : []),
    ...(part === 'audience' ? audienceProblems(rule, platform) : []),
  ];
  const isLiteral = found.some(({ rule: id }) => id === 'literal-as-pattern');
  return isLiteral ? found.filter(({ rule: id }) => id !== 'unanchored' && id !== 'unescaped') : found;
}

function patternFormProblems(part: ClaimField, pattern: string): ClaimProblem[] {
  const grouped = part === 'subject' ? withTailGrouped(pattern) : [];
  const ofText = textProblems(pattern).map(({ patterns, ...problem }): ClaimProblem => ({
    ...problem,
    remedies: [
      ...grouped,
      ...patterns.map(({ value, ...more }): ClaimRemedy => ({ ...more, rule: { kind: 'pattern', value } })),
    ],
  }));
  return [...ofText, ...(isPlain(part, pattern) ? [literalProblem(pattern)] : [])];
}

/** Whether a pattern is the issuer, the subject or the audience itself, with nothing that only a pattern has. */
function isPlain(part: ClaimField, text: string): boolean {
  if (!/^[\w:/@.,=+ -]+$/.test(text) || /\.[+]/.test(text)) return false;
  if (part === 'issuer') return text.startsWith('https://');
  if (part === 'subject')
    return subjectParts({ kind: 'exact', value: text }) !== undefined || text.startsWith('arn:');
  return false;
}

function literalProblem(pattern: string): ClaimProblem {
  const quoted = `^${quotePattern(pattern)}$`;
  return {
    rule: 'literal-as-pattern',
    at: whole(pattern),
    message: l10n.t('This is a plain text in a pattern’s field: {0}', excerpt(pattern)),
    remedies: [
      { title: l10n.t('Make it the exact value'), rule: { kind: 'exact', value: pattern } },
      { title: l10n.t('Anchor and escape it: {0}', quoted), rule: { kind: 'pattern', value: quoted } },
    ],
  };
}

/** Syntax that no issuer, subject or audience has in it. A subject of Bitbucket has braces. */
const unmistakable = /^\^|\$$|\\[.\\/+*?()[\]{}|dwsDWS-]|\.[*+]|\[\^|\(\?/;

function wildcardProblems(part: ClaimField, value: string): ClaimProblem[] {
  const wild = unmistakable.test(value) || (part !== 'claim' && value.includes('*'));
  if (!wild) return [];
  const message = l10n.t('The exact value has wildcards in it, so it fits no token: {0}', excerpt(value));
  const found: ClaimProblem = { rule: 'pattern-as-literal', at: whole(value), message, remedies: [] };
  const pattern = value.includes('*') && isGlob(value) ? patternOfGlob(value) : anchorPattern(value);
  if (!compilePattern(pattern).ok) return [found];
  const rule: Rule = { kind: 'pattern', value: pattern };
  return [{ ...found, remedies: [{ title: l10n.t('Make it a pattern: {0}', pattern), rule, widens: true }] }];
}

/** Finds an audience that belongs to another platform than the issuer. */
function audienceProblems(rule: Rule, platform: Platform | undefined): ClaimProblem[] {
  const of = rule.kind === 'exact' ? platformOfAudience(rule.value) : undefined;
  const issuer = rule.kind === 'exact' ? platformOfIssuer(rule.value) : undefined;
  const other = of ?? (issuer === 'chainguard' ? undefined : issuer);
  if (other === undefined || platform === undefined || other === platform) return [];
  const message = l10n.t(
    'The issuer is one of {0}, but this audience belongs to: {1}',
    platformName(platform),
    platformName(other),
  );
  return [{ rule: 'audience-of-another', at: whole(rule.value), message, remedies: [] }];
}
