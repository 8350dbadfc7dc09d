import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { emptyDraft, type Draft } from '../../src/core/draft/draft';
import { judge } from '../../src/core/draft/judgement';
import { project } from '../host/node24';
import { durations, quantile, type Figure } from './figure';

const role = 'r'.repeat(64);
const session = 's'.repeat(64);
/** A caller with the longest names that IAM allows: a role's 64 characters, a session's 64. */
export const subject = {
  account: '123456789012',
  arn: `arn:aws-us-gov:sts::123456789012:assumed-role/${role}/${session}`,
  userId: `AROAQ3EGCIRUNNEXAMPLE:${session}`,
};

/** A pattern that backtracking engines never finish, grown a character at a time as it is typed. */
export const hostile = `^arn:aws-us-gov:sts::123456789012:assumed-role/(${'(r+)+'.repeat(6)}x|r*)*/((s|ss)+)+$`;

/** What is worked out for one keystroke on the page, and the page's size; needs `npm run build` to have been run. */
export async function measureBuilder(): Promise<Figure[]> {
  const read = (file: string) => readFile(join(project, 'dist', 'webview', file), 'utf8');
  const [first, checks] = await Promise.all([read('builder.js'), read('judging.js')]);
  let typed = 0;
  const keystroke = () => {
    typed = (typed % hostile.length) + 1;
    const draft: Draft = {
      ...emptyDraft,
      name: 'ci-runner',
      match: {
        account: subject.account,
        arn: { kind: 'pattern', value: hostile.slice(0, typed) },
        userId: { kind: 'pattern', value: `^AROAQ3EGCIRUNNEXAMPLE:((s|ss)+)+x$` },
      },
      subject,
    };
    JSON.stringify(judge(draft));
  };
  const samples = await durations(5 * hostile.length, keystroke);
  return [
    {
      what: 'builder page, as it is first seen',
      value: first.length / 1000,
      unit: 'KB',
      most: 250,
      how: 'builder.js, minified',
    },
    {
      what: 'RE2 in what the page is first seen with',
      value: first.includes('RE2JS') || !checks.includes('RE2JS') ? 1 : 0,
      unit: '',
      most: 0,
      how: 'it comes with the checks',
    },
    {
      what: 'builder page, with its checks',
      value: (first.length + checks.length) / 1000,
      unit: 'KB',
      how: 'and judging.js, loaded once the page is seen; most of it is RE2',
    },
    {
      what: 'verdict on a keystroke, 99th percentile',
      value: quantile(samples, 0.99),
      unit: 'ms',
      most: 16,
      how: `longest ARN, hostile pattern typed through, ${samples.length} keystrokes`,
    },
  ];
}
