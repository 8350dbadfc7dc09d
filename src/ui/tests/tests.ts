import type { Callers } from '../../aws/callers';
import type { Caller } from '../../core/caller';
import type { Identity } from '../../core/identity';
import type { Fixed, TestResult } from '../../core/result/result';
import { signOf } from '../../core/match/verdict';
import { visible } from '../../core/text';
import type { TestRequest } from '../../flows/testIdentity';
import { ContextKey } from '../contextKey';
import type { Definitions } from '../editor/definitions';
import type { Shell } from '../shell';
import type { Tokens } from '../tokens/tokens';
import { TestResults } from './results';
import { TestsView } from './view';

const marks = () => import('../../core/result/stale');

/** Testing identities: the results, the view that shows them, and the test that runs. */
export class IdentityTests {
  readonly results: TestResults;
  readonly #tokens: Tokens;
  readonly #view: TestsView;
  readonly #testing = new ContextKey<boolean>('assumable.testing');
  readonly #mismatch = new ContextKey<boolean>('assumable.mismatch');
  readonly #tested = new ContextKey<boolean>('assumable.tested');
  #abort = new AbortController();

  constructor(
    shell: Shell,
    tokens: Tokens,
    { callers, definitions }: { readonly callers: Callers; readonly definitions: Definitions },
  ) {
    this.#tokens = tokens;
    this.results = shell.own(new TestResults(shell.context.globalState));
    const tell = () => void this.#tested.set(this.results.all.length > 0);
    tell();
    shell.own(this.results.onDidChange(tell));
    const services = { results: this.results, tokens, definitions };
    this.#view = shell.own(new TestsView(shell.context.extensionUri, services, shell.log));
    shell.own({ dispose: () => this.#abort.abort() });
    shell.own(
      callers.onDidChange((sourceId) => {
        const known = callers.known(sourceId);
        if (known) void this.#called(sourceId, known.caller);
      }),
    );
  }

  /**
   * Runs a test and shows it, after cancelling one that is still running. Resolves when the test has ended,
   * however it ended.
   */
  async run(request: TestRequest, name: string | undefined): Promise<TestResult> {
    const { runTest } = await import('./runner');
    this.#abort.abort();
    const abort = (this.#abort = new AbortController());
    await Promise.all([this.#testing.set(true), this.#mismatch.set(false)]);
    const running = runTest({ results: this.results, tokens: this.#tokens }, request, name, abort.signal);
    await this.#view.reveal();
    const result = await running;
    if (this.#abort === abort) {
      await Promise.all([this.#testing.set(false), this.#mismatch.set(result.change !== null)]);
    }
    return result;
  }

  readonly onDidChange = (listener: (identityId: string | undefined) => void) =>
    this.results.onDidChange(listener);

  /** The identities that were tested, since a time where one is given. */
  tested(since = new Date(0)): readonly string[] {
    const recent = this.results.all.filter(({ started }) => started >= since.getTime());
    return [...new Set(recent.map(({ identityId }) => identityId))];
  }

  /** The last test of an identity in one line, which stays in the tree. */
  lastOf(identityId: string) {
    const result = this.results.lastOf(identityId);
    if (!result?.outcome) return undefined;
    return {
      sign: signOf(result.outcome),
      as: result.sourceId.startsWith('profile:')
        ? visible(result.sourceId.slice('profile:'.length))
        : result.sourceName,
      at: new Date(result.started),
      sentence: result.sentence,
      stale: result.stale !== null,
    };
  }

  cancel(): void {
    this.#abort.abort();
  }

  /** Marks results that came before an identity became what it is. */
  async seen(identities: readonly Identity[]): Promise<void> {
    if (this.results.all.length === 0) return;
    const { afterIdentity } = await marks();
    await this.results.change((results) => identities.reduce(afterIdentity, results));
  }

  /** Takes a change of an identity, which can be undone; `null` once it was. */
  async fixed(identity: Identity, fixed: Fixed | null): Promise<void> {
    const { afterFix, afterIdentity } = await marks();
    await this.results.change((results) => afterIdentity(afterFix(results, identity.id, fixed), identity));
  }

  async #called(sourceId: string, caller: Caller): Promise<void> {
    if (this.results.all.length === 0) return;
    const { afterCaller } = await marks();
    await this.results.change((results) => afterCaller(results, sourceId, caller));
  }
}
