import { emptyDraft, type Draft, type DraftField, type FormOptions, type Named } from '../core/draft/draft';
import type { NewValues } from '../core/field';
import type { Rule } from '../core/identity';
import type { Subject } from '../core/match/subject';
import type { Strictness } from '../core/match/suggest';

/**
 * A group, a role or an identity. A typed one has no id: the forms take it, but creating an identity needs
 * the id.
 */
export type Picked = Named;

/** The identity that is being edited, as Chainguard has it; `check` may refuse what Chainguard accepted. */
export interface Editing extends Picked {
  readonly description: string;
}

/** What the person has filled in. The page keeps it and sends it to the host; nothing in it is secret. */
export interface Form extends Required<NewValues> {
  /** Who is calling, once that is known. */
  readonly caller: Subject | null;
  readonly group: Picked | null;
  readonly roles: readonly Picked[];
  /** The suggestion that the rules come from; `by-hand` once a person has changed one. */
  readonly strictness: Strictness | 'by-hand';
  /** `null` for a new identity. */
  readonly editing: Editing | null;
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
 * Whether to ignore problems with a field. An edit does not send the group and the roles, and Chainguard has
 * already accepted a name or description that the edit leaves as it is.
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
