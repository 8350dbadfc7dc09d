import * as v from 'valibot';
import type { Difference } from '../core/field';
import type { AwsMatch } from '../core/identity';
import type { Subject } from '../core/match/subject';
import type { Strictness } from '../core/match/suggest';
import type { Way } from '../core/match/way';
import type { Platform } from '../core/platform/platform';
import type { Form, OptionName, Picked } from './builderForm';
import { DifferenceShape, FormShape, id, text } from './builderShapes';
import { longest, mostClaims } from './fieldLimits';
import { takes } from './takes';

/** A source of credentials that a caller can come from. */
export interface Source {
  readonly id: string;
  readonly name: string;
  /** Its caller, where that is known without asking. */
  readonly known: CallerFacts | null;
}

/** What a web identity token of AWS says that was asked for and dropped again. */
export interface TokenFacts {
  readonly issuer: string;
  readonly subject: string;
  /** The region whose STS was asked. */
  readonly region: string;
}

/** A caller, and the known facts about it in words. */
export interface CallerFacts {
  readonly caller: Subject;
  /** Label and value, in the order to show them. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** A warning about this caller, such as what it costs not to know its unique ID. */
  readonly note: string | null;
  /** The rules that make sense for it, narrowest first. */
  readonly choices: readonly Choice[];
}

/** A strictness to choose, and the rules that it stands for. */
export interface Choice {
  readonly strictness: Strictness;
  readonly title: string;
  readonly detail: string;
  readonly recommended: boolean;
  readonly match: AwsMatch;
}

/** A form that the draft can be shown in, such as Terraform. */
export interface FormOfDraft {
  readonly id: string;
  readonly title: string;
  /** A VS Code language id. */
  readonly language: string;
  /** The heading of its group. */
  readonly group: string;
  /** The ways to assume an identity that it is for; `null` for all. */
  readonly ways: readonly Way[] | null;
  /** The platforms whose tokens it is for; `null` for any. */
  readonly platforms: readonly Platform[] | null;
  /** The extra values that this form uses. */
  readonly options: readonly { readonly id: OptionName; readonly label: string }[];
}

/** What the page starts with: the identity to edit, and all that is known without asking AWS or Chainguard. */
export interface Start {
  readonly form: Form;
  /** About the form's caller, if it has one. */
  readonly facts: CallerFacts | null;
  readonly forms: readonly FormOfDraft[];
  /** The source that the page was opened for; the page asks it at once. */
  readonly source: string | null;
  readonly trusted: boolean;
  /** The identity that was created or changed last: a page that was hidden then does not know it yet. */
  readonly made: Picked | null;
  /** Shown at the top, such as that the output in a document could not be read. */
  readonly notice: string | null;
  /** A draft that was left unfinished when its page was closed; offered on a page that begins empty. */
  readonly left: Form | null;
  /** Chainguard's issuer: the audience of an identity that names none. */
  readonly audience: string;
  /** Translations, as `@vscode/l10n` takes them. */
  readonly bundle: Readonly<Record<string, string>> | null;
}

interface Sources {
  readonly sources: readonly Source[];
  /** The id of the one to offer first; empty if there is none. */
  readonly preferred: string;
}

/** The first items of a list. */
export interface Found {
  readonly items: readonly (Picked & { readonly detail: string })[];
  /** How many match in all. */
  readonly total: number;
}

/** The draft in one form. */
export interface Rendered {
  readonly text: string;
  /** What to know before using it. */
  readonly note: string | null;
  /** What is done around it, in order. */
  readonly steps: readonly RenderedStep[];
}

/** One thing that is done around a form, such as the command that applies it. */
export interface RenderedStep {
  readonly title: string;
  /** A VS Code language id. */
  readonly language: string;
  readonly text: string;
  readonly note: string | null;
}

/** The result of `create`. */
type CreateOutcome =
  | { readonly kind: 'created'; readonly identity: Picked; readonly roles: number }
  /** The group already has an identity of this name; `existing` is `null` if the session may not see it. */
  | { readonly kind: 'name-taken'; readonly existing: Picked | null; readonly free: string };

/** The result of `edit`. */
type EditOutcome =
  | { readonly kind: 'changed'; readonly identity: Picked }
  /** The live identity has changed since the person reviewed the differences; nothing was sent. */
  | { readonly kind: 'differs'; readonly differences: readonly Difference[] };

