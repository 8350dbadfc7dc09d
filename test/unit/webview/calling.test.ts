import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Failure } from '../../../src/core/failure';
import type { BuilderHost } from '../../../src/wire/builder';
import { openPage } from './openPage';

const arn = 'arn:aws:iam::123456789012:user/kim';
const facts = {
  caller: { account: '123456789012', arn, userId: undefined },
  facts: [],
  note: null,
  choices: [],
};
const readCaller: BuilderHost['readCaller'] = ({ text }) =>
  text === arn ? Promise.resolve(facts) : Promise.reject(new Failure('invalid', `No caller: ${text}`));

describe('an ARN that is typed', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is said to be wrong only once nobody types any more', async () => {
    const { controller, model } = openPage({ readCaller });
    controller.calling.from('arn');
    for (const length of [1, 2, 5, 10]) {
      controller.calling.given({ arn: arn.slice(0, length) });
      await vi.advanceTimersByTimeAsync(300);
      expect(model().callerTrouble).toBeNull();
    }
    await vi.advanceTimersByTimeAsync(600);
    expect(model().callerTrouble?.message).toBe(`No caller: ${arn.slice(0, 10)}`);
    controller.calling.given({ arn });
    await vi.advanceTimersByTimeAsync(0);
    expect(model()).toMatchObject({ callerTrouble: null, facts });
  });

  it('is not said to be wrong when it is gone, or another way has been taken', async () => {
    const { controller, model } = openPage({ readCaller });
    controller.calling.from('arn');
    controller.calling.given({ arn: 'a' });
    await vi.advanceTimersByTimeAsync(0);
    controller.calling.given({ arn: '' });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(model().callerTrouble).toBeNull();
    controller.calling.given({ arn: 'a' });
    await vi.advanceTimersByTimeAsync(0);
    controller.calling.from('profile');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(model().callerTrouble).toBeNull();
  });

  it('is read as an ARN, and what is pasted as output', async () => {
    const asked: unknown[] = [];
    const { controller } = openPage({
      readCaller: (argument) => {
        asked.push(argument);
        return Promise.resolve(facts);
      },
    });
    controller.calling.from('arn');
    controller.calling.given({ arn: 'a' });
    controller.calling.given({ uniqueId: 'AIDAX' });
    controller.calling.from('paste');
    controller.calling.given({ paste: 'b' });
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual([
      { from: 'arn', text: 'a', uniqueId: '' },
      { from: 'arn', text: 'a', uniqueId: 'AIDAX' },
      { from: 'paste', text: 'b', uniqueId: '' },
    ]);
  });
});
