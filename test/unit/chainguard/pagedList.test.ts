import { beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/chainguard/http';
import { createGroup, listAllGroups, listIdentities, updateGroup } from '../../../src/chainguard/iam';
import { listRoles } from '../../../src/chainguard/roles';
import type { Page } from '../../../src/chainguard/list';
import { PagedList } from '../../../src/chainguard/pagedList';
import { listRepos, listTags } from '../../../src/chainguard/registry';
import { asFailure } from '../../../src/core/failure';
import { organization } from '../../sandbox/world';
import { inSandbox } from '../inSandbox';

const sandbox = inSandbox();
let at: Connection;
beforeEach(async () => {
  at = { apiUrl: sandbox().urls.api, token: await sandbox().sessionToken('kim@acme.example') };
});

interface Thing {
  readonly id: string;
}
const page = (ids: string, next?: string, total?: number): Page<Thing> => ({
  items: ids.split('').map((id) => ({ id })),
  next,
  total,
});
/** A list that is given these pages, one after the other. */
const listOf = (...pages: Page<Thing>[]) =>
  new PagedList<Thing>(() => Promise.resolve(pages.shift() ?? page('')));
const ids = (list: PagedList<Thing>) => list.items.map(({ id }) => id).join('');

describe('a list with pages', () => {
  it('is loaded a page at a time, and asked for once however many ask', async () => {
    const size = 2;
    const list = new PagedList((request) =>
      listRepos(at, { descendantsOf: organization.uid }, { ...request, size }),
    );
    sandbox().requests.length = 0;
    await Promise.all([list.first(), list.first(), list.more()]);
    expect(sandbox().requests).toHaveLength(1);
    expect([list.items.length, list.rest]).toEqual([2, 38]);
    while (list.rest !== 0) await list.more();
    expect(new Set(list.items.map(({ id }) => id)).size).toBe(40);
    await list.more();
    expect(sandbox().requests).toHaveLength(20);
  });

  it('doubles, as far as it may and as long as there is more', async () => {
    const size = 4;
    const list = new PagedList((request) =>
      listRepos(at, { descendantsOf: organization.uid }, { ...request, size }),
    );
    const lengths: number[] = [];
    await list.first();
    do {
      await list.double(10);
      lengths.push(list.items.length);
    } while (list.rest !== 0);
    expect(lengths).toEqual([8, 16, 28, 40]);
  });

  it('keeps what was loaded before a page failed', async () => {
    const pages = [page('abc', 'x', 9), page('d', 'y', 9)];
    const list = new PagedList<Thing>(() =>
      pages.length > 0 ? Promise.resolve(pages.shift() ?? page('')) : Promise.reject(new Error('offline')),
    );
    await list.first();
    await expect(list.double(10)).rejects.toThrow('offline');
    expect([ids(list), list.rest]).toEqual(['abcd', 5]);
  });

  it('has a rest of unknown length where the server does not say', async () => {
    const list = listOf(page('ab', 'x'));
    await list.first();
    expect(list.rest).toBeUndefined();
  });

  it('holds each thing once when it starts anew in the middle', async () => {
    const list = listOf(page('ab', 'x', 4), page('ab', 'y', 4), page('cd', undefined, 4));
    while (list.rest !== 0 || ids(list) === '') await list.more();
    expect(ids(list)).toBe('abcd');
  });

  it.each([
    ['gives the same page token again', [page('ab', 'x'), page('cd', 'x'), page('ef', 'x')], 'abcd'],
    [
      'gives the same things under new page tokens',
      [page('ab', 'x'), page('ab', 'y'), page('ab', 'z'), page('ab', '1')],
      'ab',
    ],
    ['goes on after an empty page', [page('ab', 'x'), page('', 'y')], 'ab'],
  ])('ends with a reason when the server %s', async (_, pages, shown) => {
    const list = listOf(...pages);
    expect(await list.all().catch(asFailure)).toMatchObject({ kind: 'unexpected' });
    expect([ids(list), list.rest]).toEqual([shown, 0]);
  });

  it.each(['the same', 'nothing', 'new things'] as const)(
    'ends with a reason where the API goes on for ever with %s',
    async (goingOn) => {
      const fault = { kind: 'unending', with: goingOn } as const;
      sandbox().faults.set({ service: 'api', path: '/iam/v2/groups', fault });
      const list = new PagedList((request) => listAllGroups(at, { ...request, size: 2 }));
      expect(await list.all().catch(asFailure)).toMatchObject({
        kind: 'unexpected',
        message: expect.stringContaining('no end') as unknown,
      });
      const known = [...sandbox().world.resources.groups.keys()];
      expect(list.items.map(({ id }) => id)).toEqual(expect.arrayContaining(known));
      expect(list.rest).toBe(0);
    },
  );

  it('is loaded to its end, or as far as is needed', async () => {
    const list = new PagedList((request) =>
      listRepos(at, { descendantsOf: organization.uid }, { ...request, size: 15 }),
    );
    expect(await list.all(() => list.items.length >= 20)).toHaveLength(30);
    expect(await list.all()).toHaveLength(40);
    expect(await list.all()).toHaveLength(40);
  });

  it('can be asked again after a failure', async () => {
    sandbox().faults.set({ service: 'api', fault: { kind: 'html' }, times: 1 });
    const list = new PagedList((request) => listIdentities(at, { descendantsOf: organization.uid }, request));
    expect(await list.first().catch(asFailure)).toMatchObject({ kind: 'offline' });
    await list.first();
    expect(list.items.length).toBeGreaterThan(0);
  });
});

describe('what an organization has', () => {
  it('are tags, the one that changed last first, without those of dates and builds', async () => {
    const { items } = await listRepos(at, { descendantsOf: organization.uid }, { size: 1 });
    const tags = (await listTags(at, items[0]?.id ?? '')).items;
    expect(tags.map(({ name }) => name)).toContain('latest');
    expect(tags.every(({ name }) => !name.startsWith('sha256-'))).toBe(true);
    expect(tags[0]?.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    const times = tags.map(({ updated }) => updated?.getTime() ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  it('are roles with capabilities by the names that tokens use', async () => {
    const { items } = await listRoles(at);
    const pull = items.find(({ name }) => name === 'registry.pull');
    expect(pull?.capabilities).toEqual(
      expect.arrayContaining(['repo.list', 'groups.list', 'vuln_reports.list']),
    );
    expect(
      items.flatMap(({ capabilities }) => capabilities).filter((name) => name.startsWith('CAP_')),
    ).toEqual([]);
  });

  it('are groups that can be created, renamed and described', async () => {
    const made = await createGroup(at, organization.uid, { name: 'night shift', description: '' });
    expect(
      await createGroup(at, organization.uid, { name: 'night shift', description: '' }).catch(asFailure),
    ).toMatchObject({ kind: 'invalid', status: 409 });
    const changed = await updateGroup(at, made.id, { description: 'Works at night' });
    expect(changed).toEqual({ ...made, description: 'Works at night' });
    expect(sandbox().world.resources.groups.get(made.id)?.name).toBe('night shift');
    sandbox().world.resources.groups.delete(made.id);
  });
});
