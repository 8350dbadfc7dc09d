import { readFile, writeFile } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Callers } from '../../../src/aws/callers';
import { needOf } from '../../../src/aws/need';
import { readProfiles } from '../../../src/aws/profiles';
import { sourceId, type AssumedSource, type CredentialSource } from '../../../src/aws/sources';
import { externalId } from '../../sandbox/awsWorld';
import { accounts } from '../../sandbox/world';
import { failureOf, isAlive, useHome } from './home';

const home = useHome();
const profile = (name: string): CredentialSource => ({ kind: 'profile', name });
const deploy: AssumedSource = {
  kind: 'assumed',
  from: profile('default'),
  role: {
    roleArn: `arn:aws:iam::${accounts.aws}:role/teams/shop/deploy`,
    sessionName: 'here',
    externalId,
  },
};

/** A profile whose program waits until it may go on, then gives nothing. */
async function waiting(name: string): Promise<{ pid: () => Promise<number>; goOn: () => Promise<string> }> {
  const started = join(home().directory, `${name}.pid`);
  const end = `${name}.end`;
  await home().config(
    `[profile ${name}]\ncredential_process = echo $$ >'${started}'; until [ -e '${join(home().directory, end)}' ]; do sleep 0.02; done`,
  );
  const read = () => (existsSync(started) ? readFileSync(started, 'utf8') : '');
  return {
    pid: async () => {
      await expect.poll(read).toMatch(/^\d+\n$/);
      return Number(read());
    },
    goOn: () => home().write(end, ''),
  };
}

