import fc from 'fast-check';
import { type Draft, emptyDraft, type FormOptions } from '../../../src/core/draft/draft';
import { subjectOf } from '../../../src/core/match/subject';
import { suggest, type Strictness } from '../../../src/core/match/suggest';
import { caller } from '../core/callers';

/** Texts that try to leave their quotes in one language or another, among plain and binary ones. */
export const hostile: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    `'; touch pwned; '`,
    `"; touch pwned; "`,
    '$(touch pwned)',
    '`touch pwned`',
    '${touch pwned}',
    '${{ secrets.KEY }}',
    '$${a} $$${b} %%{c} %{if true}',
    '\\',
    "\\'",
    '\\"',
    `'''"""`,
    '-rf',
    '--help',
    '!history',
    '~',
    '#comment',
    'a # b ; c',
    'JSON\nJSON',
    'EOF\n',
    '*/ // \u2028x\u2029',
    '<<EOF',
    '[section]',
    'a: b, - c',
    '\t\r\n',
    '\u0000\u0007\u001b[31m',
    '\u202e\ufeff\ud800',
    '\\u0022\\x41\\N{DIGIT ONE}',
    '🙂é',
    '',
  ),
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...Array.from('\'"\\$`{}%!#\n =;|&()<>[]*?~-')), maxLength: 12 }),
);

const optionNames = Object.keys(emptyDraft.options) as (keyof FormOptions)[];
const options = (text: fc.Arbitrary<string>): fc.Arbitrary<FormOptions> =>
  fc
    .array(fc.oneof(fc.constant(''), text), { minLength: optionNames.length, maxLength: optionNames.length })
    .map((values) => ({
      ...emptyDraft.options,
      ...Object.fromEntries(optionNames.map((name, index) => [name, values[index] ?? ''])),
    }));
const named = fc.record({ id: fc.oneof(fc.constant(''), hostile), name: hostile });

/** Whatever a page may send: every text hostile, the match one that was suggested or one written by hand. */
export const anyDraft: fc.Arbitrary<Draft> = fc.record({
  name: hostile,
  description: hostile,
  group: named,
  roles: fc.array(named, { maxLength: 3 }),
  match: fc.oneof(
    caller.chain((who) => fc.constantFrom(...suggest(subjectOf(who)).map(({ match }) => match))),
    fc.record({
      account: hostile,
      arn: fc.option(fc.record({ kind: fc.constantFrom('exact', 'pattern'), value: hostile }), {
        nil: undefined,
      }),
      userId: fc.option(fc.record({ kind: fc.constantFrom('exact', 'pattern'), value: hostile }), {
        nil: undefined,
      }),
    }),
  ),
  subject: fc.option(caller.map(subjectOf), { nil: undefined }),
  options: options(hostile),
});

/** A draft as a person would fill it in, for a caller or an ARN, with the match recommended for it or another one. */
export function draftFor(arn: string, userId?: string, strictness?: Strictness): Draft {
  const subject = { account: '123456789012', arn, userId };
  const suggestion = suggest(subject).find((one) =>
    strictness === undefined ? one.recommended : one.strictness === strictness,
  );
  return {
    ...emptyDraft,
    name: 'ci-runner',
    description: 'Runs the builds',
    group: { id: '', name: 'acme.example' },
    roles: [{ id: '', name: 'registry.pull' }],
    match: suggestion?.match ?? emptyDraft.match,
    subject,
  };
}

/** A draft for a role's session. */
export const sample: Draft = draftFor(
  'arn:aws:sts::123456789012:assumed-role/ci.runner+x/i-0f1e2d3c4b5a69788',
  'AROAQ3EGCIRUNNEXAMPLE:i-0f1e2d3c4b5a69788',
);

/** The same with every option filled in. */
export const filled: Draft = {
  ...sample,
  roles: [
    { id: '', name: 'registry.pull' },
    { id: '', name: 'registry pull' },
    { id: '63921b2c44617e3f2603851537be0123af4a57d7', name: '' },
  ],
  options: {
    identity: 'deadbeefdeadbeefdeadbeefdeadbeefdeadbeef/0123456789abcdef',
    roleArn: 'arn:aws:iam::123456789012:role/teams/shop/ci.runner+x',
    trustedArn: 'arn:aws:iam::123456789012:user/kim',
    externalId: 'acme-7f3a91',
    mfaSerial: 'arn:aws:iam::123456789012:mfa/kim',
    sessionName: 'kim-deploys',
    profile: 'deploy',
    sourceProfile: 'work',
    region: 'eu-west-1',
    lambdaName: 'pull-images',
    newFolder: 'builds',
    namespace: 'web',
    serviceAccount: 'puller',
    image: 'registry.example/python:3',
    bucket: 'acme-state',
    stateKey: 'prod/terraform.tfstate',
  },
};

const withOptions = (draft: Draft, options: Partial<FormOptions>): Draft => ({
  ...draft,
  options: { ...draft.options, ...options },
});
const account = '123456789012';
const roleId = 'AROAQ3EGCIRUNNEXAMPLE';

/** One draft of each kind, by whom it is for or by what is unusual in it; names and options are as people type them. */
export const kinds = {
  role: sample,
  'every option': filled,
  'typed role': draftFor(`arn:aws:iam::${account}:role/teams/ci`, roleId),
  user: draftFor(`arn:aws:iam::${account}:user/team/kim`, 'AIDAQ3EGKIMKIMEXAMPLE'),
  root: draftFor(`arn:aws:iam::${account}:root`, account),
  'federated user': draftFor(`arn:aws:sts::${account}:federated-user/bob`, `${account}:bob`),
  'permission set': draftFor(
    `arn:aws:sts::${account}:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/kim@acme.example`,
    `${roleId}:kim@acme.example`,
  ),
  'service-linked role': draftFor(
    `arn:aws:sts::${account}:assumed-role/AWSServiceRoleForECS/ecs-service-scheduler`,
    `${roleId}:ecs-service-scheduler`,
  ),
  'one session': draftFor(`arn:aws:sts::${account}:assumed-role/fn-role/my-fn`, `${roleId}:my-fn`, 'session'),
  'role in China': draftFor(`arn:aws-cn:sts::${account}:assumed-role/deploy/s1`, `${roleId}:s1`, 'role'),
  'role in Europe': draftFor(`arn:aws-eusc:sts::${account}:assumed-role/deploy/s1`, `${roleId}:s1`, 'role'),
  'external ID alone': withOptions(sample, { externalId: 'acme-7f3a91' }),
  'no group': { ...sample, group: { id: '', name: '' }, roles: [] },
  nothing: emptyDraft,
} as const satisfies Record<string, Draft>;
