import { describe, expect, it } from 'vitest';
import type { AccessRow } from '../../../src/core/access/cell';
import { wholeTable } from '../../../src/core/access/tableView';
import { Failure } from '../../../src/core/failure';
import { ShownTable } from '../../../src/ui/access/shownTable';
import {
  columnsSeen,
  factColumns,
  headHeight,
  nameWidth,
  placeOf,
  rowHeight,
  rowsSeen,
  scrollTo,
  sizeOf,
} from '../../../src/webview/access/geometry';
import { fill, mostInFrame } from '../../../src/webview/access/filling';
import { moved } from '../../../src/webview/access/keys';
import { Store } from '../../../src/webview/access/store';
import { accessArguments, type AccessHost, type KeptAccess } from '../../../src/wire/access';
import { connect, serve } from '../../../src/wire/rpc';
import { account, match } from '../core/access/matches';

const row = (name: string): AccessRow => ({
  id: name,
  name,
  folder: 'acme',
  lastSeen: undefined,
  relationship: { kind: 'aws', match: match(`^arn:aws:sts::A:assumed-role/${name}/(.+)$`, '.*') },
});

/** A page without a browser over the real wire, on the table of a page with this many identities. */
function open(count: number, answers: Partial<AccessHost> = {}, kept: KeptAccess | null = null) {
  const rows = Array.from({ length: count }, (_, index) => row(`svc-${String(index).padStart(5, '0')}`));
  const caller = {
    account,
    arn: `arn:aws:sts::${account}:assumed-role/svc-00001/kim`,
    userId: 'AROAEXAMPLE1:kim',
  };
  const table = new ShownTable({
    rows: () =>
      async function* () {
        await Promise.resolve();
        yield { rows, total: rows.length };
      },
    known: () => [{ id: 'kim', name: 'profile kim', caller }],
    roles: () => Promise.resolve(new Map()),
  });
  const asked: string[] = [];
  const no = () => Promise.reject(new Failure('unexpected', 'The page asks for more than is answered.'));
  const done = () => Promise.resolve(null);
  const methods: AccessHost = {
    start: () => Promise.resolve({ bundle: null }),
    changed: ({ known }) => table.after(known),
    rows: ({ view, from, count: many }) => {
      asked.push(`rows ${from}`);
      return Promise.resolve(table.rows(view, from, many, new Date()));
    },
    choose: no,
    reload: done,
    cancel: done,
    signIn: done,
    paste: no,
    remove: done,
    explain: ({ row: of, caller: by }) => {
      asked.push(`explain ${of} ${by}`);
      return Promise.resolve(null);
    },
    open: ({ row: of }) => {
      asked.push(`open ${of}`);
      return Promise.resolve(null);
    },
    roles: done,
    overlaps: done,
    write: no,
    ...answers,
  };
  const refused: string[] = [];
  const host = connect<AccessHost>((message) => served.receive(structuredClone(message)));
  const served = serve<AccessHost>(
    methods,
    accessArguments,
    (reply) => host.receive(structuredClone(reply)),
    (why) => refused.push(why),
    () => undefined,
  );
  const states: KeptAccess[] = [];
  const store = new Store(kept, {
    host,
    keep: (state) => states.push(state),
    draw: () => undefined,
    drawNow: () => undefined,
  });
  void store.follow();
  return { store, table, asked, refused, states };
}

const group = { kind: 'group', id: 'a'.repeat(40), name: 'acme.example' } as const;

