import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parentOf } from '../../../src/core/uidp';
import { ShownRows } from '../../../src/ui/shownRows';
import { HostTree, type Drawn } from './hostTree';

/** A tree whose rows say how often they were changed; what is in a listing is read when it is asked for. */
function world() {
  const versions = new Map([
    ['a', 0],
    ['a/b', 0],
    ['a/b/c', 0],
    ['a/d', 0],
    ['e', 0],
  ]);
  const shown = new ShownRows<Drawn>();
  const list = (id: string | undefined) =>
    [...versions.keys()]
      .filter((each) => parentOf(each) === id)
      .map((each): Drawn => ({ id: each, says: () => String(versions.get(each)) }));
  const host = new HostTree(shown, list);
  const redraw = (id: string | undefined) => host.fire(shown.redraw(id));
  return {
    versions,
    shown,
    host,
    redraw,
    /** Changes what a row says. */
    change: (id: string) => {
      if (!versions.has(id)) return;
      versions.set(id, (versions.get(id) ?? 0) + 1);
      redraw(id);
    },
    /** Lets a row appear, or go with all below it. */
    toggle: (id: string) => {
      const above = parentOf(id);
      if (versions.has(id)) {
        for (const each of [...versions.keys()])
          if (each === id || each.startsWith(`${id}/`)) versions.delete(each);
      } else if (above === undefined || versions.has(above)) versions.set(id, 0);
      redraw(above);
    },
    settle: () => {
      while (host.waiting.length > 0) host.answer(0);
    },
    /** The rows as they are. */
    now: (): readonly string[] => {
      const below = (id: string | undefined): string[] =>
        list(id).flatMap((row) => [`${row.id} ${row.says()}`, ...below(row.id)]);
      return below(undefined);
    },
  };
}

describe('the rows that VS Code has', () => {
  it('are those of the call that it made last, however late another is answered', () => {
    const { host, redraw, change, settle, versions } = world();
    redraw(undefined);
    versions.delete('e');
    redraw(undefined);
    host.answer(2);
    host.answer(1);
    settle();
    change('a/b');
    settle();
    expect(host.drawn).toEqual(['a 0', 'a/b 1', 'a/b/c 0', 'a/d 0']);
  });

  it('are named by the same objects whenever they are listed', () => {
    const { host, shown, settle } = world();
    settle();
    const before = shown.get('a/b/c');
    host.fire(shown.redraw(undefined));
    settle();
    expect(shown.redraw('a/b/c')).toBe(before);
    expect(before).toBeDefined();
  });

  it('are drawn as they were listed last, not as an overtaken listing has them', () => {
    const shown = new ShownRows<{ readonly id: string; readonly name: string }>();
    const [first, second] = [shown.ask(undefined), shown.ask(undefined)];
    const [row] = shown.answer(undefined, second, [{ id: 'a', name: 'new' }]);
    const [late] = shown.answer(undefined, first, [{ id: 'a', name: 'old' }]);
    expect(late).toBe(row);
    expect(row?.name).toBe('new');
  });
});

describe('a redraw', () => {
  it('names the row itself where VS Code has it', () => {
    const { shown, settle } = world();
    settle();
    expect(shown.redraw('a/b')?.id).toBe('a/b');
  });

  it('of a row that VS Code never had names the nearest row above it', () => {
    const { shown, settle } = world();
    settle();
    expect(shown.redraw('a/b/x/y')?.id).toBe('a/b');
  });

  it('of a row of which nothing above is there draws everything', () => {
    const { shown, settle } = world();
    settle();
    expect(shown.redraw('x/y')).toBeUndefined();
  });

  it('of a row that is being listed names the row above it, since the answer may be older than the change', () => {
    const { host, shown, settle } = world();
    settle();
    host.reopen('a');
    expect(shown.redraw('a/b')?.id).toBe('a');
  });

  it('while the top is being listed draws everything', () => {
    const { shown } = world();
    expect(shown.redraw('a')).toBeUndefined();
  });

  it('of a row that was only in an overtaken answer names the row above it', () => {
    const { host, shown, versions, settle } = world();
    settle();
    host.reopen('a');
    versions.delete('a/d');
    host.reopen('a');
    host.answer(0);
    host.answer(0);
    expect(shown.redraw('a/d')?.id).toBe('a');
  });

  it('reaches the screen, whatever is listed meanwhile and in whatever order the answers come', () => {
    const ids = fc.constantFrom('a', 'a/b', 'a/b/c', 'a/d', 'e', 'a/b/f', 'g');
    const step = fc.oneof(
      fc.record({ do: fc.constant('change' as const), id: ids }),
      fc.record({ do: fc.constant('toggle' as const), id: ids }),
      fc.record({ do: fc.constant('reopen' as const), id: ids }),
      fc.record({ do: fc.constant('refresh' as const), id: ids }),
      fc.record({ do: fc.constant('answer' as const), place: fc.nat({ max: 9 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const tree = world();
        for (const each of steps) {
          if (each.do === 'change') tree.change(each.id);
          else if (each.do === 'toggle') tree.toggle(each.id);
          else if (each.do === 'reopen') tree.host.reopen(each.id);
          else if (each.do === 'refresh') tree.redraw(undefined);
          else if (tree.host.waiting.length > 0) tree.host.answer(each.place % tree.host.waiting.length);
        }
        tree.settle();
        expect(tree.host.drawn).toEqual(tree.now());
      }),
      { numRuns: 500 },
    );
  });
});
