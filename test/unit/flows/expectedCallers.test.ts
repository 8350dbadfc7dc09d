import { describe, expect, it } from 'vitest';
import { expectedCallers } from '../../../src/flows/expectedCallers';

const file = (text: string) => ({ text: () => Promise.resolve(text) });
const kim = {
  account: '123456789012',
  arn: 'arn:aws:iam::123456789012:user/kim',
  userId: 'AIDAQ3EGKIMKIMEXAMPLE',
};
const build = {
  account: '123456789012',
  arn: 'arn:aws:sts::123456789012:assumed-role/ci-runner/build-42',
  userId: 'AROAQ3EGCIRUNNEXAMPLE:build-42',
};

describe('the callers of expectations', () => {
  it('are those who can and those who cannot, each once, over all files', async () => {
    const yaml = `- identity: ci-builds
  can:
    - arn: ${build.arn}
      userId: ${build.userId}
  cannot:
    - account: "${kim.account}"
      arn: ${kim.arn}
      user_id: ${kim.userId}
`;
    const json = JSON.stringify([
      { identity: 'nightly', can: [{ Account: kim.account, Arn: kim.arn, UserId: kim.userId }] },
    ]);
    expect(await expectedCallers([file(yaml), file(json), file('only: []\n')])).toEqual([build, kim]);
  });

  it('are none where a file names nobody in full', async () => {
    expect(await expectedCallers([file(`can:\n  - arn: ${kim.arn}\n`), file('%%%')])).toEqual([]);
  });
});
