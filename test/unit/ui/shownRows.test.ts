import fc from 'fast-check';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { parentOf } from '../../../src/core/uidp';
import { ShownRows, type Listing } from '../../../src/ui/shownRows';
import { HostTree, type Drawn } from './hostTree';

/** Lets all that takes no time happen. */
const turns = async () => {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
};

/** What VS Code refused, which it only logs. */
const refused: unknown[] = [];
const note = (error: unknown) => refused.push(error);
process.on('unhandledRejection', note);
afterEach(() => expect(refused.splice(0)).toEqual([]));

/**
 * A tree in VS Code whose rows say how often they were changed. What is in a listing is read when it is asked for; it
 * comes when it is answered, or at once while `quick`.
 */
function world({ quick = false } = {}) {
  const versions = new Map([
    ['a', 0],
    ['a/b', 0],
    ['a/b/c', 0],
    ['a/d', 0],
    ['e', 0],
  ]);
  const waiting: (() => void)[] = [];
  const broken = new Set<string | undefined>();
  const state = { quick, visible: true };
  const told: (readonly string[] | undefined)[] = [];
  const list = (id: string | undefined) =>
    [...versions.keys()]
      .filter((each) => parentOf(each) === id)
      .map((each): Drawn => ({ id: each, says: () => String(versions.get(each)) }));
  let asked = 0;
  let waits = 0;
  const shown: ShownRows<Drawn> = new ShownRows<Drawn>({
    list: (row) => {
      asked++;
      const listing: Listing<Drawn> = broken.has(row?.id)
        ? { rows: [{ id: `${row?.id ?? ''}/failure`, says: () => 'failed' }], good: false }
        : { rows: list(row?.id), good: true };
      return state.quick
        ? Promise.resolve(listing)
        : new Promise((resolve) => waiting.push(() => resolve(listing)));
    },
    tell: (rows) => {
      told.push(rows?.map(({ id }) => id));
      host.fire(rows);
    },
    wait: () => waits++,
    look: (row) => row.says(),
    visible: () => state.visible,
  });
  const host: HostTree = new HostTree(
    (row) => shown.children(row),
    (row) => {
      const look = row.says();
      shown.draws(row, look);
      return look;
    },
  );
  onTestFinished(() => shown.dispose());
  host.open();
  const answer = (place: number) => waiting.splice(place, 1)[0]?.();
  return {
    versions,
    broken,
    shown,
    host,
    waiting,
    state,
    told,
    answer,
    counts: () => ({ asked, waits }),
    /** Changes what a row says. */
    change: (id: string) => {
      if (!versions.has(id)) return;
      versions.set(id, (versions.get(id) ?? 0) + 1);
      shown.redraw(id);
    },
    /** Lets a row appear, or go with all below it. */
    toggle: (id: string) => {
      const above = parentOf(id);
      if (versions.has(id)) {
        for (const each of [...versions.keys()])
          if (each === id || each.startsWith(`${id}/`)) versions.delete(each);
      } else if (above === undefined || versions.has(above)) versions.set(id, 0);
      shown.redraw(above);
    },
    settle: async () => {
      let left = 1000;
      do {
        answer(0);
        await turns();
        expect(left--, 'the tree comes to rest').toBeGreaterThan(0);
      } while (waiting.length > 0);
    },
    /** The rows as they are. */
    now: (): readonly string[] => {
      const below = (id: string | undefined): string[] =>
        list(id).flatMap((row) => [`${row.id} ${row.says()}`, ...below(row.id)]);
      return below(undefined);
    },
  };
}

const all = ['a 0', 'a/b 0', 'a/b/c 0', 'a/d 0', 'e 0'];

