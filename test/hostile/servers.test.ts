import { describe, expect, it } from 'vitest';
import { exchange, exchangeRefreshToken } from '../../src/chainguard/exchange';
import { newSignInCode, waitForCode } from '../../src/chainguard/headless';
import type { Connection } from '../../src/chainguard/http';
import * as iam from '../../src/chainguard/iam';
import { checkSignature } from '../../src/chainguard/issuerKeys';
import { providerNamed } from '../../src/chainguard/oauth';
import { listRepos, listTags } from '../../src/chainguard/registry';
import * as roles from '../../src/chainguard/roles';
import { whoAmI } from '../../src/chainguard/whoAmI';
import { asFailure, isFailure } from '../../src/core/failure';
import { renewSignIn } from '../../src/flows/signIn';
import { behaviours, useBadServer } from './badServer';
import { unseen } from './unseen';

const server = useBadServer();
const group = 'a'.repeat(40);
const id = `${group}/${'b'.repeat(16)}`;
const secret = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ0aGUgc2VjcmV0In0.c2VjcmV0c2VjcmV0c2VjcmV0';
const match = { account: '123456789012', arn: undefined, userId: undefined };
const rule = { kind: 'exact', value: 'x' } as const;
const claims = { issuer: rule, subject: rule, audience: undefined, claims: [] };
const issuerUrl = () => server.url;
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const signedBy = (iss: string) =>
  `${base64({ alg: 'RS256', kid: 'k' })}.${base64({ iss, sub: id, aud: ['x'], exp: 4e9, iat: 1 })}.AAAA`;

type Ask = (at: Connection, signal: AbortSignal | undefined) => Promise<unknown>;

/** Every request to Chainguard that the program can make. */
const requests: Readonly<Record<string, Ask>> = {
  listGroups: (at, signal) => iam.listGroups(at, { inRoot: true }, { signal }),
  listAllGroups: (at, signal) => iam.listAllGroups(at, { signal }),
  getGroup: (at, signal) => iam.getGroup(at, group, signal),
  createGroup: (at, signal) => iam.createGroup(at, group, { name: 'a', description: '' }, signal),
  updateGroup: (at, signal) => iam.updateGroup(at, group, { name: 'a' }, signal),
  deleteGroup: (at, signal) => iam.deleteGroup(at, group, signal),
  listIdentities: (at, signal) => iam.listIdentities(at, { descendantsOf: group }, { signal }),
  listAwsIdentities: (at, signal) => iam.listAwsIdentities(at, { signal }),
  listAllIdentities: (at, signal) => iam.listAllIdentities(at, { signal }),
  getIdentity: (at, signal) => iam.getIdentity(at, id, signal),
  identitiesNamed: (at, signal) => iam.identitiesNamed(at, 'ci', { signal }),
  createIdentity: (at, signal) =>
    iam.createIdentity(at, group, { name: 'a', description: '', match }, signal),
  updateIdentity: (at, signal) => iam.updateIdentity(at, id, { name: 'a' }, signal),
  updateClaims: (at, signal) => iam.updateIdentity(at, id, { claims }, signal),
  deleteIdentity: (at, signal) => iam.deleteIdentity(at, id, signal),
  listRoles: (at, signal) => roles.listRoles(at, { signal }),
  listRoleBindings: (at, signal) => roles.listRoleBindings(at, id, { signal }),
  listBindingsOn: (at, signal) => roles.listBindingsOn(at, group, { signal }),
  listBindingsWithin: (at, signal) => roles.listBindingsWithin(at, { descendantsOf: group }, { signal }),
  bindRoles: (at, signal) => roles.bindRoles(at, group, { identity: id, roles: [group] }, signal),
  getRoleBinding: (at, signal) => roles.getRoleBinding(at, id, signal),
  unbindRole: (at, signal) => roles.unbindRole(at, id, signal),
  listRepos: (at, signal) => listRepos(at, { descendantsOf: group }, { signal }),
  listTags: (at, signal) => listTags(at, id, { signal }),
  whoAmI: (at, signal) => whoAmI(at, signal),
  exchange: (_, signal) =>
    exchange({ issuerUrl: issuerUrl(), token: secret, identity: id, audience: 'x', signal }),
  exchangeRefreshToken: (_, signal) =>
    exchangeRefreshToken({ issuerUrl: issuerUrl(), refreshToken: secret, audience: 'x', signal }),
  waitForCode: (_, signal) =>
    waitForCode(issuerUrl(), newSignInCode(), {
      every: 1,
      deadline: 20,
      signal: signal ?? new AbortController().signal,
    }),
  checkSignature: (_, signal) => checkSignature(signedBy(issuerUrl()), issuerUrl(), signal),
  providerNamed: (_, signal) => providerNamed(issuerUrl(), 'acme.example', signal),
  renewSignIn: (at, signal) =>
    renewSignIn({ issuerUrl: issuerUrl(), apiUrl: at.apiUrl, audience: 'x' }, secret, signal),
};
const ask = (name: string, signal?: AbortSignal) =>
  requests[name]?.({ apiUrl: server.url, token: secret }, signal) ?? Promise.reject(new Error(name));

