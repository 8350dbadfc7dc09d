import { fieldName, fieldTitle } from '../field';
import type { ClaimPart } from './claimCause';

/** What a rule is for, within a sentence: `issuer`, or `claim` and the claim's name. */
export function claimName(part: ClaimPart, field: string): string {
  return fieldName(part, field);
}

/** The same as a label. */
export function claimTitle(part: ClaimPart, field: string): string {
  return fieldTitle(part, field);
}
