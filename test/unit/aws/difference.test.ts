import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromIni } from '@aws-sdk/credential-providers';
import { externalDataInterceptor } from '@smithy/core/config';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeCaller } from '../../../src/aws/callerText';
import { listCallers } from '../../../src/aws/callerList';
import { Callers } from '../../../src/aws/callers';
import { credentialsOf } from '../../../src/aws/credentials';
import { environmentDifferences } from '../../../src/aws/environment';
import { pathProblems } from '../../../src/aws/files';
import { readProfiles } from '../../../src/aws/profiles';
import { profileStanza } from '../../../src/aws/stanza';
import cases from '../../fixtures/botocore/cases.json' with { type: 'json' };
import recorded from '../../fixtures/botocore/verdicts.json' with { type: 'json' };
import { anyFiles, askBotocore, hasBotocore, type Files, type Verdict } from './botocore';
import { failureOf, useHome } from './home';

const home = useHome();

/** Makes these the files of this process. */
async function write(config: string, credentials = '') {
  const paths = ['c', 'k'].map((name) => join(home().directory, `both-${name}`)) as [string, string];
  await writeFile(paths[0], config);
  await writeFile(paths[1], credentials);
  [process.env['AWS_CONFIG_FILE'], process.env['AWS_SHARED_CREDENTIALS_FILE']] = paths;
  return { config: paths[0], credentials: paths[1] };
}

const id = 'AKIAIOSFODNN7EXAMPLE';
const keys = `aws_access_key_id = ${id}\naws_secret_access_key = SECRETSECRET\n`;
const role = 'role_arn = arn:aws:iam::111122223333:role/x\n';
const sso =
  'sso_account_id = 111122223333\nsso_role_name = r\nsso_start_url = https://x\nsso_region = us-east-1\n';

/** What each says of a profile: the file, the line, what is read, and what to write. */
type Expected = readonly [file: 'config' | 'credentials', line: number, text: RegExp, remedy: RegExp];

