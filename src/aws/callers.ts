import * as l10n from '@vscode/l10n';
import type { Caller } from '../core/caller';
import { Failure, isFailure } from '../core/failure';
import type { CredentialOptions } from './credentials';
import { CallerFailure, needOf } from './need';
import type { Profile } from './profiles';
import type { AwsCredentials } from './sign';
import {
  profileOf,
  sourceId,
  sourceName,
  sourceOf,
  type AssumedSource,
  type CredentialSource,
} from './sources';

/** Who a source calls as. */
export interface KnownCaller {
  readonly caller: Caller;
  /** When the credentials that it was asked with end, where they do. */
  readonly expiration: Date | undefined;
}

/** Credentials that end sooner than this are asked for again, in milliseconds. */
const renewAhead = 60_000;

interface Kept {
  credentials?: Promise<AwsCredentials>;
  /** Whether `credentials` were asked for without asking the person. */
  quietly?: boolean;
  known?: Promise<KnownCaller>;
  /** What `known` has come to. */
  answer?: KnownCaller;
  failure?: unknown;
}

/**
 * The callers of this window: keeps, in memory only, the credentials of every source that was asked until they
 * end, so that an MFA code is asked once per session, and who each one is until its credentials change. However
 * many ask, AWS is asked once. Failures are remembered for show, and asked again.
 */
export class Callers {
  readonly #kept = new Map<string, Kept>();
  readonly #assumed = new Map<string, AssumedSource>();
  #prints = new Map<string, string>();
  readonly #changed: (id: string) => void;
  readonly #mfaCode: CredentialOptions['mfaCode'];

  /**
   * @param options.changed is called with the id of a source when something about it has become known
   * @param options.mfaCode asks the person for a code
   */
  constructor(options: { changed?: (id: string) => void; mfaCode?: CredentialOptions['mfaCode'] } = {}) {
    this.#changed = options.changed ?? (() => undefined);
    this.#mfaCode = options.mfaCode;
  }

