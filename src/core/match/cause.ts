import type { parseUserId, Principal, SessionTool } from '../caller';
import type { RuleField } from '../field';
import type { Span } from '../text';

/** The kinds of principal and of unique id that a rule can ask for. */
export type PrincipalKind = Principal['kind'] | ReturnType<typeof parseUserId>['of'];

/** What the rule asks for, in its own text (perhaps a pattern), and what the caller has instead. */
export interface Differs {
  readonly expected: string;
  readonly actual: string;
}

/** One thing of which the rule and the caller have different ones. */
export type Difference = Differs &
  (
    | { readonly kind: 'role' | 'user' | 'user-path' | 'account' | 'partition' | 'unique-id' }
    | { readonly kind: 'session'; readonly tool: SessionTool | undefined }
    /** The role or user that the ARN rule names has another unique id now. */
    | { readonly kind: 'recreated'; readonly principal: 'role' | 'user' }
  );

/** Why a field does not accept a caller, with the facts that its sentence needs. */
export type Cause =
  /** The rule names the IAM role; callers present the assumed role. */
  | { readonly kind: 'role-arn'; readonly role: string; readonly sameRole: boolean }
  /** The rule has the role's path; STS leaves it out. */
  | { readonly kind: 'role-path'; readonly path: string; readonly role: string }
  | Difference
  /** The rule ends with the role or its unique id. */
  | { readonly kind: 'session-missing'; readonly session: string }
  | { readonly kind: 'principal-kind'; readonly expected: PrincipalKind; readonly actual: PrincipalKind }
  /** The right account, written with other characters or without its leading zeros. */
  | ({ readonly kind: 'account-format' } & Differs)
  /** The pattern fits part of the text, but its anchors ask for the whole. */
  | { readonly kind: 'anchors'; readonly side: 'start' | 'end' | 'both' }
  /** A special character of the pattern stands for itself in the text. */
  | { readonly kind: 'unescaped'; readonly character: string; readonly fixed: string }
  /** An exact value with a pattern's backslashes. */
  | { readonly kind: 'escaped' }
  | { readonly kind: 'case' }
  | { readonly kind: 'white-space'; readonly where: 'around' | 'inside'; readonly fixed: string }
  /** The exact value is a pattern that fits. */
  | { readonly kind: 'exact-pattern' }
  /** The pattern has no special characters, and the caller's text does not contain it. */
  | { readonly kind: 'plain-text' }
  /** An ARN in the user ID's field, or a unique id in the ARN's. */
  | { readonly kind: 'wrong-field'; readonly belongs: RuleField }
  | { readonly kind: 'refused'; readonly problem: string; readonly at: Span }
  | { readonly kind: 'unset' }
  /** Something else; `within` is the caller's component in which the rule stops fitting. */
  | { readonly kind: 'other'; readonly within: Component | undefined };

/** A cause that lies in the texts alone, whatever they are texts of. */
export type TextCause = Extract<
  Cause,
  {
    readonly kind:
      | 'anchors'
      | 'unescaped'
      | 'escaped'
      | 'case'
      | 'white-space'
      | 'exact-pattern'
      | 'plain-text'
      | 'refused'
      | 'unset';
  }
>;

/** A component of a caller's ARN or user ID. */
export type Component = 'partition' | 'account' | 'kind' | 'role' | 'session' | 'user' | 'unique-id';
