import { Failure, type FailureOptions, type Kind } from '../core/failure';

/**
 * What a caller needs before it can call, as data for whoever offers it:
 *
 * - `sign-in`: its IAM Identity Center session, or its console session (`aws login`), is missing or over.
 * - `mfa-code`: a code of an MFA device, which was not given or not accepted; `caller` is the id of the source that
 *   can be asked again, where it is known.
 * - `expired`: temporary credentials that ended and that nothing here can renew.
 * - `source-profile`: a profile that its chain names and that does not exist.
 * - `loop`: its chain comes back to itself.
 * - `fix`: something in the files to correct.
 */
export type Need =
  | { readonly kind: 'sign-in'; readonly how: 'sso' | 'login'; readonly profile: string }
  | { readonly kind: 'mfa-code'; readonly serial: string; readonly caller?: string }
  | { readonly kind: 'expired' }
  | { readonly kind: 'source-profile'; readonly name: string; readonly at: Place | undefined }
  | { readonly kind: 'loop'; readonly profiles: readonly string[]; readonly at: Place | undefined }
  | { readonly kind: 'fix'; readonly at: Place | undefined };

/** A line of a file, counted from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** A Failure that knows what the caller needs. */
export class CallerFailure extends Failure {
  readonly need: Need;

  /** @param message what happened, as a sentence */
  constructor(kind: Kind, need: Need, message: string, options: FailureOptions = {}) {
    super(kind, message, options);
    this.need = need;
  }
}

/** What the caller that failed with `error` needs; `undefined` where nothing a person does here would help. */
export function needOf(error: unknown): Need | undefined {
  return error instanceof Error && error.name === 'Failure' && 'need' in error
    ? (error.need as Need)
    : undefined;
}
