import type { Rule } from '../identity';
import type { Span } from '../text';
import type { RuleId } from './rules';

/** What a rule of an identity that trusts claims is for. */
export type ClaimField = 'issuer' | 'subject' | 'audience' | 'claim';

/** A finding before it has a place in a document: offsets are in the rule's text. */
export interface ClaimProblem {
  readonly rule: RuleId;
  readonly at: Span;
  readonly message: string;
  readonly remedies: readonly ClaimRemedy[];
}

/** A rule in place of one that has a problem. */
export interface ClaimRemedy {
  readonly title: string;
  readonly rule: Rule;
  readonly widens?: true;
}
