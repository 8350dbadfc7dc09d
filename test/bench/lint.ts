import type { Caller } from '../../src/core/caller';
import type { AwsMatch } from '../../src/core/identity';
import { matcherOf } from '../../src/core/match/rule';
import { compilePattern } from '../../src/core/pattern/pattern';
import { findMentions } from '../../src/documents/mentions';
import { DocumentReader } from '../../src/documents/reader';
import { account, identitiesInTerraform } from '../integration/identitiesInTerraform';
import { compare, type Figure } from './figure';

const caller = { account, arn: `arn:aws:sts::${account}:assumed-role/ci/kim`, userId: 'AROACI:kim' };

/** How long linting takes while one types beside reading the same text, matching offline, and a hostile pattern. */
export async function measureLint(): Promise<Figure[]> {
  // A pattern that was seen before is not compiled again: each file has its own.
  const texts = Array.from({ length: 36 }, (_, file) => fileOf(file));
  const [toLint, toRead] = [texts.values(), texts.values()];
  const first = await compare(
    8,
    () => lintAndLenses(new DocumentReader('main.tf'), toLint.next().value ?? ''),
    () => new DocumentReader('main.tf').read(toRead.next().value ?? ''),
    4,
  );
  const [reader, bare] = [new DocumentReader('main.tf'), new DocumentReader('main.tf')];
  let text = fileOf(0);
  const at = text.indexOf('/role0x250/') + 1;
  const typed = await compare(
    160,
    () => lintAndLenses(reader, text),
    () => {
      text = `${text.slice(0, at)}a${text.slice(at)}`;
      return bare.read(text);
    },
  );
  const how = '5,000 lines, 500 identities';
  return [
    {
      what: 'first lint and lenses of a Terraform file',
      ...first,
      // 4.7 to 5.1 were seen: half as much again shows.
      most: 7.5,
      how: `${how}, median of 8 × 4 ÷ reading them`,
    },
    {
      what: 'lint and lenses after a keystroke',
      ...typed,
      // 2.0 to 2.2 were seen: half as much again shows.
      most: 3.4,
      how: `${how}, median of 160 ÷ reading them again`,
    },
    {
      what: 'identities × callers matched offline',
      ...(await compare(
        3,
        () => matchAll(matcherOf),
        () => matchAll(bareMatcherOf),
      )),
      // 18 to 22 were seen, since RE2 never backtracks: half as much again shows.
      most: 32,
      how: '2,000 × 200, median of 3 ÷ RegExp',
    },
    await measureHostile(),
  ];
}

function fileOf(file: number): string {
  return identitiesInTerraform(
    Array.from({ length: 500 }, (_, index) => `role${file}x${index}`),
    '',
  );
}

/** What the editor asks of each version: diagnostics, then lenses; hovers, fixes and completion use the same reading. */
function lintAndLenses(reader: DocumentReader, text: string): void {
  reader.lint(text, caller);
  findMentions(text, 'main.tf', reader.read(text));
}

/** Of patterns that backtracking engines never finish: the one that grows the most with its input. */
async function measureHostile(): Promise<Figure> {
  const took: Awaited<ReturnType<typeof compare>>[] = [];
  for (const pattern of ['(a+)+$', '(a|aa)+$', '(?:a{1,30}){1,30}$', '(.*)(.*)(.*)(.*)=$']) {
    const compiled = compilePattern(pattern);
    const find = (length: number) => {
      const input = `${'a'.repeat(length)}!`;
      return () => compiled.ok && compiled.find(input);
    };
    took.push(await compare(20, find(100_000), find(25_000)));
  }
  const [worst = { value: NaN, unit: '' }] = took.sort((a, b) => b.value / b.baseline - a.value / a.baseline);
  return {
    what: 'hostile pattern',
    ...worst,
    unit: 'ms',
    // 4 where time grows with the input, 16 where it grows with its square.
    most: 6.5,
    how: 'worst of 4, 100 KB ÷ 25 KB of input',
  };
}

function matchAll(matcher: typeof matcherOf): number {
  const callers = Array.from({ length: 200 }, (_, index) => ({
    account,
    arn: `arn:aws:sts::${account}:assumed-role/role${index}/kim`,
    userId: `AROAROLE${index}:kim`,
  }));
  let accepted = 0;
  for (let index = 0; index < 2_000; index++) {
    const accepts = matcher({
      account,
      arn: { kind: 'pattern', value: `^arn:aws:sts::${account}:assumed-role/role${index}/(.+)$` },
      userId: { kind: 'pattern', value: `^AROAROLE${index}:(.+)$` },
    });
    for (const caller of callers) if (accepts(caller)) accepted++;
  }
  return accepted;
}

function bareMatcherOf({ account, arn, userId }: AwsMatch): (caller: Caller) => boolean {
  const [arnRule, userIdRule] = [new RegExp(arn?.value ?? ''), new RegExp(userId?.value ?? '')];
  return (caller) => caller.account === account && arnRule.test(caller.arn) && userIdRule.test(caller.userId);
}
