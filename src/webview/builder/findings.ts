import * as l10n from '@vscode/l10n';
import type { DraftField } from '../../core/draft/draft';
import type { DraftFinding } from '../../core/draft/judgement';
import { asksToken, type Form } from '../../wire/builderForm';
import type { Model } from './model';

type Judged = Pick<Model, 'form' | 'judgement'>;

/** Gives the findings of a field. An empty field shows no errors, only its other findings. */
export function findingsOf({ form, judgement }: Judged): (field: DraftField) => readonly DraftFinding[] {
  const rules = asksToken(form.way) ? form.rules[form.way] : undefined;
  const isEmpty: Partial<Record<DraftField, boolean>> = {
    issuer: rules?.issuer.value === '',
    subject: rules?.subject.value === '',
    audience: rules?.audience.value === '',
    name: form.name === '',
    account: form.account === '',
    arn: form.arn.value === '',
    userId: form.userId.value === '',
    group: form.group === null,
  };
  return (field) => [
    ...(judgement?.findings ?? []).filter(
      (each) => each.field === field && !(isEmpty[field] && each.severity === 'error'),
    ),
    ...nameOnly(form, field),
  ];
}

/** Notes on a group or roles that were typed: the forms take their names, but Chainguard needs their ids. */
function nameOnly(form: Form, field: DraftField): readonly DraftFinding[] {
  const note = (message: string): DraftFinding => ({ field, severity: 'information', message, fixes: [] });
  if (field === 'group' && form.group?.id === '')
    return [
      note(l10n.t('The forms take this name. To create the identity here, choose the folder from the list.')),
    ];
  const typed = field === 'roles' ? form.roles.filter(({ id }) => id === '') : [];
  return typed.map(({ name }) =>
    note(
      l10n.t(
        'The forms take this name. To create the identity here, choose the role from the list: {0}',
        name,
      ),
    ),
  );
}

/** Why the identity cannot be created or changed yet, as a sentence; `undefined` if it can. */
export function missingOf({ form, judgement }: Judged): string | undefined {
  if (!judgement) return undefined;
  const names: Readonly<Record<string, string>> = {
    name: l10n.t('a name'),
    description: l10n.t('the description'),
    group: form.group ? l10n.t('the folder, chosen from the list') : l10n.t('a folder'),
    roles: l10n.t('the roles, chosen from the list'),
    issuer: l10n.t('the issuer'),
    subject: l10n.t('the subject'),
    audience: l10n.t('the audience'),
    claims: l10n.t('the further claims'),
    account: l10n.t('an account'),
    arn: l10n.t('an ARN'),
    userId: l10n.t('a user ID'),
  };
  const wrong = new Set<string>(
    judgement.findings.filter(({ severity }) => severity === 'error').map(({ field }) => field),
  );
  if (form.group?.id === '' && !form.editing) wrong.add('group');
  if (form.roles.some(({ id }) => id === '') && !form.editing) wrong.add('roles');
  const needed = Object.keys(names).filter((field) => wrong.has(field));
  return needed.length === 0
    ? undefined
    : l10n.t('Still needed, or to be put right: {0}', needed.map((field) => names[field]).join(', '));
}
