import * as l10n from '@vscode/l10n';
import type { TestResult } from './result';

/** What can be done about a result. */
export const offerIds = [
  'again',
  'cancel',
  'fix',
  'fixFile',
  'undo',
  'bind',
  'signInAws',
  'signIn',
  'explain',
  'askAnyway',
  'useToken',
  'copy',
  'save',
] as const;
export type OfferId = (typeof offerIds)[number];

/** One of them, with its title. */
export interface Offer {
  readonly id: OfferId;
  readonly title: string;
}

/** What the window knows beside the result. */
export interface OfferContext {
  readonly trusted: boolean;
  /** The name of a file that defines the identity. */
  readonly file: string | undefined;
  /** Whether the test's token is alive. */
  readonly token: boolean;
  /** Whether the comparison can be explained. */
  readonly explains: boolean;
}

/** What to offer below a result, the next thing to do first. */
export function offersOf(
  result: TestResult,
  { trusted, file, token, explains }: OfferContext,
): readonly Offer[] {
  if (result.outcome === null) return [{ id: 'cancel', title: l10n.t('Cancel') }];
  const again: Offer = { id: 'again', title: l10n.t('Test Again') };
  const fits = result.change === null;
  const acting: (Offer | false)[] = [
    result.need === 'aws-sign-in' && { id: 'signInAws', title: l10n.t('Sign In and Test Again') },
    result.need === 'role' && { id: 'bind', title: l10n.t('Bind a Role…') },
    (result.fixed !== null || result.stale !== null) && again,
    result.fixed !== null && { id: 'undo', title: l10n.t('Undo') },
    result.fixed === null && !fits && { id: 'fix', title: l10n.t('Fix in Chainguard…') },
    !fits && file !== undefined && { id: 'fixFile', title: l10n.t('Fix in {0}', file) },
    result.fixed === null && result.stale === null && again,
    result.need === 'sign-in' && { id: 'signIn', title: l10n.t('Sign In…') },
    result.outcome === 'not-assumed' &&
      result.refusedHere && { id: 'askAnyway', title: l10n.t('Ask Chainguard Anyway') },
    token && { id: 'useToken', title: l10n.t('Use Token…') },
  ];
  const reading: (Offer | false)[] = [
    explains && { id: 'explain', title: l10n.t('Explain') },
    { id: 'copy', title: l10n.t('Copy Report') },
    { id: 'save', title: l10n.t('Save Report…') },
  ];
  const offers = [...(trusted ? acting : acting.filter((offer) => isSafe(offer))), ...reading];
  return offers.filter((offer) => offer !== false);
}

/** Whether an offer is there in Restricted Mode: it neither signs nor changes anything. */
function isSafe(offer: Offer | false): boolean {
  return offer !== false && offer.id === 'fixFile';
}
