import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/core/failure';
import { isFromWords } from '../../../src/webview/builder/trusting';
import { openPage } from './openPage';

const arn = 'arn:aws:sts::123456789012:assumed-role/ci/build';
const facts = (of = arn, account = '123456789012') => ({
  caller: { account, arn: of, userId: undefined },
  facts: [],
  note: null,
  choices: [],
});
const issuer = 'https://0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0.tokens.sts.global.api.aws';
const token = { issuer, subject: 'arn:aws:iam::123456789012:role/teams/ci', region: 'eu-west-1' };
const source = (id: string, known: ReturnType<typeof facts> | null = null) => ({ id, name: id, known });

describe('a page for a web identity', () => {
  const asking = (answer: () => Promise<typeof token>) =>
    openPage({
      sources: () => Promise.resolve({ sources: [source('profile:a')], preferred: 'profile:a' }),
      askCaller: () => Promise.resolve(facts()),
      askToken: answer,
    });

  it('takes issuer and subject from a token, and keeps nothing else of it', async () => {
    const { controller, model, kept } = asking(() => Promise.resolve(token));
    await expect.poll(() => model().sources).not.toBeNull();
    await controller.calling.ask();
    expect(model().form.rules['web-identity']).toMatchObject({
      issuer: { kind: 'exact', value: issuer },
      subject: { kind: 'exact', value: token.subject },
    });
    expect(kept.at(-1)?.form.token).toEqual({ issuer, subject: token.subject });
  });

  it('derives the subject where AWS gives no token, says why, and asks for the path', async () => {
    const { controller, model } = asking(() => Promise.reject(new Failure('denied', 'Not turned on.')));
    await expect.poll(() => model().sources).not.toBeNull();
    await controller.calling.ask();
    expect(model().tokenTrouble?.message).toBe('Not turned on.');
    const subject = () => model().form.rules['web-identity'].subject.value;
    expect(subject()).toBe('arn:aws:iam::123456789012:role/ci');
    controller.trusting.path('/teams/');
    expect(subject()).toBe('arn:aws:iam::123456789012:role/teams/ci');
    controller.trusting.rule({ part: 'subject', field: 'subject', rule: { kind: 'exact', value: 'mine' } });
    controller.trusting.path('/other/');
    expect(subject()).toBe('mine');
  });

  it('takes a caller that is known without asking, and forgets the token of another', async () => {
    const other = 'arn:aws:iam::210987654321:user/kim';
    const sources = [source('profile:a', facts()), source('profile:b', facts(other, '210987654321'))];
    const { controller, model } = openPage({
      sources: () => Promise.resolve({ sources: [...sources, source('profile:c')], preferred: 'profile:a' }),
      askCaller: () => Promise.resolve(facts()),
      askToken: () => Promise.resolve(token),
    });
    await expect.poll(() => model().facts?.caller.arn).toBe(arn);
    await controller.calling.ask();
    expect(model().form.token?.issuer).toBe(issuer);
    controller.calling.source('profile:b');
    expect(model().form.token).toBeNull();
    expect(model().form.rules['web-identity']).toMatchObject({
      issuer: { value: '' },
      subject: { value: other },
    });
    controller.calling.source('profile:c');
    expect(model().facts).toBeNull();
  });

  it('shows no old caller where what was pasted is none or is gone', async () => {
    const { controller, model } = openPage({
      readCaller: ({ text }) =>
        text === arn ? Promise.resolve(facts()) : Promise.reject(new Failure('invalid', 'No caller.')),
    });
    controller.calling.from('paste');
    for (const broken of ['', 'nonsense']) {
      controller.calling.given({ paste: arn });
      await expect.poll(() => model().facts).not.toBeNull();
      controller.calling.given({ paste: broken });
      await expect.poll(() => model().facts).toBeNull();
      expect(model().form.caller).toBeNull();
    }
    controller.calling.given({ paste: arn });
    await expect.poll(() => model().facts).not.toBeNull();
    controller.calling.from('arn');
    expect(model().facts).toBeNull();
    controller.calling.from('paste');
    expect(model().facts).not.toBeNull();
  });
});

describe('a test from the page', () => {
  it('is as the caller of the page, where a source gave it, and as no AWS caller for a workflow', async () => {
    const tested: unknown[] = [];
    const { controller, model } = openPage({
      sources: () => Promise.resolve({ sources: [source('profile:a', facts())], preferred: 'profile:a' }),
      test: (argument) => {
        tested.push(argument);
        return Promise.resolve(null);
      },
    });
    await expect.poll(() => model().asked).toBe('profile:a');
    await controller.sending.test('id');
    controller.trusting.way('github');
    await controller.sending.test('id');
    expect(tested).toEqual([
      { id: 'id', source: 'profile:a' },
      { id: 'id', source: null },
    ]);
  });
});

describe('a page for a workflow', () => {
  it('writes the rules of the words, keeps them over another way, and tells when they are changed by hand', () => {
    const { controller, model } = openPage({}, { way: 'github' });
    const { trusting } = controller;
    trusting.word('github', 'owner', 'acme');
    trusting.word('github', 'repository', 'shop');
    expect(model().form.rules.github.subject.value).toBe('');
    trusting.word('github', 'branch', 'main');
    const subject = 'repo:acme/shop:ref:refs/heads/main';
    expect(model().form.rules.github.subject).toEqual({ kind: 'exact', value: subject });
    trusting.way('token');
    trusting.template('token', 'kubernetes');
    trusting.word('token', 'namespace', 'x');
    trusting.way('github');
    expect(model().form.rules.github.subject.value).toBe(subject);
    expect(isFromWords(model().form, 'github')).toBe(true);
    controller.patch({
      token: { part: 'subject', field: 'subject', rule: { kind: 'pattern', value: '^x$' } },
    });
    expect(isFromWords(model().form, 'github')).toBe(false);
  });

  it('adds, changes and removes further claims', () => {
    const { controller, model } = openPage({}, { way: 'token' });
    const { trusting } = controller;
    const claims = () => model().form.rules.token.claims;
    trusting.addClaim();
    trusting.addClaim();
    trusting.claim(0, { name: 'a' });
    trusting.claim(1, { name: 'b' });
    controller.patch({ token: { part: 'claim', field: 'b', rule: { kind: 'pattern', value: '^x$' } } });
    expect(claims()).toMatchObject([{ name: 'a' }, { name: 'b', rule: { value: '^x$' } }]);
    trusting.removeClaim(0);
    expect(claims()).toMatchObject([{ name: 'b' }]);
  });
});

describe('a draft that was left', () => {
  it('is taken up only where the person says so, and forgotten either way', async () => {
    for (const how of ['take', 'forget'] as const) {
      let forgotten = 0;
      const left = { ...openPage({}).model().form, name: 'left' };
      const { controller, model } = openPage(
        {
          forgetLeft: () => {
            forgotten++;
            return Promise.resolve(null);
          },
        },
        {},
        { left },
      );
      expect(model().form.name).toBe('');
      await controller.left(how);
      expect(model()).toMatchObject({ left: null, form: { name: how === 'take' ? 'left' : '' } });
      expect(forgotten).toBe(1);
    }
  });
});