/** What the builder page asks of its host. */
export interface BuilderHost {
  /** Gives the page what it starts with. @throws Failure if the identity to edit cannot be read */
  start(argument: { begin: Begin }, signal: AbortSignal): Promise<Start>;
  /**
   * Waits until the sign-in to Chainguard or the trust in this window may have changed, and gives the number of that
   * change; `known` is the last such number that the page has, 0 at first. Only the latest call waits.
   */
  changed(argument: { known: number }, signal: AbortSignal): Promise<number>;
  /** Whether this window is trusted; AWS is not asked until it is. */
  trusted(argument: Nothing, signal: AbortSignal): Promise<boolean>;
  /** Who is signed in to Chainguard; `null` if nobody is. @throws Failure if the sign-in cannot be used */
  session(argument: Nothing, signal: AbortSignal): Promise<string | null>;
  /** Lets the person sign in to Chainguard, then answers like `session`. */
  signIn(argument: Nothing, signal: AbortSignal): Promise<string | null>;
  /** The sources of credentials on this machine. */
  sources(argument: Nothing, signal: AbortSignal): Promise<Sources>;
  /** A group of the live organization by its id. @throws Failure `invalid` if the session does not see it */
  group(argument: { id: string }, signal: AbortSignal): Promise<Picked>;
  /** Asks AWS who is calling with a source's credentials. Refused in Restricted Mode. */
  askCaller(argument: { source: string }, signal: AbortSignal): Promise<CallerFacts>;
  /**
   * Asks AWS for a web identity token of a source's caller, for this audience or else for Chainguard's, and gives issuer
   * and subject. Refused in Restricted Mode.
   */
  askToken(argument: { source: string; audience: string }, signal: AbortSignal): Promise<TokenFacts>;
  /** Forgets the draft that was left. */
  forgetLeft(argument: Nothing, signal: AbortSignal): Promise<null>;
  /** Reads a caller from pasted output, or from an ARN and the unique ID if one was typed. */
  readCaller(
    argument: { from: 'paste' | 'arn'; text: string; uniqueId: string },
    signal: AbortSignal,
  ): Promise<CallerFacts>;
  render(argument: { form: Form; id: string }, signal: AbortSignal): Promise<Rendered>;
  findGroups(argument: { text: string }, signal: AbortSignal): Promise<Found>;
  /** Roles that can be bound in the group's organization, or in any organization if there is no group. */
  findRoles(argument: { text: string; group: string | null }, signal: AbortSignal): Promise<Found>;
  /** Copies, saves, inserts or opens one form. Gives a sentence about it, or `null` if the person cancelled. */
  take(argument: { form: Form; id: string; how: Taking }, signal: AbortSignal): Promise<string | null>;
  /** Copies one of the steps around a form, by its place among them. Gives a sentence about it. */
  copyStep(argument: { form: Form; id: string; step: number }, signal: AbortSignal): Promise<string>;
  create(argument: { form: Form }, signal: AbortSignal): Promise<CreateOutcome>;
  /** What an edit would change in the live identity. */
  differences(argument: { form: Form }, signal: AbortSignal): Promise<readonly Difference[]>;
  /** Changes the identity, if the differences are still those that the person has seen. */
  edit(argument: { form: Form; seen: readonly Difference[] }, signal: AbortSignal): Promise<EditOutcome>;
  /** Opens the page that edits this identity. */
  openEdit(argument: { id: string }, signal: AbortSignal): Promise<null>;
  /** Starts a test as the caller of the page, where a source gave it; the Identity Tests view shows it. */
  test(argument: { id: string; source: string | null }, signal: AbortSignal): Promise<null>;
}

/** What to start from: the form that the page kept over a reload, what it was opened with, or an empty form. */
export type Begin =
  { readonly with: 'kept'; readonly form: Form } | { readonly with: 'seed' } | { readonly with: 'nothing' };

type Nothing = Readonly<Record<string, never>>;

/** What a person can do with a form of the draft. */
export type Taking = 'copy' | 'save' | 'insert' | 'untitled';

/**
 * Checks each method's argument at the border and gives it its type. Throws for what no honest page sends.
 */
export const builderArguments = {
  start: takes({
    begin: v.variant('with', [
      v.strictObject({ with: v.literal('kept'), form: FormShape }),
      v.strictObject({ with: v.literal('seed') }),
      v.strictObject({ with: v.literal('nothing') }),
    ]),
  }),
  changed: takes({ known: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) }),
  trusted: takes({}),
  session: takes({}),
  signIn: takes({}),
  sources: takes({}),
  group: takes({ id }),
  askCaller: takes({ source: id }),
  askToken: takes({ source: id, audience: text(longest.rule) }),
  forgetLeft: takes({}),
  readCaller: takes({
    from: v.picklist(['paste', 'arn']),
    text: text(200_000),
    uniqueId: text(longest.uniqueId),
  }),
  render: takes({ form: FormShape, id }),
  findGroups: takes({ text: text(longest.search) }),
  findRoles: takes({ text: text(longest.search), group: v.nullable(id) }),
  take: takes({ form: FormShape, id, how: v.picklist(['copy', 'save', 'insert', 'untitled']) }),
  copyStep: takes({ form: FormShape, id, step: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) }),
  create: takes({ form: FormShape }),
  differences: takes({ form: FormShape }),
  edit: takes({ form: FormShape, seen: v.pipe(v.array(DifferenceShape), v.maxLength(20 + 2 * mostClaims)) }),
  openEdit: takes({ id }),
  test: takes({ id, source: v.nullable(id) }),
};
