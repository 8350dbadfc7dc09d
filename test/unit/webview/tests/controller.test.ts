import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/core/failure';
import { Controller } from '../../../../src/webview/tests/controller';
import type { Kept, Model } from '../../../../src/webview/tests/model';
import { connect, serve } from '../../../../src/wire/rpc';
import {
  testsArguments,
  type Listed,
  type Shown,
  type TestsHost,
  type TestsState,
} from '../../../../src/wire/tests';

const ignore = () => undefined;
const listed = (id: string, change: Partial<Listed> = {}): Listed => ({
  id,
  identityName: `identity-${id}`,
  sourceName: 'profile ci-runner',
  started: 0,
  outcome: 'assumed',
  stale: null,
  ...change,
});
const shown = (result: Listed): Shown => ({
  ...result,
  identityId: 'acme/x',
  sentence: `This caller can assume ${result.identityName}.`,
  steps: [],
  offers: [{ id: 'again', title: 'Test Again' }],
  fixed: [],
});

/** A page over the real wire, on a host that holds these results. */
function openPage(first: readonly Listed[], kept: Kept | null = null, newest: string | null = null) {
  let state: TestsState = { results: first, newest, trusted: true, beside: null };
  let tell: (() => void) | undefined;
  let changes = 1;
  const acted: unknown[] = [];
  const focused: unknown[] = [];
  const keeps: Kept[] = [];
  const fails: { with?: Failure } = {};
  const methods: TestsHost = {
    bundle: () => Promise.resolve(null),
    async changed({ known }) {
      if (known === changes) await new Promise<void>((resolve) => (tell = resolve));
      return changes;
    },
    state: () => Promise.resolve(state),
    show: ({ id }) => {
      const found = state.results.find((each) => each.id === id);
      return Promise.resolve(found ? shown(found) : null);
    },
    compare: ({ one, other }) =>
      Promise.resolve({ one: listed(one), other: listed(other), lines: [{ label: 'x', one, other }] }),
    act(argument) {
      if (fails.with) return Promise.reject(fails.with);
      acted.push(argument);
      return Promise.resolve(null);
    },
    test: () => (acted.push('test'), Promise.resolve(null)),
    trust: () => (acted.push('trust'), Promise.resolve(null)),
  };
  const host = connect<TestsHost>((message) => served.receive(structuredClone(message)));
  const served = serve<TestsHost>(methods, testsArguments, (reply) => host.receive(reply), ignore, ignore);
  let drawn: Model | undefined;
  const controller = new Controller(kept, {
    host,
    keep: (keep) => keeps.push(keep),
    draw: (model) => (drawn = model),
    focus: (place) => focused.push(place),
  });
  void controller.follow();
  const model = () => {
    if (!drawn) throw new Error('The page has drawn nothing.');
    return drawn;
  };
  const change = (
    results: readonly Listed[],
    started: string | null = state.newest,
    beside: TestsState['beside'] = null,
  ) => {
    state = { ...state, results, newest: started, beside };
    changes++;
    tell?.();
  };
  const shows = (id: string) => expect.poll(() => drawn?.shown?.id).toBe(id);
  return { controller, model, change, shows, acted, focused, keeps, fails };
}

const three = ['c', 'b', 'a'].map((id) => listed(id));

