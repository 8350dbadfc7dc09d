import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Page, PageRequest } from '../../../src/chainguard/list';
import { PagedList } from '../../../src/chainguard/pagedList';
import { asFailure, Failure } from '../../../src/core/failure';

interface Thing {
  readonly id: string;
}
const thing = (number: number): Thing => ({ id: String(number).padStart(6, '0') });
const things = (count: number) => Array.from({ length: count }, (_, number) => thing(number));

/** A server with one list, which may change before each answer; remembers how it was asked. */
function serverOf(
  all: Thing[],
  {
    size = 200,
    change,
    honours = true,
  }: { size?: number; change?: (answered: number) => void; honours?: boolean } = {},
) {
  const asked: PageRequest[] = [];
  let open: (() => void)[] = [];
  let rounds = 0;
  let answered = 0;
  const load = async (request: PageRequest): Promise<Page<Thing>> => {
    asked.push(request);
    await new Promise<void>((resolve) => open.push(resolve));
    change?.(++answered);
    const skip = honours ? (request.skip ?? 0) : 0;
    const start = Number(request.after ?? 0) + skip;
    const end = Math.min(start + size, all.length);
    return {
      items: all.slice(start, end),
      next: end < all.length ? String(end) : undefined,
      total: all.length,
      skipped: skip,
    };
  };
  /** Answers whoever waits, round after round, until `work` is done; how many rounds it took. */
  const answerUntil = async (work: Promise<unknown>): Promise<number> => {
    const done = work.then(
      () => true,
      () => true,
    );
    const idle = () => new Promise<false>((resolve) => setImmediate(() => resolve(false)));
    while (!(await Promise.race([done, idle()]))) {
      if (open.length === 0) continue;
      const waiting = open;
      open = [];
      rounds++;
      for (const answer of waiting) answer();
    }
    return rounds;
  };
  return { load, asked, answerUntil };
}

const read = async (server: ReturnType<typeof serverOf>) => {
  const list = new PagedList<Thing>(server.load);
  const all = list.all();
  const rounds = await server.answerUntil(all);
  return { items: await all, rounds, list };
};

describe('reading a whole list', () => {
  it('takes 60,000 things in no more rounds of waiting than eight pages at a time need', async () => {
    const all = things(60_000);
    const server = serverOf(all);
    const { items, rounds } = await read(server);
    expect(items).toEqual(all);
    expect(rounds).toBeLessThanOrEqual(Math.ceil(301 / 8) + 1);
  });

  it('never has more than eight requests open', async () => {
    let most = 0;
    let open = 0;
    const server = serverOf(things(5000), { size: 50 });
    const list = new PagedList<Thing>(async (request) => {
      most = Math.max(most, ++open);
      return server.load(request).finally(() => open--);
    });
    const all = list.all();
    await server.answerUntil(all);
    expect(await all).toHaveLength(5000);
    expect(most).toBe(8);
  });

  it('goes by page tokens where skip is not honoured', async () => {
    const all = things(1000);
    const server = serverOf(all, { size: 100, honours: false });
    expect((await read(server)).items).toEqual(all);
    expect(server.asked.some(({ after }) => after !== undefined)).toBe(true);
  });

  it('loses nothing and has nothing twice, also where the list changes meanwhile', async () => {
    const change = fc.record({ at: fc.integer({ min: 2, max: 12 }), place: fc.nat(299), gone: fc.boolean() });
    const changes = fc.uniqueArray(change, { maxLength: 3, selector: ({ at }) => at });
    await fc.assert(
      fc.asyncProperty(changes, async (plan) => {
        const all = things(300);
        const stayed = new Set(all.map(({ id }) => id));
        const server = serverOf(all, {
          size: 30,
          change: (answered) => {
            const { place, gone } = plan.find(({ at }) => at === answered) ?? {};
            if (place === undefined) return;
            if (!gone) all.splice(place, 0, { id: `new ${answered}` });
            else stayed.delete(all.splice(place % all.length, 1)[0]?.id ?? '');
          },
        });
        const list = new PagedList<Thing>(server.load);
        const told: string[] = [];
        const reading = (async () => {
          for await (const stretch of list.stretches()) told.push(...stretch.map(({ id }) => id));
        })();
        await server.answerUntil(reading);
        await reading;
        expect(new Set(told).size).toBe(told.length);
        // By page tokens, too, whatever moves across the place that was reached can be missed.
        if (server.asked.every(({ after }) => after === undefined))
          expect([...stayed].filter((id) => !told.includes(id))).toEqual([]);
      }),
    );
  });

  it.each([
    ['the count changes', (page: Page<Thing>) => ({ ...page, total: 999 })],
    ['a page is short', (page: Page<Thing>) => ({ ...page, items: page.items.slice(1) })],
    [
      'a thing is there twice',
      (page: Page<Thing>) => ({ ...page, items: [thing(1), ...page.items.slice(1)] }),
    ],
    ['less was left out than asked', (page: Page<Thing>) => ({ ...page, skipped: 0 })],
  ])('goes by page tokens where %s', async (_, odd) => {
    const all = things(1000);
    const server = serverOf(all, { size: 100 });
    const list = new PagedList<Thing>(async (request) => {
      const page = await server.load(request);
      return request.skip === 500 ? odd(page) : page;
    });
    const reading = list.all();
    await server.answerUntil(reading);
    expect(await reading).toEqual(all);
    expect(server.asked.some(({ after }) => after !== undefined)).toBe(true);
  });

  it('stops asking when nobody wants more', async () => {
    const server = serverOf(things(10_000), { size: 50 });
    const reading = (async () => {
      for await (const stretch of new PagedList<Thing>(server.load).stretches())
        if (stretch[0]?.id === thing(100).id) return;
    })();
    await server.answerUntil(reading);
    expect(server.asked.length).toBeLessThan(20);
  });

  it('fails as the page does that fails, and keeps what came before', async () => {
    const server = serverOf(things(1000), { size: 100 });
    const list = new PagedList<Thing>((request) =>
      request.skip === 300 ? Promise.reject(new Failure('offline', 'gone')) : server.load(request),
    );
    const all = list.all();
    await server.answerUntil(all);
    expect(await all.catch(asFailure)).toMatchObject({ kind: 'offline' });
    expect(list.items).toHaveLength(100);
  });
});