describe('the access page', () => {
  it('asks for the rows that are seen, and for others when it is scrolled', async () => {
    const { store, table, asked, refused } = open(5_000);
    await table.fill(group);
    await expect.poll(() => store.row(0)?.name).toBe('svc-00000');
    await expect.poll(() => store.count).toBe(5_000);
    expect(new Set(asked)).toEqual(new Set(['rows 0']));
    store.see({ top: 4_000 * rowHeight, left: 0, width: 800, height: 600 });
    await expect.poll(() => store.row(4_010)?.name).toBe('svc-04010');
    expect(store.row(2_000)).toBeUndefined();
    expect(new Set(asked)).toEqual(new Set(['rows 0', 'rows 3900', 'rows 4000']));
    expect(refused).toEqual([]);
  });

  it('says each cell as a sentence, acts on it, and orders by a column of the head', async () => {
    const { store, table, asked } = open(3);
    await table.fill(group);
    const first = store.facts.length;
    await expect
      .poll(() => store.sentence({ row: 1, column: first }))
      .toBe('profile kim can assume svc-00001.');
    expect(store.sentence({ row: 0, column: first })).toBe(
      'profile kim cannot assume svc-00000: its ARN does not fit.',
    );
    expect(store.sentence({ row: 0, column: 0 })).toBeUndefined();
    await store.activate({ row: 1, column: first });
    await store.activate({ row: 2, column: 0 });
    expect(asked.slice(-2)).toEqual(['explain svc-00001 kim', 'open svc-00002']);
    await store.activate({ row: -1, column: 2 });
    await expect.poll(() => store.row(0)?.name).toBe('svc-00001');
    expect(store.model.view).toMatchObject({ order: 'callers', descending: true });
  });

  it('shows what fits a search, and keeps the view, and nothing that was pasted', async () => {
    const { store, table, states } = open(300, { paste: () => Promise.resolve(2) });
    await table.fill(group);
    await expect.poll(() => store.count).toBe(300);
    store.look({ text: 'svc-0029' });
    await expect.poll(() => store.count).toBe(10);
    await expect.poll(() => store.row(0)?.name).toBe('svc-00290');
    store.set({ paste: 'secret of somebody' });
    await store.addPasted();
    expect([store.model.paste, store.model.said.text]).toEqual(['', 'Callers added: 2']);
    expect(states.at(-1)).toEqual({ of: null, view: { ...wholeTable, text: 'svc-0029' } });
    expect(JSON.stringify(states)).not.toContain('secret');
  });

  it('begins with the view that was kept', async () => {
    const { store, table } = open(30, {}, { of: group, view: { ...wholeTable, descending: true } });
    await table.fill(group);
    await expect.poll(() => store.row(0)?.name).toBe('svc-00029');
  });

  it('shows what failed where it was asked, and nothing where the person gave up', async () => {
    const { store } = open(1, {
      paste: () => Promise.reject(new Failure('invalid', 'No caller.', { remedy: 'Paste one.' })),
      choose: () => Promise.reject(new Failure('cancelled', 'Cancelled.')),
    });
    await store.addPasted();
    expect(store.model.pasteTrouble?.message).toBe('No caller. Paste one.');
    await store.choose();
    expect(store.model.trouble).toBeNull();
    await store.write('open');
    expect(store.model.trouble?.kind).toBe('unexpected');
  });

  it('goes no further than the table', async () => {
    const { store, table } = open(3);
    await table.fill(group);
    await expect.poll(() => store.count).toBe(3);
    store.go({ row: 99, column: 99 });
    expect(store.model.active).toEqual({ row: 2, column: store.columnCount - 1 });
    store.go({ row: -5, column: -5 });
    expect(store.model.active).toEqual({ row: -1, column: 0 });
  });
});

describe('the keys of the table', () => {
  const extent = { rows: 100, columns: 8, page: 10 };
  const from = { row: 50, column: 3 };

  it.each([
    ['ArrowUp', false, { row: 49, column: 3 }],
    ['ArrowDown', false, { row: 51, column: 3 }],
    ['ArrowLeft', false, { row: 50, column: 2 }],
    ['ArrowRight', false, { row: 50, column: 4 }],
    ['PageUp', false, { row: 40, column: 3 }],
    ['PageDown', false, { row: 60, column: 3 }],
    ['Home', false, { row: 50, column: 0 }],
    ['End', false, { row: 50, column: 7 }],
    ['Home', true, { row: 0, column: 0 }],
    ['End', true, { row: 99, column: 7 }],
    ['a', false, undefined],
    ['Tab', false, undefined],
  ])('%s (with Control: %s)', (key, ctrlKey, to) => {
    expect(moved(from, { key, ctrlKey }, extent)).toEqual(to);
  });

  it('PageUp stays among the rows, and in the head where it is there', () => {
    const up = (row: number) => moved({ row, column: 0 }, { key: 'PageUp', ctrlKey: false }, extent)?.row;
    expect([up(5), up(0), up(-1)]).toEqual([0, 0, -1]);
  });
});

