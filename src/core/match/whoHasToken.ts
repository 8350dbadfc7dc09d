import * as l10n from '@vscode/l10n';
import { parseArn } from '../arn';
import { principalOf } from '../caller';
import type { ClaimMatch, Rule } from '../identity';
import { compilePattern, isAnchored } from '../pattern/pattern';
import { platformName, platformOfIssuer } from '../platform/platform';
import { visible } from '../text';
import { arnParts, type RulePart } from './rule';
import { runOf, type SubjectPart, subjectParts } from './subjectParts';

/**
 * Who could assume an identity that trusts these claims, in one to three plain sentences, for any rules, even unfinished
 * ones. Never understates whom they let in: it quotes rules whose form it does not understand.
 */
export function whoHasToken(match: ClaimMatch): string {
  const nobody = whyNobody(match);
  if (nobody !== undefined) return nobody;
  const { issuer, subject, audience, claims } = match;
  if (!issuer || !subject) return l10n.t('Nobody: the issuer and the subject both have to be set.');
  const also = [
    ...(audience ? [l10n.t('The token has to be made for: {0}', shown(audience))] : []),
    ...claims.map(({ name, rule }) => l10n.t('It has to say {0}: {1}', visible(name), shown(rule))),
  ];
  return [bySubject(issuer, subject), ...also.map((sentence) => `${sentence}.`)].join(' ');
}

function whyNobody({ issuer, subject, audience, claims }: ClaimMatch): string | undefined {
  if (!issuer?.value) return l10n.t('Nobody: the issuer is missing.');
  if (!subject?.value) return l10n.t('Nobody: the subject is missing.');
  for (const rule of [issuer, subject, audience, ...claims.map((claim) => claim.rule)]) {
    if (rule?.kind !== 'pattern') continue;
    const compiled = compilePattern(rule.value);
    if (!compiled.ok) return l10n.t('Nobody: a pattern cannot be read. {0}', compiled.problem);
  }
  return undefined;
}

function shown(rule: Rule): string {
  return rule.kind === 'exact' ? visible(rule.value) : l10n.t('what fits {0}', visible(rule.value));
}

function bySubject(issuer: Rule, subject: Rule): string {
  const isWhole = subject.kind === 'exact' || isClosed(subject.value);
  if (issuer.kind === 'exact' && isWhole) {
    const platform = platformOfIssuer(issuer.value);
    const parts = subjectParts(subject);
    const from = platform === undefined ? visible(issuer.value) : platformName(platform);
    const known =
      platform === 'aws'
        ? awsSentence(issuer.value, subject)
        : parts && (workflowSentence(parts, from) ?? podSentence(parts, visible(issuer.value)));
    if (known !== undefined) return known;
  }
  if (issuer.kind === 'pattern')
    return l10n.t(
      'Whoever has a token of any issuer that fits {0}, with a subject that is {1}.',
      visible(issuer.value),
      shown(subject),
    );
  return subject.kind === 'exact'
    ? l10n.t('Whoever {0} gives a token with the subject {1}.', visible(issuer.value), visible(subject.value))
    : l10n.t(
        'Whoever {0} gives a token whose subject fits {1}.',
        visible(issuer.value),
        visible(subject.value),
      );
}

function isClosed(pattern: string): boolean {
  const { start, end } = isAnchored(pattern);
  return start && end;
}

/** Whether a stretch accepts any name, of which some have the characters that the platforms allow. */
function isAny(part: RulePart): boolean {
  return ['ab', 'x-9.Y_z', 'refs/heads/main', 'environment:production', 'pull_request'].every((text) =>
    part.fits(text),
  );
}

function workflowSentence(parts: readonly SubjectPart[], from: string): string | undefined {
  const [owner, repository, run] = ['owner', 'repository', 'run'].map((what) =>
    parts.find((part) => part.what === what),
  );
  if (owner?.plain === undefined || !repository || !run) return undefined;
  if (repository.plain === undefined) {
    if (!isAny(repository) && !/^\[\^[/:]+\][*+]$/.test(repository.text)) return undefined;
    return isAny(run)
      ? l10n.t('Any workflow of any repository of {0} at {1}.', visible(owner.plain), from)
      : undefined;
  }
  const name = visible(`${owner.plain}/${repository.plain}`);
  if (run.plain === undefined)
    return isAny(run) ? l10n.t('Any workflow of {0} at {1}.', name, from) : undefined;
  const { kind, name: of } = runOf(run.plain);
  switch (kind) {
    case 'branch':
      return l10n.t('Any workflow of {0} on the branch {1} at {2}.', name, visible(of), from);
    case 'tag':
      return l10n.t('Any workflow of {0} on the tag {1} at {2}.', name, visible(of), from);
    case 'environment':
      return l10n.t('Any job of {0} in the environment {1} at {2}.', name, visible(of), from);
    case 'pull-request':
      return l10n.t('Any pull request of {0} at {1}, whose author chooses the code that runs.', name, from);
    case 'other':
      return undefined;
  }
}

function podSentence(parts: readonly SubjectPart[], issuer: string): string | undefined {
  const [namespace, account] = ['namespace', 'service-account'].map((what) =>
    parts.find((part) => part.what === what),
  );
  if (namespace?.plain === undefined || account?.plain === undefined || parts.length !== 2) return undefined;
  return l10n.t(
    'Any pod with the service account {0} in the namespace {1} of the cluster with the issuer {2}.',
    visible(account.plain),
    visible(namespace.plain),
    issuer,
  );
}

/** The principal that AWS names in the subjects of its tokens. */
function awsSentence(issuer: string, subject: Rule): string | undefined {
  const behind = visible(issuer);
  const texts = arnParts(subject)?.map(({ plain }) => plain);
  const arn =
    texts && !texts.includes(undefined) ? [...texts.slice(0, 5), texts.slice(5).join('/')].join(':') : '';
  const parsed = parseArn(arn);
  const principal = parsed && principalOf(parsed);
  if (principal?.kind === 'assumed-role')
    return l10n.t('Nobody: AWS’s token names the role itself, never a session of it.');
  if (principal?.kind !== 'role' && principal?.kind !== 'user') return undefined;
  const name = visible(principal.name);
  const path = visible(principal.path);
  if (principal.kind === 'user')
    return path === '/'
      ? l10n.t('The AWS user {0} of the account behind {1}.', name, behind)
      : l10n.t('The AWS user {0} (path {1}) of the account behind {2}.', name, path, behind);
  return path === '/'
    ? l10n.t('The AWS role {0} of the account behind {1}, in any session.', name, behind)
    : l10n.t('The AWS role {0} (path {1}) of the account behind {2}, in any session.', name, path, behind);
}