describe('the rows of a tree', () => {
  it('are all drawn, each listed once', async () => {
    const { host, settle, counts } = world();
    await settle();
    expect(host.drawn).toEqual(all);
    expect(counts()).toEqual({ asked: 6, waits: 0 });
  });

  it('stay in view, and a menu names them, while they are listed again', async () => {
    const { host, shown, settle, waiting, counts } = world();
    await settle();
    shown.redraw(undefined);
    await turns();
    expect(waiting).not.toEqual([]);
    expect([host.drawn, host.lost]).toEqual([all, []]);
    shown.redraw('a');
    await turns();
    expect([host.drawn, host.lost]).toEqual([all, []]);
    expect(counts().waits).toBeGreaterThan(0);
  });

  it('are drawn as they are once they have been listed again', async () => {
    const { host, shown, settle, versions } = world();
    await settle();
    versions.delete('a/d');
    versions.set('f', 3);
    shown.redraw(undefined);
    await settle();
    expect(host.drawn).toEqual(['a 0', 'a/b 0', 'a/b/c 0', 'e 0', 'f 3']);
  });

  it('are drawn at once, without a sign of waiting, where listing takes no time', async () => {
    const { host, shown, versions, counts, state } = world({ quick: true });
    await turns();
    await turns();
    versions.set('a', 1);
    versions.delete('e');
    shown.redraw(undefined);
    await turns();
    await turns();
    expect(host.drawn).toEqual(['a 1', ...all.slice(1, 4)]);
    expect(counts().waits).toBe(0);
    expect(state.quick).toBe(true);
  });

  it('are never forgotten where they are the same and look the same, however deep, though each is listed', async () => {
    const { host, shown, settle, counts, told } = world();
    await settle();
    const { asked } = counts();
    shown.redraw(undefined);
    await settle();
    expect(counts().asked - asked).toBe(6);
    expect([told, host.forgotten, host.drawn]).toEqual([[], [], all]);
  });

  it('are not forgotten while one far below looks different, or while one comes or goes beside those above', async () => {
    const { host, shown, settle, versions, told } = world();
    await settle();
    versions.set('a/b/c', 1);
    shown.redraw(undefined);
    await settle();
    expect([told, host.forgotten]).toEqual([[['a/b/c']], []]);
    versions.delete('a/b/c');
    shown.redraw(undefined);
    await settle();
    expect([told, host.forgotten]).toEqual([[['a/b/c'], ['a/b']], ['a/b/c']]);
    expect(host.drawn).toEqual(['a 0', 'a/b 0', 'a/d 0', 'e 0']);
  });

  it.each([
    ['closed', ({ shown }: ReturnType<typeof world>) => shown.turned('a', false), ['a']],
    ['hidden', ({ state }: ReturnType<typeof world>) => void (state.visible = false), ['a', 'e']],
  ])('that are %s are asked for again only by VS Code, once they are seen', async (_, hide, drawn) => {
    const tree = world();
    await tree.settle();
    hide(tree);
    tree.versions.set('a/b', 1);
    tree.shown.redraw(undefined);
    await tree.settle();
    expect(tree.told[0]).toEqual(drawn);
    expect(tree.host.drawn).toContain('a/b 1');
  });

  it('are listed before VS Code hears of it once they were opened again', async () => {
    const { shown, settle, told } = world();
    await settle();
    shown.turned('a', false);
    shown.turned('a', true);
    shown.redraw('a/b');
    shown.redraw('a');
    await settle();
    expect(told).toEqual([]);
  });

  it('make way at once for those of somebody else', async () => {
    const { host, shown, settle, versions, waiting } = world();
    await settle();
    versions.clear();
    versions.set('z', 0);
    shown.forget();
    await turns();
    expect(waiting).toHaveLength(1);
    shown.redraw(undefined);
    await settle();
    expect(host.drawn).toEqual(['z 0']);
  });

  it('do not stand in for somebody else, even if they were asked for before', async () => {
    const { host, shown, versions, waiting, settle, answer } = world();
    await turns();
    shown.forget();
    versions.clear();
    answer(0);
    await turns();
    shown.redraw(undefined);
    await settle();
    expect(waiting).toEqual([]);
    expect(host.drawn).toEqual([]);
  });

  it('are named by the same objects whenever they are listed', async () => {
    const { shown, settle } = world();
    await settle();
    const before = shown.get('a/b/c');
    shown.redraw(undefined);
    await settle();
    expect(before).toBeDefined();
    expect(shown.get('a/b/c')).toBe(before);
  });

  it('that say why a listing failed are not shown again while it is tried again', async () => {
    const { host, shown, settle, broken } = world();
    broken.add('a/b');
    await settle();
    expect(host.drawn).toContain('a/b/failure failed');
    broken.clear();
    shown.redraw('a/b');
    await turns();
    expect(host.drawn).toContain('a/b/failure failed');
    await settle();
    expect(host.drawn).toEqual(all);
  });

  it('are all there where everything is to be drawn again while they are listed for the first time', async () => {
    const { host, shown, settle } = world();
    await turns();
    shown.redraw(undefined);
    await turns();
    await settle();
    expect(host.drawn).toEqual(all);
  });
});

