import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { CallerEntry } from '../../aws/callerList';
import type { Callers, KnownCaller } from '../../aws/callers';
import { describeCaller, type CallerDescription } from '../../aws/callerText';
import type { FileProblem } from '../../aws/profile';
import type { Caller } from '../../core/caller';
import { asFailure } from '../../core/failure';
import type { Identity } from '../../core/identity';
import { visible } from '../../core/text';
import { formatTimeLeft, timeLeft } from '../../core/token/countdown';
import { requireTrust } from '../prompts';
import { factRow, warningIcon, type Row } from '../rows';

/** What the rows are drawn from. */
export interface CallerRowServices {
  readonly callers: Callers;
  /** The AWS identities that have been listed, so that comparing makes no request. */
  readonly identities: () => Promise<readonly Identity[]>;
}

/** A caller: who it is, or what it needs. Below it are its facts and the identities that it matches. */
export function callerRow(entry: CallerEntry, services: CallerRowServices): Row {
  const { callers } = services;
  return {
    id: entry.id,
    target: entry.id,
    item: () => {
      const { label, text, tooltip, state, needsSignIn } = describeCaller(entry, callers, new Date());
      return {
        label,
        description: text,
        tooltip,
        iconPath: iconOf(entry, state),
        contextValue: ['caller', entry.source.kind, ...(needsSignIn ? ['sign-in'] : [])].join('.'),
        accessibilityInformation: { label: `${label}: ${text}` },
        collapsibleState: vscode.TreeItemCollapsibleState.Collapsed,
      };
    },
    children: async (row) => {
      // A failure stays until the view is refreshed or the caller is asked again. If every redraw asked,
      // asking would never end.
      const { problem } = describeCaller(entry, callers, new Date());
      if (problem !== undefined) throw asFailure(problem);
      requireTrust();
      const known = await callers.identify(entry.source);
      return [...facts(row, known), matchesRow(row, entry, known.caller, services)];
    },
  };
}

function facts(row: Row, { caller, expiration }: KnownCaller): Row[] {
  return [
    factRow(row, 'account', l10n.t('Account'), visible(caller.account), { icon: 'symbol-number' }),
    factRow(row, 'arn', l10n.t('ARN'), visible(caller.arn), { icon: 'symbol-string' }),
    factRow(row, 'userId', l10n.t('User ID'), visible(caller.userId), { icon: 'symbol-string' }),
    ...(expiration
      ? [
          factRow(row, 'ends', l10n.t('Ends'), expiration.toLocaleString(), {
            icon: 'clock',
            tooltip: l10n.t(
              'The credentials are good for {0}.',
              formatTimeLeft(timeLeft(expiration, new Date())),
            ),
          }),
        ]
      : []),
  ];
}

/** The identities that the caller matches. They are compared here, without a request. */
function matchesRow(parent: Row, entry: CallerEntry, caller: Caller, services: CallerRowServices): Row {
  return {
    id: `${parent.id}/matches`,
    parent,
    item: () => ({
      label: l10n.t('Identities that it matches'),
      iconPath: new vscode.ThemeIcon('key'),
      collapsibleState: vscode.TreeItemCollapsibleState.Expanded,
    }),
    children: async (row) => {
      const [identities, { matcherOf }] = await Promise.all([
        services.identities(),
        import('../../core/match/rule'),
      ]);
      const fitting = identities.filter(
        ({ relationship }) => relationship.kind === 'aws' && matcherOf(relationship.match)(caller),
      );
      if (fitting.length > 0) return fitting.map((identity) => matchRow(row, entry, identity));
      const compared = l10n.t('compared with {0} that are listed', identities.length);
      return [factRow(row, 'none', l10n.t('None'), compared, { icon: 'circle-slash', contextValue: 'none' })];
    },
  };
}

function matchRow(parent: Row, entry: CallerEntry, { id, name, description }: Identity): Row {
  return {
    id: `${parent.id}/${id}`,
    parent,
    target: id,
    targets: [id, entry.id],
    item: () => ({
      label: visible(name),
      description: l10n.t('matches'),
      iconPath: new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed')),
      contextValue: 'match',
      accessibilityInformation: { label: `${visible(name)}: ${l10n.t('matches')}` },
      tooltip: [visible(name), visible(description), id].filter(Boolean).join('\n'),
    }),
  };
}

/** A line of a file that AWS reads differently than it was meant, or a file that cannot be read. */
export function fileProblemRow({ file, line, problem }: FileProblem): Row {
  const place = line === undefined ? file : `${file}:${line}`;
  const label = place.replace(/^.*[\\/]/, '');
  const selection = new vscode.Range((line ?? 1) - 1, 0, (line ?? 1) - 1, 0);
  return {
    id: `file:${place}:${problem}`,
    target: place,
    item: () => ({
      label,
      description: problem,
      tooltip: `${problem}\n${place}`,
      iconPath: warningIcon(),
      contextValue: 'file',
      accessibilityInformation: { label: `${label}: ${problem}` },
      command: {
        command: 'vscode.open',
        title: l10n.t('Open'),
        arguments: [vscode.Uri.file(file), { selection }],
      },
    }),
  };
}

function iconOf({ source }: CallerEntry, state: CallerDescription['state']): vscode.ThemeIcon {
  if (state === 'asking') return new vscode.ThemeIcon('loading~spin');
  if (state === 'broken') return warningIcon();
  if (source.kind === 'assumed') return new vscode.ThemeIcon('arrow-swap');
  return new vscode.ThemeIcon(state === 'known' ? 'account' : 'person');
}