describe('where the SDK and the CLI part, a problem at the line says what each reads and what to write', () => {
  it.each<[string, string, string, string, Expected]>([
    [
      'a head with something after its bracket',
      `[profile p]\nregion = a\n[profile two] /* x */\nregion = b\n`,
      '',
      'p',
      [
        'config',
        2,
        /region of the profile p .*SDK for JavaScript: b \(line 4\)\. AWS CLI: a \(line 2\)/,
        /./,
      ],
    ],
    [
      'and the profile of that head',
      `[profile p]\nregion = a\n[profile two] /* x */\n${keys}`,
      '',
      'two',
      ['config', 3, /CLI reads the profile two here/, /exactly like this: \[profile two\]$/],
    ],
    [
      'a block after an empty setting',
      `[profile p]\n  cli_pager =\n  ${role}  source_profile = k\n`,
      `[k]\n${keys}`,
      'p',
      ['config', 3, /role_arn .*SDK for JavaScript: nothing\. AWS CLI: arn:.*\(line 3\)/, /left edge/],
    ],
    [
      'a comment in a program',
      '[profile p]\ncredential_process = get ; rm\n',
      '',
      'p',
      ['config', 2, /SDK for JavaScript: get \(line 2\)\. AWS CLI: get ; rm/, /comment on a line of its own/],
    ],
    [
      'a comment after a region',
      '[profile p]\nregion = eu-west-1 # Ireland\n',
      `[p]\n${keys}`,
      'p',
      ['config', 2, /eu-west-1 \(line 2\)\. AWS CLI: eu-west-1 # Ireland/, /comment on a line of its own/],
    ],
    [
      'keys in capitals',
      `[profile p]\n${keys.replaceAll('aws_', 'AWS_').replace('access_key_id', 'ACCESS_KEY_ID')}`,
      '',
      'p',
      [
        'config',
        2,
        /aws_access_key_id .*SDK for JavaScript: nothing. AWS CLI: a value \(line 2\)/,
        /small letters: aws_access_key_id/,
      ],
    ],
    [
      'settings in capitals',
      `[profile p]\n${role.replace('role', 'Role')}source_profile = k\n`,
      `[k]\n${keys}`,
      'p',
      ['config', 2, /role_arn/, /small letters: role_arn/],
    ],
    [
      '[default] before [profile default]',
      `[default]\n${keys}[profile default]\nregion = b\n`,
      '',
      'default',
      [
        'config',
        4,
        /takes \[profile default\]; the AWS CLI takes the last one alone: \[profile default\]/,
        /below one head/,
      ],
    ],
    [
      '[default] after [profile default]',
      `[profile default]\nregion = b\n[default]\n${keys}`,
      '',
      'default',
      [
        'config',
        3,
        /takes \[profile default\]; the AWS CLI takes the last one alone: \[default\]/,
        /below one head/,
      ],
    ],
    [
      'a quoted sso-session',
      `[sso-session 'My Corp']\nsso_start_url = https://x\nsso_region = us-east-1\n[profile p]\nsso_session = My Corp\nsso_account_id = 1\nsso_role_name = r\n`,
      '',
      'p',
      ['config', 5, /SDK for JavaScript: it fails\. AWS CLI: SSO as r in 1/, /sections that both read/],
    ],
    [
      'two spaces in a head',
      `[profile  bar]\n${keys}`,
      '',
      'bar',
      ['config', 1, /CLI reads the profile bar here/, /exactly like this: \[profile bar\]$/],
    ],
    [
      'a name that the SDK does not read',
      '[profile größe]\nregion = a\n',
      '',
      'größe',
      ['config', 1, /größe/, /letters, digits/],
    ],
    [
      'SSO and keys',
      `[profile p]\n${sso}`,
      `[p]\n${keys}`,
      'p',
      [
        'config',
        2,
        /SDK for JavaScript: its access key\. AWS CLI: SSO as r in 111122223333/,
        /Keep one of the two.*aws_access_key_id.*sso_account_id/,
      ],
    ],
    [
      'a program and keys in one file',
      `[profile p]\ncredential_process = get\n${keys}`,
      '',
      'p',
      [
        'config',
        2,
        /its access key\. AWS CLI: the program/,
        /Keep one of the two.*aws_access_key_id.*; credential_process/,
      ],
    ],
    [
      'keys in two files',
      `[profile p]\naws_access_key_id = ${id}\n`,
      '[p]\naws_secret_access_key = S\n',
      'p',
      ['config', 2, /its access key\. AWS CLI: it fails/, /into one file/],
    ],
    [
      'a token in the other file',
      `[profile p]\n${keys}aws_session_token = T\n`,
      `[p]\n${keys}`,
      'p',
      [
        'credentials',
        2,
        /its access key with a session token\. AWS CLI: its access key/,
        /into one file alone/,
      ],
    ],
    [
      'role_arn alone with keys',
      `[profile p]\n${role}${keys}`,
      '',
      'p',
      ['config', 2, /its access key\. AWS CLI: it fails/, /Take role_arn away/],
    ],
    [
      'the older name of the token',
      '',
      `[p]\n${keys}aws_security_token = OLD\n`,
      'p',
      [
        'credentials',
        4,
        /aws_security_token|its access key\. AWS CLI: its access key with/,
        /aws_session_token|once/,
      ],
    ],
    [
      'a section twice',
      '[profile p]\nregion = a\n[profile p]\nregion = b\n',
      '',
      'p',
      ['config', 3, /CLI refuses this file.*\[profile p\] stands twice/, /into one of the two/],
    ],
    [
      'a setting twice, in the other file',
      '[profile p]\nregion = a\n',
      '[k]\naws_access_key_id = A\nAWS_ACCESS_KEY_ID = B\n',
      'p',
      ['credentials', 3, /CLI refuses this file.*aws_access_key_id stands twice/, /one of the two away/],
    ],
    [
      'a services section that is not there',
      '[profile p]\nservices = nope\n',
      `[p]\n${keys}`,
      'p',
      ['config', 2, /no section \[services nope\]/, /Write the section/],
    ],
    [
      'sts_regional_endpoints',
      '[profile p]\nsts_regional_endpoints = legacy\n',
      `[p]\n${keys}`,
      'p',
      ['config', 2, /global endpoint/, /Write regional/],
    ],
    [
      'a colon',
      `[profile p]\nrole_arn: arn:aws:iam::111122223333:role/x\nsource_profile = k\n`,
      `[k]\n${keys}`,
      'p',
      ['config', 2, /role_arn/, /Write = after its name: role_arn/],
    ],
    [
      'an indented setting',
      '[profile p]\noutput = json\n  region = a\n',
      `[p]\n${keys}`,
      'p',
      ['config', 3, /region|output/, /left edge/],
    ],
    [
      'a web identity beside a source profile',
      `[profile p]\n${role}source_profile = k\nweb_identity_token_file = /t\n`,
      `[k]\n${keys}`,
      'p',
      ['config', 4, /from: its access key\. AWS CLI: .* web identity/, /Keep one of the two/],
    ],
    [
      'two sources, and keys',
      `[profile p]\n${role}source_profile = k\ncredential_source = Environment\n${keys}`,
      `[k]\n${keys}`,
      'p',
      ['config', 2, /its access key\. AWS CLI: it fails/, /role_arn/],
    ],
    [
      'a program with a pipe',
      '[profile p]\ncredential_process = get | jq .\n',
      '',
      'p',
      ['config', 2, /in a shell/, /into a script/],
    ],
    [
      '[DEFAULT]',
      '[DEFAULT]\nregion = a\n[profile p]\noutput = json\n',
      `[p]\n${keys}`,
      'p',
      ['config', 2, /SDK for JavaScript: nothing\. AWS CLI: a/, /in one section/],
    ],
    [
      'an sso-session that says otherwise',
      `[sso-session s]\nsso_start_url = https://x\nsso_region = a\n[profile p]\nsso_session = s\nsso_account_id = 1\nsso_role_name = r\nsso_region = b\n`,
      '',
      'p',
      ['config', 5, /SSO as r in 1\. AWS CLI: it fails/, /say the same/],
    ],
    [
      'a name of the SDK alone',
      '[profile __proto__]\nregion = a\n[profile p]\nregion = b\n',
      '',
      'p',
      ['config', 1, /SDK for JavaScript refuses this file/, /another name/],
    ],
    ['a dotted head', `[profile.foo]\n${keys}`, '', 'foo', ['config', 1, /foo/, /\[profile foo\]/]],
  ])('%s', async (_, config, credentials, name, [file, line, text, remedy]) => {
    const paths = await write(config, credentials);
    const { profiles, problems } = await readProfiles();
    const profile = profiles.find((one) => one.name === name);
    const said =
      profile?.differences.map((one) => ({ ...one, place: `${one.at.file}:${one.at.line}` })) ?? [];
    const fitting = said.filter((one) => text.test(one.text) && remedy.test(one.remedy));
    expect(
      fitting.map(({ place }) => place),
      JSON.stringify(said),
    ).toContain(`${paths[file]}:${line}`);
    expect(problems.map((one) => `${one.file}:${one.line}`)).toContain(`${paths[file]}:${line}`);
    expect(JSON.stringify([profiles, problems])).not.toMatch(/SECRETSECRET|AKIA/);
  });

  it.each<[string, string, string]>([
    ['a plain profile', `[profile p]\nregion = a\n${role}source_profile = k\n`, `[k]\n${keys}`],
    ['comments on their own lines', '# a = b ; c\n[profile p] ; work\n  # why\nregion = a\n', `[p]\n${keys}`],
    [
      'sections of other tools',
      '[granted_registry_start x]\ncomment = managed # by granted\n[plugins]\ncli = x\n',
      `[p]\n${keys}`,
    ],
    [
      'an arn with a colon, and quotes',
      '[profile "p"]\nmfa_serial = arn:aws:iam::1:mfa/x\ns3 =\n  addressing_style = path\n',
      `[p]\n${keys}`,
    ],
    ['a profile that names itself', `[profile p]\n${role}source_profile = k\n[profile k]\n${keys}`, ''],
    [
      'a program and keys in the credentials file',
      '[profile p]\ncredential_process = get "a b" --x=1\n',
      `[p]\n${keys}`,
    ],
  ])('and none where they do not: %s', async (_, config, credentials) => {
    await write(config, credentials);
    const { profiles, problems } = await readProfiles();
    expect(profiles.flatMap(({ differences }) => differences)).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('for every profile on record that botocore takes other credentials for than the SDK', async () => {
    expect(await allAreSaid(cases, recorded.verdicts as unknown as Verdict[])).toBeGreaterThan(20);
  });

  it.skipIf(!hasBotocore)(
    'for every profile of files at random, too (skipped without botocore)',
    async () => {
      const drawn = fc.sample(anyFiles, 250);
      expect(await allAreSaid(drawn, askBotocore(drawn))).toBeGreaterThan(20);
    },
    300_000,
  );
});

/** Makes sure that each difference of credentials is said. @returns how many there are */
async function allAreSaid(all: readonly Files[], verdicts: readonly Verdict[]): Promise<number> {
  let differing = 0;
  for (const [index, { config, credentials = '' }] of all.entries()) {
    await write(config, credentials);
    const { profiles } = await readProfiles();
    const verdict = verdicts[index];
    for (const { name, differences } of profiles) {
      const cli = verdict?.refused ? undefined : given(verdict?.profiles[name]?.how);
      const sdk = given(await askSdk(name));
      const isSso = [cli, sdk].every((how) => how?.by === 'sso');
      if (isSso || JSON.stringify(cli) === JSON.stringify(sdk)) continue;
      differing += 1;
      const said = differences.some(({ caller }) => caller);
      expect(said, `${name} of:\n${config}\n--\n${credentials}\n${JSON.stringify([sdk, cli])}`).toBe(true);
    }
  }
  return differing;
}

/** How credentials are given; `undefined` where none are. */
function given(how: object | undefined): { readonly by: string } | undefined {
  const by = how && 'by' in how ? String(how.by) : 'fails';
  return by === 'fails' || by === 'nothing' ? undefined : { ...how, by };
}

/** What AWS's SDK itself makes of a profile, in the words of the record; `undefined` where it fails. */
async function askSdk(profile: string): Promise<object | undefined> {
  const keysOf = (creds: {
    accessKeyId: string;
    secretAccessKey: string;
    sessionToken?: string | undefined;
  }) =>
    roles.get(creds.accessKeyId) ?? {
      by: 'keys',
      id: creds.accessKeyId,
      secret: creds.secretAccessKey,
      token: creds.sessionToken,
    };
  const roles = new Map<string, object>();
  const keysFor = (how: object) => {
    const accessKeyId = `role-${roles.size}`;
    roles.set(accessKeyId, how);
    return { accessKeyId, secretAccessKey: 'x' };
  };
  roles.set('ENV', { by: 'source', source: 'Environment' });
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'ENV', AWS_SECRET_ACCESS_KEY: 'x' });
  const sessionOf = (name: string | undefined) => (name?.startsWith('aws-sdk-js') ? undefined : name);
  const record = externalDataInterceptor.getTokenRecord() as Record<string, unknown>;
  const before = record['exec'];
  record['/t'] = 'token';
  record['f'] = 'other';
  record['exec'] = (command: string, done: (error: unknown, result: object) => void) => {
    const { accessKeyId, secretAccessKey } = keysFor({ by: 'process', command });
    done(null, {
      stdout: JSON.stringify({ Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey }),
    });
  };
  try {
    const provider = fromIni({
      profile,
      ignoreCache: true,
      mfaCodeProvider: () => Promise.resolve('123456'),
      roleAssumer: (from, params) =>
        Promise.resolve(
          keysFor({
            by: 'assume-role',
            role: params.RoleArn,
            session: sessionOf(params.RoleSessionName),
            externalId: params.ExternalId,
            mfa: params.SerialNumber,
            from: keysOf(from),
          }),
        ),
      roleAssumerWithWebIdentity: (params) =>
        Promise.resolve(
          keysFor({
            by: 'web-identity',
            role: params.RoleArn,
            file: params.WebIdentityToken === 'token' ? '/t' : 'f',
            session: sessionOf(params.RoleSessionName),
          }),
        ),
    });
    return JSON.parse(JSON.stringify(keysOf(await provider()))) as object;
  } catch (error) {
    const said = String(error);
    if (said.includes('The SSO session')) return { by: 'sso' };
    return said.includes('load token') ? { by: 'login', session: 'l' } : undefined;
  } finally {
    record['exec'] = before;
    if (before === undefined) delete record['exec'];
  }
}

it('a chain of thousands of profiles is no reason to stop', async () => {
  const chain = Array.from(
    { length: 1000 },
    (_, i) => `[profile p${i}]\n${role}source_profile = p${i + 1}\n`,
  );
  await write(chain.join(''));
  expect((await readProfiles()).profiles).toHaveLength(1000);
});

describe('what the two read differently is said wherever the profile is shown', () => {
  it('in its row, its tooltip and its failure', async () => {
    await write(`[profile p]\n${role}source_profile = k\nsource_profile = gone\n`, `[k]\n${keys}`);
    const callers = new Callers();
    const { entries } = await listCallers(callers, new Date());
    const entry = entries.find(({ id }) => id === 'profile:p');
    if (!entry) throw new Error('It is not listed.');
    expect(describeCaller(entry, callers, new Date()).tooltip).toContain('The AWS CLI refuses this file');
    const failure = await failureOf(credentialsOf({ kind: 'profile', name: 'p' }));
    expect(failure.remedy).toMatch(/The AWS CLI refuses this file.*config:4|both-c:4/);
  });

  it('beside who it is', async () => {
    await home().config('[profile mixed]\nregion = us-east-1\n');
    const { accessKeyId, secretAccessKey } = home().sandbox.world.aws.samples.kim;
    await home().config(
      `[profile both]\n${sso}aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}`,
    );
    const callers = new Callers();
    await callers.identify({ kind: 'profile', name: 'both' });
    const { entries } = await listCallers(callers, new Date());
    const entry = entries.find(({ id }) => id === 'profile:both');
    if (!entry) throw new Error('It is not listed.');
    expect(describeCaller(entry, callers, new Date()).text).toMatch(
      /^user\/kim · \d+ · the AWS CLI reads it differently$/,
    );
  });

  it('before a profile is copied', async () => {
    await write('[profile p]\ncredential_process = get ; rm -rf\n');
    const [p] = (await readProfiles()).profiles;
    expect(() => profileStanza('n', { kind: 'profile', name: 'p' }, p)).toThrow('is read differently');
  });
});

describe('the environment', () => {
  it('has one token for the CLI and another for the SDK, and keys beside a profile', () => {
    const say = (env: NodeJS.ProcessEnv) => environmentDifferences(env).map(({ at }) => at.file);
    expect(say({ AWS_SECURITY_TOKEN: 'a', AWS_SESSION_TOKEN: 'b', AWS_PROFILE: 'p' })).toEqual([
      'AWS_SECURITY_TOKEN',
      'AWS_PROFILE',
    ]);
    expect(say({ AWS_SECURITY_TOKEN: 'a', AWS_SESSION_TOKEN: 'a' })).toEqual([]);
  });

  it.each<[NodeJS.ProcessEnv, number]>([
    [{ HOME: '/h' }, 0],
    [{ HOME: '/h', AWS_CONFIG_FILE: '~/c' }, 0],
    [{ HOME: '/h', AWS_CONFIG_FILE: '$HOME/c' }, 1],
    [{ HOME: '/h', X: '/x', AWS_SHARED_CREDENTIALS_FILE: '${X}/c' }, 1],
    [{ HOME: '/h', AWS_CONFIG_FILE: '' }, 1],
    [{ HOME: '/h', AWS_CONFIG_FILE: '/c' }, 0],
  ])('leads both to the same files or is said to lead them apart: %j', (env, count) => {
    expect(pathProblems(env, 'linux')).toHaveLength(count);
  });

  it('may name a config file below the home folder, whose sso-sessions are read', async () => {
    const text =
      '[sso-session acme]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = us-east-1\n[profile s]\nsso_session = acme\nsso_account_id = 123456789012\nsso_role_name = Developer\n';
    await home().write('elsewhere/config', text);
    process.env['AWS_CONFIG_FILE'] = '~/elsewhere/config';
    const { sandbox, directory } = home();
    await sandbox.sso.signIn(directory, 'acme', { until: new Date(Date.now() + 3600_000), renewable: false });
    const failure = await credentialsOf({ kind: 'profile', name: 's' }).then(() => 'credentials', String);
    expect(failure).not.toContain('undefined');
  });
});
