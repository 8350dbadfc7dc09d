import type { Way } from '../match/way';
import { type Platform, platformOf } from '../platform/platform';
import { type Draft, wayOfDraft } from './draft';

/** Which drafts a form is for; all where it does not say. */
interface Suited {
  /** The ways to assume an identity. */
  readonly ways?: readonly Way[] | null | undefined;
  /** The platforms whose tokens an identity trusts. */
  readonly platforms?: readonly Platform[] | null | undefined;
}

/** Whether a form is for the draft's way to assume an identity, and for tokens of the issuer that it trusts. */
export function suits({ ways, platforms }: Suited, draft: Draft): boolean {
  if (ways && !ways.includes(wayOfDraft(draft))) return false;
  if (!platforms) return true;
  const platform = platformOf(draft.claims?.issuer);
  return platform !== undefined && platforms.includes(platform);
}