describe('the page of tests', () => {
  it('shows the newest result at first, and a test that is started from then on', async () => {
    const { shows, change, model } = openPage(three);
    await shows('c');
    const running = listed('d', { outcome: null });
    change([running, ...three], 'd');
    await shows('d');
    expect(model()).toMatchObject({ selected: 'd', focused: 'd' });
  });

  it('goes on with the result that it showed before it was hidden', async () => {
    const { shows } = openPage(three, { selected: 'b', newest: 'c' }, 'c');
    await shows('b');
  });

  it('shows a test that was started while it was hidden', async () => {
    const { shows } = openPage(three, { selected: 'b', newest: 'a' }, 'c');
    await shows('c');
  });

  it('stays with a result while others change, and goes to the newest where it is gone', async () => {
    const { controller, shows, change, model } = openPage(three);
    await shows('c');
    controller.go('b');
    await shows('b');
    change([listed('c', { stale: 'caller' }), ...three.slice(1)]);
    await expect.poll(() => model().results?.[0]?.stale).toBe('caller');
    expect(model().shown?.id).toBe('b');
    change([listed('a')]);
    await shows('a');
  });

  it('goes through the list by arrow keys, no further than its ends, and takes the keyboard along', async () => {
    const { controller, shows, focused } = openPage(three);
    await shows('c');
    controller.move(1);
    await shows('b');
    controller.move(10);
    await shows('a');
    controller.move(1);
    controller.move(-10);
    await shows('c');
    expect(focused).toEqual(['b', 'a', 'a', 'c'].map((row) => ({ row })));
    controller.take('c');
    expect(focused.at(-1)).toBe('result');
  });

  it('says the verdict once a test has ended, and nothing where another result is chosen', async () => {
    const { controller, shows, change, model } = openPage(three);
    await shows('c');
    controller.go('b');
    await shows('b');
    expect(model().said.text).toBe('');
    change([listed('d', { outcome: null }), ...three], 'd');
    await shows('d');
    const before = model().said.number;
    change([listed('d'), ...three], 'd');
    await expect.poll(() => model().said.number).toBe(before + 1);
    expect(model().said.text).toBe('This caller can assume identity-d.');
  });

  it('compares the result with another that is chosen by the keyboard, and goes back', async () => {
    const { controller, shows, model } = openPage(three);
    await shows('c');
    controller.choose();
    controller.move(1);
    controller.move(1);
    expect(model()).toMatchObject({ selected: 'c', focused: 'a', choosing: true });
    controller.take('a');
    await expect.poll(() => model().compared?.other.id).toBe('a');
    expect(model()).toMatchObject({ selected: 'c', choosing: false });
    controller.leave();
    expect(model()).toMatchObject({ compared: null, focused: 'c' });
  });

  it('shows two results side by side when the window asks for it, once', async () => {
    const { controller, shows, change, model } = openPage(three);
    await shows('c');
    change(three, null, { one: 'b', other: 'a' });
    await expect.poll(() => model().compared).toMatchObject({ one: { id: 'b' }, other: { id: 'a' } });
    expect(model()).toMatchObject({ selected: 'b', shown: { id: 'b' } });
    controller.go('c');
    await shows('c');
    change([listed('c', { stale: 'caller' }), ...three.slice(1)], null, { one: 'b', other: 'a' });
    await expect.poll(() => model().results?.[0]?.stale).toBe('caller');
    expect(model()).toMatchObject({ compared: null, shown: { id: 'c' } });
  });

  it('never compares a result with itself', async () => {
    const { controller, shows, model } = openPage(three);
    await shows('c');
    await controller.compareWith('c');
    expect(model().compared).toBeNull();
  });

  it('asks the host to do what a result offers, and shows what failed', async () => {
    const { controller, shows, acted, fails, model } = openPage(three);
    await shows('c');
    await controller.act('again');
    expect(acted).toEqual([{ id: 'c', offer: 'again' }]);
    fails.with = new Failure('offline', 'Chainguard could not be reached', { remedy: 'Try again.' });
    await controller.act('fix');
    expect(model().trouble?.message).toBe('Chainguard could not be reached. Try again.');
    expect(model().busy).toBeNull();
    controller.go('b');
    expect(model().trouble).toBeNull();
  });

  it('keeps which result it shows, and nothing else', async () => {
    const { controller, shows, keeps } = openPage(three);
    await shows('c');
    controller.go('a');
    await shows('a');
    expect(keeps.at(-1)).toEqual({ selected: 'a', newest: null });
  });

  it('offers to test an identity while there is no result', async () => {
    const { controller, model, acted } = openPage([]);
    await expect.poll(() => model().results).toEqual([]);
    await controller.begin('test');
    expect(acted).toEqual(['test']);
  });
});
