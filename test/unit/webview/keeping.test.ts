import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/core/failure';
import { openPage } from './openPage';

const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const caller = { account: '123456789012', arn: 'arn:aws:iam::123456789012:user/kim', userId: 'AIDAQ3EGKIM' };
const facts = { caller, facts: [], note: null, choices: [] };

describe('what the page keeps', () => {
  it.each([
    ['is read', () => Promise.resolve(facts)],
    ['is refused', () => Promise.reject(new Failure('invalid', 'There is no caller in this text.'))],
  ])('has nothing that was pasted, also where it %s', async (_, readCaller) => {
    const { controller, model, kept } = openPage({ readCaller });
    controller.calling.from('paste');
    controller.calling.given({ paste: `export AWS_SECRET_ACCESS_KEY=${secret}\n{"Arn": "${caller.arn}"}` });
    await expect.poll(() => model().form.caller ?? model().callerTrouble).not.toBeNull();
    controller.patch({ name: 'ci' });
    expect(kept.at(-1)?.form.name).toBe('ci');
    expect(JSON.stringify(kept)).not.toContain(secret);
  });

  it('has what was typed as an ARN only where it looks like one', () => {
    const { controller, kept } = openPage({ readCaller: () => Promise.resolve(facts) });
    controller.calling.from('arn');
    controller.calling.given({ arn: 'arn:aws:iam::123456789012:role/teams/ci' });
    controller.calling.given({ uniqueId: 'AROAQ3EGCIRUNNEXAMPLE' });
    expect(kept.at(-1)).toMatchObject({
      arn: 'arn:aws:iam::123456789012:role/teams/ci',
      uniqueId: 'AROAQ3EGCIRUNNEXAMPLE',
    });
    controller.calling.given({ arn: `AWS_SECRET_ACCESS_KEY=${secret}` });
    controller.calling.given({ uniqueId: secret });
    expect(kept.at(-1)).toMatchObject({ arn: '', uniqueId: '' });
  });
});