describe('the geometry of the table', () => {
  const facts = factColumns(false);
  const seen = { top: 2_800, left: 500, width: 900, height: 500 };

  it('draws some rows more than are seen, and never more than there are', () => {
    const [from, to] = rowsSeen(seen, 10_000);
    expect(from).toBeLessThanOrEqual(100);
    expect(to * rowHeight).toBeGreaterThanOrEqual(seen.top + seen.height - headHeight);
    expect(to - from).toBeLessThan(40);
    expect(rowsSeen(seen, 5)).toEqual([5, 5]);
    expect(rowsSeen({ ...seen, top: 0 }, 5)).toEqual([0, 5]);
  });

  it('draws the name and the columns that are seen, side by side', () => {
    const columns = columnsSeen(seen, 200, facts);
    expect(columns[0]).toBe(0);
    expect(columns.length).toBeLessThan(14);
    for (const column of columns.slice(1)) {
      const { left, width } = placeOf(column, facts);
      expect(left + width).toBeGreaterThan(seen.left);
    }
    for (let column = 1; column < 30; column++) {
      const before = placeOf(column - 1, facts);
      expect(placeOf(column, facts).left).toBe(before.left + before.width);
    }
    const last = placeOf(facts.length + 199, facts);
    expect(sizeOf(10, 200, facts)).toEqual({
      width: last.left + last.width,
      height: headHeight + 10 * rowHeight,
    });
  });

  it('scrolls no further than needed for a cell to be in sight, beside the name and below the head', () => {
    expect(scrollTo(seen, { row: 105, column: 0 }, facts)).toEqual({ top: 2_800, left: 500 });
    expect(scrollTo(seen, { row: 99, column: 0 }, facts).top).toBe(99 * rowHeight);
    const below = scrollTo(seen, { row: 200, column: 0 }, facts).top;
    expect(201 * rowHeight - below).toBe(seen.height - headHeight);
    expect(scrollTo(seen, { row: -1, column: 1 }, facts)).toEqual({ top: 2_800, left: 0 });
    const far = scrollTo(seen, { row: 105, column: 100 }, facts).left;
    const place = placeOf(100, facts);
    expect(place.left + place.width - far).toBe(seen.width);
    expect(nameWidth).toBeLessThan(seen.width);
  });
});

describe('the rows that are drawn in full', () => {
  const rows = Array.from({ length: 45 }, (_, index) => 1000 + index);

  it('come a few in each frame, until all are there, and stay', () => {
    let filled: ReadonlySet<number> = new Set();
    const counts: number[] = [];
    for (let isLeft = true; isLeft;) {
      const next = fill(rows, filled, -1);
      expect([...filled].filter((row) => !next.filled.has(row))).toEqual([]);
      ({ filled, isLeft } = next);
      counts.push(filled.size);
    }
    expect(counts).toEqual([5, 10, 15, 20, 25, 30, 35, 40, 45]);
    expect(fill(rows, filled, -1)).toEqual({ filled: new Set(rows), isLeft: false });
  });

  it('are no more in a frame however far it is scrolled, and those that left are forgotten', () => {
    const far = rows.map((row) => row + 20);
    const { filled, isLeft } = fill(far, new Set(rows), -1);
    expect(isLeft).toBe(true);
    expect(filled.size).toBe(25 + mostInFrame);
    expect([...filled].every((row) => far.includes(row))).toBe(true);
  });

  it('are always with the one that has the focus', () => {
    expect(fill(rows, new Set(), 1044).filled.has(1044)).toBe(true);
    expect(fill(rows, new Set(), 7).filled.has(7)).toBe(false);
  });
});
