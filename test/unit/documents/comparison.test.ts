import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareWithLive, editsFor, valuesOfLive } from '../../../src/core/lint/comparison';
import { applyEdits } from '../../../src/core/lint/definition';
import { withValues, type NewValues } from '../../../src/core/field';
import { explain } from '../../../src/core/match/explain';
import type { Identity, Rule } from '../../../src/core/identity';
import { readDefinitions } from '../../../src/documents/read';

const document = `{
  // who builds
  "name": "ci", "description": "Builds \\"all\\" images",
  "awsIdentity": {
    "aws_account":  "123456789012",
    "arnPattern": "^arn:aws:sts::123456789012:assumed-role\\u002fci/(.+)$", /* any session */
    "userId": "AROAEXAMPLE:x",
  },
}
`;

const rule = fc.record({
  kind: fc.constantFrom<Rule['kind']>('exact', 'pattern'),
  value: fc.string({ minLength: 1 }),
});
const identity = fc
  .record({
    name: fc.string({ minLength: 1 }),
    description: fc.string({ minLength: 1 }),
    account: fc.string({ minLength: 1 }),
    arn: rule,
    userId: rule,
  })
  .map(({ name, description, account, arn, userId }): Identity => ({
    id: '',
    name,
    description,
    relationship: { kind: 'aws', match: { account, arn, userId } },
    lastSeen: undefined,
    created: undefined,
    updated: undefined,
  }));

describe('making a definition say what the live identity says', () => {
  it('leaves no difference, and what it does not name as it was', () => {
    fc.assert(
      fc.property(identity, (live) => {
        const [definition] = readDefinitions(document, 'jsonc');
        if (!definition) throw new Error('no definition');
        const { edits, missing } = editsFor(definition, valuesOfLive(compareWithLive(definition, live)));
        expect(missing).toEqual([]);
        const after = applyEdits(document, edits);
        const [changed] = readDefinitions(after, 'jsonc');
        expect(changed && compareWithLive(changed, live).filter(({ differs }) => differs)).toEqual([]);
        for (const kept of ['// who builds', '/* any session */', '"aws_account":  "'])
          expect(after).toContain(kept);
      }),
    );
  });

  it('takes a description out that the live identity does not have', () => {
    const [definition] = readDefinitions(document, 'jsonc');
    const edits = definition && editsFor(definition, { description: '' }).edits;
    const [changed] = readDefinitions(applyEdits(document, edits ?? []), 'jsonc');
    expect(changed?.fields.map(({ part }) => part)).not.toContain('description');
  });
});

describe('a definition that was explained', () => {
  it('applies the smallest change of an explanation, which then fits', () => {
    const [definition] = readDefinitions(document, 'jsonc');
    if (!definition) throw new Error('no definition');
    const caller = {
      account: '123456789012',
      arn: 'arn:aws:sts::123456789012:assumed-role/deploy/i-0123456789abcdef0',
      userId: 'AROAOTHER:i-0123456789abcdef0',
    };
    const match = {
      account: '123456789012',
      arn: { kind: 'pattern', value: '^arn:aws:sts::123456789012:assumed-role/ci/(.+)$' },
      userId: { kind: 'exact', value: 'AROAEXAMPLE:x' },
    } as const;
    const changes = explain(match, caller).fields.flatMap((field) => (field.matches ? [] : [field.change]));
    const values = changes.reduce<NewValues>((all, { sets }) => ({ ...all, ...sets }), {});
    expect(explain(withValues(match, values), caller).matches).toBe(true);
    const [changed] = readDefinitions(applyEdits(document, editsFor(definition, values).edits), 'jsonc');
    const written = changed?.fields.find(({ part }) => part === 'arn')?.value;
    expect(written?.is === 'text' && written.written.text).toContain('assumed-role/deploy/');
  });
});
