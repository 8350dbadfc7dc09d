import * as v from 'valibot';
import { identityFields, type Difference } from '../core/field';
import { emptyDraft } from '../core/draft/draft';
import type { AwsMatch } from '../core/identity';
import type { Subject } from '../core/match/subject';
import type { Strictness } from '../core/match/suggest';
import type { Form, OptionName, Picked } from './builderForm';
import { longest, mostRoles } from './fieldLimits';

/** Where a caller can be asked from. */
export interface Source {
  readonly id: string;
  readonly name: string;
}

/** A caller and what is known of it, in words. */
export interface CallerFacts {
  readonly caller: Subject;
  /** Label and value, in the order to show them. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** What to know about this caller, such as what not knowing its unique ID costs. */
  readonly note: string | null;
  /** The rules that make sense for it, the narrowest first. */
  readonly choices: readonly Choice[];
}

/** A choice of strictness in words, with the rules that it stands for. */
export interface Choice {
  readonly strictness: Strictness;
  readonly title: string;
  readonly detail: string;
  readonly recommended: boolean;
  readonly match: AwsMatch;
}

/** A form of the draft, such as Terraform. */
export interface FormOfDraft {
  readonly id: string;
  readonly title: string;
  /** A VS Code language id. */
  readonly language: string;
  /** The heading that it stands under. */
  readonly group: string;
  /** What it asks for beyond the rest, with the label of each. */
  readonly options: readonly { readonly id: OptionName; readonly label: string }[];
}

/** What the page begins with: everything that is known without asking anybody, and the identity to edit. */
export interface Start {
  readonly form: Form;
  /** The caller of the form, when there is one. */
  readonly facts: CallerFacts | null;
  readonly forms: readonly FormOfDraft[];
  /** The source that the page was opened for, to be asked at once. */
  readonly source: string | null;
  readonly trusted: boolean;
  /** What is left to say of something that ended while nobody looked, such as an identity that was created. */
  readonly made: Picked | null;
  /** What to say before anything else, such as that the output in a document could not be read. */
  readonly notice: string | null;
  /** Translations, as `@vscode/l10n` takes them. */
  readonly bundle: Readonly<Record<string, string>> | null;
}

/** Where callers can be asked from. */
interface Sources {
  readonly sources: readonly Source[];
  /** The one to offer first. */
  readonly preferred: string;
}

/** Some of a longer list. */
export interface Found {
  readonly items: readonly (Picked & { readonly detail: string })[];
  /** How many fit in all. */
  readonly total: number;
}

/** The draft in one form. */
export interface Rendered {
  readonly text: string;
  /** What to know before it is used. */
  readonly note: string | null;
}

/** What became of a wish to create. */
type CreateOutcome =
  | { readonly kind: 'created'; readonly identity: Picked; readonly roles: number }
  /** The group has an identity of this name; `existing` when the session may see it. */
  | { readonly kind: 'name-taken'; readonly existing: Picked | null; readonly free: string };

/** What became of a wish to change. */
type EditOutcome =
  | { readonly kind: 'changed'; readonly identity: Picked }
  /** The live identity is no longer what the person was shown. */
  | { readonly kind: 'differs'; readonly differences: readonly Difference[] };

/** What the builder page asks of its host. */
export interface BuilderHost {
  /**
   * What to begin with: the form that the page had before it was reloaded, or what it was opened with, or nothing
   * filled in. Only an identity to edit has to be waited for. @throws Failure when that cannot be read
   */
  start(argument: { begin: Begin }, signal: AbortSignal): Promise<Start>;
  /**
   * Gives a number once the sign-in to Chainguard or the trust in this window may have changed since it was `known`,
   * which is 0 at first. Only the last that asked waits.
   */
  changed(argument: { known: number }, signal: AbortSignal): Promise<number>;
  /** Whether this window is trusted by now: until then AWS is not asked. */
  trusted(argument: Nothing, signal: AbortSignal): Promise<boolean>;
  /** Whoever is signed in to Chainguard; `null` for nobody. @throws Failure when the sign-in cannot serve */
  session(argument: Nothing, signal: AbortSignal): Promise<string | null>;
  /** Lets the person sign in to Chainguard; then as `session`. */
  signIn(argument: Nothing, signal: AbortSignal): Promise<string | null>;
  /** The sources of credentials on this machine. */
  sources(argument: Nothing, signal: AbortSignal): Promise<Sources>;
  /** A group of the live organization by its id. @throws Failure `invalid` when the session does not see it */
  group(argument: { id: string }, signal: AbortSignal): Promise<Picked>;
  /** Asks AWS who calls from a source. Refused in Restricted Mode. */
  askCaller(argument: { source: string }, signal: AbortSignal): Promise<CallerFacts>;
  /** Reads a caller from pasted output or from an ARN, with the unique ID where it was typed too. */
  readCaller(
    argument: { from: 'paste' | 'arn'; text: string; uniqueId: string },
    signal: AbortSignal,
  ): Promise<CallerFacts>;
  render(argument: { form: Form; id: string }, signal: AbortSignal): Promise<Rendered>;
  findGroups(argument: { text: string }, signal: AbortSignal): Promise<Found>;
  /** Roles that can be bound in the organization of a group, or of every organization without one. */
  findRoles(argument: { text: string; group: string | null }, signal: AbortSignal): Promise<Found>;
  /** Copies, saves, inserts or opens one form. Gives what to say, or `null` where the person changed their mind. */
  take(argument: { form: Form; id: string; how: Taking }, signal: AbortSignal): Promise<string | null>;
  create(argument: { form: Form }, signal: AbortSignal): Promise<CreateOutcome>;
  /** What an edit would change of the live identity. */
  differences(argument: { form: Form }, signal: AbortSignal): Promise<readonly Difference[]>;
  /** Changes the identity, if the difference is still the one that the person has seen. */
  edit(argument: { form: Form; seen: readonly Difference[] }, signal: AbortSignal): Promise<EditOutcome>;
  /** Opens the page that edits an identity. */
  openEdit(argument: { id: string }, signal: AbortSignal): Promise<null>;
  /** Starts a test, shown in the Last Test view. */
  test(argument: { id: string }, signal: AbortSignal): Promise<null>;
}

