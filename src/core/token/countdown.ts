import * as l10n from '@vscode/l10n';

/** A token with at most this much time left is about to end, in milliseconds. */
const soonWithin = 300_000;
/** How long after its end a token is still shown, in milliseconds. */
const mournedFor = 600_000;

/** A token with the state that a countdown shows: not ending soon, about to end, or ended. */
export interface Countdown<T> {
  readonly state: 'quiet' | 'soon' | 'expired';
  readonly token: T;
}

/**
 * The token that a countdown shows: the next to end if that is within five minutes, else the last that ended within
 * the past ten minutes, else the newest that is alive; `undefined` if there is none.
 *
 * @param tokens the newest first
 */
export function countdown<T extends { readonly expires: Date }>(
  tokens: readonly T[],
  at: Date,
): Countdown<T> | undefined {
  const left = (token: T) => timeLeft(token.expires, at);
  const byEnd = tokens.toSorted((a, b) => left(a) - left(b));
  const soon = byEnd.find((token) => left(token) > 0 && left(token) <= soonWithin);
  if (soon) return { state: 'soon', token: soon };
  const ended = byEnd.findLast((token) => left(token) <= 0 && left(token) > -mournedFor);
  if (ended) return { state: 'expired', token: ended };
  const newest = tokens.find((token) => left(token) > 0);
  return newest && { state: 'quiet', token: newest };
}

/** Whether a token ended so long ago that it is no longer shown. */
export function isForgotten({ expires }: { readonly expires: Date }, at: Date): boolean {
  return timeLeft(expires, at) <= -mournedFor;
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
