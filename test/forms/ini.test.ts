import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadSharedConfigFiles } from '@smithy/core/config';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { awsConfig } from '../../src/generate/assumeRole';
import { iniProfile, iniValue } from '../../src/generate/quote/ini';
import { anyDraft, filled } from '../unit/generate/drafts';
import { useWorld } from './world';

const world = useWorld();

describe('the AWS profile', { timeout: 60_000 }, () => {
  const read = async (text: string) => {
    const configFilepath = join(world().directory, 'config');
    await writeFile(configFilepath, text);
    const files = await loadSharedConfigFiles({
      configFilepath,
      filepath: configFilepath,
      ignoreCache: true,
    });
    return files.configFile;
  };

  it('is read back by the SDK', async () => {
    expect(await read(awsConfig.generate(filled))).toEqual({
      deploy: {
        role_arn: 'arn:aws:iam::123456789012:role/teams/shop/ci.runner+x',
        source_profile: 'work',
        role_session_name: 'kim-deploys',
        external_id: 'acme-7f3a91',
        mfa_serial: 'arn:aws:iam::123456789012:mfa/kim',
        region: 'eu-west-1',
      },
    });
  });

  it('has nothing in it that some reader takes for a comment or another line', () => {
    expect(['a # b', 'a ;b', ' a\nb ', 'a#b'].map(iniValue)).toEqual(['a', 'a', 'ab', 'a#b']);
    expect(iniProfile('a]\n[b "c')).toBe('abc');
  });

  it('is one profile with these settings alone, whatever the draft holds', async () => {
    const settings = [
      'role_arn',
      'source_profile',
      'role_session_name',
      'external_id',
      'mfa_serial',
      'region',
    ];
    // The SDK's reader keeps profiles in an object, in which this name is none.
    const readable = anyDraft.filter(({ name, options }) => ![name, options.profile].includes('__proto__'));
    for (const draft of fc.sample(readable, 100)) {
      const profiles = Object.values(await read(awsConfig.generate(draft)));
      expect(profiles).toHaveLength(1);
      for (const name of Object.keys(profiles[0] ?? {})) expect(settings).toContain(name);
    }
  });
});