it('every function that asks Chainguard’s API about people and groups is among them', () => {
  const all = Object.entries({ ...iam, ...roles })
    .filter(([, value]) => typeof value === 'function')
    .map(([name]) => name);
  expect(Object.keys(requests)).toEqual(expect.arrayContaining(all));
});

const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const words = `no \u202e\u001b[2J ${secret} [x](command:y)\nAWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY`;

/** Bodies of a success or a refusal, none of which is what is documented. */
const bodies: Readonly<Record<string, string>> = {
  nothing: '',
  'no JSON': '<html>',
  null: 'null',
  'a list': '[]',
  'a text': '"x"',
  'a number': '1e999',
  'an object of nothing': '{}',
  'wrong types':
    '{"items":1,"groups":1,"identities":{},"roles":"x","roleBindings":7,"repos":[7],"tags":[null],"token":7,"keys":7,"uid":7,"name":[]}',
  'huge numbers':
    '{"groups":[{"uid":1e400,"name":1e400}],"totalCount":1e400,"token":1e400,"identities":[{"uid":99999999999999999999}],"code":1e400}',
  'names of the prototype':
    '{"__proto__":{"uid":"x"},"constructor":{"prototype":1},"identities":[{"__proto__":1}],"token":{"__proto__":1}}',
  'a hundred thousand levels': deep(100_000),
  'a hundred thousand levels inside': `{"identities":[{"uid":"${id}","name":"a","claimMatch":${deep(100_000)}}],"groups":${deep(100_000)},"token":${deep(100_000)},"keys":[${deep(100_000)}]}`,
  'words with secrets': JSON.stringify({ code: 7, message: words, details: [words] }),
  'secrets as names': JSON.stringify({
    identities: [{ uid: id, name: 'a', claimMatch: { claims: { [words]: 7 } } }],
  }),
};

describe.each(Object.keys(requests))('%s', (name) => {
  it.each(['hangs', 'drips', 'never stops'] as const)(
    'leaves no connection after a cancel, of a server that %s',
    async (how) => {
      server.answer = behaviours[how];
      const abort = new AbortController();
      const failing = ask(name, abort.signal).then(() => undefined, asFailure);
      await expect.poll(() => server.asked.length).toBeGreaterThan(0);
      abort.abort();
      expect((await failing)?.kind).toMatch(/cancelled|unexpected/);
      await expect.poll(() => server.open).toBe(0);
    },
  );

  it('follows no redirect', async () => {
    server.answer = behaviours.redirects;
    expect(await ask(name).catch(isFailure)).toBe(true);
    expect(server.asked).not.toContain('/elsewhere');
  });

  it.each([200, 400, 401, 403, 404, 409, 418, 429, 500, 503])(
    'fails with words of its own, or takes nothing amiss, whatever is answered with status %i',
    async (status) => {
      for (const [what, body] of Object.entries(bodies)) {
        server.answer = (response) =>
          void response
            .writeHead(status, { 'content-type': 'application/json', 'retry-after': '999999999' })
            .end(body);
        const abort = new AbortController();
        const asking = ask(name, abort.signal).catch((error: unknown) => error);
        const result = await asking;
        if (!(result instanceof Error)) continue;
        expect(isFailure(result), `${what}: ${String(result.stack)}`).toBe(true);
        const { message, remedy = '' } = asFailure(result);
        expect(`${message}${remedy}`, what).not.toMatch(unseen);
        expect(`${message}${remedy}`, what).not.toMatch(/c2VjcmV0|wJalrXUtn|dGhlIHNlY3JldC/);
      }
    },
  );
});
