import type { ShownRows } from '../../../src/ui/shownRows';

export interface Drawn {
  readonly id: string;
  /** What the row says, read whenever it is drawn. */
  readonly says: () => string;
}

/**
 * VS Code's side of a tree (ExtHostTreeView of vs/workbench/api/common/extHostTreeViews.ts): rows are known as objects,
 * what is below a row is forgotten when it is asked for again, and an answer counts unless there was a later call for
 * the same object. Every row is open, so what is below it is asked for as soon as it is there. `list` reads the rows
 * at once; `answer` lets a call be answered with them, in any order.
 */
export class HostTree {
  /** Calls that wait for their answers. */
  readonly waiting: (() => void)[] = [];
  readonly #shown: ShownRows<Drawn>;
  readonly #list: (id: string | undefined) => readonly Drawn[];
  readonly #nodes = new Map<Drawn, { readonly says: string; below: readonly Drawn[] }>();
  readonly #tokens = new Map<Drawn | undefined, number>();
  #top: readonly Drawn[] = [];
  #count = 0;

  constructor(shown: ShownRows<Drawn>, list: (id: string | undefined) => readonly Drawn[]) {
    this.#shown = shown;
    this.#list = list;
    this.#ask(undefined);
  }

  /** The rows in view, each with the row above it before it. */
  get drawn(): readonly string[] {
    const lines = (rows: readonly Drawn[]): string[] =>
      rows.flatMap((row) => {
        const node = this.#nodes.get(row);
        return [`${row.id} ${node?.says}`, ...lines(node?.below ?? [])];
      });
    return lines(this.#top);
  }

  /** The event that a row, or without one everything, is to be drawn again. */
  fire(element: Drawn | undefined): void {
    const node = element && this.#nodes.get(element);
    if (element && !node) return;
    if (!element) {
      this.#nodes.clear();
      this.#tokens.clear();
    } else this.#nodes.set(element, { says: element.says(), below: node?.below ?? [] });
    this.#ask(element);
  }

  /** Answers the call at this place of those that wait. */
  answer(place: number): void {
    this.waiting.splice(place, 1)[0]?.();
  }

  /** Asks again for what is below a row that is drawn, as when the person closes and opens it. */
  reopen(id: string): void {
    const element = [...this.#nodes.keys()].find((each) => each.id === id);
    if (element) this.#ask(element);
  }

  #ask(element: Drawn | undefined): void {
    this.#forgetBelow(element);
    const token = ++this.#count;
    this.#tokens.set(element, token);
    const call = this.#shown.ask(element?.id);
    const listed = this.#list(element?.id);
    this.waiting.push(() => {
      const rows = this.#shown.answer(element?.id, call, listed);
      if (this.#tokens.get(element) !== token) return;
      if (element && !this.#nodes.has(element)) return;
      for (const row of rows) this.#nodes.set(row, { says: row.says(), below: [] });
      if (element) this.#nodes.set(element, { says: this.#nodes.get(element)?.says ?? '', below: rows });
      else this.#top = rows;
      for (const row of rows) this.#ask(row);
    });
  }

  #forgetBelow(element: Drawn | undefined): void {
    const below = element ? (this.#nodes.get(element)?.below ?? []) : this.#top;
    for (const row of below) {
      this.#forgetBelow(row);
      this.#nodes.delete(row);
    }
    const node = element && this.#nodes.get(element);
    if (node) this.#nodes.set(element, { ...node, below: [] });
  }
}