describe('a listing that came late', () => {
  it('of the same rows has only those drawn that look different', async () => {
    const { shown, settle, versions, host, waiting, told } = world();
    await settle();
    versions.set('e', 1);
    shown.redraw(undefined);
    await turns();
    waiting.shift()?.();
    await turns();
    expect(told).toEqual([['e']]);
    await settle();
    expect(host.drawn).toContain('e 1');
  });

  it('does not count once its place changed, even if VS Code asks for it only then', async () => {
    const waiting: ((ids: readonly string[]) => void)[] = [];
    const shown = new ShownRows<{ readonly id: string }>({
      list: () =>
        new Promise((resolve) =>
          waiting.push((ids) => resolve({ rows: ids.map((id) => ({ id })), good: true })),
        ),
      tell: () => undefined,
      wait: () => undefined,
      look: () => '',
      visible: () => true,
    });
    const ask = () => shown.children(undefined);
    const first = ask();
    waiting[0]?.(['a']);
    await first;
    expect(await ask()).toEqual([{ id: 'a' }]);
    waiting[1]?.(['b']);
    await turns();
    shown.redraw(undefined);
    await turns();
    const last = ask();
    waiting.at(-1)?.(['c']);
    expect(await last).toEqual([{ id: 'c' }]);
  });
});

describe('a redraw', () => {
  it('of a row asks for nothing beside it', async () => {
    const { change, host, counts, settle } = world();
    await settle();
    const { asked } = counts();
    change('a/d');
    await settle();
    expect(counts().asked - asked).toBe(1);
    expect(host.drawn).toEqual(all.with(3, 'a/d 1'));
  });

  it('of a row that looks as it did asks for what is below it, and VS Code hears nothing', async () => {
    const { shown, host, counts, settle, told } = world();
    await settle();
    const { asked } = counts();
    shown.redraw('a/b');
    await settle();
    expect([counts().asked - asked, told, host.forgotten]).toEqual([2, [], []]);
  });

  it('can have VS Code ask for a row and all below it, whatever they look like', async () => {
    const { shown, host, settle, told } = world();
    await settle();
    shown.redraw('a', true);
    await settle();
    expect(told).toEqual([['a']]);
    expect(host.drawn).toEqual(all);
  });

  it('of a row that VS Code never had draws the nearest row above it', async () => {
    const { shown, settle, versions, host } = world();
    await settle();
    versions.set('a/b/x', 5);
    shown.redraw('a/b/x/y');
    await settle();
    expect(host.drawn).toContain('a/b/x 5');
  });

  it('of a row of which nothing above is there draws everything', async () => {
    const { shown, settle, versions, host } = world();
    await settle();
    versions.set('x', 0);
    shown.redraw('x/y');
    await settle();
    expect(host.drawn).toContain('x 0');
  });

  it('of a row whose children are asked for shows at once what the row says, and its children later', async () => {
    const { change, host, settle, answer } = world();
    await turns();
    answer(0);
    await turns();
    change('a');
    await settle();
    expect(host.drawn).toEqual(all.with(0, 'a 1'));
  });

  it('reaches the screen, whatever is listed meanwhile, and no row in view is lost to its menu', async () => {
    const ids = fc.constantFrom('a', 'a/b', 'a/b/c', 'a/d', 'e', 'a/b/f', 'g');
    const step = fc.oneof(
      fc.record({ do: fc.constant('change' as const), id: ids }),
      fc.record({ do: fc.constant('toggle' as const), id: ids }),
      fc.record({ do: fc.constant('reopen' as const), id: ids }),
      fc.record({ do: fc.constant('refresh' as const), id: ids }),
      fc.record({ do: fc.constant('quick' as const), id: ids }),
      fc.record({ do: fc.constant('answer' as const), place: fc.nat({ max: 9 }) }),
      fc.record({ do: fc.constant('turns' as const), id: ids }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.boolean(), async (steps, settled) => {
        const tree = world();
        if (settled) await tree.settle();
        for (const each of steps) {
          if (each.do === 'change') tree.change(each.id);
          else if (each.do === 'toggle') tree.toggle(each.id);
          else if (each.do === 'reopen') tree.host.reopen(each.id);
          else if (each.do === 'refresh') tree.shown.redraw(undefined);
          else if (each.do === 'quick') tree.state.quick = !tree.state.quick;
          else if (each.do === 'answer') tree.answer(each.place % Math.max(1, tree.waiting.length));
          else await turns();
        }
        for (let turn = 0; turn < 8; turn++) await turns();
        if (settled) expect(tree.host.lost).toEqual([]);
        await tree.settle();
        await tree.settle();
        expect(tree.host.drawn).toEqual(tree.now());
        expect(tree.host.lost).toEqual([]);
        expect(refused).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
