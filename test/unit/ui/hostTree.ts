export interface Drawn {
  readonly id: string;
  /** What the row says, read whenever it is drawn. */
  readonly says: () => string;
}

interface Node {
  readonly says: string;
  readonly parent: Drawn | undefined;
  below: Drawn[] | undefined;
}

/**
 * VS Code's two sides of a tree, in which every row is open.
 *
 * The extension host (ExtHostTreeView of vs/workbench/api/common/extHostTreeViews.ts) knows rows as objects, forgets what
 * is below a row when it is drawn again, gives what it has without asking for it, gives up what it asks for at the top
 * when everything is drawn again, takes an answer unless there was a later call for the same object, and draws one change
 * after the other. The window (AsyncDataTree) refreshes what is below a row once whatever it refreshes at, above or below
 * that row is done.
 */
export class HostTree {
  readonly #ask: (row: Drawn | undefined) => Promise<readonly Drawn[]>;
  readonly #nodes = new Map<Drawn, Node>();
  readonly #elements = new Map<string, Drawn>();
  readonly #calls = new Map<Drawn | undefined, number>();
  #top: Drawn[] | undefined;
  #given = { up: false };
  #changes: Promise<void> = Promise.resolve();
  /** The window's rows: what each says, and the ids of those below it; the top is the one without a text. */
  readonly #window = new Map<string, { says: string; below: readonly string[] }>([
    ['', { says: '', below: [] }],
  ]);
  readonly #refreshing = new Map<string, Promise<void>>();

  /** The ids of the rows that a menu would have named none for, if only for a moment, since they were forgotten in view. */
  readonly forgotten: string[] = [];
  readonly #draw: (row: Drawn) => string;

  /**
   * @param ask gives the rows below a row
   * @param draw gives what a row says
   */
  constructor(ask: (row: Drawn | undefined) => Promise<readonly Drawn[]>, draw: (row: Drawn) => string) {
    this.#ask = ask;
    this.#draw = draw;
  }

  /** Shows the view, which asks for everything. */
  open(): void {
    void this.#refresh('');
  }

  /** The rows in view, each with the row above it before it. */
  get drawn(): readonly string[] {
    const lines = (id: string): string[] =>
      (this.#window.get(id)?.below ?? []).flatMap((each) => [
        `${each} ${this.#window.get(each)?.says}`,
        ...lines(each),
      ]);
    return lines('');
  }

  /** The rows in view for which a menu would name none. */
  get lost(): readonly string[] {
    return this.drawn.map((line) => line.split(' ')[0] ?? '').filter((id) => !this.#elements.has(id));
  }

  /** The event that rows, or without any everything, are to be drawn again. */
  fire(rows: readonly Drawn[] | undefined): void {
    this.#changes = this.#changes.then(() => (rows ? this.#redraw(rows) : this.#redrawAll()));
  }

  /** Closes and opens a row. */
  reopen(id: string): void {
    if (this.#window.has(id)) void this.#refresh(id);
  }

  #redrawAll(): Promise<void> {
    this.#given.up = true;
    this.#given = { up: false };
    this.#top = undefined;
    this.forgotten.push(...this.#elements.keys());
    this.#nodes.clear();
    this.#elements.clear();
    this.#calls.clear();
    return this.#refresh('');
  }

  async #redraw(rows: readonly Drawn[]): Promise<void> {
    const known = rows.filter((row) => {
      const node = this.#nodes.get(row);
      if (!node) return false;
      this.#forgetBelow(row);
      this.#nodes.set(row, { ...node, says: this.#draw(row), below: undefined });
      return true;
    });
    await Promise.all(
      known.map((row) => {
        const shown = this.#window.get(row.id);
        if (shown) shown.says = this.#nodes.get(row)?.says ?? '';
        return this.#refresh(row.id);
      }),
    );
  }

  async #refresh(id: string): Promise<void> {
    const near = (other: string) =>
      id === other || id === '' || other === '' || id.startsWith(`${other}/`) || other.startsWith(`${id}/`);
    for (;;) {
      const [, other] = [...this.#refreshing].find(([each]) => near(each)) ?? [];
      if (!other) break;
      await other;
    }
    const done = this.#refreshBelow(id).finally(() => this.#refreshing.delete(id));
    this.#refreshing.set(id, done);
    await done;
  }

  async #refreshBelow(id: string): Promise<void> {
    const rows = (await this.#below(id)) ?? [];
    const shown = this.#window.get(id);
    if (!shown) return;
    shown.below = rows.map((row) => row.id);
    for (const row of rows) {
      const below = this.#window.get(row.id)?.below ?? [];
      this.#window.set(row.id, { says: this.#nodes.get(row)?.says ?? '', below });
    }
    await Promise.all(rows.map((row) => this.#refreshBelow(row.id)));
  }

  /** What the extension host answers to the window; `undefined` where the answer no longer counts. */
  async #below(id: string): Promise<readonly Drawn[] | undefined> {
    const element = id === '' ? undefined : this.#elements.get(id);
    if (id !== '' && !element) return [];
    const kept = element ? this.#nodes.get(element)?.below : this.#top;
    if (kept) return kept;
    this.#forgetBelow(element);
    const call = (this.#calls.get(element) ?? 0) + 1;
    this.#calls.set(element, call);
    const given = this.#given;
    const rows = await this.#ask(element);
    if (this.#calls.get(element) !== call || given.up) return undefined;
    const parent = element && this.#nodes.get(element);
    for (const row of rows) {
      if (this.#elements.has(row.id)) throw new Error(`Element with id ${row.id} is already registered`);
      this.#nodes.set(row, { says: this.#draw(row), parent: element, below: undefined });
      this.#elements.set(row.id, row);
      if (parent) (parent.below ??= []).push(row);
      else (this.#top ??= []).push(row);
    }
    return rows;
  }

  #forgetBelow(element: Drawn | undefined): void {
    if (!element) {
      for (const row of this.#top ?? []) this.#forget(row);
      this.#top = undefined;
      return;
    }
    const node = this.#nodes.get(element);
    for (const row of node?.below ?? []) this.#forget(row);
    if (node) node.below = undefined;
  }

  #forget(row: Drawn): void {
    if (this.#window.has(row.id)) this.forgotten.push(row.id);
    this.#forgetBelow(row);
    this.#nodes.delete(row);
    this.#elements.delete(row.id);
  }
}
