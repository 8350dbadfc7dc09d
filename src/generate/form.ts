import type { Draft, DraftField } from '../core/draft/draft';
import type { Way } from '../core/match/way';

/** A form to take a draft in, such as Terraform. */
export interface Form {
  /** Stable. */
  readonly id: string;
  /** What it is, in a few words. */
  title(): string;
  /** A VS Code language id. */
  readonly language: string;
  /** The suggested file name. */
  readonly fileName: string;
  /** The ways to assume an identity that it is for; all where it does not say. */
  readonly ways?: readonly Way[];
  /** The fields that it uses besides those that every form uses; any of them may be empty. */
  readonly needs: readonly DraftField[];
  /** The text, ending in a line break. Valid in its language whatever the draft holds. Never throws. */
  generate(draft: Draft): string;
  /** What to know before using it, or why it does not suit this draft, as sentences; `undefined` ones are dropped. */
  notes?(draft: Draft): readonly (string | undefined)[];
}
