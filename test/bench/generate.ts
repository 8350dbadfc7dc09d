import { suggest } from '../../src/core/match/suggest';
import { check, emptyDraft } from '../../src/core/draft/draft';
import { forms, notesOn } from '../../src/generate/forms';
import { compare, type Figure } from './figure';

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
      const typed = { ...draft, match: { ...match } };
      for (const form of forms) {
        form.generate(typed);
        notesOn(form, typed);
      }
    },
    bare,
    20,
  );
  const checked = await compare(100, () => check(draft), bare, 100);
  const suggested = await compare(100, () => suggest(subject), bare, 100);
  const how = 'median of 100 ÷ the draft to JSON and back';
  // 38 to 39, 1.2 to 1.3 and 19 to 21 were seen: half as much again shows.
  return [
    { what: `all ${forms.length} forms of a draft`, ...made, most: 58, how },
    { what: 'check of a draft', ...checked, most: 2, how },
    { what: 'suggestions for a caller', ...suggested, most: 31, how },
  ];
}
