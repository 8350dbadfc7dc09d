import { matcherOf } from '../../src/core/match/rule';
import { compilePattern } from '../../src/core/pattern/pattern';
import { findMentions } from '../../src/documents/mentions';
import { DocumentReader } from '../../src/documents/reader';
import { account, identitiesInTerraform } from '../integration/identitiesInTerraform';
import { type Figure, quantile } from './figure';

const caller = { account, arn: `arn:aws:sts::${account}:assumed-role/ci/kim`, userId: 'AROACI:kim' };

const taking = (work: () => unknown) => {
  const since = performance.now();
  work();
  return performance.now() - since;
};

/** How long linting takes while one types, matching offline, and a hostile pattern. */
export function measureLint(): Promise<Figure[]> {
  const first: number[] = [];
  const keystrokes: number[] = [];
  for (let run = 0; run < 7; run++) {
    const names = Array.from({ length: 500 }, (_, index) => `role${run}x${index}`);
    let text = identitiesInTerraform(names, '');
    const reader = new DocumentReader('main.tf');
    // What the editor asks of each version: diagnostics, then lenses; hovers, fixes and completion use the same reading.
    const show = () => {
      reader.lint(text, caller);
      findMentions(text, 'main.tf', reader.read(text));
    };
    first.push(taking(show));
    const at = text.indexOf(`/role${run}x250/`) + 1;
    for (const letter of 'a-role-with-a-long-name') {
      text = text.slice(0, at) + letter + text.slice(at);
      keystrokes.push(taking(show));
    }
  }
  const hostile = ['(a+)+$', '(a|aa)+$', '(?:a{1,30}){1,30}$', '(.*)(.*)(.*)(.*)=$'].map((pattern) => {
    const compiled = compilePattern(pattern);
    const of = (length: number) => {
      const input = `${'a'.repeat(length)}!`;
      return quantile(
        Array.from({ length: 5 }, () => taking(() => compiled.ok && compiled.find(input))),
        0.5,
      );
    };
    of(1000);
    return of(100_000) / Math.max(of(25_000), 0.01);
  });
  const how = '5,000 lines, 500 identities';
  return Promise.resolve([
    {
      what: 'first lint and lenses of a Terraform file',
      value: quantile(first, 0.5),
      unit: 'ms',
      most: 150,
      how: `${how}; median of 7`,
    },
    {
      what: 'lint and lenses after a keystroke',
      value: quantile(keystrokes, 0.95),
      unit: 'ms',
      most: 15,
      how: `${how}; 95th percentile`,
    },
    {
      what: 'identities × callers matched offline',
      value: taking(matchAll) / 1000,
      unit: 's',
      most: 3,
      how: '10,000 × 200',
    },
    {
      what: 'hostile pattern, 4 × the input',
      value: Math.max(...hostile),
      unit: '×',
      most: 8,
      how: '100 KB ÷ 25 KB, worst of 4 patterns',
    },
  ]);
}

function matchAll(): number {
  const callers = Array.from({ length: 200 }, (_, index) => ({
    account,
    arn: `arn:aws:sts::${account}:assumed-role/role${index}/kim`,
    userId: `AROAROLE${index}:kim`,
  }));
  let accepted = 0;
  for (let index = 0; index < 10_000; index++) {
    const accepts = matcherOf({
      account,
      arn: { kind: 'pattern', value: `^arn:aws:sts::${account}:assumed-role/role${index}/(.+)$` },
      userId: { kind: 'pattern', value: `^AROAROLE${index}:(.+)$` },
    });
    for (const caller of callers) if (accepts(caller)) accepted++;
  }
  return accepted;
}
