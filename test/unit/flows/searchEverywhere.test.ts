import { expect, it } from 'vitest';
import { searchEverywhere } from '../../../src/flows/searchEverywhere';
import { growLarge } from '../../sandbox/large';
import { inSandbox } from '../inSandbox';

const sandbox = inSandbox();

/** Lets requests go on only once no more come, until `work` is done; how often that was. */
async function roundsOf(work: Promise<unknown>): Promise<number> {
  const { faults, requests } = sandbox();
  const state = { done: false };
  const ended = work.finally(() => (state.done = true));
  const open = () => requests.filter(({ answered }) => answered === undefined).length;
  const tick = () => new Promise((resolve) => setTimeout(resolve, 3));
  let rounds = 0;
  for (let before = -1; !state.done; await tick()) {
    const waiting = open();
    if (waiting > 0 && waiting === before) {
      rounds++;
      faults.clear();
      faults.set({ service: 'api', fault: { kind: 'hang' } });
      const asked = requests.slice();
      while (asked.some(({ answered }) => answered === undefined)) await tick();
    }
    before = open();
  }
  await ended;
  return rounds;
}

it('reads every identity of a large organization in as few rounds of waiting as eight pages at a time allow', async () => {
  const at = { apiUrl: sandbox().urls.api, token: await sandbox().sessionToken('kim@acme.example') };
  growLarge(sandbox().world.resources, 12_000);
  const ids = new Set<string>();
  let count = 0;
  sandbox().requests.length = 0;
  sandbox().faults.set({ service: 'api', fault: { kind: 'hang' } });
  const reading = (async () => {
    for await (const { identities } of searchEverywhere(at, new AbortController().signal)) {
      count += identities.length;
      for (const { id } of identities) ids.add(id);
    }
  })();
  const rounds = await roundsOf(reading);
  const all = sandbox().world.resources.identities;
  expect([count, ids.size]).toEqual([all.size, all.size]);
  const pages = Math.ceil(all.size / 200);
  expect(sandbox().requests.filter(({ path }) => path === '/iam/v2/identities')).toHaveLength(pages);
  expect(rounds).toBeLessThanOrEqual(Math.ceil(pages / 8) + 2);
}, 60_000);
