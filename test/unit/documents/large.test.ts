import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/core/lint/definition';
import { lint, lintWork } from '../../../src/core/lint/lint';
import { mostDefinitions } from '../../../src/documents/format';
import { readDefinitions } from '../../../src/documents/read';
import { DocumentReader } from '../../../src/documents/reader';
import { faultsOfFixes, lintFile } from './lintFile';

const account = '123456789012';
const many = (count: number, make: (index: number) => string, between = '') =>
  Array.from({ length: count }, (_, index) => make(index)).join(between);
const json = (index: number) =>
  `{"name":"ci","awsIdentity":{"awsAccount":"${account}","arnPattern":"^arn:aws:sts::${account}:assumed-role/r${index}/(.+)$","userIdPattern":"^AROA${index}X:(.+)$"}}`;
const terraform = (index: number) =>
  `resource "chainguard_identity" "r${index}" {\n  aws_identity {\n    aws_account = "${account}"\n    aws_arn_pattern = "^arn:aws:sts::${account}:assumed-role/r${index}/(.+)"\n    aws_user_id_pattern = "^AROA${index}X:(.+)$"\n  }\n}\n`;

describe('a document of many definitions', () => {
  it.each([
    ['id.json', `[${many(2000, json, ',')}]`],
    ['id.yaml', many(2000, (index) => `- awsIdentity:\n    awsAccount: "${index}"\n`)],
    ['main.tf', many(2000, terraform)],
  ])('is read up to its thousandth, in order: %s', (path, text) => {
    const found = readDefinitions(text, path);
    expect(found).toHaveLength(mostDefinitions);
    expect(found[0]?.span.start).toBeLessThan(5);
    expect(found.map(({ span }) => span.start)).toEqual(
      found.map(({ span }) => span.start).toSorted((a, b) => a - b),
    );
    expect(found.at(-1)?.span.end).toBeLessThan(text.length * 0.55);
    const reader = new DocumentReader(path);
    expect(reader.read(text).map(({ span }) => span)).toEqual(found.map(({ span }) => span));
  });

  it('has each one ignored by its own comment', () => {
    const text = many(1000, (index) => (index % 2 ? '# assumable-ignore\n' : '') + terraform(index));
    const found = readDefinitions(text, 'main.tf');
    expect(found.map(({ ignored }) => ignored.length)).toEqual(found.map((_, index) => index % 2));
    const findings = lintFile(text, 'main.tf');
    expect(findings.map(({ rule }) => rule)).toEqual(Array.from({ length: 500 }, () => 'unanchored'));
    expect(new DocumentReader('main.tf').lint(text)).toEqual(findings);
  });

  it('has data sources renamed together with what refers to each', () => {
    const source = (index: number) => `data "chainguard_roles" "s${index}" {}\n`;
    const use = (index: number) => `x = [data.chainguard_roles.s${index}.id, my.data.chainguard_roles.s0]\n`;
    const text = many(500, source) + many(500, use);
    const findings = lintFile(text, 'main.tf');
    expect(findings).toHaveLength(500);
    const edits = findings.flatMap(({ fixes }) => fixes.flatMap((fix) => fix.edits));
    expect(applyEdits(text, edits)).toBe(
      many(500, (index) => source(index).replace('roles', 'role')) +
        many(500, (index) => use(index).replace('roles', 'role')),
    );
  });
});

