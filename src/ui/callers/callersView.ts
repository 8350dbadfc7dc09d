import * as vscode from 'vscode';
import type { CallerEntry } from '../../aws/callerList';
import type { Callers } from '../../aws/callers';
import { metadataAllowed, sourceId, type CredentialSource } from '../../aws/sources';
import { isFailure } from '../../core/failure';
import { onAwsFilesChanged } from './awsFiles';
import type { CallerRowServices } from './callerRows';
import type { ContextKey } from '../contextKey';
import { RowTree, type Row } from '../rows';

/** Why the view is as it is; its welcome text hangs on it. */
export type CallersState = 'loading' | 'ready' | 'none';

/** How many callers are asked by themselves when the view shows, and how many at a time. */
const asked = { most: 25, atOnce: 3 };

/**
 * The AWS Callers view: the roles that were assumed here, what the environment gives, every profile, and instance
 * metadata where it answers. Listing asks nobody. Once the view shows, in a trusted workspace, the callers that
 * need neither a program nor a person are asked who they are; the others when they are opened.
 */
export class CallersView implements vscode.Disposable {
  readonly #services: CallerRowServices;
  readonly #callers: Callers;
  readonly #state: ContextKey<CallersState>;
  readonly #failed: (doing: string, error: unknown) => void;
  readonly #tree: RowTree;
  readonly #view: vscode.TreeView<Row>;
  readonly #subscriptions: vscode.Disposable;
  readonly #abort = new AbortController();
  #entries: readonly CallerEntry[] = [];

  constructor(
    services: CallerRowServices,
    state: ContextKey<CallersState>,
    failed: (doing: string, error: unknown) => void,
  ) {
    this.#services = services;
    this.#callers = services.callers;
    this.#state = state;
    this.#failed = failed;
    this.#tree = new RowTree(
      () => this.#list(),
      (error) => failed('Asking a caller', error),
    );
    this.#view = vscode.window.createTreeView('assumable.callers', {
      treeDataProvider: this.#tree,
      showCollapseAll: true,
    });
    this.#subscriptions = vscode.Disposable.from(
      this.#tree,
      this.#view,
      this.#view.onDidChangeVisibility(({ visible }) => {
        if (visible) void this.#ask();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.refresh()),
      this.#callers.onDidChange((id) => this.#changed(id)),
      onAwsFilesChanged(() => this.refresh()),
      { dispose: () => this.#abort.abort() },
    );
  }

  /** Reads the files again, and asks again what has changed or failed. */
  refresh(): void {
    this.#tree.refreshAll();
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** Draws one caller again; one that is not listed yet appears, one that was dropped goes. */
  #changed(id: string): void {
    const listed = this.#entries.some((entry) => entry.id === id);
    const assumed = this.#callers.assumed.some((source) => sourceId(source) === id);
    const gone = listed && id.startsWith('assumed:') && !assumed;
    const appeared = !listed && (assumed || (id === 'instance' && this.#callers.known(id) !== undefined));
    if (gone || appeared) this.#tree.refreshAll();
    else this.#tree.refresh(id);
  }

  async #list(): Promise<readonly Row[]> {
    await this.#state.set('loading');
    const [{ listCallers }, { callerRow, fileProblemRow }] = await Promise.all([
      import('../../aws/callerList'),
      import('./callerRows'),
    ]);
    const { entries, problems } = await listCallers(this.#callers, new Date());
    const instance: CredentialSource = { kind: 'instance' };
    const id = sourceId(instance);
    this.#entries = this.#callers.known(id)
      ? [...entries, { id, source: instance, profile: undefined, problem: undefined, quiet: true }]
      : entries;
    const rows = this.#entries.map((entry) => callerRow(entry, this.#services));
    await this.#state.set(rows.length + problems.length === 0 ? 'none' : 'ready');
    if (this.#view.visible) void this.#ask();
    return [...problems.map(fileProblemRow), ...rows];
  }

  /** Asks AWS about the callers that can be asked quietly, and whether there is instance metadata. */
  async #ask(): Promise<void> {
    if (!vscode.workspace.isTrusted) return;
    const waiting = this.#entries
      .filter(({ id, quiet, problem, profile }) => {
        const settled = this.#callers.known(id) ?? this.#callers.failure(id) ?? problem;
        return quiet && settled === undefined && !this.#callers.asking(id) && profile?.method !== 'none';
      })
      .slice(0, asked.most)
      .map(({ source }) => source);
    if (metadataAllowed() && this.#callers.failure('instance') === undefined) {
      if (!this.#callers.known('instance') && !this.#callers.asking('instance')) {
        waiting.push({ kind: 'instance' });
      }
    }
    const worker = async () => {
      for (let source = waiting.shift(); source; source = waiting.shift()) {
        if (!this.#view.visible) return;
        try {
          await this.#callers.identify(source, this.#abort.signal);
        } catch (error) {
          // The row shows it; instance metadata that is not there is no failure at all.
          const expected = source.kind === 'instance' && isFailure(error);
          if (!expected && !this.#abort.signal.aborted) this.#failed('Asking a caller', error);
        }
      }
    };
    await Promise.all(Array.from({ length: asked.atOnce }, worker));
  }
}
