import { suggest } from '../../src/core/match/suggest';
import { check, type Draft, emptyDraft } from '../../src/core/draft/draft';
import { formGroupsFor, notesOn } from '../../src/generate/forms';
import { compare, type Figure } from './figure';

function offered(draft: Draft) {
  return formGroupsFor(draft).flatMap(({ forms }) => forms);
}

function makeAll(draft: Draft): void {
  for (const form of offered(draft)) {
    form.generate(draft);
    notesOn(form, draft);
  }
}

/** Everything that one keystroke in the builder asks of the host: the checks, and every form made anew. */
export async function measureGenerate(): Promise<Figure[]> {
  const name = `${'role+name.'.repeat(6)}abcd`;
  const subject = {
    account: '123456789012',
    arn: `arn:aws-us-gov:sts::123456789012:assumed-role/${name}/${'session=name@'.repeat(4)}`,
    userId: `AROAQ3EGCIRUNNEXAMPLE:${'session=name@'.repeat(4)}`,
  };
  const match = suggest(subject).find(({ strictness }) => strictness === 'role')?.match ?? emptyDraft.match;
  const roles = ['registry.pull', 'viewer', 'apk.pull'].map((role) => ({ id: '', name: role }));
  const group = { id: '', name: 'acme.example' };
  const draft = {
    ...emptyDraft,
    name: 'ci-runner',
    description: 'x'.repeat(512),
    group,
    roles,
    match,
    subject,
  };
  const bare = () => JSON.parse(JSON.stringify(draft)) as unknown;
  const made = await compare(
    100,
    () => {
      makeAll({ ...draft, match: { ...match } });
    },
    bare,
    20,
  );
  const exact = (value: string) => ({ kind: 'exact', value }) as const;
  const claims = {
    issuer: exact('https://6c3a9d1e-2b4f-4c8a-9e0d-1f2a3b4c5d6e.tokens.sts.global.api.aws'),
    subject: exact(`arn:aws:iam::123456789012:role/teams/shop/${name}`),
    audience: exact('https://issuer.enforce.dev'),
    claims: ['a', 'b', 'c'].map((claim) => ({
      name: claim,
      rule: { kind: 'pattern', value: '^(?:x|y)+$' } as const,
    })),
  };
  const trusting = await compare(
    100,
    () => {
      makeAll({ ...draft, claims: { ...claims } });
    },
    bare,
    20,
  );
  const checked = await compare(100, () => check(draft), bare, 100);
  const suggested = await compare(100, () => suggest(subject), bare, 100);
  const how = 'median of 100 ÷ the draft to JSON and back';
  // 38 to 39, 1.2 to 1.3 and 19 to 21 were seen: half as much again shows.
  return [
    { what: `all ${offered(draft).length} forms of a draft`, ...made, most: 58, how },
    {
      what: `all ${offered({ ...draft, claims }).length} forms of a draft that trusts claims`,
      ...trusting,
      most: 90,
      how,
    },
    { what: 'check of a draft', ...checked, most: 2, how },
    { what: 'suggestions for a caller', ...suggested, most: 31, how },
  ];
}