describe('callers are remembered', () => {
  it('with one question to STS, however many ask', async () => {
    const callers = new Callers();
    const before = home().stsCalls();
    const answers = await Promise.all(Array.from({ length: 20 }, () => callers.identify(profile('default'))));
    await callers.identify(profile('default'));
    expect(new Set(answers).size).toBe(1);
    expect(home().stsCalls()).toBe(before + 1);
    expect(callers.known('profile:default')?.caller.account).toBe(accounts.aws);
  });

  it('with one MFA code for the session', async () => {
    let asked = 0;
    const mfaCode = () => {
      asked += 1;
      return Promise.resolve('123456');
    };
    const callers = new Callers({ mfaCode });
    await callers.identify(profile('admin'));
    await callers.credentials(profile('admin'));
    callers.settle((await readProfiles()).profiles);
    await callers.credentials(profile('admin'));
    expect(asked).toBe(1);
  });

  it('and the person is asked, though something that must not ask them came first', async () => {
    let asked = 0;
    const mfaCode = () => {
      asked += 1;
      return Promise.resolve('123456');
    };
    const callers = new Callers({ mfaCode });
    const quiet = failureOf(callers.credentials(profile('admin'), undefined, { quietly: true }));
    const answered = Promise.all([1, 2, 3].map(() => callers.credentials(profile('admin'))));
    expect(needOf(await quiet)?.kind).toBe('mfa-code');
    expect(new Set(await answered).size).toBe(1);
    expect(asked).toBe(1);
  });

  it('after another MFA code, where AWS did not accept the first', async () => {
    const codes = ['000000', '123456'];
    const refused: (string | undefined)[] = [];
    const callers = new Callers({
      mfaCode: (_serial, _source, _signal, before) => {
        refused.push(before?.message);
        return Promise.resolve(codes.shift() ?? '');
      },
    });
    expect((await callers.identify(profile('admin'))).caller.arn).toContain(':assumed-role/admin/');
    expect(refused).toEqual([undefined, expect.stringContaining('AWS did not accept the MFA code.')]);
  });

  it('not for a code that is wrong each time: the person is asked three times', async () => {
    let asked = 0;
    const callers = new Callers({
      mfaCode: () => {
        asked += 1;
        return Promise.resolve('000000');
      },
    });
    expect(needOf(await failureOf(callers.identify(profile('admin'))))?.kind).toBe('mfa-code');
    expect(asked).toBe(3);
  });

  it('and nobody is asked for a code by what only looks', async () => {
    let asked = 0;
    const mfaCode = () => {
      asked += 1;
      return Promise.resolve('123456');
    };
    const callers = new Callers({ mfaCode });
    const looking = failureOf(callers.identify(profile('admin'), undefined, { quietly: true }));
    expect(needOf(await looking)?.kind).toBe('mfa-code');
    expect(asked).toBe(0);
    const quiet = failureOf(callers.identify(profile('admin'), undefined, { quietly: true }));
    const known = await callers.identify(profile('admin'));
    expect(needOf(await quiet)?.kind).toBe('mfa-code');
    expect(known.caller.arn).toContain(':assumed-role/admin/');
    expect(asked).toBe(1);
  });

  it('until their credentials change, and no other', async () => {
    const callers = new Callers();
    callers.settle((await readProfiles()).profiles);
    await callers.identify(profile('default'));
    await callers.identify(profile('ci-runner'));
    const file = join(home().directory, '.aws', 'credentials');
    const { accessKeyId, secretAccessKey } = home().sandbox.world.aws.samples.nightly;
    const text = await readFile(file, 'utf8');
    const { kim } = home().sandbox.world.aws.samples;
    await writeFile(
      file,
      text.replace(kim.accessKeyId, accessKeyId).replace(kim.secretAccessKey, secretAccessKey),
    );
    try {
      callers.settle((await readProfiles()).profiles);
      expect(callers.known('profile:ci-runner')).toBeDefined();
      expect(callers.known('profile:default')).toBeUndefined();
      expect((await callers.identify(profile('default'))).caller.arn).toContain('nightly');
    } finally {
      await writeFile(file, text);
    }
  });

  it('not when they failed: the failure is kept to be shown, and asked again', async () => {
    const callers = new Callers();
    home().sandbox.faults.set({ service: 'sts', fault: { kind: 'status', status: 503, body: '' }, times: 1 });
    const failure = await failureOf(callers.identify(profile('default')));
    expect(callers.failure('profile:default')).toBe(failure);
    await callers.identify(profile('default'));
    expect(callers.failure('profile:default')).toBeUndefined();
  });

  it('one who waits is not cancelled with another', async () => {
    const callers = new Callers();
    home().sandbox.faults.set({ service: 'sts', fault: { kind: 'latency', ms: 100 } });
    const abort = new AbortController();
    const [first, second] = [
      failureOf(callers.identify(profile('default'), abort.signal)),
      callers.identify(profile('default'), new AbortController().signal),
    ];
    abort.abort();
    expect((await first).kind).toBe('cancelled');
    expect((await second).caller.account).toBe(accounts.aws);
  });

  it('with one question for credentials that end, however many wait for them', async () => {
    const started = join(home().directory, 'started');
    const ending = JSON.stringify({
      Version: 1,
      AccessKeyId: 'AKIAENDSSOON00000000',
      SecretAccessKey: 'secret',
      SessionToken: 'token',
      Expiration: new Date(Date.now() + 30_000).toISOString(),
    });
    await home().config(`[profile ending]\ncredential_process = echo >>${started}; echo '${ending}'`);
    const callers = new Callers();
    await callers.credentials(profile('ending'));
    await Promise.all(Array.from({ length: 20 }, () => callers.credentials(profile('ending'))));
    expect((await readFile(started, 'utf8')).split('\n')).toHaveLength(1 + 2);
  });

  it('one who waits for credentials is not cancelled with another', async () => {
    await home().config("[profile slow]\ncredential_process = sleep 0.3; echo '{}'");
    const callers = new Callers();
    const abort = new AbortController();
    const [first, second] = [
      failureOf(callers.credentials(profile('slow'), abort.signal)),
      failureOf(callers.credentials(profile('slow'), new AbortController().signal)),
    ];
    await Promise.resolve();
    abort.abort();
    expect((await first).kind).toBe('cancelled');
    expect((await second).kind).toBe('no-credentials');
  });

  it('one who joins a question can cancel it for themselves, and it goes on for the others', async () => {
    const { pid, goOn } = await waiting('joined');
    const callers = new Callers();
    const abort = new AbortController();
    const asked = [
      failureOf(callers.credentials(profile('joined'))),
      failureOf(callers.identify(profile('joined'))),
    ];
    await pid();
    const joined = [
      failureOf(callers.credentials(profile('joined'), abort.signal)),
      failureOf(callers.identify(profile('joined'), abort.signal)),
    ];
    abort.abort();
    expect((await Promise.all(joined)).map(({ kind }) => kind)).toEqual(['cancelled', 'cancelled']);
    expect(callers.asking('profile:joined')).toBe(true);
    await goOn();
    expect((await Promise.all(asked)).map(({ kind }) => kind)).toEqual(['no-credentials', 'no-credentials']);
  });

  it('a question ends when everybody who waited for it has cancelled, and can be asked anew', async () => {
    const { pid } = await waiting('left');
    const callers = new Callers();
    const aborts = [new AbortController(), new AbortController()];
    const left = aborts.map(({ signal }) => failureOf(callers.credentials(profile('left'), signal)));
    const first = await pid();
    for (const abort of aborts) abort.abort();
    expect((await Promise.all(left)).map(({ kind }) => kind)).toEqual(['cancelled', 'cancelled']);
    const again = new AbortController();
    const anew = failureOf(callers.credentials(profile('left'), again.signal));
    await expect.poll(() => isAlive(first)).toBe(false);
    await expect.poll(pid).not.toBe(first);
    again.abort();
    expect((await anew).kind).toBe('cancelled');
  });

  it('somebody who asks again and cancels leaves what was known', async () => {
    const callers = new Callers();
    const known = await callers.identify(profile('default'));
    const before = home().stsCalls();
    home().sandbox.faults.set({ service: 'sts', fault: { kind: 'hang' } });
    const abort = new AbortController();
    const again = failureOf(callers.identifyAnew(profile('default'), abort.signal));
    await expect.poll(() => home().stsCalls()).toBe(before + 1);
    expect(callers.known('profile:default')).toBeUndefined();
    abort.abort();
    expect(await again).toMatchObject({ kind: 'cancelled' });
    expect(callers.known('profile:default')).toBe(known);
    home().sandbox.faults.clear();
    expect(await callers.identifyAnew(profile('default'))).not.toBe(known);
    expect(home().stsCalls()).toBe(before + 2);
  });

  it('nobody is asked for somebody who has cancelled already', async () => {
    const before = home().stsCalls();
    const callers = new Callers();
    const signal = AbortSignal.abort();
    expect((await failureOf(callers.identify(profile('default'), signal))).kind).toBe('cancelled');
    expect((await failureOf(callers.credentials(profile('default'), signal))).kind).toBe('cancelled');
    await callers.credentials(profile('default'));
    expect((await failureOf(callers.credentials(profile('default'), signal))).kind).toBe('cancelled');
    expect(home().stsCalls()).toBe(before);
  });

  it('tells when something has become known', async () => {
    const changed: string[] = [];
    const callers = new Callers();
    const listening = callers.onDidChange((id) => changed.push(id));
    const asking = callers.identify(profile('default'));
    expect(callers.asking('profile:default')).toBe(true);
    await asking;
    expect(callers.asking('profile:default')).toBe(false);
    expect(changed).toEqual(['profile:default', 'profile:default']);
    listening.dispose();
    await callers.identify(profile('ci-runner'));
    expect(changed).toHaveLength(2);
  });
});

