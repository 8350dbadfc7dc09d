import { describe, expect, it } from 'vitest';
import { getIdentity } from '../../../src/chainguard/iam';
import { claimMatchOf, type ClaimMatch, type Rule } from '../../../src/core/identity';
import { withClaimRules } from '../../../src/core/match/newClaimRules';
import { differencesToLive, editIdentity } from '../../../src/flows/editIdentity';
import { inSandbox } from '../inSandbox';

const sandbox = inSandbox({ federated: true });

const exact = (value: string): Rule => ({ kind: 'exact', value });

/** `shop-main` as it is, and a change of its subject. */
async function begun(rule: Rule = exact('repo:acme/shop:ref:refs/heads/dev')) {
  const token = await sandbox().sessionToken('kim@acme.example');
  const connection = { apiUrl: sandbox().urls.api, token };
  const id = sandbox().world.federated['shop-main'];
  const live = await getIdentity(connection, id);
  const { name, description } = live;
  const request = (claims: ClaimMatch) => ({ connection, id, name, description, claims });
  const wanted = request(withClaimRules(claimMatchOf(live), [{ part: 'subject', field: 'subject', rule }]));
  const back = async () => {
    const before = request(claimMatchOf(live));
    await editIdentity(before, await differencesToLive(before));
  };
  return { live, wanted, request, back, seen: await differencesToLive(wanted) };
}

describe('editing what an identity asks of a token', () => {
  it('changes one rule and leaves all else of the identity as it is, and says who gains and who loses', async () => {
    const { live, wanted, seen, back } = await begun({ kind: 'pattern', value: '^repo:acme/shop:ref:.+$' });
    expect(seen).toEqual([
      {
        field: 'subject',
        before: 'exactly repo:acme/shop:ref:refs/heads/main',
        after: 'pattern ^repo:acme/shop:ref:.+$',
        access: [
          expect.stringMatching(
            /^Gains access, for example: a token of .+ with the subject repo:acme\/shop:ref:/,
          ),
          'Nobody loses access; that is proven.',
        ],
      },
    ]);
    const edited = await editIdentity(wanted, seen);
    if (edited.kind !== 'changed') throw new Error(edited.kind);
    const { updated } = edited.identity;
    expect(edited.identity).toEqual({ ...live, updated, relationship: { ...wanted.claims, kind: 'claims' } });
    await back();
  });

  it('adds a rule for a claim and takes one away', async () => {
    const { live, request, back } = await begun();
    const match = withClaimRules(claimMatchOf(live), [
      { part: 'claim', field: 'repository_owner', rule: undefined },
      { part: 'claim', field: 'ref', rule: { kind: 'pattern', value: '^refs/heads/' } },
      { part: 'audience', field: 'audience', rule: exact('a') },
    ]);
    const wanted = request(match);
    const seen = await differencesToLive(wanted);
    expect(seen.map(({ field, claim }) => [field, claim])).toEqual([
      ['audience', undefined],
      ['claim', 'repository_owner'],
      ['claim', 'ref'],
    ]);
    const edited = await editIdentity(wanted, seen);
    expect(edited.kind === 'changed' && claimMatchOf(edited.identity)).toMatchObject(match);
    await back();
  });

  it('changes nothing where the rules are others than those that were seen, and says what they are', async () => {
    const { live, wanted, seen, back } = await begun();
    await editIdentity(wanted, seen);
    const again = {
      ...wanted,
      claims: withClaimRules(wanted.claims, [{ part: 'subject', field: 'subject', rule: exact('x') }]),
    };
    expect(await editIdentity(again, seen)).toMatchObject({
      kind: 'differs',
      differences: [{ before: 'exactly repo:acme/shop:ref:refs/heads/dev', after: 'exactly x' }],
    });
    expect(claimMatchOf(await getIdentity(wanted.connection, live.id))).toMatchObject(wanted.claims);
    await back();
  });

  it('is refused for an identity that trusts in another way', async () => {
    const { wanted, seen } = await begun();
    const signed = { ...wanted, id: sandbox().world.identities['ci-runner'] };
    await expect(editIdentity(signed, seen)).rejects.toMatchObject({ kind: 'invalid' });
    const keys = { ...wanted, id: sandbox().world.federated['pull-images'] };
    await expect(differencesToLive(keys)).rejects.toMatchObject({ kind: 'invalid' });
  });

  it('describes an identity with static keys, whose rules it leaves alone', async () => {
    const { wanted } = await begun();
    const id = sandbox().world.federated['pull-images'];
    const live = await getIdentity(wanted.connection, id);
    const { connection } = wanted;
    const described = { connection, id, name: live.name, description: 'Pulls' };
    const edited = await editIdentity(described, await differencesToLive(described));
    expect(edited).toMatchObject({ identity: { description: 'Pulls', relationship: live.relationship } });
  });

  it('reads the identity again where no answer came, and says what became of it', async () => {
    const { live, wanted, seen, back } = await begun();
    const fault = { service: 'api', path: `/iam/v2/identities/${live.id}`, after: 1, times: 1 } as const;
    sandbox().faults.set({ ...fault, fault: { kind: 'reset' } });
    await expect(editIdentity(wanted, seen)).rejects.toMatchObject({ kind: 'offline' });
    expect((await getIdentity(wanted.connection, live.id)).relationship).toEqual(live.relationship);
    sandbox().faults.clear();
    sandbox().faults.set({ ...fault, fault: { kind: 'cut' } });
    expect(await editIdentity(wanted, seen)).toMatchObject({ kind: 'changed' });
    await back();
  });
});
