import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { listRepos } from '../../chainguard/registry';
import { rootOf, shorten } from '../../core/uidp';
import { breakable, visible } from '../../core/text';
import type { TestRequest } from '../../flows/testIdentity';
import {
  doneStep,
  failedStep,
  reportText,
  startedReport,
  verdictOf,
  withEvent,
  type TestReport,
} from '../../flows/testReport';
import { testSourceName } from '../../flows/testSource';
import type { ContextKey } from '../contextKey';
import { RowTree, type Row } from '../rows';
import type { Tokens } from '../tokens/tokens';

const viewId = 'assumable.lastTest';

type TestRows = (typeof import('./rows'))['testRows'];

/** A test: its report, and what it takes to run the same again. */
interface Run {
  readonly request: TestRequest;
  readonly report: TestReport;
  /** The id under which the test's token is kept while it is alive. */
  readonly tokenId: string | undefined;
}

/** The Last Test view: runs one test at a time and shows its facts as they come. */
export class LastTest implements vscode.Disposable {
  readonly #tokens: Tokens;
  readonly #running: ContextKey<boolean>;
  readonly #refused: ContextKey<boolean>;
  readonly #tree: RowTree;
  readonly #view: vscode.TreeView<Row>;
  readonly #subscriptions: vscode.Disposable;
  #run: Run | undefined;
  #rows: readonly Row[] = [];
  #abort = new AbortController();

  constructor(
    tokens: Tokens,
    keys: { running: ContextKey<boolean>; refused: ContextKey<boolean> },
    failed: (doing: string, error: unknown) => void,
  ) {
    this.#tokens = tokens;
    this.#running = keys.running;
    this.#refused = keys.refused;
    this.#tree = new RowTree(
      viewId,
      () => this.#rows,
      (error) => failed('Showing a test', error),
    );
    this.#view = vscode.window.createTreeView(viewId, { treeDataProvider: this.#tree });
    this.#subscriptions = vscode.Disposable.from(
      this.#tree,
      this.#view,
      tokens.onDidTick(() => this.#tick()),
      { dispose: () => this.#abort.abort() },
    );
  }

  /** The report of the last test, as far as it has come. */
  get report(): TestReport | undefined {
    return this.#run?.report;
  }

  /**
   * Runs a test and shows it, after cancelling one that is still running. Resolves when the test has ended,
   * however it ended.
   */
  async run(request: TestRequest, name: string | undefined): Promise<TestReport> {
    const { testRows } = await import('./rows');
    this.#abort.abort();
    const abort = (this.#abort = new AbortController());
    let report = startedReport(request, name ?? shorten(request.identityId));
    let tokenId: string | undefined;
    this.#show({ request, report, tokenId }, testRows);
    await Promise.all([this.#running.set(true), this.#refused.set(false)]);
    await vscode.commands.executeCommand(`${viewId}.focus`, { preserveFocus: true });
    await vscode.window.withProgress({ location: { viewId } }, async () => {
      const { testIdentity } = await import('../../flows/testIdentity');
      for await (const event of testIdentity(request, abort.signal)) {
        report = withEvent(report, event);
        if (event.state === 'done' && event.step === 'token') {
          tokenId = this.#tokens.add(event.token, report.name).id;
        }
        if (this.#abort === abort) this.#show({ request, report, tokenId }, testRows);
      }
    });
    if (this.#abort === abort) {
      await this.#conclude(report);
      await Promise.all([
        this.#running.set(false),
        this.#refused.set(failedStep(report)?.failure.kind === 'mismatch'),
      ]);
    }
    return report;
  }

  /** Runs the last test again; `evenIfMismatch` asks Chainguard even if the rules do not match. */
  async again(change: Partial<TestRequest>): Promise<TestReport | undefined> {
    return this.#run && this.run({ ...this.#run.request, ...change }, this.#run.report.name);
  }

  cancel(): void {
    this.#abort.abort();
  }

  /** The last report as text; nothing secret is in it. */
  async text(): Promise<string | undefined> {
    return this.#run && reportText(this.#run.report);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** Says above the rows how the test ended, and opens the step to look at. */
  async #conclude(report: TestReport): Promise<void> {
    const verdict = verdictOf(report);
    if (!verdict) return;
    this.#view.message = breakable(`${verdict.sign} ${verdict.text}`);
    const row = this.#rows.find((candidate) => candidate.id.endsWith(`/${verdict.step}`));
    if (row && this.#view.visible)
      await this.#tree.reveal(this.#view, row, { select: false, focus: false, expand: 1 });
  }

  #show(run: Run, testRows: TestRows): void {
    this.#run = run;
    this.#view.message = '';
    this.#view.description = l10n.t(
      '{0} as {1}',
      visible(run.report.name),
      testSourceName(run.report.source),
    );
    const token = doneStep(run.report, 'token')?.token;
    this.#rows = testRows(run.report, {
      live: run.tokenId === undefined ? undefined : this.#tokens.get(run.tokenId),
      moreRepositories: async (after) => {
        if (!token) return { items: [], next: undefined, total: undefined };
        const at = { apiUrl: run.request.apiUrl, token: token.secret };
        return listRepos(
          at,
          { descendantsOf: rootOf(run.request.identityId) },
          { after, signal: this.#abort.signal },
        );
      },
    });
    this.#tree.refreshAll();
  }

  /** Redraws only the row that counts down. */
  #tick(): void {
    const row = this.#rows.find((candidate) => candidate.id.endsWith('/token'));
    if (row && this.#view.visible) this.#tree.refresh(row.id);
  }
}