/** What a page begins with: a form that was kept, else what it was opened with or an empty form. */
export type Begin =
  { readonly with: 'kept'; readonly form: Form } | { readonly with: 'seed' } | { readonly with: 'nothing' };

/** The argument of a call that needs none. */
type Nothing = Readonly<Record<string, never>>;

/** What can be done with a form of the draft. */
export type Taking = 'copy' | 'save' | 'insert' | 'untitled';

const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
const id = text(1_000);
const RuleShape = v.strictObject({ kind: v.picklist(['exact', 'pattern']), value: text(20_000) });
const PickedShape = v.strictObject({ id, name: text(longest.search) });
const CallerShape = v.pipe(
  v.strictObject({ account: text(100), arn: text(5_000), userId: v.optional(text(5_000)) }),
  v.transform(({ account, arn, userId }): Subject => ({ account, arn, userId })),
);
const strictnesses = [
  'session',
  'recreated-session',
  'role',
  'recreated-role',
  'user',
  'recreated-user',
  'federated-user',
  'root',
  'by-hand',
] as const satisfies readonly (Strictness | 'by-hand')[];

const FormShape = v.strictObject({
  caller: v.nullable(CallerShape),
  name: text(longest.name),
  description: text(longest.description),
  group: v.nullable(PickedShape),
  roles: v.pipe(v.array(PickedShape), v.maxLength(mostRoles)),
  strictness: v.picklist(strictnesses),
  account: text(longest.account),
  arn: RuleShape,
  userId: RuleShape,
  editing: v.nullable(v.strictObject({ ...PickedShape.entries, description: text(longest.description) })),
  options: v.record(v.picklist(Object.keys(emptyDraft.options) as OptionName[]), text(longest.option)),
});
const DifferenceShape = v.strictObject({
  field: v.picklist(identityFields),
  before: text(20_000),
  after: text(20_000),
});

const NothingShape = v.strictObject({});

const shapes = {
  start: v.strictObject({
    begin: v.variant('with', [
      v.strictObject({ with: v.literal('kept'), form: FormShape }),
      v.strictObject({ with: v.literal('seed') }),
      v.strictObject({ with: v.literal('nothing') }),
    ]),
  }),
  session: NothingShape,
  changed: v.strictObject({ known: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) }),
  trusted: NothingShape,
  signIn: NothingShape,
  sources: NothingShape,
  group: v.strictObject({ id }),
  askCaller: v.strictObject({ source: id }),
  readCaller: v.strictObject({
    from: v.picklist(['paste', 'arn']),
    text: text(200_000),
    uniqueId: text(longest.uniqueId),
  }),
  render: v.strictObject({ form: FormShape, id }),
  findGroups: v.strictObject({ text: text(longest.search) }),
  findRoles: v.strictObject({ text: text(longest.search), group: v.nullable(id) }),
  take: v.strictObject({ form: FormShape, id, how: v.picklist(['copy', 'save', 'insert', 'untitled']) }),
  create: v.strictObject({ form: FormShape }),
  differences: v.strictObject({ form: FormShape }),
  edit: v.strictObject({ form: FormShape, seen: v.pipe(v.array(DifferenceShape), v.maxLength(20)) }),
  openEdit: v.strictObject({ id }),
  test: v.strictObject({ id }),
};

/** Gives each method's argument its type at the border. They throw for anything that an honest page does not send. */
export const builderArguments = {
  start: (argument: unknown) => v.parse(shapes.start, argument),
  changed: (argument: unknown) => v.parse(shapes.changed, argument),
  trusted: (argument: unknown) => v.parse(shapes.trusted, argument),
  session: (argument: unknown) => v.parse(shapes.session, argument),
  signIn: (argument: unknown) => v.parse(shapes.signIn, argument),
  sources: (argument: unknown) => v.parse(shapes.sources, argument),
  group: (argument: unknown) => v.parse(shapes.group, argument),
  askCaller: (argument: unknown) => v.parse(shapes.askCaller, argument),
  readCaller: (argument: unknown) => v.parse(shapes.readCaller, argument),
  render: (argument: unknown) => v.parse(shapes.render, argument),
  findGroups: (argument: unknown) => v.parse(shapes.findGroups, argument),
  findRoles: (argument: unknown) => v.parse(shapes.findRoles, argument),
  take: (argument: unknown) => v.parse(shapes.take, argument),
  create: (argument: unknown) => v.parse(shapes.create, argument),
  differences: (argument: unknown) => v.parse(shapes.differences, argument),
  edit: (argument: unknown) => v.parse(shapes.edit, argument),
  openEdit: (argument: unknown) => v.parse(shapes.openEdit, argument),
  test: (argument: unknown) => v.parse(shapes.test, argument),
};
