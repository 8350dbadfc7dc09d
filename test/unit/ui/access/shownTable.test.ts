import { describe, expect, it } from 'vitest';
import type { AccessRow } from '../../../../src/core/access/cell';
import type { AccessCaller } from '../../../../src/core/access/table';
import { wholeTable } from '../../../../src/core/access/tableView';
import { Failure } from '../../../../src/core/failure';
import { ShownTable, type TableSources } from '../../../../src/ui/access/shownTable';
import type { AccessOf, AccessState } from '../../../../src/wire/access';
import { account, match } from '../../core/access/matches';

const group: AccessOf = { kind: 'group', id: 'a'.repeat(40), name: 'acme\u202e.example' };
const row = (name: string, role: string, more: Partial<AccessRow> = {}): AccessRow => ({
  id: name,
  name,
  folder: 'acme',
  lastSeen: undefined,
  relationship: { kind: 'aws', match: match(`^arn:aws:sts::A:assumed-role/${role}/(.+)$`, '.*') },
  ...more,
});
const caller = (role: string): AccessCaller['caller'] => ({
  account,
  arn: `arn:aws:sts::${account}:assumed-role/${role}/kim`,
  userId: 'AROAEXAMPLE1:kim',
});
const known = (role: string): AccessCaller => ({ id: role, name: `profile ${role}`, caller: caller(role) });

function shown(rows: readonly AccessRow[], more: Partial<TableSources> = {}) {
  return new ShownTable({
    rows: () =>
      async function* () {
        await Promise.resolve();
        yield { rows, total: rows.length };
      },
    known: () => [known('ci')],
    roles: () => Promise.resolve(new Map()),
    ...more,
  });
}

/** The state, once it is as wanted. */
async function until(table: ShownTable, wanted: (state: AccessState) => boolean): Promise<AccessState> {
  for (let known = 0; ;) {
    const state = await table.after(known);
    if (wanted(state)) return state;
    known = state.version;
  }
}

