import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/core/draft/draft';
import { findForm } from '../../../src/generate/forms';
import { kinds } from './drafts';

const text = (id: string, draft: Draft): string => findForm(id)?.generate(draft) ?? '';

describe.each([
  ['typescript', /^ {2}name: '(.*)',$/m, /^ {2}path: '(.*)',$/m, /get\('roleToAssumeARN'\) \?\? '(.*)'/],
  ['go', /Name: +pulumi\.String\("(.*)"\),$/m, /Path: +pulumi\.String\("(.*)"\),$/m, /roleArn = "(.*)"$/m],
])('the two Pulumi programs in %s', (language, name, path, arn) => {
  it('speak of one role, whoever the draft is for', () => {
    for (const draft of Object.values<Draft>(kinds)) {
      const made = text(`pulumi-${language}-create-role`, draft);
      const used = arn.exec(text(`pulumi-${language}-assume-role`, draft))?.[1];
      const names = [...made.matchAll(new RegExp(name, 'gm'))].map(([, found]) => found).filter(Boolean);
      expect(used).toMatch(/^arn:aws/);
      expect(used?.split(':role')[1]).toBe(`${path.exec(made)?.[1] ?? '/'}${names.at(-1) ?? ''}`);
    }
  });

  it('begin with commands that can be pasted', () => {
    const draft = kinds['role in China'];
    const commands = (id: string) =>
      [...text(id, draft).matchAll(/^\/\/(?:\t| {3})(.*)$/gm)].map(([, command = '']) => command);
    const fetch = language === 'go' ? ['go mod tidy'] : [];
    expect(commands(`pulumi-${language}-create-role`)).toEqual([
      ...fetch,
      'pulumi config set unprivilegedUsername unprivileged',
      'pulumi config set aws:region cn-north-1',
      'pulumi up',
    ]);
    expect(commands(`pulumi-${language}-assume-role`)).toEqual([
      ...fetch,
      'unset AWS_PROFILE AWS_SESSION_TOKEN',
      'export AWS_ACCESS_KEY_ID="$(pulumi --cwd ../create-role stack output accessKeyId)"',
      'export AWS_SECRET_ACCESS_KEY="$(pulumi --cwd ../create-role stack output --show-secrets secretAccessKey)"',
      'pulumi config set roleToAssumeARN "$(pulumi --cwd ../create-role stack output roleArn)"',
      'pulumi up',
    ]);
    for (const output of ['accessKeyId', 'secretAccessKey', 'roleArn'])
      expect(text(`pulumi-${language}-create-role`, draft)).toMatch(
        new RegExp(`(?:export const |ctx\\.Export\\(")${output}\\b`),
      );
  });
});
