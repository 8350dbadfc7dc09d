import type { Draft, DraftField } from '../core/draft/draft';
import type { Way } from '../core/match/way';
import type { Platform } from '../core/platform/platform';

/** One thing that is done around a form, such as the command that applies it, to be copied by itself. */
export interface Step {
  /** What it does, in a few words. */
  readonly title: string;
  /** A VS Code language id. */
  readonly language: string;
  /** Ends in a line break. Holds no secret. */
  readonly text: string;
  /** What to know before, as a sentence. */
  readonly note?: string;
}

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
  /** The platforms whose tokens it is for; any where it does not say. */
  readonly platforms?: readonly Platform[];
  /** The fields that it uses besides those that every form uses; any of them may be empty. */
  readonly needs: readonly DraftField[];
  /** The text, ending in a line break. Valid in its language whatever the draft holds. Never throws. */
  generate(draft: Draft): string;
  /** What to know before using it, or why it does not suit this draft, as sentences; `undefined` ones are dropped. */
  notes?(draft: Draft): readonly (string | undefined)[];
  /** What is done around it, in order. Valid in their languages whatever the draft holds. Never throws. */
  steps?(draft: Draft): readonly Step[];
}
