import type { Draft, DraftField } from '../core/draft/draft';

/** A form that a draft can be taken away in. */
export interface Form {
  /** Stable; the id of its tab. */
  readonly id: string;
  /** What it is, in a few words. */
  title(): string;
  /** VS Code's language id. */
  readonly language: string;
  /** What the file is called when it is saved. */
  readonly fileName: string;
  /** The fields that it uses beyond those that every draft has; all of them may be empty. */
  readonly needs: readonly DraftField[];
  /** The text, ending in a line break. Valid in its language whatever the draft holds. Never throws. */
  generate(draft: Draft): string;
  /** What to know before it is used, or why it is not for this draft, as sentences; what is `undefined` is dropped. */
  notes?(draft: Draft): readonly (string | undefined)[];
}
