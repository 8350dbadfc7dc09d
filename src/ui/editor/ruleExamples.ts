import type { AwsMatch } from '../../core/identity';
import type { LintOptions } from '../../core/lint/finding';
import type { RuleId } from '../../core/lint/rules';

/** A document in which a rule finds something, and the same as it should be. */
export interface RuleExample {
  /** A VS Code language id. */
  readonly language: 'json' | 'yaml' | 'terraform';
  readonly wrong: string;
  readonly right: string;
  /** What has to be known besides the document: for the wrong one, and for the right one. */
  readonly given?: { readonly wrong: LintOptions; readonly right: LintOptions };
  /** The rules of identities that the document uses, by their ids. */
  readonly identities?: Readonly<Record<string, AwsMatch>>;
}

type Fields = Readonly<Record<string, unknown>>;

const account = '123456789012';
const role = `arn:aws:sts::${account}:assumed-role/ci-runner`;
const rules: Fields = {
  awsAccount: account,
  arnPattern: `^${role}/(.+)$`,
  userIdPattern: '^AROAQ3EGCIRUNNEXAMPLE:(.+)$',
};

function json(awsIdentity: Fields, more: Fields = { name: 'ci-runner' }): string {
  return `${JSON.stringify({ ...more, awsIdentity }, undefined, 2)}\n`;
}

/** Two documents with AWS rules that differ in these fields. */
function aws(wrong: Fields, right: Fields): RuleExample {
  return { language: 'json', wrong: json({ ...rules, ...wrong }), right: json({ ...rules, ...right }) };
}

const github = 'https://token.actions.githubusercontent.com';
const main = 'repo:acme@1234/app@5678:ref:refs/heads/main';

/** Two documents with rules for tokens that differ in these fields. */
function claims(wrong: Fields, right: Fields): RuleExample {
  const text = (fields: Fields) =>
    `${JSON.stringify({ name: 'release', claimMatch: { issuer: github, subject: main, ...fields } }, undefined, 2)}\n`;
  return { language: 'json', wrong: text(wrong), right: text(right) };
}

function heredoc(value: string): string {
  return `resource "chainguard_identity" "ci" {
  parent_id = var.folder
  name      = "ci-runner"

  aws_identity {
    aws_account         = "${account}"
    aws_arn_pattern     = ${value}
    aws_user_id_pattern = "^AROAQ3EGCIRUNNEXAMPLE:(.+)$"
  }
}
`;
}

function binding(group: string): string {
  return `resource "chainguard_rolebinding" "pull" {
  identity = chainguard_identity.ci.id
  role     = data.chainguard_role.pull.items[0].id
  group    = "${group}"
}
`;
}

function yaml(lines: string): string {
  return `name: ci-runner
awsIdentity:
  awsAccount: "${account}"
${lines}  userIdPattern: "^AROAQ3EGCIRUNNEXAMPLE:(.+)$"
`;
}

const identity = '0123456789abcdef0123456789abcdef01234567/89abcdef01234567';

function workflow(roleName: string): string {
  return `jobs:
  pull:
    runs-on: ubuntu-latest
    steps:
      - uses: aws-actions/configure-aws-credentials@v6
        with:
          role-to-assume: arn:aws:iam::${account}:role/${roleName}
          aws-region: eu-west-1
      - run: ./pull-images.sh
        env:
          CHAINGUARD_IDENTITY: ${identity}
`;
}

const instance = 'arn:aws:sts::123456789012:assumed-role/ec2-pull/i-0f1e2d3c4b5a69788';
const people = `arn:aws:sts::${account}:assumed-role/AWSReservedSSO_Developer_0123456789abcdef`;
const [ended, lasting] = [new Date('2026-12-01T00:00:00Z'), new Date('2026-06-01T00:00:00Z')];
const keys = JSON.stringify(
  {
    name: 'mirror',
    static: {
      issuer: 'https://ci.example.com',
      subject: 'mirror',
      issuerKeys: '{"keys":[]}',
      expiration: '2026-12-01T00:00:00Z',
    },
  },
  undefined,
  2,
);

