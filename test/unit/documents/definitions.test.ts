import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readDefinitions } from '../../../src/documents/read';
import findings from '../../fixtures/definitions/findings.json';
import { faultsOfFixes, fixAll, line, lintFile } from './lintFile';

const folder = new URL('../../fixtures/definitions/', import.meta.url);
const files = readdirSync(folder).filter((name) => !/^(?:findings\.json|README\.md)$/.test(name));
interface Expected {
  /** Its rule, and what it points to. */
  readonly finding: string;
  readonly message: string;
  /** What the fixes are called. */
  readonly fixes: readonly string[];
}
const expected: Readonly<Record<string, readonly Expected[]>> = findings;

it('has findings for each file, and a file for all findings', () => {
  expect(Object.keys(expected).toSorted()).toEqual(files.toSorted());
});

describe.each(files)('%s', (name) => {
  const text = readFileSync(new URL(name, folder), 'utf8');

  it('has these findings', () => {
    const found = lintFile(text, name).map((finding): Expected => ({
      finding: line(text, finding),
      message: finding.message,
      fixes: finding.fixes.map(({ title }) => title),
    }));
    expect(found).toEqual(expected[name]);
  });

  it('has fixes that put right what they name, and no more', () => {
    expect(faultsOfFixes(text, name)).toEqual([]);
  });

  it('has findings without a fix only, when all fixes are made', () => {
    const left = lintFile(fixAll(text, name), name);
    expect(left.filter(({ fixes }) => fixes.length > 0)).toEqual([]);
  });
});

it('comes to an end with a text that opens templates and never closes them', () => {
  for (const part of ['${a', '{{']) {
    const name = part.repeat(400_000);
    const text = JSON.stringify({ name, awsIdentity: { awsAccount: name, arn: name, userId: name } });
    expect(readDefinitions(text, 'id.json')).toHaveLength(1);
  }
});
