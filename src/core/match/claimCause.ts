import type { Platform } from '../platform/platform';
import type { Differs, PrincipalKind, TextCause } from './cause';
import type { Run } from './subjectParts';

/** What a rule for a token's claim is for. */
export type ClaimPart = 'issuer' | 'subject' | 'audience' | 'claim';

/** Why a rule does not accept what a token says, with the facts that its sentence needs. */
export type ClaimCause =
  | TextCause
  /** An exact value with `*` in it, as IAM's policies have them; `fixed` is the pattern that it stands for. */
  | { readonly kind: 'wildcard'; readonly fixed: string }
  /** Only a `/` at the end differs; `on` has it. */
  | { readonly kind: 'trailing-slash'; readonly on: 'rule' | 'token' }
  /** Only `https://` differs: http, or nothing in its place. */
  | { readonly kind: 'scheme'; readonly fixed: string }
  /** Both are issuers of AWS accounts. */
  | ({ readonly kind: 'issuer-account' } & Differs)
  | { readonly kind: 'platform'; readonly expected: Platform; readonly actual: Platform }
  /** GitHub's subjects with the owner's and the repository's ids, and those without; `in` has the ids. */
  | { readonly kind: 'immutable'; readonly in: 'rule' | 'token' }
  /** The same names, with another id: the owner or the repository is another one. */
  | ({ readonly kind: 'remade'; readonly what: 'owner' | 'repository' } & Differs)
  /** A GitHub workflow that runs for something else. */
  | { readonly kind: 'run'; readonly expected: Run; readonly actual: Run }
  /** Another component differs; `changes` if it is another one each time. */
  | ({ readonly kind: 'component'; readonly what: string; readonly changes: boolean } & Differs)
  /** An assumed role's ARN, where a token has the role's own. */
  | { readonly kind: 'assumed-role'; readonly role: string; readonly sameRole: boolean }
  /** The role's own ARN, with a session behind it. */
  | { readonly kind: 'session-behind'; readonly session: string }
  /** The right role or user without its path, or with another one. */
  | ({ readonly kind: 'path' } & Differs)
  | { readonly kind: 'principal'; readonly expected: PrincipalKind; readonly actual: PrincipalKind }
  /** Another audience; `of` is the platform whose default it is. */
  | { readonly kind: 'audience'; readonly actual: string; readonly of: Platform | undefined }
  | { readonly kind: 'absent'; readonly similar: string | undefined }
  /** Inside a claim that is an object. */
  | { readonly kind: 'nested'; readonly within: string }
  | { readonly kind: 'not-text'; readonly is: 'number' | 'boolean' | 'list' | 'object' }
  | { readonly kind: 'other' };
