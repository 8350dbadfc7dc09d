import { describe, expect, it } from 'vitest';
import { pickText } from '../../../../src/core/browse/pickText';
import type { Identity } from '../../../../src/core/identity';

const organization = '0'.repeat(40);
const folder = `${organization}/1111111111111111`;
const at = new Date('2026-05-10T12:00:00Z');
const folders = new Map([[folder, 'web']]);

function identity(relationship: Identity['relationship'], lastSeen?: Date): Identity {
  return {
    ...{ id: `${folder}/2222222222222222`, name: 'ci-runner', description: '', relationship },
    ...(lastSeen && { lastSeen }),
  } as Identity;
}

const rules: Identity['relationship'] = {
  kind: 'aws',
  match: { account: '123456789012', arn: undefined, userId: undefined },
};

describe('what a pick says of an identity', () => {
  it('is its folder, its account and its last use', () => {
    expect(pickText(identity(rules, new Date('2026-05-10T10:00:00Z')), folders, at)).toBe(
      'web · 123456789012 · seen 2 h ago',
    );
  });

  it('names the platform whose tokens it takes, and says that it was never used', () => {
    const issuer = { kind: 'exact', value: 'https://token.actions.githubusercontent.com' } as const;
    const claims = { kind: 'claims', issuer, subject: undefined, audience: undefined, claims: [] } as const;
    expect(pickText(identity(claims), folders, at)).toBe('web · GitHub Actions · never used');
  });

  it('leaves out a folder whose name is not known, and never says an id', () => {
    const text = pickText(identity(rules), new Map(), at);
    expect(text).toBe('123456789012 · never used');
  });

  it('shows what is hidden in a name', () => {
    const names = new Map([[folder, 'web\u202e']]);
    expect(pickText(identity(rules), names, at)).not.toContain('\u202e');
  });
});
