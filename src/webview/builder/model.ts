import type { Judgement } from '../../core/draft/judgement';
import type { Difference } from '../../core/field';
import type { CallerFacts, Found, Rendered, Source, Start } from '../../wire/builder';
import type { Form, Picked } from '../../wire/builderForm';
import type { Said, Trouble } from '../shared/trouble';

/** Where the person takes the caller from. */
export type From = 'profile' | 'paste' | 'arn';

/**
 * What survives a reload of the page. VS Code writes it to disk, so it does not hold what was pasted, which may
 * contain secret keys.
 */
export interface Kept {
  readonly form: Form;
  readonly from: From;
  readonly source: string;
  /** Empty if the typed text does not look like an ARN; the same goes for `uniqueId`. */
  readonly arn: string;
  readonly uniqueId: string;
  /** The id of the form that is shown. */
  readonly tab: string;
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

/** The result of the last Create or change. */
type Outcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'created' | 'changed'; readonly identity: Picked; readonly text: string }
  | { readonly kind: 'name-taken'; readonly existing: Picked | null; readonly free: string }
  | { readonly kind: 'review'; readonly differences: readonly Difference[]; readonly stale: boolean };

/** Everything that the page shows. */
export interface Model extends Kept {
  readonly start: Start;
  readonly paste: string;
  /** Whether the page may ask AWS: not in Restricted Mode. */
  readonly trusted: boolean;
  /** What to say at the top. */
  readonly notice: string | null;
  /** `null` until they have been read. */
  readonly sources: readonly Source[] | null;
  /** Set if nobody is signed in to Chainguard, so that nothing can be created yet. */
  readonly signedOut: Trouble | null;
  readonly facts: CallerFacts | null;
  /** The source whose caller that is; `null` where it was pasted, typed or kept. */
  readonly asked: string | null;
  /** The region whose STS gave the token of which the form knows. */
  readonly region: string | null;
  /** The draft that was left when a page was closed, until the person has said what to do with it. */
  readonly left: Form | null;
  readonly judgement: Judgement | null;
  readonly rendered: Rendered | null;
  readonly search: Search | null;
  readonly outcome: Outcome;
  /** The action that is running. */
  readonly busy: 'caller' | 'take' | 'create' | 'test' | 'sign-in' | null;
  readonly callerTrouble: Trouble | null;
  /** Why AWS gave no token. */
  readonly tokenTrouble: Trouble | null;
  readonly createTrouble: Trouble | null;
  readonly takeTrouble: Trouble | null;
  /** Said to screen readers only. */
  readonly said: Said;
  /** The result of the last Copy, Save, Insert or Open, shown beside their buttons. */
  readonly taken: Said | null;
  /** The place of the step that was copied last. */
  readonly copied: number | null;
}
