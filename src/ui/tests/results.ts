import * as vscode from 'vscode';
import { lastOf, readStored, stored, withResult, type Results } from '../../core/result/history';
import type { TestResult } from '../../core/result/result';
import type { Matched } from '../../flows/testIdentity';

const key = 'testResults';

/** The ids of two results. */
interface Beside {
  readonly one: string;
  readonly other: string;
}

/** A token's claims beside an identity's rules. */
type ComparedClaims = Extract<Matched, { kind: 'claims' }>;

/**
 * The results of tests: those that have ended, which stay over a reload and are the same in every window, and the one
 * that runs in this window.
 */
export class TestResults implements vscode.Disposable {
  readonly #state: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<string | undefined>();
  /** Tokens of this window's tests, by the results' ids. */
  readonly #tokens = new Map<string, string>();
  /** What was compared of a token in this window's tests, to be explained. */
  readonly #claims = new Map<string, ComparedClaims>();
  #running: TestResult | undefined;
  #newest: string | undefined;
  #beside: Beside | undefined;

  /** Fires with the id of the identity whose results changed; without one where several may have. */
  readonly onDidChange = this.#changed.event;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  /** All of them, newest first. */
  get all(): Results {
    const ended = this.#ended;
    return this.#running ? withResult(ended, this.#running) : ended;
  }

  /** The test that runs. */
  get running(): TestResult | undefined {
    return this.#running;
  }

  /** The id of the test that was started last in this window. */
  get newest(): string | undefined {
    return this.#newest;
  }

  /** Two results that are to be shown side by side, until another test begins. */
  get beside(): Beside | undefined {
    return this.#beside;
  }

  /** Shows two results side by side. */
  putBeside(one: string, other: string): void {
    this.#beside = { one, other };
    this.#changed.fire(undefined);
  }

  /** The result with this id; the newest where no id is given. */
  get(id: string | undefined): TestResult | undefined {
    const wanted = id ?? this.#newest;
    return wanted === undefined ? this.all[0] : this.all.find((result) => result.id === wanted);
  }

  /** The newest result of an identity that has ended. */
  lastOf(identityId: string): TestResult | undefined {
    return lastOf(this.#ended, identityId);
  }

  /** Shows a test as far as it has come. */
  show(result: TestResult): void {
    this.#running = result;
    this.#beside = undefined;
    this.#newest = result.id;
    this.#changed.fire(result.identityId);
  }

  /** Keeps a test that has ended. */
  async keep(result: TestResult): Promise<void> {
    if (this.#running?.id === result.id) this.#running = undefined;
    await this.#store(withResult(this.#ended, result));
    this.#changed.fire(result.identityId);
  }

  /** Changes what is kept by a function that gives the same list where nothing changes. */
  async change(by: (results: Results) => Results): Promise<void> {
    const before = this.#ended;
    const after = by(before);
    if (after === before) return;
    await this.#store(after);
    this.#changed.fire(undefined);
  }

  /** Forgets every result but that of a test that runs. */
  async forget(): Promise<void> {
    await this.#store([]);
    this.#tokens.clear();
    this.#claims.clear();
    this.#changed.fire(undefined);
  }

  /** The id of a test's token, which may have ended. */
  tokenOf(id: string): string | undefined {
    return this.#tokens.get(id);
  }

  /** Takes the id of a test's token. */
  issued(id: string, tokenId: string): void {
    this.#tokens.set(id, tokenId);
  }

  /** What was compared of a token in a test of this window. */
  claimsOf(id: string): ComparedClaims | undefined {
    return this.#claims.get(id);
  }

  /** Takes what was compared of a token. */
  compared(id: string, claims: ComparedClaims): void {
    this.#claims.set(id, claims);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  get #ended(): Results {
    return readStored(this.#state.get(key));
  }

  async #store(results: Results): Promise<void> {
    await this.#state.update(key, stored(results));
  }
}
