import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Callers } from '../../aws/callers';
import type { AccessRow } from '../../core/access/cell';
import type { AccessCaller } from '../../core/access/table';
import { Failure } from '../../core/failure';
import type { Identity } from '../../core/identity';
import { visible } from '../../core/text';
import { isUidp } from '../../core/uidp';
import { findCallers, readCallerOutput } from '../../documents/callerOutput';
import type { RowSource } from '../../flows/accessBoard';
import { rolesOf, rowsBelow } from '../../flows/accessRows';
import { definitionRows, type DefinitionPlace } from '../../flows/definitionRows';
import { expectationFiles, expectedCallers } from '../../flows/expectedCallers';
import { accessArguments, type AccessHost, type AccessOf } from '../../wire/access';
import { serve, type Served } from '../../wire/rpc';
import { runCommand } from '../commands';
import type { Definitions } from '../editor/definitions';
import type { ExplainServices } from '../explain/services';
import type { IdentitiesView } from '../identities/identitiesView';
import type { PagePanel } from '../page/panel';
import { chooseIdentities, groupOf, onlyOrganization } from './choose';
import { explainCell, openPlace, type Shown } from './explainCell';
import { definitionFiles, filesLike } from '../editor/workspaceFiles';
import { ShownTable, titleOf } from './shownTable';
import { writeTable } from './write';

/** What an access page needs from the extension. */
export interface AccessServices extends Pick<ExplainServices, 'sessions' | 'documents'> {
  readonly callers: Callers;
  readonly definitions: Definitions;
  readonly identities: IdentitiesView;
}

/** Serves one access page; see {@link AccessHost} for what it may ask. Opening it asks nothing of AWS. */
export function serveAccess(
  services: AccessServices,
  groupId: string | undefined,
  panel: PagePanel,
  failed: (doing: string, error: unknown) => void,
): Served {
  const live = new Map<string, Identity>();
  const places = new Map<string, DefinitionPlace>();
  const table = new ShownTable({
    rows: (of) => sourceOf(services, of, live, places),
    known: () => knownCallers(services.callers),
    roles: async (ids, signal) => rolesOf((await services.sessions.require()).connection, ids, signal),
  });
  const following = follow(services, table, failed);
  const served = serve<AccessHost>(
    accessHost(services, groupId, panel, { table, live, places }),
    accessArguments,
    panel.post,
    (why) => failed('The access page', new Failure('unexpected', why)),
    (method, error) => failed(`The access page: ${method}`, error),
  );
  return {
    receive: served.receive,
    dispose() {
      following.dispose();
      table.dispose();
      served.dispose();
    },
  };
}

function accessHost(
  services: AccessServices,
  groupId: string | undefined,
  panel: PagePanel,
  { table, live, places }: Shown,
): AccessHost {
  const { organizations } = services.identities;
  const show = (of: AccessOf) => {
    panel.rename(l10n.t('Access: {0}', titleOf(of)));
    void table.fill(of);
  };
  const rowWith = (id: string): AccessRow => {
    const row = table.row(id);
    if (row) return row;
    throw new Failure('invalid', l10n.t('This identity is not in the table any more.'));
  };
  return {
    async start({ kept }) {
      const of = kept?.of ?? (groupId === undefined ? undefined : groupOf(organizations, groupId));
      if (table.of === undefined) {
        const chosen = of ?? (await onlyOrganization(organizations));
        if (chosen) show(chosen);
        else table.session((await services.sessions.connection()) !== undefined);
      }
      return { bundle: vscode.l10n.bundle ? { ...vscode.l10n.bundle } : null };
    },
    changed: ({ known }) => table.after(known),
    rows: ({ view, from, count }) => Promise.resolve(table.rows(view, from, count, new Date())),
    async choose() {
      const of = await chooseIdentities(organizations);
      show(of);
      return of;
    },
    reload() {
      void table.fill();
      return Promise.resolve(null);
    },
    cancel() {
      table.board.cancel();
      return Promise.resolve(null);
    },
    async signIn() {
      await runCommand('assumable.signIn');
      return null;
    },
    paste: ({ text }) =>
      Promise.resolve().then(() => {
        const found = findCallers(text);
        if (found.length > 0) return table.paste(found.map(({ caller }) => caller));
        const read = readCallerOutput(text);
        throw new Failure('invalid', read.ok ? l10n.t('There is no caller in this text.') : read.problem);
      }),
    remove({ caller }) {
      table.remove(caller);
      return Promise.resolve(null);
    },
    async explain({ row, caller }) {
      const column = table.caller(caller);
      if (column) await explainCell(services, { table, live, places }, rowWith(row), column);
      return null;
    },
    async open({ row }) {
      const identity = live.get(rowWith(row).id);
      const place = places.get(row);
      if (identity) await services.identities.reveal(identity);
      else if (place) await openPlace(place);
      return null;
    },
    async roles({ shown }) {
      await table.showRoles(shown);
      return null;
    },
    async overlaps() {
      await table.findOverlaps();
      return null;
    },
    write: ({ view, format, how }, signal) =>
      writeTable(
        {
          table: table.board.table,
          rows: table.arranged(view),
          roles: table.roles,
          overlaps: table.overlaps,
        },
        format,
        how,
        signal,
      ),
  };
}

