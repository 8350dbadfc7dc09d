import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';

/** AWS files as somebody has them. */
export interface Files {
  readonly config: string;
  readonly credentials?: string;
}

/** What botocore makes of them (test/fixtures/botocore/read.py). */
export type Verdict =
  | { readonly refused: true }
  | {
      readonly refused?: undefined;
      readonly profiles: Readonly<
        Record<string, { readonly settings: Readonly<Record<string, string>>; readonly how: object }>
      >;
    };

const script = join(import.meta.dirname, '../../fixtures/botocore/read.py');

const python = ['python3', 'python'].find((name) => spawnSync(name, ['-c', 'import botocore']).status === 0);

/** Whether Python with botocore is there. */
export const hasBotocore = python !== undefined;

/** What the botocore of this machine makes of AWS files. */
export function askBotocore(cases: readonly Files[]): readonly Verdict[] {
  const { stdout, stderr, status } = spawnSync(python ?? '', [script], {
    input: JSON.stringify(cases),
    encoding: 'utf8',
    env: { ...process.env, PYTHONUTF8: '1' },
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(stderr);
  return (JSON.parse(stdout) as { readonly verdicts: readonly Verdict[] }).verdicts;
}

const lines = [
  '[profile a]',
  '[profile b]',
  '[default]',
  '[profile default]',
  '[profile "a"]',
  "[profile 'b c']",
  '[profile  a]',
  '[profile two] /* x */',
  '[profile a] ; why',
  '[profile a # b]',
  '[a]',
  '[b]',
  '[profile',
  '[]',
  '[DEFAULT]',
  '[services s]',
  '[sso-session s]',
  "[sso-session 's']",
  '[granted_registry x]',
  '[profile\ta]',
  '[profilex a]',
  '[profile a]]',
  'region = eu-west-1',
  'region = eu-west-1 # Ireland',
  'region=x ; y',
  'Region : x',
  'REGION',
  '= x',
  ': x',
  'a:b=c',
  'role_arn = r',
  'Role_Arn = r2',
  'role_arn =',
  'source_profile = a',
  'source_profile = b',
  'source_profile = default',
  'credential_source = Environment',
  'credential_source = Magic',
  'external_id = e',
  'mfa_serial = m',
  'role_session_name = n',
  'web_identity_token_file = f',
  'credential_process = run "a b" ; c',
  'aws_access_key_id = A',
  'AWS_ACCESS_KEY_ID = B',
  'aws_secret_access_key = S',
  'aws_session_token = T',
  'aws_security_token = U',
  'sso_session = s',
  'sso_account_id = 1',
  'sso_role_name = R',
  'sso_start_url = u',
  'sso_region = e',
  'sso_region = other',
  'login_session = l',
  's3 =',
  'cli_pager =',
  'services = nope',
  '# comment',
  '; comment',
  '  # indented',
  '',
  '   ',
  '\t',
  '\u00a0',
  '\ufeff',
];
const line = fc
  .tuple(fc.constantFrom('', '', '', '', '  ', '    ', '\t'), fc.constantFrom(...lines))
  .map((parts) => parts.join(''));
const text = fc
  .tuple(
    fc.constantFrom('[profile a]', '[default]', '[a]', '[b]', ''),
    fc.array(line, { maxLength: 9 }),
    fc.constantFrom('\n', '\n', '\r\n', '\r'),
  )
  .map(([head, rest, end]) => [head, ...rest].join(end));
const crooked = fc.record({
  config: text,
  credentials: fc.oneof(fc.constant(''), text),
});

const settings = [
  ...[
    'role_arn = r',
    'source_profile = k',
    'credential_source = Environment',
    'web_identity_token_file = /t',
  ],
  ...[
    'credential_process = get',
    'aws_access_key_id = A',
    'aws_secret_access_key = S',
    'aws_session_token = T',
  ],
  ...[
    'aws_security_token = U',
    'sso_session = s',
    'sso_account_id = 1',
    'sso_role_name = R',
    'sso_region = e',
  ],
  ...['sso_start_url = https://x', 'login_session = l', 'external_id = e', 'mfa_serial = m', 'region = a'],
];
const some = fc.shuffledSubarray(settings, { maxLength: 7 }).map((all) => all.join('\n'));
const straight = fc
  .tuple(some, some, some, some, fc.constantFrom('k', 'p', 'gone'))
  .map(([p, k, inP, inK, from]) => ({
    config: `[profile p]\n${p.replace('source_profile = k', `source_profile = ${from}`)}\n[profile k]\n${k}\n[sso-session s]\nsso_start_url = https://x\nsso_region = e\n`,
    credentials: `[p]\n${inP}\n[k]\n${inK}\n`,
  }));

/** AWS files made of what people and tools write into them, right and wrong. */
export const anyFiles: fc.Arbitrary<Files> = fc.oneof(crooked, straight);
