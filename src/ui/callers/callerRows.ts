import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { groupTitle, type CallerGroup } from '../../aws/callerGroups';
import type { CallerEntry } from '../../aws/callerList';
import type { Callers, KnownCaller } from '../../aws/callers';
import { describeCaller, type CallerDescription } from '../../aws/callerText';
import type { FileProblem } from '../../aws/profile';
import type { Caller } from '../../core/caller';
import { asFailure } from '../../core/failure';
import type { Identity } from '../../core/identity';
import type { ListedAws } from '../../flows/organizations';
import { visible } from '../../core/text';
import { formatTimeLeft, timeLeft } from '../../core/token/countdown';
import { command } from '../commands';
import { requireTrust } from '../prompts';
import { factRow, warningIcon, type Row } from '../rows';

/** What the rows are drawn from. */
export interface CallerRowServices {
  readonly callers: Callers;
  /** The AWS identities that have been listed, so that comparing makes no request, and how many there are. */
  readonly identities: () => Promise<ListedAws>;
}

/** A caller: who it is, or what it needs. Below it are its facts and the identities that it matches. */
export function callerRow(entry: CallerEntry, services: CallerRowServices, parent?: Row): Row {
  const { callers } = services;
  return {
    id: parent ? `${parent.id}/${entry.id}` : entry.id,
    parent,
    target: entry.id,
    copied: () => callers.known(entry.id)?.caller.arn,
    enter: () => enterOf(entry, describeCaller(entry, callers, new Date()).mend),
    item: () => {
      const { label, text, tooltip, state, mend } = describeCaller(entry, callers, new Date());
      return {
        label,
        description: text,
        tooltip,
        iconPath: iconOf(entry, state),
        contextValue: ['caller', entry.source.kind, ...(mend ? [mend] : [])].join('.'),
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
      // Opening a row, or drawing it again, asks nobody for a code: a command does.
      const known = await callers.identify(entry.source, undefined, { quietly: true });
      return [...facts(row, known), matchesRow(row, entry, known.caller, services)];
    },
  };
}

/** A group of callers, which is open. */
export function callerGroupRow(
  group: CallerGroup,
  entries: readonly CallerEntry[],
  services: CallerRowServices,
): Row {
  return {
    id: `#${group}`,
    item: () => ({
      label: groupTitle(group),
      description: entries.length.toLocaleString(),
      contextValue: 'callers',
      accessibilityInformation: { label: `${groupTitle(group)}: ${entries.length}` },
      collapsibleState: vscode.TreeItemCollapsibleState.Expanded,
    }),
    children: (row) => entries.map((entry) => callerRow(entry, services, row)),
  };
}

/** Enter tests as a caller that can call, and mends one that cannot. */
function enterOf({ id, source }: CallerEntry, mend: CallerDescription['mend']): vscode.Command {
  if (mend === 'sign-in') return command('assumable.signInCaller', l10n.t('Sign In to AWS'), id);
  if (mend === 'files' && source.kind === 'profile')
    return command('assumable.openCallerFile', l10n.t('Open Profile in AWS Config'), id);
  if (mend !== undefined) return command('assumable.askCaller', l10n.t('Ask AWS Who the Caller Is'), id);
  return command('assumable.testAsCaller', l10n.t('Test an Identity as This Caller'), id);
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
      const [{ identities, total, isAll }, { matcherOf }] = await Promise.all([
        services.identities(),
        import('../../core/match/rule'),
      ]);
      const fitting = identities.filter(
        ({ relationship }) => relationship.kind === 'aws' && matcherOf(relationship.match)(caller),
      );
      const rows = fitting.map((identity) => matchRow(row, entry, identity));
      const listed = identities.length.toLocaleString();
      const compared = isAll
        ? l10n.t('compared with {0} that are listed', listed)
        : total === undefined
          ? l10n.t('compared with the first {0}', listed)
          : l10n.t('compared with {0} of {1}', listed, total.toLocaleString());
      if (rows.length > 0) {
        if (isAll) return rows;
        const found = l10n.t('Not all are compared');
        return [...rows, factRow(row, 'part', found, compared, { icon: 'info', contextValue: 'none' })];
      }
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
    enter: () => command('assumable.testIdentity', l10n.t('Test Identity'), id, entry.id),
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
