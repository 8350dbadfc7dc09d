import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cliConfigOf } from '../../../src/aws/cliConfig';
import { shellWords } from '../../../src/aws/cliFile';
import { howCli } from '../../../src/aws/how';
import cases from '../../fixtures/botocore/cases.json' with { type: 'json' };
import recorded from '../../fixtures/botocore/verdicts.json' with { type: 'json' };
import { anyFiles, askBotocore, hasBotocore, type Files, type Verdict } from './botocore';

/** What is read here, in botocore's shape. */
function read({ config, credentials = '' }: Files): Verdict {
  const cli = cliConfigOf(config, credentials);
  if (cli.refused) return { refused: true };
  const settings = (name: string) =>
    Object.fromEntries([...(cli.profiles.get(name) ?? [])].map(([key, { text }]) => [key, text]));
  const profiles = [...cli.profiles.keys()].map((name) => {
    const how = JSON.parse(JSON.stringify(howCli(name, cli))) as object;
    return [name, { settings: settings(name), how }] as const;
  });
  return { profiles: Object.fromEntries(profiles) };
}

describe('both AWS files as the AWS CLI reads them', () => {
  it(`are what botocore ${recorded.botocore} said of each of ${cases.length}, which is on record`, () => {
    expect(recorded.verdicts).toHaveLength(cases.length);
    for (const [index, files] of cases.entries())
      expect(read(files), files.config).toEqual(recorded.verdicts[index]);
  });

  it.skipIf(!hasBotocore)(
    'are what the botocore of this machine says (skipped where there is none)',
    () => {
      const drawn = [...cases, ...fc.sample(anyFiles, 400)];
      const verdicts = askBotocore(drawn);
      for (const [index, files] of drawn.entries())
        expect(read(files), JSON.stringify(files)).toEqual(verdicts[index]);
      // Not all are refused.
      expect(verdicts.filter(({ refused }) => !refused).length).toBeGreaterThan(100);
    },
    300_000,
  );

  it('take time linear in their size', () => {
    // With the square of its size this would not end.
    const size = 1_600_000;
    const text = `[profile a]\nx =${' '.repeat(size)}\n${'  y = z\n'.repeat(size / 8)}${'\t'.repeat(size)}\n`;
    expect(cliConfigOf(text, text)).toBeDefined();
  });
});

it.each<[string, string[] | undefined]>([
  ["profile 'a b'", ['profile', 'a b']],
  ['a "" b', ['a', '', 'b']],
  ['a\\ b "c\\"d\\e"', ['a b', 'c"d\\e']],
  ["it's", undefined],
  ['open "', undefined],
  ['end \\', undefined],
])('the words of %s are those of a shell', (text, words) => {
  expect(shellWords(text)).toEqual(words);
});