/** Where rows come from, and what is behind each. What was known of earlier rows is forgotten. */
function sourceOf(
  { sessions }: AccessServices,
  of: AccessOf,
  live: Map<string, Identity>,
  places: Map<string, DefinitionPlace>,
): RowSource {
  live.clear();
  places.clear();
  if (of.kind === 'definitions')
    return async function* (signal) {
      yield* definitionRows(await definitionFiles(), signal, (id, at) => places.set(id, at));
    };
  return async function* (signal) {
    if (!isUidp(of.id)) throw new Failure('invalid', l10n.t('There is no such folder: {0}', visible(of.id)));
    const { connection } = await sessions.require();
    yield* rowsBelow(connection, of, signal, (read) => {
      if (signal.aborted) return;
      for (const identity of read) live.set(identity.id, identity);
    });
  };
}

/** The callers of this machine that are known already, each once, with all names that it has here. */
function knownCallers(callers: Callers): readonly AccessCaller[] {
  const byCaller = new Map<string, AccessCaller>();
  for (const { name, caller } of callers.allKnown().toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const id = `${caller.arn} ${caller.userId}`;
    const other = byCaller.get(id);
    byCaller.set(id, { id, caller, name: other ? `${other.name}, ${name}` : name });
  }
  return [...byCaller.values()];
}

/** Keeps a table up to date with the window, as long as its page is there. */
function follow(
  { sessions, callers, identities }: AccessServices,
  table: ShownTable,
  failed: (doing: string, error: unknown) => void,
): vscode.Disposable {
  const isOfFiles = () => table.of?.kind === 'definitions';
  const expectations = vscode.workspace.createFileSystemWatcher(expectationFiles);
  const readExpectations = async () => {
    try {
      table.expect(await expectedCallers(await filesLike(expectationFiles)));
    } catch (error) {
      failed('The callers in expectations', error);
    }
  };
  void readExpectations();
  return vscode.Disposable.from(
    expectations,
    expectations.onDidCreate(readExpectations),
    expectations.onDidChange(readExpectations),
    expectations.onDidDelete(readExpectations),
    callers.onDidChange(() => table.lookAtCallers()),
    sessions.onDidChange(async () => {
      try {
        const signedIn = (await sessions.current()) !== undefined;
        table.session(signedIn);
        if (signedIn && table.of?.kind === 'group') await table.fill();
      } catch (error) {
        failed('The access page', error);
        table.session(false);
      }
    }),
    identities.organizations.onDidChange(() => {
      if (!isOfFiles()) table.outdated();
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const known = document.uri.scheme === 'file' && contentChanges.length > 0;
      if (known && isOfFiles()) table.outdated();
    }),
  );
}