describe('the callers that are known', () => {
  const names = (callers: Callers) => callers.allKnown().map(({ name }) => name);

  it('come with what people call them, the newest first', async () => {
    const callers = new Callers();
    await callers.identify(profile('default'));
    await callers.identify(profile('ci-runner'));
    expect(names(callers)).toEqual(['profile ci-runner', 'profile default']);
    await callers.identifyAnew(profile('default'));
    expect(names(callers)).toEqual(['profile default', 'profile ci-runner']);
    const credentials = await callers.credentials(profile('ci-runner'));
    const known = await callers.identify(profile('ci-runner'));
    callers.learn(profile('ci-runner'), credentials, known.caller);
    expect(names(callers)).toEqual(['profile ci-runner', 'profile default']);
  });

  it('are without a role that was dropped, also when somebody still asks as that role', async () => {
    const callers = new Callers();
    await callers.identify(profile('default'));
    await callers.assume(deploy);
    expect(names(callers)).toEqual(['role deploy', 'profile default']);
    const seen: string[][] = [];
    callers.onDidChange(() => seen.push(names(callers)));
    callers.drop(sourceId(deploy));
    expect(seen).toEqual([['profile default']]);
    await callers.identify(deploy);
    expect(names(callers)).toEqual(['profile default']);
  });

  it('are two where two accounts have a role of one name, which say their accounts', async () => {
    const callers = new Callers();
    for (const [name, arn] of [
      ['default', `arn:aws:iam::${accounts.aws}:role/ci-runner`],
      ['china', `arn:aws-cn:iam::${accounts.china}:role/ci-runner`],
    ] as const) {
      const role = { roleArn: arn, sessionName: 'here' };
      await callers.assume({ kind: 'assumed', from: profile(name), role });
    }
    expect(callers.allKnown().map(({ caller }) => caller.account)).toEqual([accounts.china, accounts.aws]);
    expect(names(callers)).toEqual([
      `role ci-runner in ${accounts.china}`,
      `role ci-runner in ${accounts.aws}`,
    ]);
  });

  it('are without a profile that is another now, and whoever listens is told', async () => {
    const callers = new Callers();
    callers.settle((await readProfiles()).profiles);
    await callers.identify(profile('default'));
    await home().config('[profile default]\nregion = eu-west-1');
    const seen: string[][] = [];
    callers.onDidChange(() => seen.push(names(callers)));
    callers.settle((await readProfiles()).profiles);
    expect(seen).toEqual([[]]);
  });
});