/** One wrong and one right document for each rule: the rule alone finds something in the first, and none in the second. */
export const ruleExamples: Readonly<Record<RuleId, RuleExample>> = {
  unanchored: aws({ arnPattern: `${role}/(.+)` }, {}),
  'alternation-anchor': aws(
    { arnPattern: `^${role}/build|${role}/deploy$` },
    { arnPattern: `^(?:${role}/build|${role}/deploy)$` },
  ),
  unescaped: aws(
    { arnPattern: `^arn:aws:sts::${account}:assumed-role/ci.runner/(.+)$` },
    { arnPattern: `^arn:aws:sts::${account}:assumed-role/ci\\.runner/(.+)$` },
  ),
  'literal-as-pattern': aws({ arnPattern: `${role}/build` }, { arnPattern: undefined, arn: `${role}/build` }),
  'pattern-as-literal': aws({ arnPattern: undefined, arn: `${role}/*` }, {}),
  'too-broad': aws(
    { arnPattern: `^arn:aws:sts::${account}:assumed-role/.+$`, userIdPattern: '^AROA.+:(.+)$' },
    {},
  ),
  'any-session': aws(
    { arnPattern: `^${people}/(.+)$` },
    { arnPattern: undefined, arn: `${people}/kim@example.com` },
  ),
  'role-arn': aws({ arnPattern: undefined, arn: `arn:aws:iam::${account}:role/ci-runner` }, {}),
  'role-path': aws({ arnPattern: `^arn:aws:sts::${account}:assumed-role/teams/web/ci-runner/(.+)$` }, {}),
  'account-mismatch': aws({ awsAccount: '210987654321' }, {}),
  'partition-mismatch': aws(
    { arnPattern: `^arn:aws-gov:sts::${account}:assumed-role/ci-runner/(.+)$` },
    { arnPattern: `^arn:aws-us-gov:sts::${account}:assumed-role/ci-runner/(.+)$` },
  ),
  'account-format': aws({ awsAccount: 123456789012 }, {}),
  'not-re2': aws({ arnPattern: `^${role}/(?!test)(.+)$` }, {}),
  'exact-session': aws(
    { arnPattern: undefined, arn: instance, userIdPattern: '^AROAQ3EGINSTANEXAMPLE:(.+)$' },
    {
      arnPattern: '^arn:aws:sts::123456789012:assumed-role/ec2-pull/(.+)$',
      userIdPattern: '^AROAQ3EGINSTANEXAMPLE:(.+)$',
    },
  ),
  'ends-in-line-break': {
    language: 'terraform',
    wrong: heredoc(`<<EOT\n^${role}/(.+)$\nEOT`),
    right: heredoc(`"^${role}/(.+)$"`),
  },
  never: aws(
    { arnPattern: `^${role}/build$`, userIdPattern: '^AROAQ3EGCIRUNNEXAMPLE:deploy$' },
    { arnPattern: `^${role}/build$`, userIdPattern: '^AROAQ3EGCIRUNNEXAMPLE:build$' },
  ),
  'unknown-field': {
    language: 'json',
    wrong: json({
      awsAccount: account,
      aws_arn_pattern: `^${role}/(.+)$`,
      userIdPattern: '^AROAQ3EGCIRUNNEXAMPLE:(.+)$',
    }),
    right: json(rules),
  },
  'both-set': aws({ arn: `${role}/build` }, {}),
  'none-set': aws({ userIdPattern: undefined }, {}),
  'duplicate-field': {
    language: 'json',
    wrong: json({ ...rules, aws_account: account }),
    right: json(rules),
  },
  'name-format': {
    language: 'json',
    wrong: json(rules, { name: 'CI Runner' }),
    right: json(rules, { name: 'ci runner' }),
  },
  'uidp-format': {
    language: 'terraform',
    wrong: binding('acme.example'),
    right: binding('d765ca7e6d295e777a25973082ba703ca6c229bd'),
  },
  placeholder: aws({ awsAccount: '<account-id>' }, {}),
  'data-source': {
    language: 'terraform',
    wrong: 'data "chainguard_roles" "pull" {\n  name = "registry.pull"\n}\n',
    right: 'data "chainguard_role" "pull" {\n  name = "registry.pull"\n}\n',
  },
  'no-binding': {
    language: 'json',
    wrong: json(rules),
    right: json(rules),
    given: { wrong: { bindings: 0 }, right: { bindings: 1 } },
  },
  'not-checked': {
    language: 'yaml',
    wrong: yaml(
      `  {{- if .Values.anySession }}\n  arnPattern: "^${role}/(.+)$"\n  {{- else }}\n  arn: "${role}/build"\n  {{- end }}\n`,
    ),
    right: yaml(`  arnPattern: "^${role}/(.+)$"\n`),
  },
  'workflow-role': {
    language: 'yaml',
    wrong: workflow('ci-deploy'),
    right: workflow('ci-runner'),
    identities: {
      [identity]: {
        account,
        arn: { kind: 'pattern', value: `^${role}/(.+)$` },
        userId: { kind: 'pattern', value: '^AROAQ3EGCIRUNNEXAMPLE:(.+)$' },
      },
    },
  },
  'issuer-any-account': claims(
    {
      issuer: undefined,
      issuerPattern: '^https://.+\\.tokens\\.sts\\.global\\.api\\.aws$',
      subject: `arn:aws:iam::${account}:role/ci-runner`,
    },
    {
      issuer: 'https://0a1b2c3d-0000-4000-8000-00000000abcd.tokens.sts.global.api.aws',
      subject: `arn:aws:iam::${account}:role/ci-runner`,
    },
  ),
  'issuer-format': claims({ issuer: `${github}/` }, {}),
  'subject-any': claims(
    { subject: undefined, subjectPattern: '^repo:acme@1234/.+$' },
    { subject: undefined, subjectPattern: '^repo:acme@1234/app@5678:ref:refs/heads/.+$' },
  ),
  'crosses-separator': claims(
    { subject: undefined, subjectPattern: '^repo:acme@1234/app.*:ref:refs/heads/main$' },
    { subject: undefined, subjectPattern: '^repo:acme@1234/app@5678:ref:refs/heads/main$' },
  ),
  'pull-request': claims({ subject: 'repo:acme@1234/app@5678:pull_request' }, {}),
  'mutable-subject': claims({ subject: 'repo:acme/app:ref:refs/heads/main' }, {}),
  'audience-of-another': claims({ audience: 'https://gitlab.com' }, {}),
  'keys-end': {
    language: 'json',
    wrong: keys,
    right: keys,
    given: { wrong: { at: ended }, right: { at: lasting } },
  },
};
