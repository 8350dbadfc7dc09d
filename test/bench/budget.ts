import type { Identity } from '../../src/core/identity';
import { redact } from '../../src/core/redact';
import { readDefinitions } from '../../src/documents/read';
import { LiveFindings } from '../../src/flows/liveFindings';
import { identitiesInTerraform } from '../integration/identitiesInTerraform';
import { taking, type Figure } from './figure';

/** Patterns that are as much work as any that are judged, each in a way of its own. */
const worst: readonly ((index: number) => string)[] = [
  (index) => `(?:(?:(?:\\PL*)*){8}){3}${index}`,
  (index) => `${Array.from({ length: 230 }, (_, at) => `a${at}`).join('|')}|${index}`,
  (index) => `.*a.{400}${index}`,
  (index) => `(?i)${'[a-z]'.repeat(200)}${index}`,
  (index) => `(a|b)*a(a|b){13}${index}`,
  (index) => `arn:aws:sts::123456789012:assumed-role/.*(a|b).{300}${index}`,
  (index) => `${'(.*)'.repeat(150)}${index}`,
];

/** How long everything else waits while lists are judged, and how the work grows with a text. */
export async function measureBudget(): Promise<Figure[]> {
  return [await longestStretch(), await growthOf('redactor', redacting), await growthOf('reader', reading)];
}

async function longestStretch(): Promise<Figure> {
  const identities = Array.from({ length: 200 }, (_, index): Identity => {
    const value = worst[index % worst.length]?.(index) ?? '';
    const rule = { kind: 'pattern', value } as const;
    return {
      id: `${'a'.repeat(40)}/${String(index).padStart(16, '0')}`,
      name: `identity-${index}`,
      description: '',
      relationship: { kind: 'aws', match: { account: '123456789012', arn: rule, userId: rule } },
    } as Identity;
  });
  const findings = new LiveFindings(() => (_, standard) => standard, {
    found: () => undefined,
    failed: (error) => {
      throw error;
    },
  });
  // Loads the linter.
  await findings.among(identities.slice(0, 7));
  let longest = 0;
  let isOver = false;
  // Of the processor's time, which other programs take none of.
  let since = process.threadCpuUsage();
  const turn = () => {
    const { user, system } = process.threadCpuUsage(since);
    longest = Math.max(longest, (user + system) / 1000);
    since = process.threadCpuUsage();
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  await findings.among(identities);
  isOver = true;
  findings.dispose();
  return {
    what: 'longest stretch without a pause while a page of identities is judged',
    value: longest,
    unit: 'ms',
    most: 50,
    how: '200 identities with the worst patterns that are judged, of the thread’s time',
  };
}

const redacting = (size: number) => {
  const line =
    'token=eyJhbGciOiJSUzI1NiJ9.e30.c2ln arn:aws:iam::123456789012:role/x --name "a b" AKIAABCDEFGHIJKLMNOP\n';
  const text = line.repeat(Math.ceil(size / line.length));
  return () => redact(text);
};

const reading = (size: number) => {
  const names = Array.from({ length: Math.ceil(size / 260) }, (_, index) => `role${index}`);
  const text = identitiesInTerraform(names, '');
  return () => readDefinitions(text, 'main.tf');
};

/** How much longer each byte takes in a megabyte than in an eighth of one. */
async function growthOf(what: string, working: (size: number) => () => unknown): Promise<Figure> {
  const perByte: number[] = [];
  for (const size of [1 << 17, 1 << 18, 1 << 19, 1 << 20]) {
    const work = working(size);
    work();
    let least = Infinity;
    for (let turn = 0; turn < 5; turn++) least = Math.min(least, await taking(work));
    perByte.push((least / size) * (1 << 20));
  }
  const [smallest = NaN, ...larger] = perByte;
  return {
    what: `${what}: time ÷ size from 128 KB to 1 MB`,
    value: Math.max(...larger),
    baseline: smallest,
    unit: 'ms/MB',
    // 1 where the time grows with the size, 8 where it grows with its square.
    most: 2,
    how: 'the worst of 256 KB, 512 KB and 1 MB ÷ 128 KB, each the least of 5',
  };
}
