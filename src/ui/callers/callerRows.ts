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
import { factRow, type Row } from '../rows';

/** What the rows need to know. */
export interface CallerRowServices {
  readonly callers: Callers;
  /** The AWS identities that can be compared without asking for each. */
  readonly identities: () => Promise<readonly Identity[]>;
}

/** A caller: who it is or what it needs; opens into its facts and the identities that it matches. */
export function callerRow(entry: CallerEntry, services: CallerRowServices): Row {
  const { callers } = services;
  const row: Row = {
    id: entry.id,
    target: entry.id,
    item: () => {
      const { label, text, tooltip, state, needsSignIn } = describeCaller(entry, callers, new Date());
      const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
      item.description = text;
      item.tooltip = tooltip;
      item.iconPath = iconOf(entry, state);
      item.contextValue = ['caller', entry.source.kind, ...(needsSignIn ? ['sign-in'] : [])].join('.');
      item.accessibilityInformation = { label: `${label}: ${text}` };
      return item;
    },
    children: async () => {
      // A failure stays until the view is refreshed or the caller is asked again: a row that asked each time that
      // it is drawn would ask without end.
      const { problem } = describeCaller(entry, callers, new Date());
      if (problem !== undefined) throw asFailure(problem);
      requireTrust();
      const known = await callers.identify(entry.source);
      return [...facts(row, known), matchesRow(row, entry, known.caller, services)];
    },
  };
  return row;
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

/** The identities that the caller fits, found here by comparing, without asking anybody about each. */
function matchesRow(parent: Row, entry: CallerEntry, caller: Caller, services: CallerRowServices): Row {
  const row: Row = {
    id: `${parent.id}/matches`,
    parent,
    item: () => {
      const item = new vscode.TreeItem(
        l10n.t('Identities that it matches'),
        vscode.TreeItemCollapsibleState.Expanded,
      );
      item.iconPath = new vscode.ThemeIcon('key');
      return item;
    },
    children: async () => {
      const [identities, { matcherOf }] = await Promise.all([
        services.identities(),
        import('../../core/match/rule'),
      ]);
      const fitting = identities.filter(
        ({ relationship }) => relationship.kind === 'aws' && matcherOf(relationship.match)(caller),
      );
      if (fitting.length === 0) {
        const compared = l10n.t('compared with {0} that are listed', identities.length);
        return [
          factRow(row, 'none', l10n.t('None'), compared, { icon: 'circle-slash', contextValue: 'none' }),
        ];
      }
      return fitting.map((identity) => matchRow(row, entry, identity));
    },
  };
  return row;
}

function matchRow(parent: Row, entry: CallerEntry, identity: Identity): Row {
  return {
    id: `${parent.id}/${identity.id}`,
    parent,
    target: identity.id,
    targets: [identity.id, entry.id],
    item: () => {
      const item = new vscode.TreeItem(visible(identity.name));
      item.description = l10n.t('matches');
      item.iconPath = new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed'));
      item.contextValue = 'match';
      item.accessibilityInformation = { label: `${visible(identity.name)}: ${l10n.t('matches')}` };
      item.tooltip = [visible(identity.name), visible(identity.description), identity.id]
        .filter(Boolean)
        .join('\n');
      return item;
    },
  };
}

/** A line of a file that AWS does not read the way it was meant, or a file that cannot be read. */
export function fileProblemRow({ file, line, problem }: FileProblem): Row {
  const place = line === undefined ? file : `${file}:${line}`;
  return {
    id: `file:${place}:${problem}`,
    target: place,
    item: () => {
      const item = new vscode.TreeItem(place.replace(/^.*[\\/]/, ''));
      item.description = problem;
      item.tooltip = `${problem}\n${place}`;
      item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
      item.contextValue = 'file';
      item.accessibilityInformation = { label: `${place.replace(/^.*[\\/]/, '')}: ${problem}` };
      const selection = new vscode.Range((line ?? 1) - 1, 0, (line ?? 1) - 1, 0);
      item.command = {
        command: 'vscode.open',
        title: l10n.t('Open'),
        arguments: [vscode.Uri.file(file), { selection }],
      };
      return item;
    },
  };
}

function iconOf({ source }: CallerEntry, state: CallerDescription['state']): vscode.ThemeIcon {
  if (state === 'asking') return new vscode.ThemeIcon('loading~spin');
  if (state === 'broken') {
    return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  }
  if (source.kind === 'assumed') return new vscode.ThemeIcon('arrow-swap');
  return new vscode.ThemeIcon(state === 'known' ? 'account' : 'person');
}
