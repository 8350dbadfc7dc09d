import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCallers, readCallerOutput } from '../../../src/documents/callerOutput';
import answers from '../../fixtures/recognition/callers/answers.json';

const callers: Readonly<Record<string, { account: string; arn: string; userId: string }>> = {
  session: {
    account: '123456789012',
    arn: 'arn:aws:sts::123456789012:assumed-role/ci-runner/i-0f1e2d3c4b5a69788',
    userId: 'AROAQ3EGCIRUNNEXAMPLE:i-0f1e2d3c4b5a69788',
  },
  user: {
    account: '123456789012',
    arn: 'arn:aws:iam::123456789012:user/team/kim',
    userId: 'AIDAQ3EGKIMKIMEXAMPLE',
  },
  sso: {
    account: '210987654321',
    arn: 'arn:aws:sts::210987654321:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/kim@example.com',
    userId: 'AROAZ9YXWVUTSREXAMPLE:kim@example.com',
  },
  federated: {
    account: '123456789012',
    arn: 'arn:aws:sts::123456789012:federated-user/bob',
    userId: '123456789012:bob',
  },
  root: { account: '123456789012', arn: 'arn:aws:iam::123456789012:root', userId: '123456789012' },
};
const folder = path.resolve(import.meta.dirname, '../../fixtures/recognition/callers');

describe('who calls, in every shape that tools give it', () => {
  it.each(Object.entries(answers))('%s', (file, answer) => {
    const text = readFileSync(path.join(folder, file), 'utf8');
    const output = readCallerOutput(text);
    const caller = callers[answer];
    if (caller) {
      expect(output).toMatchObject({ ok: true, caller });
      const [found] = findCallers(text);
      expect(found?.caller).toEqual(caller);
    } else {
      expect(output.ok ? output.caller : output.problem).toContain(answer.replace('no: ', ''));
    }
  });

  it('stands where the ARN goes on no further', () => {
    const { arn, account, userId } = callers['user'] ?? { arn: '', account: '', userId: '' };
    const text = `not ${arn}berley\n${arn} is ${userId} of ${account}`;
    const [found] = findCallers(text);
    expect(text.slice(0, found?.start)).toBe(`not ${arn}berley\n`);
    expect(text.slice(found?.start, found?.end)).toBe(arn);
  });
});