describe('patterns that are much work', () => {
  const identities = (count: number, pattern: (index: number) => string) =>
    JSON.stringify(
      Array.from({ length: count }, (_, index) => ({
        name: 'ci',
        awsIdentity: { awsAccount: account, arnPattern: pattern(index), userIdPattern: pattern(index) },
      })),
    );
  const unchecked = (text: string) => {
    const work = { left: lintWork };
    const definitions = readDefinitions(text, 'id.json');
    const said = definitions.filter((definition) =>
      lint(definition, { work }).some(({ rule }) => rule === 'not-checked'),
    ).length;
    expect(work.left).toBeGreaterThan(-lintWork / 4);
    return [definitions.length, said];
  };

  it.each([
    ['repeats of Unicode’s classes', (index: number) => `(?:(?:(?:\\PL*)*){8}){3}${index}`],
    ['alternatives', (index: number) => `${many(200, (at) => `a${at}`, '|')}|${index}`],
    ['counted repeats', (index: number) => `.*a.{400}${index}`],
    ['many states', (index: number) => `(a|b)*a(a|b){13}${index}`],
    ['wildcards', (index: number) => `${'(.*)'.repeat(150)}${index}`],
  ])('are judged until the work is used up, and then it is said: %s', (_, pattern) => {
    expect(unchecked(identities(2, pattern))).toEqual([2, 0]);
    const [all = 0, said = 0] = unchecked(identities(80, pattern));
    expect([all, said > 0, said < all]).toEqual([80, true, true]);
  });

  it('are not judged where one definition has too many', () => {
    const text = identities(1, () => `.*a.{1000}`);
    expect(lintFile(text, 'id.json').map(({ rule }) => rule)).toEqual(['not-checked']);
  });

  it('are all judged as long as they are of a usual size', () => {
    const usual = (index: number) => `^arn:aws:sts::${account}:assumed-role/(?:ci|cd)-${index}/(.+)$`;
    expect(unchecked(identities(100, usual))).toEqual([100, 0]);
  });
});

describe('an object of many fields', () => {
  const fields = (count: number) => many(count, (index) => `"f${index}":"v"`, ',');
  const defined = (count: number) =>
    `{"awsIdentity":{${fields(count)},"awsAccount":"${account}","arn":"x","userId":"y"}}`;

  it('is a definition whose doubled fields can be removed, up to some hundreds', () => {
    const doubled = (count: number) =>
      `{"awsIdentity":{${many(count, () => '"awsAccount":"x"', ',')},"arn":"x","userId":"y"}}`;
    const findings = lintFile(doubled(250), 'id.json');
    expect(findings.filter(({ rule }) => rule === 'duplicate-field')).toHaveLength(249);
    expect(
      faultsOfFixes(doubled(20), 'id.json').filter((fault) => !fault.includes('duplicate-field')),
    ).toEqual([]);
  });

  it('is a definition without those that nobody knows, however many they are', () => {
    for (const count of [250, 60_000])
      expect(lintFile(defined(count), 'id.json').map(({ rule }) => rule)).not.toContain('unknown-field');
  });

  it.each([
    ['id.json', `{"awsIdentity":{${many(60_000, () => '"arn":"x"', ',')}}}`],
    ['id.yaml', `awsIdentity:\n${many(20_000, () => '  arn: v\n')}`],
    [
      'main.tf',
      `resource "chainguard_identity" "x" {\n  aws_identity {\n${many(99_000, (index) => `    f${index} = "v"\n`)}  }\n}\n`,
    ],
  ])('is none beyond that: %s', (path, text) => {
    expect(lintFile(text, path)).toEqual([]);
  });
});

describe('a YAML document that nests', () => {
  const definition = `awsIdentity: {awsAccount: "${account}"}\n`;

  it.each([
    ['brackets', (depth: number) => `x: ${'['.repeat(depth)}${']'.repeat(depth)}\n`],
    ['braces', (depth: number) => `x: ${'{a: '.repeat(depth)}b${'}'.repeat(depth)}\n`],
    ['lists on one line', (depth: number) => `x:\n ${'- '.repeat(depth - 1)}a\n`],
    ['indentation', (depth: number) => many(depth, (level) => `${' '.repeat(level)}x:\n`)],
  ])('is read as deep as somebody nests one, by %s', (_, nested) => {
    expect(readDefinitions(definition + nested(200), 'id.yaml')).toHaveLength(1);
    expect(readDefinitions(definition + nested(270), 'id.yaml')).toEqual([]);
  });

  it('is read whatever brackets its texts hold', () => {
    const text = `${definition}run: |\n${many(400, (index) => `  echo "\\033[${index}m a[$i]"\n`)}`;
    expect(readDefinitions(text, 'id.yaml')).toHaveLength(1);
  });
});
