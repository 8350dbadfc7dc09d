import type { Kind } from '../../core/failure';
import type { Judgement } from '../../core/judgement';
import type { CallerFacts, Difference, Form, Found, Picked, Rendered, Start } from '../../wire/builder';

/** How the caller is given. */
export type From = 'profile' | 'paste' | 'arn';

/** What a person has done to the page, all of which survives a reload. */
export interface Kept {
  readonly form: Form;
  readonly from: From;
  readonly source: string;
  readonly paste: string;
  readonly arn: string;
  readonly uniqueId: string;
  /** The id of the form of the draft that is shown. */
  readonly tab: string;
}

/** Something that failed, beside the thing that was tried. */
export interface Trouble {
  readonly kind: Kind;
  readonly message: string;
}

/** The list that a person searches in. */
export interface Search {
  readonly of: 'group' | 'roles';
  readonly text: string;
  readonly found: Found | null;
  readonly trouble: Trouble | null;
  readonly active: number;
  readonly open: boolean;
}

/** What the last Create or change came to. */
export type Outcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'created' | 'changed'; readonly identity: Picked; readonly text: string }
  | { readonly kind: 'name-taken'; readonly existing: Picked | null; readonly free: string }
  | { readonly kind: 'review'; readonly differences: readonly Difference[]; readonly stale: boolean };

/** Everything that the page shows. */
export interface Model extends Kept {
  readonly start: Start;
  readonly facts: CallerFacts | null;
  readonly judgement: Judgement | null;
  readonly rendered: Rendered | null;
  readonly search: Search | null;
  readonly outcome: Outcome;
  /** What is under way: its button waits. */
  readonly busy: 'caller' | 'take' | 'create' | 'test' | null;
  readonly callerTrouble: Trouble | null;
  readonly createTrouble: Trouble | null;
  readonly takeTrouble: Trouble | null;
  /** Said to screen readers, and shown beside the buttons of the forms. */
  readonly said: string;
}
