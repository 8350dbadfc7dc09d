import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSharedConfigFiles } from '@smithy/core/config';
import { listCallers } from '../../src/aws/callerList';
import { Callers } from '../../src/aws/callers';
import { startSandbox } from '../sandbox/sandbox';
import { compare, type Figure } from './figure';

const many = 500;

/** Listing five hundred profiles, what listing asks and starts, and how often STS is asked who one caller is. */
export async function measureCallers(): Promise<Figure[]> {
  const before = { ...process.env };
  const home = await mkdtemp(join(tmpdir(), 'assumable-bench-'));
  const sandbox = await startSandbox();
  try {
    await sandbox.writeHome(home);
    Object.assign(process.env, sandbox.env(home));
    const mark = join(home, 'started');
    const config = join(home, '.aws', 'config');
    await writeFile(config, `\ufeff${profiles(mark).join('\r\n')}`);

    const callers = new Callers();
    const bare = { configFilepath: config, filepath: join(home, '.aws', 'credentials'), ignoreCache: true };
    const listing = await compare(
      30,
      () => listCallers(callers, new Date()),
      () => loadSharedConfigFiles(bare),
    );
    const listed = await listCallers(callers, new Date());
    const requests = sandbox.requests.length;
    const source = { kind: 'profile', name: 'default' } as const;
    await Promise.all(Array.from({ length: 100 }, () => callers.identify(source)));
    return [
      {
        what: `${many} profiles listed`,
        ...listing,
        // 5.2 to 5.4 were seen: half as much again shows.
        most: 8,
        how: `median of 30, files read and ${listed.entries.length} callers checked ÷ AWS's reader on the same files`,
      },
      { what: 'requests by listing', value: requests, unit: '', most: 0, how: 'at every server' },
      {
        what: 'programs by listing',
        value: Number(existsSync(mark)),
        unit: '',
        most: 0,
        how: 'credential_process',
      },
      {
        what: 'STS calls for one caller',
        value: sandbox.requests.length - requests,
        unit: '',
        most: 1,
        how: '100 ask at the same time',
      },
    ];
  } finally {
    await sandbox.close();
    await rm(home, { recursive: true, force: true });
    process.env = before;
  }
}

/** Profiles of every kind, with comments, chains and names of all sorts. */
function profiles(mark: string): string[] {
  return Array.from({ length: many }, (_, i) => {
    const kinds = [
      `role_arn = arn:aws:iam::111122223333:role/team/${i}\r\nsource_profile = p${Math.max(0, i - 1)} # chain`,
      `credential_process = touch ${mark}`,
      'sso_session = acme\r\nsso_account_id = 111122223333\r\nsso_role_name = Developer',
      'region = eu-west-1 ; nothing else',
      'web_identity_token_file = /token\r\nrole_arn = arn:aws:iam::111122223333:role/x',
    ];
    return `# ${i}\r\n[profile p${i}]\r\n${kinds[i % kinds.length] ?? ''}\r\n`;
  });
}
