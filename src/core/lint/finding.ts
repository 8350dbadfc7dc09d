import type { Work } from '../access/machine';
import type { Caller } from '../caller';
import type { DefinitionPart, Edit } from './definition';
import type { NewValues } from '../field';
import type { NewClaimRule } from '../match/newClaimRules';
import type { RuleId, Severity } from './rules';
import type { Span } from '../text';

/** One way to solve what a finding says. */
export interface Fix {
  /** What it does, as the text of a button that ends with the new value. */
  readonly title: string;
  /** The changes to the document, which do not overlap; none without a document, where `sets` says it all. */
  readonly edits: readonly Edit[];
  /** The new values of fields; empty for a fix that renames or removes something. `partition` and `token` are a draft's alone. */
  readonly sets: NewValues & { readonly partition?: string; readonly token?: NewClaimRule };
  /** Whether it lets new callers in, or may do so; then the title says whom, and only a person may choose it. */
  readonly widens?: true;
}

/** Something in a definition that cannot work, or does not work the way it looks. */
export interface Finding {
  readonly rule: RuleId;
  /** The rule's default; settings may say otherwise. */
  readonly severity: Severity;
  readonly part: DefinitionPart | undefined;
  /** The name of the claim, where the part is one. */
  readonly claim?: string | undefined;
  /** Where, in the document; without a document, in the field's value. */
  readonly span: Span;
  /** What is wrong, as a sentence that ends with the variable part. */
  readonly message: string;
  /** Why it matters, as a sentence or two. */
  readonly reason: string;
  /** The best one first; often none. */
  readonly fixes: readonly Fix[];
}

/** What is known besides the definition. */
export interface LintOptions {
  /** A caller who is meant to get in; rules can be tightened to this caller. */
  readonly caller?: Caller | undefined;
  /** The partition that a draft is for. */
  readonly partition?: string | undefined;
  /** How many role bindings a live identity has; `undefined` when that is not known or it is not live. */
  readonly bindings?: number | undefined;
  /** The present time, to see whether static keys end; nothing is said about that without it. */
  readonly at?: Date | undefined;
  /** The work that may still be done to decide who can assume identities, for a whole document. */
  readonly work?: Work | undefined;
  /** How many steps of it one definition may take, where less than usual. */
  readonly steps?: number | undefined;
  /** Whether it is a draft that trusts claims, so that fixes say what to set. */
  readonly isDraft?: boolean | undefined;
  /** Rules that are switched off. */
  readonly off?: ReadonlySet<RuleId> | undefined;
}