  /** The roles that were assumed in this window, in their order. */
  get assumed(): readonly AssumedSource[] {
    return [...this.#assumed.values()];
  }

  /** The source with this id, also one that was assumed here. */
  source(id: string): CredentialSource | undefined {
    return this.#assumed.get(id) ?? sourceOf(id);
  }

  /** Who a source is, if it has been asked; asks nobody. */
  known(id: string): KnownCaller | undefined {
    return this.#kept.get(id)?.answer;
  }

  /** What asking a source failed of last; `undefined` when it was not asked, or did not fail. */
  failure(id: string): unknown {
    return this.#kept.get(id)?.failure;
  }

  /** Whether a source is being asked now. */
  asking(id: string): boolean {
    const kept = this.#kept.get(id);
    return kept?.known !== undefined && kept.answer === undefined;
  }

  /**
   * The credentials of a source: those that are kept, or new ones. Call this only where the workspace is trusted.
   *
   * @param options.quietly asks the person for nothing: where a code is needed, it throws a `CallerFailure` of kind
   *   `no-credentials` with the need `mfa-code`
   * @throws as `credentialsOf`
   */
  async credentials(
    source: CredentialSource,
    signal?: AbortSignal,
    { quietly = false }: { readonly quietly?: boolean } = {},
  ): Promise<AwsCredentials> {
    const kept = this.#keep(sourceId(source));
    const before = kept.credentials;
    const held = await before?.catch(() => undefined);
    if (held && !endsSoon(held, new Date())) return held;
    // Whoever waited for the same ones may have asked for new ones already.
    if (held && kept.credentials === before) forget(kept);
    const isOwn = kept.credentials === undefined;
    if (isOwn) kept.quietly = quietly;
    const wasQuiet = kept.quietly;
    const asking = (kept.credentials ??= this.#get(source, {
      signal,
      mfaCode: quietly ? codeIsNeeded : this.#mfaCode,
      credentialsOf: (from) => this.credentials(from, signal, { quietly }),
    }));
    try {
      return await asking;
    } catch (error) {
      if (kept.credentials === asking) delete kept.credentials;
      const nobodyWasAsked = !quietly && wasQuiet && needOf(error)?.kind === 'mfa-code';
      if (!isOwn && (nobodyWasAsked || isSomebodyElses(error, signal)))
        return this.credentials(source, signal, { quietly });
      throw error;
    }
  }

  /**
   * Who a source calls as; asks AWS unless that is known already. Call this only where the workspace is trusted.
   *
   * @throws as `credentialsOf` and `getCallerIdentity`
   */
  async identify(source: CredentialSource, signal?: AbortSignal): Promise<KnownCaller> {
    const id = sourceId(source);
    const kept = this.#keep(id);
    if (kept.answer && ended(kept.answer, new Date())) forget(kept);
    if (kept.known) {
      try {
        return await kept.known;
      } catch (error) {
        if (!isSomebodyElses(error, signal)) throw error;
        return this.identify(source, signal);
      }
    }
    const asking = this.#ask(source, signal);
    kept.known = asking;
    delete kept.failure;
    this.#changed(id);
    try {
      const answer = await asking;
      if (kept.known === asking) kept.answer = answer;
      return answer;
    } catch (error) {
      if (kept.known === asking) {
        delete kept.known;
        kept.failure = error;
      }
      throw error;
    } finally {
      this.#changed(id);
    }
  }

  /**
   * Assumes a role, which becomes a caller of its own in this window.
   *
   * @throws as `credentialsOf`, and Failure `invalid` for a request that AWS would refuse by its form
   */
  async assume(source: AssumedSource, signal?: AbortSignal): Promise<KnownCaller> {
    const id = sourceId(source);
    this.#kept.delete(id);
    try {
      const known = await this.identify(source, signal);
      this.#assumed.set(id, source);
      return known;
    } catch (error) {
      if (!this.#assumed.has(id)) this.#kept.delete(id);
      throw error;
    } finally {
      this.#changed(id);
    }
  }

  /** Forgets a role that was assumed here, with its credentials. @throws Failure `invalid` for any other id */
  drop(id: string): void {
    if (!this.#assumed.delete(id)) {
      throw new Failure('invalid', l10n.t('This caller was not assumed in this window.'));
    }
    this.#kept.delete(id);
    this.#changed(id);
  }

  /** Keeps what somebody else has found out about a source. */
  learn(source: CredentialSource, answer: KnownCaller): void {
    const kept = this.#keep(sourceId(source));
    kept.answer = answer;
    kept.known = Promise.resolve(answer);
    delete kept.failure;
    this.#changed(sourceId(source));
  }

  /** Forgets what is known of a source, so that it is asked again. */
  forget(id: string): void {
    this.#kept.delete(id);
  }

  /** Forgets what is known of profiles that are not what they were, and what failed: it may go well now. */
  settle(profiles: readonly Profile[]): void {
    const prints = new Map(profiles.map(({ name, print }) => [sourceId({ kind: 'profile', name }), print]));
    for (const [id, kept] of this.#kept) {
      const before = this.#prints.get(id);
      const changed = before !== undefined && prints.get(id) !== before;
      if (changed || kept.failure !== undefined) this.#kept.delete(id);
    }
    this.#prints = prints;
  }

  /** The providers and all around them are loaded when they are first needed. */
  async #get(source: CredentialSource, options: CredentialOptions): Promise<AwsCredentials> {
    const { credentialsOf } = await import('./credentials');
    return credentialsOf(source, options);
  }

  async #ask(source: CredentialSource, signal: AbortSignal | undefined): Promise<KnownCaller> {
    const credentials = await this.credentials(source, signal);
    const { getCallerIdentity, stsEndpoint } = await import('./sts');
    const endpoint = await stsEndpoint(profileOf(source));
    const caller = await getCallerIdentity(credentials, endpoint, new Date(), signal);
    return { caller, expiration: credentials.expiration };
  }

  #keep(id: string): Kept {
    const kept = this.#kept.get(id) ?? {};
    this.#kept.set(id, kept);
    return kept;
  }
}

/** Whether it was the question of somebody else that was cancelled, and not one's own. */
function isSomebodyElses(error: unknown, signal: AbortSignal | undefined): boolean {
  return isFailure(error) && error.kind === 'cancelled' && signal?.aborted === false;
}

/** Stands in for asking a person. @throws CallerFailure that says what to do */
async function codeIsNeeded(serial: string, source: CredentialSource): Promise<string> {
  await Promise.resolve();
  throw new CallerFailure(
    'no-credentials',
    { kind: 'mfa-code', serial, caller: sourceId(source) },
    l10n.t('This caller needs an MFA code: {0}', sourceName(source)),
    { remedy: l10n.t('Ask who is calling in the AWS Callers view, and enter the code.') },
  );
}

function forget(kept: Kept): void {
  delete kept.credentials;
  delete kept.known;
  delete kept.answer;
}

function ended({ expiration }: KnownCaller, at: Date): boolean {
  return expiration !== undefined && expiration <= at;
}

function endsSoon({ expiration }: AwsCredentials, at: Date): boolean {
  return expiration !== undefined && expiration.getTime() - at.getTime() < renewAhead;
}
