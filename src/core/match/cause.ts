import type { parseUserId, Principal, SessionTool } from '../caller';
import type { RuleField } from '../field';
import type { Span } from '../text';

/** The kinds of principal and of unique id that a rule can ask for. */
export type PrincipalKind = Principal['kind'] | ReturnType<typeof parseUserId>['of'];

/** Two words for one thing: what the rule asks for (its own text, so perhaps a pattern) and what the caller has. */
export interface Differs {
  readonly expected: string;
  readonly actual: string;
}

/** Why a field does not accept a caller, with the facts that its sentence needs. */
export type Cause =
  /** The rule names the IAM role; callers present the assumed role. */
  | { readonly kind: 'role-arn'; readonly role: string; readonly sameRole: boolean }
  /** The rule has the role's path; STS leaves it out. */
  | { readonly kind: 'role-path'; readonly path: string; readonly role: string }
  | ({ readonly kind: 'role' | 'user' | 'user-path' | 'account' | 'partition' } & Differs)
  | ({ readonly kind: 'session'; readonly tool: SessionTool | undefined } & Differs)
  /** The rule ends with the role, or with the role's unique id. */
  | { readonly kind: 'session-missing'; readonly session: string }
  /** The role or user that the ARN rule names has another unique id now. */
  | ({ readonly kind: 'recreated'; readonly principal: 'role' | 'user' } & Differs)
  /** Another role's or user's unique id. */
  | ({ readonly kind: 'unique-id' } & Differs)
  | {
      readonly kind: 'principal-kind';
      readonly expected: PrincipalKind;
      readonly actual: PrincipalKind;
    }
  /** The account is the right one, written with other characters or without its leading zeros. */
  | ({ readonly kind: 'account-format' } & Differs)
  /** The pattern fits a part of the text, and its anchors ask for the whole. */
  | { readonly kind: 'anchors'; readonly side: 'start' | 'end' | 'both' }
  /** A special character of the pattern stands for itself in the text. */
  | { readonly kind: 'unescaped'; readonly character: string; readonly fixed: string }
  /** An exact value with a pattern's backslashes. */
  | { readonly kind: 'escaped' }
  | { readonly kind: 'case' }
  | { readonly kind: 'white-space'; readonly where: 'around' | 'inside'; readonly fixed: string }
  /** The exact value is a pattern that fits. */
  | { readonly kind: 'exact-pattern' }
  /** The pattern has nothing special in it, and its text is not in the caller's. */
  | { readonly kind: 'plain-text' }
  /** An ARN in the user ID's field, or a unique id in the ARN's. */
  | { readonly kind: 'wrong-field'; readonly belongs: RuleField }
  | { readonly kind: 'refused'; readonly problem: string; readonly at: Span }
  | { readonly kind: 'unset' }
  /** Something else; `within` is the caller's component in which the rule stops fitting. */
  | { readonly kind: 'other'; readonly within: Component | undefined };

/** A component of a caller's ARN or user ID. */
export type Component = 'partition' | 'account' | 'kind' | 'role' | 'session' | 'user' | 'unique-id';
