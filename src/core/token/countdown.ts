import * as l10n from '@vscode/l10n';

/** A token with this much left is about to end, in milliseconds. */
const soonWithin = 300_000;
/** For how long after its end a token is still worth a word, in milliseconds. */
const mournedFor = 600_000;

/** What a countdown tells of: nothing that matters yet, a token that is about to end, or one that has. */
export interface Countdown<T> {
  readonly state: 'quiet' | 'soon' | 'expired';
  readonly token: T;
}

/**
 * Which token of several a countdown shows, and how loudly: the one that ends next of those that end within five
 * minutes; or else the last that has ended, for ten minutes; or else the newest, quietly. `undefined` for none.
 *
 * @param tokens the newest first
 */
export function countdown<T extends { readonly expires: Date }>(
  tokens: readonly T[],
  at: Date,
): Countdown<T> | undefined {
  const left = (token: T) => token.expires.getTime() - at.getTime();
  const byEnd = tokens.toSorted((a, b) => left(a) - left(b));
  const soon = byEnd.find((token) => left(token) > 0 && left(token) <= soonWithin);
  if (soon) return { state: 'soon', token: soon };
  const ended = byEnd.findLast((token) => left(token) <= 0 && left(token) > -mournedFor);
  if (ended) return { state: 'expired', token: ended };
  const newest = tokens.find((token) => left(token) > 0);
  return newest && { state: 'quiet', token: newest };
}

/** Whether a token has ended so long ago that nobody needs to hear of it. */
export function isForgotten({ expires }: { readonly expires: Date }, at: Date): boolean {
  return expires.getTime() - at.getTime() <= -mournedFor;
}

/** Milliseconds from `at` until `expires`; negative when that has passed. */
export function timeLeft(expires: Date, at: Date): number {
  return expires.getTime() - at.getTime();
}

/** `ms` as a countdown, rounded up to seconds: `59:58`, `1:02:03`, and in words when nothing is left. */
export function formatTimeLeft(ms: number): string {
  if (!(ms > 0)) return l10n.t('expired');
  const total = Math.ceil(ms / 1000);
  const two = (number: number) => String(number).padStart(2, '0');
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  const seconds = two(total % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${seconds}` : `${minutes}:${seconds}`;
}
