import * as l10n from '@vscode/l10n';

/**
 * The kinds of failure, each with one way for a person to go on:
 *
 * - `cancelled`: the person stopped it; nothing to say.
 * - `signed-out`: there is no Chainguard session, or it has run out.
 * - `no-credentials`: AWS gave no credentials for this caller, or they have expired.
 * - `denied`: AWS, Chainguard's issuer or Chainguard's API refused.
 * - `mismatch`: the caller is not one that the identity accepts.
 * - `invalid`: an input is not what it has to be; nothing was sent.
 * - `offline`: the other side could not be reached.
 * - `unexpected`: an answer or a state that this program does not know.
 */
export type Kind =
  | 'cancelled'
  | 'signed-out'
  | 'no-credentials'
  | 'denied'
  | 'mismatch'
  | 'invalid'
  | 'offline'
  | 'unexpected';

/** A text to paste elsewhere, which holds nothing secret. */
export interface Paste {
  readonly kind: 'command' | 'policy';
  readonly text: string;
}

/** What a {@link Failure} knows beyond its message. */
export interface FailureOptions {
  /** What the person can do next, as a sentence. */
  remedy?: string | undefined;
  /** What the remedy asks for, ready to be pasted: a command for a shell, or an IAM policy in JSON. */
  paste?: Paste | undefined;
  /** The HTTP status of the answer that was refused. */
  status?: number | undefined;
  /** In how many seconds the other side may be asked again, where it says so. */
  after?: number | undefined;
  /**
   * What the issuer refused: the token, by its age, form or audience, which says nothing about whoever it is of; or the
   * caller whose token it is.
   */
  refused?: 'token' | 'caller' | undefined;
  /** The underlying error; goes to the log (redacted), never to the person. */
  cause?: unknown;
}

/**
 * The one error that this program throws on purpose. Its `kind` is data: compare that, never the class
 * (bundles have several copies) and never the message (it is translated).
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly kind: Kind;
  readonly remedy: string | undefined;
  readonly paste: Paste | undefined;
  readonly status: number | undefined;
  readonly after: number | undefined;
  readonly refused: FailureOptions['refused'];

  /**
   * @param message what happened, as a sentence without "Error:", the variable part last after a colon
   */
  constructor(kind: Kind, message: string, options: FailureOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.remedy = options.remedy;
    this.paste = options.paste;
    this.status = options.status;
    this.after = options.after;
    this.refused = options.refused;
  }
}

/** The failure of what a person stopped. */
export function cancelled(cause?: unknown): Failure {
  return new Failure('cancelled', l10n.t('Cancelled.'), { cause });
}

/** `error` itself if it is a failure, else an `unexpected` one with it as the cause. Never throws. */
export function asFailure(error: unknown): Failure {
  if (isFailure(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new Failure('unexpected', message, { cause: error });
}

/** Whether `error` is a {@link Failure}, from this bundle's copy of the class or from another's. */
export function isFailure(error: unknown): error is Failure {
  return error instanceof Error && error.name === 'Failure' && 'kind' in error;
}