describe('when the AWS files change', () => {
  it('nothing of a profile is used that was asked before any list was read', async () => {
    const callers = new Callers();
    await callers.identify(profile('default'));
    const { profiles } = await readProfiles();
    callers.settle(profiles);
    expect(callers.known('profile:default')).toBeDefined();
    const another = new Callers();
    await another.identify(profile('default'));
    another.settle(profiles, { filesChanged: true });
    expect(another.known('profile:default')).toBeUndefined();
    another.settle(profiles, { filesChanged: true });
    await another.identify(profile('default'));
    another.settle(profiles, { filesChanged: true });
    expect(another.known('profile:default')).toBeDefined();
  });
});

describe('what is there', () => {
  it('is a role while it is assumed, instance metadata once it has answered, and others always', async () => {
    const callers = new Callers();
    const there = () => [sourceId(deploy), 'instance', 'profile:default'].map((id) => callers.isThere(id));
    expect(there()).toEqual([false, false, true]);
    await callers.assume(deploy);
    await callers.identify({ kind: 'instance' });
    expect(there()).toEqual([true, true, true]);
    callers.drop(sourceId(deploy));
    expect(there()).toEqual([false, true, true]);
  });
});

describe('a role that was assumed', () => {
  it('becomes a caller of its own, with its end, and others can start from it', async () => {
    const callers = new Callers();
    const known = await callers.assume(deploy);
    expect(known.caller.arn).toContain('assumed-role/deploy/here');
    expect(known.expiration).toBeInstanceOf(Date);
    expect(callers.assumed).toEqual([deploy]);
    expect(callers.source(sourceId(deploy))).toBe(deploy);
    const further: AssumedSource = {
      kind: 'assumed',
      from: deploy,
      role: { roleArn: `arn:aws:iam::${accounts.aws}:role/ci-runner`, sessionName: 'further' },
    };
    expect((await callers.assume(further)).caller.arn).toContain('ci-runner/further');
  });

  it('lives as long as its session, also when the profile that it came from is changed', async () => {
    const callers = new Callers();
    callers.settle((await readProfiles()).profiles);
    const known = await callers.assume(deploy);
    const calls = home().stsCalls();
    await home().config('[profile default]\nregion = eu-west-1');
    callers.settle((await readProfiles()).profiles);
    expect(callers.known('profile:default')).toBeUndefined();
    expect(callers.known(sourceId(deploy))).toBe(known);
    await callers.credentials(deploy);
    expect(home().stsCalls()).toBe(calls);
  });

  it('is none when it was refused', async () => {
    const callers = new Callers();
    const role = { roleArn: `arn:aws:iam::${accounts.aws}:role/audit`, sessionName: 'here' };
    await failureOf(callers.assume({ ...deploy, role }));
    expect(callers.assumed).toEqual([]);
  });

  it('stays what it is when assuming it again is refused or cancelled', async () => {
    const callers = new Callers();
    const known = await callers.assume(deploy);
    const refused = { ...deploy, role: { ...deploy.role, externalId: 'another' } };
    await failureOf(callers.assume(refused));
    expect([callers.known(sourceId(deploy)), callers.assumed]).toEqual([known, [deploy]]);
    await failureOf(callers.assume(deploy, AbortSignal.abort()));
    expect(callers.known(sourceId(deploy))).toBe(known);
  });

  it('is told apart by its account from another of its name', () => {
    const callers = new Callers();
    expect(callers.nameOf(deploy)).toBe('role deploy');
  });

  it('can be dropped', async () => {
    const callers = new Callers();
    await callers.assume(deploy);
    callers.drop(sourceId(deploy));
    expect([callers.assumed, callers.known(sourceId(deploy))]).toEqual([[], undefined]);
    expect(() => callers.drop('profile:default')).toThrow();
  });
});
