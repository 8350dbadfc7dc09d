import { describe, expect, it } from 'vitest';
import { getIdentity } from '../../../src/chainguard/iam';
import { claimMatchOf, type ClaimMatch, type Rule } from '../../../src/core/identity';
import { claimDifferences, withClaimRules } from '../../../src/core/match/newClaimRules';
import { changeClaims } from '../../../src/flows/changeClaims';
import { inSandbox } from '../inSandbox';

const sandbox = inSandbox({ federated: true });

const kim = async () => ({
  apiUrl: sandbox().urls.api,
  token: await sandbox().sessionToken('kim@acme.example'),
});
const exact = (value: string): Rule => ({ kind: 'exact', value });

/** `shop-main` as it is, and a change of its subject. */
async function begun(subject: Rule = exact('repo:acme/shop:ref:refs/heads/dev')) {
  const connection = await kim();
  const id = sandbox().world.federated['shop-main'];
  const identity = await getIdentity(connection, id);
  const seen = claimMatchOf(identity);
  const wanted = withClaimRules(seen, [{ part: 'subject', field: 'subject', rule: subject }]);
  return { connection, id, identity, seen, wanted };
}

const rulesOf = async (id: string): Promise<ClaimMatch> => claimMatchOf(await getIdentity(await kim(), id));

describe('changing what an identity asks of a token', () => {
  it('changes one rule and leaves all else of the identity as it is', async () => {
    const change = await begun({ kind: 'pattern', value: '^repo:acme/shop:.+$' });
    const changed = await changeClaims(change);
    const { updated } = changed;
    expect(changed).toEqual({
      ...change.identity,
      updated,
      relationship: { ...change.wanted, kind: 'claims' },
    });
    expect(claimDifferences(change.seen, change.wanted)).toEqual([
      {
        field: 'subject',
        before: 'exactly repo:acme/shop:ref:refs/heads/main',
        after: 'pattern ^repo:acme/shop:.+$',
      },
    ]);
    await changeClaims({ ...change, seen: change.wanted, wanted: change.seen });
  });

  it('takes away the rule for a claim', async () => {
    const change = await begun();
    const wanted = withClaimRules(change.seen, [
      { part: 'claim', field: 'repository_owner', rule: undefined },
    ]);
    expect(claimMatchOf(await changeClaims({ ...change, wanted })).claims).toEqual([]);
    await changeClaims({ ...change, seen: wanted, wanted: change.seen });
  });

  it('changes nothing where the rules are others than those that were seen', async () => {
    const change = await begun();
    await changeClaims(change);
    await expect(changeClaims({ ...change, wanted: change.seen })).rejects.toMatchObject({ kind: 'invalid' });
    expect(await rulesOf(change.id)).toMatchObject({ subject: exact('repo:acme/shop:ref:refs/heads/dev') });
    await changeClaims({ ...change, seen: change.wanted, wanted: change.seen });
  });

  it('is refused for an identity that trusts signed requests', async () => {
    const change = { ...(await begun()), id: sandbox().world.identities['ci-runner'] };
    await expect(changeClaims(change)).rejects.toMatchObject({ kind: 'mismatch' });
  });

  it('reads the identity again where no answer came, and says what became of it', async () => {
    const change = await begun();
    const fault = { service: 'api', path: `/iam/v2/identities/${change.id}`, after: 1, times: 1 } as const;
    sandbox().faults.set({ ...fault, fault: { kind: 'reset' } });
    await expect(changeClaims(change)).rejects.toMatchObject({ kind: 'offline' });
    expect(await rulesOf(change.id)).toEqual(change.identity.relationship);
    sandbox().faults.clear();
    sandbox().faults.set({ ...fault, fault: { kind: 'cut' } });
    expect(claimMatchOf(await changeClaims(change)).subject).toEqual(change.wanted.subject);
    await changeClaims({ ...change, seen: change.wanted, wanted: change.seen });
  });
});
