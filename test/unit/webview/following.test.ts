import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/core/failure';
import { openPage, type Answers } from './openPage';

/** A host whose sign-in and trust change when the test says so. */
function changing() {
  let tell: (known: number) => void = () => undefined;
  let count = 1;
  let label: string | null = null;
  let isTrusted = false;
  const asked = { session: 0, trusted: 0 };
  const answers: Answers = {
    changed: ({ known }) =>
      known === count
        ? new Promise((resolve) => {
            tell = resolve;
          })
        : Promise.resolve(count),
    session: () => {
      asked.session++;
      return Promise.resolve(label);
    },
    trusted: () => {
      asked.trusted++;
      return Promise.resolve(isTrusted);
    },
    group: ({ id }) =>
      label === null
        ? Promise.reject(new Failure('signed-out', 'You are not signed in to Chainguard.'))
        : Promise.resolve({ id, name: 'platform' }),
  };
  const become = (to: { label?: string | null; trusted?: boolean }) => {
    label = to.label === undefined ? label : to.label;
    isTrusted = to.trusted ?? isTrusted;
    tell(++count);
  };
  return { answers, asked, become };
}

describe('a page that stays open', () => {
  const id = `${'a'.repeat(40)}/${'b'.repeat(16)}`;

  it('hears of a sign-in and of a sign-out elsewhere, and names its group then', async () => {
    const { answers, become } = changing();
    const { model } = openPage(answers, { group: { id, name: id } });
    await expect.poll(() => model().signedOut?.kind).toBe('signed-out');
    become({ label: 'kim@acme.example' });
    await expect.poll(() => model().signedOut).toBeNull();
    await expect.poll(() => model().form.group).toEqual({ id, name: 'platform' });
    become({ label: null });
    await expect.poll(() => model().signedOut?.kind).toBe('signed-out');
  });

  it('hears that the window has become trusted, and does not ask for that any more', async () => {
    const { answers, asked, become } = changing();
    const { model } = openPage(answers, {}, { trusted: false });
    await expect.poll(() => asked).toEqual({ session: 1, trusted: 1 });
    expect(model().trusted).toBe(false);
    become({ trusted: true });
    await expect.poll(() => model().trusted).toBe(true);
    become({ label: 'kim@acme.example' });
    await expect.poll(() => asked).toEqual({ session: 3, trusted: 2 });
  });

  it('looks again on return while nobody is signed in: chainctl may have signed in', async () => {
    let label: string | null = null;
    let asked = 0;
    const session = () => {
      asked++;
      return Promise.resolve(label);
    };
    const { controller, model } = openPage({ session });
    await expect.poll(() => model().signedOut).not.toBeNull();
    label = 'kim@acme.example';
    controller.sending.returned();
    await expect.poll(() => model().signedOut).toBeNull();
    controller.sending.returned();
    expect(asked).toBe(2);
  });

  it('says that it cannot follow any more, and does not ask over and over', async () => {
    let asked = 0;
    const changed = () => {
      asked++;
      return Promise.reject(new Failure('unexpected', 'The page asked wrongly.'));
    };
    const { model } = openPage({ changed });
    await expect.poll(() => model().createTrouble?.message).toBe('The page asked wrongly.');
    expect(asked).toBe(1);
  });
});
