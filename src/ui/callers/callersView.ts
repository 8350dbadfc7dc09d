import * as vscode from 'vscode';
import type { CallerEntry } from '../../aws/callerList';
import type { CallerQueue } from '../../aws/callerQueue';
import type { Callers } from '../../aws/callers';
import { needOf } from '../../aws/need';
import { onAwsFilesChanged } from './awsFiles';
import type { CallerRowServices } from './callerRows';
import type { ContextKey } from '../contextKey';
import { RowTree, type Row } from '../rows';
import { affects } from '../settings';

/** The state of the view. Its welcome text depends on it. */
export type CallersState = 'loading' | 'ready' | 'none';

const viewId = 'assumable.callers';

/**
 * The AWS Callers view: the roles that were assumed here, what the environment gives, every profile, and
 * instance metadata where it answers. Listing asks no caller who it is. While the view is visible in a
 * trusted workspace, callers that need neither a program nor a person are asked who they are; the others are
 * asked when they are opened.
 */
export class CallersView implements vscode.Disposable {
  readonly #services: CallerRowServices;
  readonly #callers: Callers;
  readonly #state: ContextKey<CallersState>;
  readonly #failed: (error: unknown) => void;
  readonly #tree: RowTree;
  readonly #subscriptions: vscode.Disposable;
  #queue: CallerQueue | undefined;
  /** The callers in the last listing by their ids: what was listed, and the id of the row. */
  #shown: ReadonlyMap<string, { readonly entry: CallerEntry; readonly row: string }> = new Map();
  #lastListing: symbol | undefined;
  /** The id of a caller's row as it is now. */
  #rowOf: (entry: CallerEntry) => string = ({ id }) => id;

  constructor(
    services: CallerRowServices,
    state: ContextKey<CallersState>,
    failed: (doing: string, error: unknown) => void,
  ) {
    this.#services = services;
    this.#callers = services.callers;
    this.#state = state;
    this.#failed = (error) => failed('Asking a caller', error);
    this.#tree = new RowTree(viewId, () => this.#list(), this.#failed);
    this.#subscriptions = vscode.Disposable.from(
      this.#tree,
      this.#tree.view.onDidExpandElement(({ element }) => this.#opened(element.target)),
      this.#tree.view.onDidChangeVisibility(() => this.#queue?.go()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.refresh()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (affects(event, 'awsProfile')) this.#tree.refreshAll();
      }),
      this.#callers.onDidChange((id) => this.#changed(id)),
      onAwsFilesChanged(() => {
        this.#filesChanged().catch(this.#failed);
      }),
      { dispose: () => this.#queue?.dispose() },
    );
  }

  /** Reads the files again, and asks again the callers that changed or failed. */
  refresh(): void {
    this.#callers.forgetFailures();
    this.#tree.refreshAll();
  }

  /** Drops what is known of every profile that changed, whether or not the view is visible. */
  async #filesChanged(): Promise<void> {
    const { readProfiles } = await import('../../aws/profiles');
    const { profiles } = await readProfiles();
    this.#callers.settle(profiles, { filesChanged: true });
    this.refresh();
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** Redraws one caller. Lists all again if it has no row yet, was dropped, or belongs to another group now. */
  #changed(id: string): void {
    const shown = this.#shown.get(id);
    if ((shown !== undefined) !== this.#callers.isThere(id)) this.#tree.refreshAll();
    else if (shown) {
      if (this.#rowOf(shown.entry) !== shown.row) this.#tree.refreshAll();
      else this.#tree.refresh(shown.row);
    }
  }

  /** Asks a caller that a person opens, for a code too; to draw it again asks nobody. */
  #opened(id: string | undefined): void {
    const shown = id === undefined ? undefined : this.#shown.get(id);
    if (!shown || !vscode.workspace.isTrusted || this.#callers.known(shown.entry.id)) return;
    const problem = this.#callers.failure(shown.entry.id) ?? shown.entry.problem;
    if (problem !== undefined && needOf(problem)?.kind !== 'mfa-code') return;
    // Its row says why it failed.
    this.#callers.identify(shown.entry.source).catch(() => undefined);
  }

  async #list(): Promise<readonly Row[]> {
    const listing = (this.#lastListing = Symbol());
    if (this.#shown.size === 0) await this.#state.set('loading');
    const [
      { listCallers },
      { CallerQueue },
      { callerGroupRow, callerRow, fileProblemRow },
      { grouped, groupOf },
      { describeCaller },
    ] = await Promise.all([
      import('../../aws/callerList'),
      import('../../aws/callerQueue'),
      import('./callerRows'),
      import('../../aws/callerGroups'),
      import('../../aws/callerText'),
    ]);
    const { entries, problems } = await listCallers(this.#callers, new Date());
    const shown = entries.filter(({ id }) => this.#callers.isThere(id));
    const groups = grouped(shown, (entry) => groupOf(describeCaller(entry, this.#callers, new Date()).mend));
    const rows = [
      ...problems.map(fileProblemRow),
      ...(groups?.map(({ group, entries: its }) => callerGroupRow(group, its, this.#services)) ??
        shown.map((entry) => callerRow(entry, this.#services))),
    ];
    if (this.#lastListing !== listing) return rows;
    this.#rowOf = (entry) =>
      groups ? `#${groupOf(describeCaller(entry, this.#callers, new Date()).mend)}/${entry.id}` : entry.id;
    this.#shown = new Map(shown.map((entry) => [entry.id, { entry, row: this.#rowOf(entry) }]));
    await this.#state.set(rows.length === 0 ? 'none' : 'ready');
    const mayAsk = () => this.#tree.view.visible && vscode.workspace.isTrusted;
    const queue = (this.#queue ??= new CallerQueue(this.#callers, mayAsk, this.#failed));
    // Wait until the tree has these rows: a change that is reported before makes it list all of them again.
    setImmediate(() => queue.list(entries));
    return rows;
  }
}
