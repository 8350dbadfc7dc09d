import { describe, expect, it } from 'vitest';
import { listCallers, type CallerEntry } from '../../../src/aws/callerList';
import { CallerQueue, toAsk } from '../../../src/aws/callerQueue';
import { Callers } from '../../../src/aws/callers';
import { sourceId, type AssumedSource } from '../../../src/aws/sources';
import { externalId } from '../../sandbox/awsWorld';
import { accounts } from '../../sandbox/world';
import { failureOf, useHome } from './home';

const home = useHome();
const deploy: AssumedSource = {
  kind: 'assumed',
  from: { kind: 'profile', name: 'default' },
  role: { roleArn: `arn:aws:iam::${accounts.aws}:role/teams/shop/deploy`, sessionName: 'here', externalId },
};

const list = async (callers: Callers) => (await listCallers(callers, new Date())).entries;
const keys = ['default', 'ci-runner', 'ec2', 'gov', 'china', 'expired'].map((name) => `profile:${name}`);
/** The six callers whose keys stand in the files: AWS is asked once about each. */
const sixOf = (entries: readonly CallerEntry[]) => entries.filter(({ id }) => keys.includes(id));
const askingNow = (callers: Callers) => keys.filter((id) => callers.asking(id)).length;
const ignore = () => undefined;

describe('the callers that are asked by themselves', () => {
  it('need neither a program nor a person, and lack nothing', async () => {
    await home().config('[profile runs]\ncredential_process = true\n[profile empty]\nregion = eu-west-1');
    const callers = new Callers();
    const ids = toAsk(await list(callers), callers).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([...keys, 'profile:assume-ci', 'profile:sso', 'instance']));
    for (const name of ['admin', 'runs', 'empty', 'broken', 'sso-expired']) {
      expect(ids).not.toContain(`profile:${name}`);
    }
  });

  it('have neither answered nor failed, and are not being asked', async () => {
    const callers = new Callers();
    const entries = sixOf(await list(callers));
    await callers.identify({ kind: 'profile', name: 'default' });
    await failureOf(callers.identify({ kind: 'profile', name: 'expired' }));
    const asking = callers.identify({ kind: 'profile', name: 'ec2' });
    expect(toAsk(entries, callers).map(({ id }) => id)).toEqual([
      'profile:china',
      'profile:ci-runner',
      'profile:gov',
    ]);
    await asking;
  });

  it('are the first twenty-five, and instance metadata', async () => {
    await home().config(
      Array.from({ length: 30 }, (_, i) => `[profile a${i}]\nsource_profile = default\nrole_arn = x`)
        .join('\n')
        .replaceAll('role_arn = x', `role_arn = arn:aws:iam::${accounts.aws}:role/x`),
    );
    const callers = new Callers();
    const ids = toAsk(await list(callers), callers).map(({ id }) => id);
    expect(ids).toHaveLength(26);
    expect(ids.at(-1)).toBe('instance');
  });
});

describe('the queue', () => {
  it('asks three at a time, and each once', async () => {
    const callers = new Callers();
    const entries = sixOf(await list(callers));
    const before = home().stsCalls();
    const failures: unknown[] = [];
    const queue = new CallerQueue(
      callers,
      () => true,
      (error) => failures.push(error),
    );
    let most = 0;
    callers.onDidChange(() => (most = Math.max(most, askingNow(callers))));
    queue.list(entries);
    queue.list(entries);
    await expect.poll(() => toAsk(entries, callers).length + askingNow(callers)).toBe(0);
    expect([most, home().stsCalls() - before]).toEqual([3, 6]);
    expect(failures).toEqual([callers.failure('profile:expired')]);
  });

  it('carries on where it has stopped, however often the view comes and goes', async () => {
    const callers = new Callers();
    const entries = sixOf(await list(callers));
    let visible = false;
    const queue = new CallerQueue(callers, () => visible, ignore);
    const show = (now: boolean) => {
      visible = now;
      queue.go();
    };
    queue.list(entries);
    expect(askingNow(callers)).toBe(0);
    show(true);
    show(false);
    expect(askingNow(callers)).toBe(3);
    await expect.poll(() => askingNow(callers)).toBe(0);
    expect(toAsk(entries, callers)).toHaveLength(3);
    for (let i = 0; i < 10; i++) show(i % 2 === 0);
    visible = true;
    await expect.poll(() => toAsk(entries, callers).length + askingNow(callers)).toBe(0);
  });

  it('asks whoever is listed now, when listings overlap', async () => {
    const callers = new Callers();
    const entries = sixOf(await list(callers));
    const queue = new CallerQueue(callers, () => true, ignore);
    queue.list(entries.slice(0, 4));
    queue.list(entries.slice(3));
    await expect.poll(() => toAsk(entries.slice(3), callers).length + askingNow(callers)).toBe(0);
    expect(keys.filter((id) => callers.known(id) ?? callers.failure(id))).toHaveLength(6);
  });

  it('asks again about whoever was forgotten', async () => {
    const callers = new Callers();
    const entries = sixOf(await list(callers)).slice(0, 1);
    const queue = new CallerQueue(callers, () => true, ignore);
    queue.list(entries);
    const id = entries[0]?.id ?? '';
    await expect.poll(() => callers.known(id)).toBeDefined();
    const before = home().stsCalls();
    callers.forget(id, await callers.credentials({ kind: 'profile', name: 'default' }));
    expect(callers.asking(id)).toBe(true);
    await expect.poll(() => callers.known(id)).toBeDefined();
    expect(home().stsCalls()).toBe(before + 1);
    queue.dispose();
  });

  it('never asks as a role that was dropped', async () => {
    const callers = new Callers();
    await callers.assume(deploy);
    const entries = (await list(callers)).slice(0, 1);
    expect(entries[0]?.id).toBe(sourceId(deploy));
    const queue = new CallerQueue(callers, () => true, ignore);
    queue.list(entries);
    callers.drop(sourceId(deploy));
    expect(callers.asking(sourceId(deploy))).toBe(false);
  });

  it('stops for good when it is disposed of, and what it asks is cancelled', async () => {
    home().sandbox.faults.set({ service: 'sts', fault: { kind: 'hang' } });
    const callers = new Callers();
    const entries = sixOf(await list(callers));
    const queue = new CallerQueue(callers, () => true, ignore);
    queue.list(entries);
    queue.dispose();
    await expect.poll(() => askingNow(callers)).toBe(0);
    queue.go();
    expect(toAsk(entries, callers)).toHaveLength(3);
  });
});
