import { describe, expect, it } from 'vitest';
import { callerChoices, fitnessTitle } from '../../../src/aws/callerChoice';
import { grouped, groupOf, groupTitle } from '../../../src/aws/callerGroups';
import { listCallers } from '../../../src/aws/callerList';
import { Callers } from '../../../src/aws/callers';
import type { AwsMatch } from '../../../src/core/identity';
import { accounts } from '../../sandbox/world';
import { failureOf, useHome } from './home';

const home = useHome();
const at = new Date('2026-05-10T12:00:00Z');
const match: AwsMatch = {
  account: accounts.aws,
  arn: { kind: 'pattern', value: `^arn:aws:sts::${accounts.aws}:assumed-role/ci-runner/(.+)$` },
  userId: { kind: 'pattern', value: '^AROA[A-Z0-9]+:.+$' },
};

async function choices(callers: Callers, by: Parameters<typeof callerChoices>[2] = {}) {
  const { entries } = await listCallers(callers, new Date());
  return callerChoices(entries, callers, by, at).map(({ entry, fitness, text }) => ({
    name: entry.id.replace('profile:', ''),
    fitness,
    text,
  }));
}

async function asked(...names: string[]): Promise<Callers> {
  const callers = new Callers();
  for (const name of names) await callers.identify({ kind: 'profile', name });
  return callers;
}

describe('the callers to choose from', () => {
  it('come by fitness: those that fit, those that can call, that differ, that need somebody, that cannot', async () => {
    const listed = await choices(await asked('ci-runner', 'default'), { match });
    const order = listed.map(({ fitness }) => fitness);
    expect(order).toEqual(order.toSorted((a, b) => rank.indexOf(a) - rank.indexOf(b)));
    const of = (name: string) => listed.find((one) => one.name === name);
    expect(listed[0]).toMatchObject({ name: 'ci-runner', fitness: 'fits' });
    expect(of('ci-runner')?.text).toMatch(/^✓ fits · assumed-role\/ci-runner/);
    expect(of('default')).toMatchObject({ fitness: 'differs' });
    expect(of('default')?.text).toMatch(/^differs in ARN, user ID · /);
    expect(of('nightly')?.fitness ?? 'can').toBe('can');
    expect(of('sso-expired')).toMatchObject({ fitness: 'needs' });
    expect(of('broken')).toMatchObject({ fitness: 'cannot' });
    expect(home().sandbox).toBeDefined();
  });

  it('begin with the one that worked last, and say when', async () => {
    const worked = (id: string) =>
      ({
        'profile:deploy': new Date('2026-05-10T11:58:00Z'),
        'profile:ec2': new Date('2026-05-09T00:00:00Z'),
      })[id];
    const [first, second, third] = await choices(await asked('ci-runner'), { match, worked });
    expect(first).toMatchObject({ name: 'deploy', fitness: 'fits' });
    expect(first?.text).toMatch(/^✓ worked 2 min ago/);
    expect(second?.name).toBe('ec2');
    expect(third?.name).toBe('ci-runner');
  });

  it('are never said to fit or to differ where the rules are not known', async () => {
    const listed = await choices(await asked('ci-runner', 'default'));
    expect(new Set(listed.map(({ fitness }) => fitness))).toEqual(new Set(['can', 'needs', 'cannot']));
  });

  it('that did not answer can still be tried', async () => {
    const callers = new Callers();
    home().sandbox.faults.set({ service: 'sts', fault: { kind: 'status', status: 503, body: '' }, times: 1 });
    await failureOf(callers.identify({ kind: 'profile', name: 'default' }));
    expect((await choices(callers, { match })).find(({ name }) => name === 'default')?.fitness).toBe('can');
  });

  const rank = ['fits', 'can', 'differs', 'needs', 'cannot'] as const;

  it('have a heading for each fitness', () => {
    expect(new Set(rank.map(fitnessTitle)).size).toBe(rank.length);
  });
});

describe('the groups of callers', () => {
  it('are what can be used, what needs somebody, and what is broken', () => {
    expect(
      [undefined, 'sign-in', 'mfa-code', 'files', 'again'].map((mend) => groupOf(mend as never)),
    ).toEqual(['usable', 'need-you', 'need-you', 'broken', 'broken']);
    expect(groupTitle('need-you')).toBe('Need you');
  });

  it('are there for more than eight, and only those that have callers', () => {
    const many = Array.from({ length: 9 }, (_, index) => index);
    const of = (index: number) => groupOf(index < 3 ? 'files' : undefined);
    expect(grouped(many.slice(1), of)).toBeUndefined();
    expect(grouped(many, of)).toEqual([
      { group: 'usable', entries: [3, 4, 5, 6, 7, 8] },
      { group: 'broken', entries: [0, 1, 2] },
    ]);
  });
});