describe('the table of an access page', () => {
  const rows = [row('ci\u202e-runner', 'ci'), row('both', '(?:ci|cd)'), row('none', 'none')];

  it('gives the rows of a view as they are painted, with nothing that hides', async () => {
    const table = shown(rows);
    await table.fill(group);
    const { count, rows: painted } = table.rows(wholeTable, 1, 2, new Date());
    expect([count, painted.map(({ name, callers, cells, seen }) => [name, callers, cells, seen])]).toEqual([
      3,
      [
        ['ci\\u202e-runner', 1, '1', 'never'],
        ['none', 0, '3', 'never'],
      ],
    ]);
    const state = await until(table, ({ phase }) => phase === 'done');
    expect(state).toMatchObject({ of: 'acme\\u202e.example', read: 3, total: 3, worked: 3, cells: 3 });
    expect(state.callers).toEqual([{ id: 'ci', name: 'profile ci', arn: caller('ci').arn, pasted: false }]);
  });

  it('takes pasted callers once, and gives them up again', async () => {
    const table = shown(rows);
    await table.fill(group);
    expect(table.paste([caller('ci'), caller('cd')])).toBe(1);
    expect(table.paste([caller('cd')])).toBe(0);
    const state = await until(table, ({ phase, worked }) => phase === 'done' && worked === 6);
    // The first of them is known already.
    expect(state.callers.map(({ name, pasted }) => [name, pasted])).toEqual([
      ['cd/kim', true],
      ['profile ci', false],
    ]);
    table.remove(state.callers[0]?.id ?? '');
    expect((await table.after(0)).callers).toHaveLength(1);
  });

  it('has callers of expectations behind pasted ones, each once, as long as they are expected', async () => {
    const table = shown(rows);
    await table.fill(group);
    table.paste([caller('cd')]);
    table.expect([caller('ci'), caller('cd'), caller('none')]);
    const names = async () => (await table.after(0)).callers.map(({ name }) => name);
    expect(await names()).toEqual(['cd/kim', 'none/kim', 'profile ci']);
    table.expect([caller('both')]);
    expect(await names()).toEqual(['cd/kim', 'both/kim', 'profile ci']);
  });

  it('follows the callers of the machine', async () => {
    const callers = [known('ci')];
    const table = shown(rows, { known: () => callers });
    await table.fill(group);
    callers.push(known('cd'));
    table.lookAtCallers();
    await until(table, ({ phase, worked }) => phase === 'done' && worked === 6);
    const several = table.rows({ ...wholeTable, only: 'several' }, 0, 10, new Date());
    expect(several.rows.map(({ name, callers: able }) => [name, able])).toEqual([['both', 2]]);
  });

  it('says when its identities have changed, until they are read anew', async () => {
    const table = shown(rows);
    table.outdated();
    expect((await table.after(0)).stale).toBe(false);
    await table.fill(group);
    table.outdated();
    expect((await table.after(0)).stale).toBe(true);
    await table.fill();
    expect((await table.after(0)).stale).toBe(false);
  });

  it('forgets live identities when somebody else signs in or out, and keeps those of files', async () => {
    const table = shown(rows);
    await table.fill(group);
    table.session(false);
    expect(await table.after(0)).toMatchObject({ read: 0, phase: 'empty', signedIn: false });
    await table.fill({ kind: 'definitions' });
    table.session(true);
    expect(await table.after(0)).toMatchObject({ read: 3, phase: 'done', signedIn: true });
  });

  it('reads what each identity may do only on request, and anew for other rows', async () => {
    const asked: (readonly string[])[] = [];
    const table = shown(rows, {
      roles: (ids) => {
        asked.push(ids);
        return Promise.resolve(new Map([['both', ['viewer → acme']]]));
      },
    });
    await table.fill(group);
    expect(asked).toEqual([]);
    await table.showRoles(true);
    expect((await table.after(0)).roles).toBe('shown');
    expect(table.rows(wholeTable, 0, 1, new Date()).rows[0]?.roles).toEqual(['viewer → acme']);
    await table.fill();
    expect(asked).toHaveLength(2);
    await table.showRoles(false);
    expect((await table.after(0)).roles).toBe('hidden');
    expect(table.rows(wholeTable, 0, 1, new Date()).rows[0]?.roles).toEqual([]);
  });

  it('shows roles no more where they cannot be read', async () => {
    const table = shown(rows, { roles: () => Promise.reject(new Failure('denied', 'No.')) });
    await table.fill(group);
    await expect(table.showRoles(true)).rejects.toThrow('No.');
    expect((await table.after(0)).roles).toBe('hidden');
  });

  it('finds the identities that one caller can assume, with such a caller', async () => {
    const table = shown([...rows, row('wide', '.*')], { known: () => [] });
    await table.fill(group);
    await table.findOverlaps();
    const { overlaps } = await table.after(0);
    expect(overlaps).toMatchObject({ running: false, compared: 4, of: 4, more: 0, undecided: 0 });
    const pairs = overlaps?.shown.map(({ names }) => [...names].sort().join(' ')).sort();
    expect(pairs).toEqual(['both ci\\u202e-runner', 'both wide', 'ci\\u202e-runner wide', 'none wide']);
    for (const { example } of overlaps?.shown ?? []) expect(example).toMatch(/^arn:aws/);
    await table.findOverlaps();
    expect((await table.after(0)).overlaps?.shown).toHaveLength(4);
    const view = { ...wholeTable, only: 'overlaps' } as const;
    expect(table.rows(view, 0, 10, new Date()).count).toBe(4);
    await table.fill();
    expect((await table.after(0)).overlaps).toBeNull();
  });

  it('says why identities could not be read', async () => {
    const failing = () =>
      // eslint-disable-next-line require-yield
      async function* () {
        await Promise.resolve();
        throw new Failure('signed-out', 'You are not signed in.', { remedy: 'Sign in.' });
      };
    const table = shown([], { rows: failing });
    await table.fill(group);
    expect(await table.after(0)).toMatchObject({
      phase: 'failed',
      problem: { kind: 'signed-out', message: 'You are not signed in. Sign in.' },
    });
  });

  it('answers an earlier call that waits as soon as there is a later one', async () => {
    const table = shown(rows);
    const { version } = await table.after(0);
    const first = table.after(version);
    const second = table.after(version);
    expect((await first).version).toBe(version);
    // Nothing is another than before.
    table.outdated();
    table.lookAtCallers();
    table.session(true);
    expect((await second).version).toBeGreaterThan(version);
  });
});
