import * as l10n from '@vscode/l10n';
import { fieldTitle } from '../field';
import type { Identity, RoleBinding, Rule } from '../identity';
import { pullTokenIssuer } from '../platform/platform';
import { visible } from '../text';

/** A role that an identity has, and what it allows. */
export interface Reach {
  readonly binding: RoleBinding;
  /** Names such as `repo.list`; `undefined` where they could not be read. */
  readonly capabilities: readonly string[] | undefined;
  /**
   * How many repositories are under the binding's group, if the role may list them and the number is known.
   */
  readonly repositories: number | undefined;
}

/**
 * Draws in text who can assume an identity and what that lets them do, from the caller down. Then says the
 * same in sentences, for screen readers and for passing on.
 *
 * @param who who can assume it, in a sentence, where that is known
 */
export function trustPath(identity: Identity, reaches: readonly Reach[], who?: string): string {
  const name = visible(identity.name);
  const down = (label: string) => ['        │', `        │ ${label}`, '        ▼'];
  const roles =
    reaches.length === 0
      ? box([l10n.t('No role'), l10n.t('It can do nothing until a role is bound.')])
      : reaches.flatMap((reach, index) => [...(index > 0 ? [''] : []), ...box(reachLines(reach))]);
  return [
    l10n.t('Trust path of {0}', name),
    '',
    ...box([l10n.t('Caller'), ...callerLines(identity)]),
    ...down(l10n.t('can assume')),
    ...box([l10n.t('Identity: {0}', name), visible(identity.id), visible(identity.description)]),
    ...down(l10n.t('is bound to')),
    ...roles,
    '',
    l10n.t('In words'),
    '',
    ...[...(who === undefined ? [] : [who]), ...sentences(identity, reaches)].flatMap((sentence) => [
      ...wrap(sentence, 96),
      '',
    ]),
  ].join('\n');
}

function callerLines({ relationship }: Identity): string[] {
  switch (relationship.kind) {
    case 'aws': {
      const { account, arn, userId } = relationship.match;
      return [
        l10n.t('AWS account: {0}', visible(account)),
        ruleLine(fieldTitle('arn'), arn),
        ruleLine(fieldTitle('userId'), userId),
      ];
    }
    case 'claims':
      return [
        ruleLine(l10n.t('Issuer'), relationship.issuer),
        ruleLine(l10n.t('Subject'), relationship.subject),
        relationship.audience
          ? ruleLine(l10n.t('Audience'), relationship.audience)
          : l10n.t('Audience is: Chainguard’s issuer'),
        ...relationship.claims.map(({ name, rule }) => ruleLine(l10n.t('Claim {0}', visible(name)), rule)),
      ];
    case 'static':
      return [
        ...(relationship.issuer === pullTokenIssuer ? [l10n.t('Pull token')] : []),
        l10n.t('Issuer: {0}', visible(relationship.issuer)),
        l10n.t('Subject: {0}', visible(relationship.subject)),
        ...(relationship.expires
          ? [l10n.t('Until: {0}', `${relationship.expires.toISOString().slice(0, 16).replace('T', ' ')} UTC`)]
          : []),
      ];
    case 'service-principal':
      return [l10n.t('Service of Chainguard: {0}', visible(relationship.principal))];
    case 'unknown':
      return [
        l10n.t('Not of a kind that this extension knows.'),
        ...(relationship.sent ?? []).map((name) => l10n.t('Chainguard says about it: {0}', visible(name))),
      ];
  }
}

function ruleLine(label: string, rule: Rule | undefined): string {
  if (!rule) return l10n.t('{0} is not set, so nobody fits', label);
  return rule.kind === 'exact'
    ? l10n.t('{0} is: {1}', label, visible(rule.value))
    : l10n.t('{0} matches: {1}', label, visible(rule.value));
}

function reachLines({ binding, capabilities, repositories }: Reach): string[] {
  const [role, group] = [named(binding.role), named(binding.group)];
  return [
    l10n.t('Role: {0}', role),
    l10n.t('On: {0} and everything below it', group),
    capabilities === undefined
      ? l10n.t('Its capabilities could not be read.')
      : l10n.t(
          'May: {0}',
          capabilities.length === 0 ? l10n.t('nothing') : capabilities.toSorted().map(visible).join(', '),
        ),
    repositories === undefined ? '' : l10n.t('Repositories in reach: {0}', repositories),
  ];
}

function sentences(identity: Identity, reaches: readonly Reach[]): string[] {
  const name = visible(identity.name);
  const who = l10n.t(
    'A caller can assume {0} when all of this holds. {1}.',
    name,
    callerLines(identity).join('; '),
  );
  if (reaches.length === 0) return [who, l10n.t('{0} is bound to no role, so it can do nothing.', name)];
  return [
    who,
    ...reaches.map((reach) => {
      const lines = reachLines(reach).filter(Boolean);
      return l10n.t('{0} has this. {1}.', name, lines.join('; '));
    }),
  ];
}

function named({ id, name }: { readonly id: string; readonly name: string }): string {
  return visible(name || id);
}

/** Frames lines, and breaks long ones between words where possible. */
function box(lines: readonly string[]): string[] {
  const broken = lines.filter(Boolean).flatMap((line, index) =>
    wrap(line, 92)
      .map((part, at) => (at > 0 ? `  ${part}` : part))
      .map((part) => (index > 0 ? `  ${part}` : part)),
  );
  const width = Math.max(...broken.map((line) => line.length));
  const rule = '─'.repeat(width + 2);
  return [`┌${rule}┐`, ...broken.map((line) => `│ ${line}${' '.repeat(width - line.length)} │`), `└${rule}┘`];
}

function wrap(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    if (current !== '' && current.length + word.length + 1 > width) {
      lines.push(current);
      current = word;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  return [...lines, current];
}
