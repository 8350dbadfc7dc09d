import { afterEach, describe, expect, it, vi } from 'vitest';
import { openPage } from './openPage';

afterEach(() => {
  vi.useRealTimers();
});

const caller = {
  account: '123456789012',
  arn: 'arn:aws:iam::123456789012:user/kim',
  userId: 'AIDAQ3EGKIMKIMEXAMPLE',
};
const filled = {
  way: 'signed-request',
  caller,
  account: caller.account,
  arn: { kind: 'exact', value: caller.arn },
  userId: { kind: 'exact', value: caller.userId },
} as const;

describe('what screen readers are told', () => {
  it('is a verdict that has changed, once, when nobody types any more', async () => {
    const { controller, model } = openPage({}, filled);
    await expect.poll(() => model().judgement).not.toBeNull();
    vi.useFakeTimers();
    const before = model().said;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(model().said).toBe(before);
    for (const value of [`${caller.arn}x`, `${caller.arn}xy`]) {
      controller.patch({ arn: { kind: 'exact', value } });
      await vi.advanceTimersByTimeAsync(500);
    }
    expect(model().said).toBe(before);
    await vi.advanceTimersByTimeAsync(1_000);
    const parts = model().judgement?.verdicts.find(({ field }) => field === 'arn');
    expect(parts?.matches).toBe(false);
    expect(model().said.text).toContain(parts?.sentence);
    expect(model().said.text).not.toContain('The account fits');
    controller.patch({ arn: filled.arn });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(model().said.text).toContain('The ARN fits.');
  });

  it('is nothing where a rule is put back before they were told', async () => {
    const { controller, model } = openPage({}, filled);
    await expect.poll(() => model().judgement).not.toBeNull();
    vi.useFakeTimers();
    const before = model().said;
    controller.patch({ arn: { kind: 'exact', value: 'x' } });
    controller.patch({ arn: filled.arn });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(model().said).toBe(before);
  });

  it('is what became of taking a form away, anew each time, until the draft is another', async () => {
    const { controller, model } = openPage({ take: () => Promise.resolve('Copied: id.json') });
    await controller.take('copy');
    const first = model().taken;
    expect(first?.text).toBe('Copied: id.json');
    await controller.take('copy');
    expect(model().taken?.text).toBe('Copied: id.json');
    expect(model().taken?.number).not.toBe(first?.number);
    controller.patch({ name: 'other' });
    expect(model().taken).toBeNull();
  });
});
