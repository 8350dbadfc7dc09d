import { emptyDraft, type Draft, type DraftField, type FormOptions } from '../core/draft/draft';
import type { NewValues } from '../core/field';
import type { Rule } from '../core/identity';
import type { Subject } from '../core/match/subject';
import type { Strictness } from '../core/match/suggest';

/** Something of Chainguard's tree that has been picked, or typed: a group or a role. */
export interface Picked {
  /** Its UIDP; empty where it is known by its name alone, which serves the forms but creates nothing. */
  readonly id: string;
  readonly name: string;
}

/** An identity that is there, with what Chainguard took of it that `check` may refuse. */
export interface Editing extends Picked {
  readonly description: string;
}

/** What the page is filled in with: all of it that the host is told, and all that is kept. Nothing in it is secret. */
export interface Form extends Required<NewValues> {
  /** Whoever is calling, once known. */
  readonly caller: Subject | null;
  readonly group: Picked | null;
  readonly roles: readonly Picked[];
  /** The suggestion that the rules are; `by-hand` once one of them has been changed. */
  readonly strictness: Strictness | 'by-hand';
  /** The identity that is being edited, as Chainguard has it; `null` for a new one. */
  readonly editing: Editing | null;
  /** What only some forms of the draft ask for; see FormOptions. */
  readonly options: Readonly<Partial<Record<OptionName, string>>>;
}

/** A value that only some forms of the draft ask for. */
export type OptionName = keyof FormOptions;

/** The form with nothing filled in. */
export const emptyForm: Form = {
  caller: null,
  name: '',
  description: '',
  group: null,
  roles: [],
  strictness: 'by-hand',
  account: '',
  arn: { kind: 'exact', value: '' },
  userId: { kind: 'exact', value: '' },
  editing: null,
  options: {},
};

/**
 * Whether a problem with a field is none of this form's: an identity that is edited keeps its name and description,
 * which its servers took, and its group and roles are not sent.
 */
export function isLeftAlone({ editing, name, description }: Form, field: DraftField): boolean {
  if (editing === null) return false;
  return (
    field === 'group' ||
    field === 'roles' ||
    (field === 'name' && name === editing.name) ||
    (field === 'description' && description === editing.description)
  );
}

/** The draft that a form stands for. */
export function draftOf(form: Form): Draft {
  const set = (rule: Rule) => (rule.value === '' ? undefined : rule);
  return {
    ...emptyDraft,
    name: form.name,
    description: form.description,
    group: form.group ?? emptyDraft.group,
    roles: form.roles,
    match: { account: form.account, arn: set(form.arn), userId: set(form.userId) },
    subject: form.caller ?? undefined,
    options: { ...emptyDraft.options, ...form.options, identity: form.editing?.id ?? '' },
  };
}
