import { describe, expect, it } from 'vitest';
import { LeftDraft } from '../../../../src/ui/builder/leftDraft';
import { emptyForm, type Form } from '../../../../src/wire/builderForm';

/** A memento of VS Code: what is kept survives JSON. */
function memento() {
  const kept = new Map<string, unknown>();
  return {
    get: (key: string) => kept.get(key) as undefined,
    update: (key: string, value: unknown) => {
      kept.set(key, value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown));
      return Promise.resolve();
    },
    kept,
  };
}

const caller = { account: '123456789012', arn: 'arn:aws:iam::123456789012:user/kim', userId: undefined };
const filledIn: Partial<Form> = {
  caller,
  strictness: 'user',
  account: caller.account,
  arn: { kind: 'exact', value: caller.arn },
};

describe('the draft that is left when a page is closed', () => {
  it('is there again on the next page, until it is forgotten', () => {
    const storage = memento();
    const form: Form = { ...emptyForm, name: 'ci', caller };
    new LeftDraft(storage).leave(form);
    expect(new LeftDraft(storage).get()).toEqual(form);
    new LeftDraft(storage).forget();
    expect(new LeftDraft(storage).get()).toBeNull();
  });

  it.each<[string, Form | null]>([
    ['nobody has filled in', emptyForm],
    ['has filled itself in only', { ...emptyForm, ...filledIn }],
    ['has never been shown', null],
    [
      'has been created',
      { ...emptyForm, name: 'ci', editing: { id: 'x', name: 'ci', description: '', trusts: 'rules' } },
    ],
  ])('is none that %s', (_, form) => {
    const storage = memento();
    new LeftDraft(storage).leave(form);
    expect(new LeftDraft(storage).get()).toBeNull();
  });

  it('is one with rules, words or a role', () => {
    for (const more of [
      { ...filledIn, strictness: 'by-hand' as const },
      { words: { owner: 'acme' } },
      { roles: [{ id: 'r', name: 'viewer' }] },
    ]) {
      const storage = memento();
      new LeftDraft(storage).leave({ ...emptyForm, ...more });
      expect(new LeftDraft(storage).get()).not.toBeNull();
    }
  });

  it('is none where another version kept something else', () => {
    const storage = memento();
    void storage.update('assumable.builder.left', { name: 7 });
    expect(new LeftDraft(storage).get()).toBeNull();
  });
});
