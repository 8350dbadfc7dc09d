import * as l10n from '@vscode/l10n';
import type { AccessRow } from '../../core/access/cell';
import type { Overlaps } from '../../core/access/overlaps';
import type { AccessCaller } from '../../core/access/table';
import { arrange, type TableView } from '../../core/access/tableView';
import { ago } from '../../core/age';
import type { Caller } from '../../core/caller';
import { asFailure } from '../../core/failure';
import { sentences, visible } from '../../core/text';
import { AccessBoard, type RowSource } from '../../flows/accessBoard';
import type { AccessOf, AccessState, ShownRows } from '../../wire/access';
import { FoundOverlaps } from './foundOverlaps';

/** Where the table of a page comes from. */
export interface TableSources {
  /** The identities to show, as rows. */
  readonly rows: (of: AccessOf) => RowSource;
  /** The callers of this machine that are known already. */
  readonly known: () => readonly AccessCaller[];
  /** What identities may do, by their ids. */
  readonly roles: (
    ids: readonly string[],
    signal: AbortSignal,
  ) => Promise<ReadonlyMap<string, readonly string[]>>;
}

/** How long an order of rows may lag behind while more of them come, in milliseconds. */
const lag = 300;

/** The table of one page: what it shows of which identities and callers. Texts that go to the page are visible ones. */
export class ShownTable {
  readonly board = new AccessBoard(() => this.#changed());
  readonly #sources: TableSources;
  readonly #pasted: AccessCaller[] = [];
  #expected: readonly AccessCaller[] = [];
  #of: AccessOf | undefined;
  #signedIn = true;
  #stale = false;
  #roles: ReadonlyMap<string, readonly string[]> | undefined;
  #wantsRoles = false;
  readonly #overlaps = new FoundOverlaps(() => this.#changed());
  /** Ends what was begun for the rows that are there now. */
  #begun = new AbortController();
  #version = 1;
  #tell: (() => void) | undefined;
  #order:
    { readonly key: string; readonly at: number; readonly version: number; rows: Uint32Array } | undefined;

  constructor(sources: TableSources) {
    this.#sources = sources;
    this.lookAtCallers();
  }

  get of(): AccessOf | undefined {
    return this.#of;
  }

  /** What each identity may do, where that was asked for. */
  get roles(): ReadonlyMap<string, readonly string[]> | undefined {
    return this.#roles;
  }

  /** The pairs that one caller can assume, where they were looked for. */
  get overlaps(): Overlaps | undefined {
    return this.#overlaps.found;
  }

  /** The state, once it is another than the one with this version. An earlier call that waits gets it at once. */
  async after(known: number): Promise<AccessState> {
    this.#tell?.();
    if (this.#version === known)
      await new Promise<void>((tell) => {
        this.#tell = tell;
      });
    return this.#state();
  }

  /** The places of the rows that a view shows. While rows come, the order of a moment ago is good enough. */
  arranged(view: TableView): Uint32Array {
    const key = JSON.stringify(view);
    const known = this.#order;
    const { phase } = this.board;
    const now = performance.now();
    const isFresh =
      known?.version === this.#version ||
      ((phase === 'reading' || phase === 'working') && known !== undefined && now - known.at < lag);
    if (known?.key === key && isFresh) return known.rows;
    const rows = arrange(this.board.table, view, this.#overlaps.ids);
    this.#order = { key, at: now, version: this.#version, rows };
    return rows;
  }

  /** The rows from one place of a view on. */
  rows(view: TableView, from: number, count: number, at: Date): ShownRows {
    const { table } = this.board;
    const order = this.arranged(view);
    const rows = Array.from(order.subarray(from, from + count), (place) => {
      const { id = '', name = '', folder = '', lastSeen } = table.rows[place] ?? {};
      return {
        id,
        name: visible(name),
        folder: visible(folder),
        callers: table.ableTo(place),
        seen: lastSeen ? ago(lastSeen, at) : this.#of?.kind === 'group' ? l10n.t('never') : '',
        roles: (this.#roles?.get(id) ?? []).map(visible),
        cells: table.cellsOf(place),
      };
    });
    return { version: this.#version, count: order.length, from, rows };
  }

  row(id: string): AccessRow | undefined {
    const place = this.board.table.placeOf(id);
    return place === undefined ? undefined : this.board.table.rows[place];
  }

  caller(id: string): AccessCaller | undefined {
    return this.board.table.columns.find((column) => column.id === id);
  }

  /** Reads these identities; without any, those that are shown, anew. */
  async fill(of = this.#of): Promise<void> {
    if (!of) return;
    this.#forget();
    this.#of = of;
    await this.board.fill(this.#sources.rows(of));
    if (this.#wantsRoles) await this.showRoles(true);
  }

  /** Whether somebody is signed in. Live identities are forgotten when that changes: somebody else may see others. */
  session(signedIn: boolean): void {
    this.#signedIn = signedIn;
    if (this.#of?.kind === 'group') {
      this.#forget();
      this.board.clear();
    }
    this.#changed();
  }

  /** The identities have changed since they were read. */
  outdated(): void {
    if (this.#stale || this.board.table.rows.length === 0) return;
    this.#stale = true;
    this.#changed();
  }

  /** Takes the callers that the workspace's expectations name, in place of earlier ones. */
  expect(callers: readonly Caller[]): void {
    this.#expected = callers.map((caller) => ({
      id: `expected:${keyOf(caller)}`,
      name: nameOf(caller),
      caller,
    }));
    this.lookAtCallers();
  }

  /** Takes the callers of this machine that are known now. */
  lookAtCallers(): void {
    const known = this.#sources.known();
    const there = new Set(known.map(({ caller }) => keyOf(caller)));
    const notThere = ({ caller }: AccessCaller) => !there.has(keyOf(caller));
    const pasted = this.#pasted.filter(notThere);
    for (const { caller } of pasted) there.add(keyOf(caller));
    // What was pasted is what the person wants to see, and what is expected what the folder is about.
    const callers = [...pasted, ...this.#expected.filter(notThere), ...known];
    const { columns } = this.board.table;
    const isSame =
      callers.length === columns.length &&
      callers.every(({ id, name }, at) => id === columns[at]?.id && name === columns[at].name);
    if (!isSame) this.board.setCallers(callers);
  }

  /** Adds pasted callers; gives how many of them are new. */
  paste(callers: readonly Caller[]): number {
    const before = this.board.table.columns.length;
    for (const caller of callers) {
      const id = `pasted:${keyOf(caller)}`;
      if (this.#pasted.every((other) => other.id !== id))
        this.#pasted.push({ id, name: nameOf(caller), caller });
    }
    this.lookAtCallers();
    return this.board.table.columns.length - before;
  }

  /** Takes a pasted caller away. */
  remove(id: string): void {
    const at = this.#pasted.findIndex((caller) => caller.id === id);
    if (at >= 0) this.#pasted.splice(at, 1);
    this.lookAtCallers();
  }

  /** Reads what each identity may do, or shows it no more. Throws as the source of the roles. */
  async showRoles(shown: boolean): Promise<void> {
    this.#wantsRoles = shown;
    this.#roles = undefined;
    this.#changed();
    if (!shown || this.#of?.kind !== 'group') return;
    const { signal } = this.#begun;
    try {
      const roles = await this.#sources.roles(
        this.board.table.rows.map(({ id }) => id),
        signal,
      );
      if (!signal.aborted) this.#roles = roles;
    } catch (error) {
      this.#wantsRoles = false;
      throw error;
    } finally {
      this.#changed();
    }
  }

  /** Looks for pairs of identities that one caller can assume. @throws Failure `cancelled` where rows are read anew */
  async findOverlaps(): Promise<void> {
    // Only what is known in full can be compared; of claims in files that is not so.
    const rows = this.board.table.rows.filter(({ relationship, unknown = [] }) =>
      relationship.kind === 'aws' ? unknown.length === 0 : this.#of?.kind === 'group',
    );
    await this.#overlaps.find(rows, this.#begun.signal);
  }

  dispose(): void {
    this.#begun.abort();
    this.board.dispose();
    this.#tell?.();
  }

  #state(): AccessState {
    const { table, phase, total, problem } = this.board;
    const { done, all } = table.progress;
    const pasted = new Set(this.#pasted.map(({ id }) => id));
    const failure = problem === undefined || phase !== 'failed' ? undefined : asFailure(problem);
    return {
      version: this.#version,
      of: this.#of === undefined ? '' : titleOf(this.#of),
      phase,
      read: table.rows.length,
      total: total ?? null,
      worked: done,
      cells: all,
      problem: failure ? { kind: failure.kind, message: sentences(failure.message, failure.remedy) } : null,
      stale: this.#stale,
      signedIn: this.#signedIn,
      callers: table.columns.map(({ id, name, caller }) => ({
        id,
        name: visible(name),
        arn: visible(caller.arn),
        pasted: pasted.has(id),
      })),
      roles: !this.#wantsRoles ? 'hidden' : this.#roles ? 'shown' : 'reading',
      overlaps: this.#overlaps.shown,
    };
  }

  /** Forgets what is known of the rows that are there. */
  #forget(): void {
    this.#begun.abort();
    this.#begun = new AbortController();
    this.#stale = false;
    this.#roles = undefined;
    this.#overlaps.forget();
  }

  #changed(): void {
    this.#version++;
    this.#tell?.();
  }
}

/** What identities are those of, in words. */
export function titleOf(of: AccessOf): string {
  return of.kind === 'group' ? visible(of.name) : l10n.t('Definitions in this workspace');
}

function keyOf({ arn, userId }: Caller): string {
  return `${arn} ${userId}`;
}

/** A short name of a caller that has none here: its role and session, or its user. */
function nameOf({ arn }: Caller): string {
  return (
    arn
      .split(':')
      .slice(5)
      .join(':')
      .replace(/^(?:assumed-role|user|federated-user)\//, '') || arn
  );
}
