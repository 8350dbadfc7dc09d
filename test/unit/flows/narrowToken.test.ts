import { describe, expect, it } from 'vitest';
import { asFailure } from '../../../src/core/failure';
import { capabilityNames } from '../../../src/core/token/capabilities';
import type { EndedToken } from '../../../src/core/token/keptTokens';
import { readChainguardToken } from '../../../src/core/token/token';
import {
  capabilitiesToNarrow,
  groupIdsIn,
  groupsToNarrow,
  narrowingTo,
} from '../../../src/flows/narrowToken';
import { originOf } from '../../../src/flows/obtainToken';
import { builtInRoles, encodeCapabilities } from '../../sandbox/capabilities';
import { apiAudience, groups, identities, organization } from '../../sandbox/world';
import { inSandbox } from '../inSandbox';

const sandbox = inSandbox();
const { signal } = new AbortController();
const foreign = `${'0'.repeat(40)}/${'1'.repeat(16)}`;

/** A token of the identity that carries capabilities on a group. */
function tokenWith(group: string, names: readonly string[]): EndedToken {
  const claims = readChainguardToken(`${btoa('{"alg":"none"}')}.${btoa('{}')}.`);
  if (!claims) throw new Error('not a token');
  const capabilities = [{ group, set: encodeCapabilities(names) }];
  return {
    id: '',
    name: '',
    identity: identities['ci-runner'],
    audience: 'cgr.dev',
    expires: new Date(0),
    claims: { ...claims, capabilities },
  };
}
const connection = async () => ({
  apiUrl: sandbox().urls.api,
  token: await sandbox().sessionToken('kim@acme.example', apiAudience),
});

describe('the groups that a token can be narrowed to', () => {
  it('are its own first, then all of its organization, each once and by name', async () => {
    const own = Object.values(groups).at(-1) ?? '';
    const { groups: offered, problem } = await groupsToNarrow(tokenWith(own, []), await connection(), signal);
    expect(problem).toBeUndefined();
    expect(offered[0]?.id).toBe(own);
    expect(offered[0]?.name).toBeDefined();
    const ids = offered.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining([organization.uid, ...Object.values(groups)]));
  });

  it('are its own alone where nobody is signed in, and it is said why', async () => {
    const offered = await groupsToNarrow(tokenWith(foreign, []), undefined);
    expect(offered).toEqual({
      groups: [{ id: foreign, name: undefined }],
      problem: 'Sign in to be offered the other folders.',
    });
  });

  it('are its own alone where the others cannot be listed, and it is said why', async () => {
    sandbox().faults.set({ service: 'api', fault: { kind: 'status', status: 403 } });
    const { groups: offered, problem } = await groupsToNarrow(
      tokenWith(foreign, []),
      await connection(),
      signal,
    );
    expect(offered).toEqual([{ id: foreign, name: undefined }]);
    expect(problem).toContain('The other folders could not be listed: ');
  });

  it('are none when the listing is cancelled', async () => {
    const listing = groupsToNarrow(tokenWith(foreign, []), await connection(), AbortSignal.abort());
    expect(await listing.catch(asFailure)).toMatchObject({ kind: 'cancelled' });
  });
});

describe('the capabilities that a token can be narrowed to', () => {
  it('are those that it carries, in the order of the alphabet', () => {
    const names = ['repo.list', 'groups.list', 'repo.list'];
    expect(capabilitiesToNarrow(tokenWith(foreign, names))).toEqual(['groups.list', 'repo.list']);
  });

  it('are all ten of a token for pulling images', () => {
    const { capabilities } = builtInRoles['registry.pull'] ?? { capabilities: [] };
    expect(capabilitiesToNarrow(tokenWith(foreign, capabilities))).toEqual(capabilities.toSorted());
    expect(capabilities).toHaveLength(10);
  });

  it('are all that there are where it names none', () => {
    expect(capabilitiesToNarrow(tokenWith(foreign, []))).toEqual(capabilityNames.toSorted());
  });
});

describe('what a person picks to narrow a token to', () => {
  it('has ids with spaces, commas and lines between them, and those that are none', () => {
    expect(groupIdsIn(` ${foreign},\n${foreign}  x `)).toEqual({
      ids: [foreign, foreign, 'x'],
      wrong: ['x'],
    });
    expect(groupIdsIn('  ')).toEqual({ ids: [], wrong: [] });
  });

  it('is groups, capabilities or both, and not nothing', () => {
    expect(narrowingTo([foreign], [])).toEqual({ scopes: [foreign], capabilities: [] });
    expect(narrowingTo([], ['repo.list'])).toEqual({ scopes: [], capabilities: ['repo.list'] });
    expect(() => narrowingTo([], [])).toThrow('Nothing was picked');
  });
});

describe('a token is had anew', () => {
  const token = tokenWith(foreign, []);
  const last = { kind: 'profile', name: 'ci' } as const;

  it('from the caller of the last time, without asking', () => {
    expect(originOf(token, last)).toBe(last);
  });

  it('from one that the person picks, where that one is gone', () => {
    expect(originOf(token, undefined)).toBe('pick');
  });

  it('for what the person pastes, where they pasted it the last time', () => {
    expect(originOf({ ...token, pasted: true }, last)).toBe('paste');
  });
});
