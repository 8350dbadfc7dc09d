import type { Caller } from '../caller';
import type { DefinitionPart, Edit } from './definition';
import type { NewValues } from '../field';
import type { RuleId, Severity } from './rules';
import type { Span } from '../text';

/** One way to put a finding right. */
export interface Fix {
  /** What it does, as a button's text, the new value last. */
  readonly title: string;
  /**
   * What changes in the document, none of it overlapping; empty without a document: `sets` says it all then.
   */
  readonly edits: readonly Edit[];
  /** What the fields say afterwards; empty for a fix that changes names or takes something out. */
  readonly sets: NewValues & { /** No document has it on its own. */ readonly partition?: string };
  /** It lets callers in who could not get in before, as somebody probably meant it: only a person chooses it. */
  readonly widens?: true;
}

/** Something in a definition that cannot work, or works otherwise than it looks. */
export interface Finding {
  readonly rule: RuleId;
  /** The rule's default; settings may say otherwise. */
  readonly severity: Severity;
  readonly part: DefinitionPart | undefined;
  /** Where, in the document; without a document, in the field's value. */
  readonly span: Span;
  /** What is the matter, as a sentence, the variable part last. */
  readonly message: string;
  /** Why it matters, as a sentence or two. */
  readonly reason: string;
  /** The best one first; often none. */
  readonly fixes: readonly Fix[];
}

/** What is known beside the definition. */
export interface LintOptions {
  /** Somebody who is meant to get in: makes fixes that tighten possible. */
  readonly caller?: Caller | undefined;
  /** The partition that a draft is for. */
  readonly partition?: string | undefined;
  /** How many role bindings a live identity has; `undefined` when that is not known or it is not live. */
  readonly bindings?: number | undefined;
  /** Rules that are switched off. */
  readonly off?: ReadonlySet<RuleId> | undefined;
}
