import { describe, expect, it } from 'vitest';
import { listCallers } from '../../../src/aws/callerList';
import { Callers } from '../../../src/aws/callers';
import { describeCaller } from '../../../src/aws/callerText';
import { sourceId, type AssumedSource } from '../../../src/aws/sources';
import { externalId } from '../../sandbox/awsWorld';
import { accounts } from '../../sandbox/world';
import { failureOf, useHome } from './home';

const home = useHome();

async function described(id: string, callers = new Callers(), at = new Date()) {
  const entry = (await listCallers(callers, at)).entries.find((one) => one.id === id);
  if (!entry) throw new Error(`No such caller: ${id}`);
  return describeCaller(entry, callers, at);
}

describe('what is said of a caller', () => {
  it.each([
    ['default', 'access key'],
    ['admin', 'role admin through default · MFA'],
    ['sso', `SSO · Developer · ${accounts.aws}`],
    ['eks', 'role eks-pull with a web identity token'],
  ])('before it is asked is how its profile gets credentials: %s', async (name, text) => {
    expect(await described(`profile:${name}`)).toMatchObject({ label: name, text, state: 'unasked' });
  });

  it('is what it needs, where the files tell', async () => {
    const broken = await described('profile:broken');
    expect(broken).toMatchObject({ state: 'broken', mend: 'files' });
    expect(broken.text).toBe('no such source profile: nobody');
    expect(await described('profile:sso-expired')).toMatchObject({
      text: 'sign in to SSO',
      state: 'broken',
      mend: 'sign-in',
    });
  });

  it('follows asking: that AWS is asked, then who it is, then that asking failed', async () => {
    const callers = new Callers();
    const source = { kind: 'profile', name: 'default' } as const;
    const asking = callers.identify(source);
    expect(await described('profile:default', callers)).toMatchObject({
      text: 'asking AWS…',
      state: 'asking',
    });
    await asking;
    const known = await described('profile:default', callers);
    expect(known).toMatchObject({ text: `user/kim · ${accounts.aws}`, state: 'known', problem: undefined });
    expect(known.tooltip).toContain(`arn:aws:iam::${accounts.aws}:user/kim`);
    home().sandbox.faults.set({ service: 'sts', fault: { kind: 'status', status: 503, body: '' }, times: 1 });
    const failure = await failureOf(callers.identifyAnew(source));
    const failed = await described('profile:default', callers);
    expect(failed).toMatchObject({ text: failure.message, state: 'broken', problem: failure });
    expect(failed.tooltip).toContain(failure.message);
  });

  it('is not its failure where somebody has cancelled', async () => {
    const callers = new Callers();
    home().sandbox.faults.set({ service: 'sts', fault: { kind: 'hang' } });
    const abort = new AbortController();
    const asking = failureOf(callers.identify({ kind: 'profile', name: 'default' }, abort.signal));
    abort.abort();
    await asking;
    await expect.poll(async () => (await described('profile:default', callers)).text).toBe('not asked');
  });

  it('says of a role how long it is good for', async () => {
    const callers = new Callers();
    const role: AssumedSource = {
      kind: 'assumed',
      from: { kind: 'profile', name: 'default' },
      role: { roleArn: `arn:aws:iam::${accounts.aws}:role/teams/shop/deploy`, sessionName: 'me', externalId },
    };
    const { expiration } = await callers.assume(role);
    const end = expiration?.getTime() ?? 0;
    const at = async (ms: number) => (await described(sourceId(role), callers, new Date(ms))).text;
    const who = `assumed-role/deploy/me · ${accounts.aws}`;
    expect(await at(end - 30 * 60_000)).toBe(`${who} · 30:00 left`);
    expect(await at(end + 1)).toBe(`${who} · expired`);
  });

  it('tells every place of a profile that is written twice, and shows nothing that hides', async () => {
    await home().config(
      '[profile twice]\nregion = x\n[profile twice]\nregion = y\n[profile a\u202Eb]\nx = y',
    );
    const { tooltip } = await described('profile:twice');
    expect(tooltip).toMatch(/Written 2 times; the later values win:\n.*config:\d+\n.*config:\d+$/);
    expect((await described('profile:a\u202Eb')).label).not.toContain('\u202E');
  });
});
