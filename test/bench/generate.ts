import { suggest } from '../../src/core/match/suggest';
import { check, emptyDraft } from '../../src/core/draft/draft';
import { forms, notesOn } from '../../src/generate/forms';
import { durations, quantile, type Figure } from './figure';

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
  const made = await durations(200, () => {
    const typed = { ...draft, match: { ...match } };
    for (const form of forms) {
      form.generate(typed);
      notesOn(form, typed);
    }
  });
  const checked = await durations(200, () => check(draft));
  const suggested = await durations(200, () => suggest(subject));
  const how = '99th percentile of 200';
  return [
    { what: `all ${forms.length} forms of a draft`, value: quantile(made, 0.99), unit: 'ms', most: 10, how },
    { what: 'check of a draft', value: quantile(checked, 0.99), unit: 'ms', how },
    { what: 'suggestions for a caller', value: quantile(suggested, 0.99), unit: 'ms', how },
  ];
}
