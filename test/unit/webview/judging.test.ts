import { describe, expect, it } from 'vitest';
import { judgeForm } from '../../../src/webview/builder/judging';
import { emptyForm, type Form } from '../../../src/wire/builderForm';

const editing = {
  id: `${'a'.repeat(40)}/${'b'.repeat(16)}`,
  name: 'x',
  description: 'long '.repeat(200),
  trusts: 'rules',
} as const;
const form: Form = {
  ...emptyForm,
  way: 'signed-request',
  editing,
  name: editing.name,
  description: editing.description,
};
const errors = (of: Form) =>
  judgeForm(of)
    .findings.filter(({ severity }) => severity === 'error')
    .map(({ field }) => field);

describe('a judgement on an identity that is edited', () => {
  it('has nothing against a name and a description that it has already, nor about group and roles', () => {
    expect(errors(form)).toEqual(['account', 'arn', 'userId']);
  });

  it('holds what is changed to the rules', () => {
    expect(errors({ ...form, name: 'y' })).toContain('name');
    expect(errors({ ...form, description: `${form.description}more` })).toContain('description');
    expect(errors({ ...form, editing: null })).toEqual(
      expect.arrayContaining(['name', 'description', 'group']),
    );
  });
});
