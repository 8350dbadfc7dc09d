import * as l10n from '@vscode/l10n';
import type { Caller } from '../core/caller';
import { asFailure, cancelled, Failure } from '../core/failure';
import type { CredentialOptions } from './credentials';
import { CallerFailure, needOf } from './need';
import type { Profile } from './profile';
import { Shared } from './shared';
import type { AwsCredentials } from './sign';
import {
  profileOf,
  sourceId,
  sourceName,
  sourceOf,
  type AssumedSource,
  type CredentialSource,
} from './sources';

/** Who is calling, as STS said or as somebody pasted it. Holds no secret. */
export interface KnownCaller {
  /** What people call it, such as `profile ci-prod`. */
  readonly name: string;
  readonly caller: Caller;
  /** When its credentials end, if they do. */
  readonly expiration?: Date | undefined;
}

/** Credentials that end within this time, in milliseconds, are asked for again. */
const renewAhead = 60_000;

interface Kept {
  credentials?: Shared<AwsCredentials>;
  /** Whether `credentials` were requested without asking the person. */
  quietly?: boolean;
  /** The result of `credentials`. */
  held?: AwsCredentials;
  known?: Shared<KnownCaller>;
  /** Whether `known` was requested without asking the person. */
  knownQuietly?: boolean;
  /** Who the source calls as: the result of `known`, or what {@link Callers.learn} was told. */
  answer?: KnownCaller;
  failure?: unknown;
}

/**
 * The callers of this window, each by the id of its source. Keeps, in memory only, each source's credentials until they
 * end, so that an MFA code is asked for once per session, and who the source is until its credentials change. However
 * many ask, AWS is asked once. Failures are kept for show, and asked again.
 */
export class Callers {
  /** What is known about each source, by its id; the newest comes last. */
  readonly #kept = new Map<string, Kept>();
  readonly #assumed = new Map<string, AssumedSource>();
  #prints = new Map<string, string>();
  readonly #listeners = new Set<(id: string) => void>();
  readonly #mfaCode: CredentialOptions['mfaCode'];
  readonly #awsProfile: () => string;

  /**
   * @param options.mfaCode asks the person for a code
   * @param options.awsProfile the profile that the settings name, empty for none
   */
  constructor(options: { mfaCode?: CredentialOptions['mfaCode']; awsProfile?: () => string } = {}) {
    this.#mfaCode = options.mfaCode;
    this.#awsProfile = options.awsProfile ?? (() => '');
  }

  /** Calls `listener` with the id of each source whose knowledge changes. */
  onDidChange(listener: (id: string) => void): { dispose(): void } {
    const own = (id: string) => listener(id);
    this.#listeners.add(own);
    return { dispose: () => void this.#listeners.delete(own) };
  }

  /** The id of the caller to offer first: the profile that the settings name, else the one of `AWS_PROFILE`. */
  get preferred(): string | undefined {
    const name = this.#awsProfile() || process.env['AWS_PROFILE'];
    return name ? sourceId({ kind: 'profile', name }) : undefined;
  }

  /** The roles that were assumed in this window, the oldest first. */
  get assumed(): readonly AssumedSource[] {
    return [...this.#assumed.values()];
  }

  /** The source with this id, including roles assumed here. */
  source(id: string): CredentialSource | undefined {
    return this.#assumed.get(id) ?? sourceOf(id);
  }

  /** Who a source is, if it has been asked; asks nobody. */
  known(id: string): KnownCaller | undefined {
    return this.#kept.get(id)?.answer;
  }

  /** Every known caller, the newest first. Those that share a name add their account to it. */
  allKnown(): readonly KnownCaller[] {
    return [...this.#kept]
      .flatMap(([id, { answer }]) => {
        const source = this.source(id);
        return answer && source ? [{ ...answer, name: this.nameOf(source) }] : [];
      })
      .toReversed();
  }

  /**
   * What people call a source; a role with its account, where another role assumed here has the same name.
   */
  nameOf(source: CredentialSource): string {
    const name = sourceName(source);
    if (source.kind !== 'assumed') return name;
    const sharesName = (other: AssumedSource) =>
      sourceId(other) !== sourceId(source) && sourceName(other) === name;
    const account = source.role.roleArn.split(':')[4] ?? '';
    return this.assumed.some(sharesName) ? l10n.t('{0} in {1}', name, account) : name;
  }

  /**
   * Whether to show a caller: a role while it is assumed in this window, instance metadata once it has answered, every
   * other source always.
   */
  isThere(id: string): boolean {
    return this.source(id) !== undefined && (id !== 'instance' || this.known(id) !== undefined);
  }

  /** The error from asking a source the last time; `undefined` when it was not asked, or did not fail. */
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
    if (signal?.aborted) throw cancelled();
    const kept = this.#keep(sourceId(source));
    if (kept.held && endsSoon(kept.held, new Date())) forget(kept);
    const joined = kept.credentials?.abandoned === false ? kept.credentials : undefined;
    const wasQuiet = joined && kept.quietly;
    try {
      return await (joined ?? this.#request(kept, source, quietly)).wait(signal);
    } catch (error) {
      const nobodyWasAsked = !quietly && wasQuiet && needOf(error)?.kind === 'mfa-code';
      if (nobodyWasAsked) return this.credentials(source, signal);
      throw error;
    }
  }

  /**
   * Who a source calls as; asks AWS unless that is known already. Call this only where the workspace is trusted.
   *
   * @param options.quietly as for {@link credentials}
   * @throws as `credentialsOf` and `getCallerIdentity`
   */
  async identify(
    source: CredentialSource,
    signal?: AbortSignal,
    { quietly = false }: { readonly quietly?: boolean } = {},
  ): Promise<KnownCaller> {
    if (signal?.aborted) throw cancelled();
    const id = sourceId(source);
    const kept = this.#keep(id);
    if (kept.answer && ended(kept.answer, new Date())) forget(kept);
    if (kept.answer) return kept.answer;
    if (kept.known?.abandoned === false) {
      const wasQuiet = kept.knownQuietly === true;
      try {
        return await kept.known.wait(signal);
      } catch (error) {
        const nobodyWasAsked = !quietly && wasQuiet && needOf(error)?.kind === 'mfa-code';
        if (nobodyWasAsked) return this.identify(source, signal);
        throw error;
      }
    }
    kept.knownQuietly = quietly;
    const asking = new Shared(
      (all) => this.#ask(source, all, quietly),
      (result) => {
        if (kept.known === asking) {
          if ('value' in result) this.#learn(id, kept, result.value);
          else {
            delete kept.known;
            kept.failure = result.error;
          }
        }
        this.#changed(id);
      },
    );
    kept.known = asking;
    delete kept.failure;
    this.#changed(id);
    return asking.wait(signal);
  }

  /**
   * Asks AWS again who a source calls as, with new credentials. What was known stays known where that is cancelled.
   *
   * @throws as {@link identify}
   */
  async identifyAnew(source: CredentialSource, signal?: AbortSignal): Promise<KnownCaller> {
    const id = sourceId(source);
    const before = this.#kept.get(id);
    this.#kept.delete(id);
    try {
      return await this.identify(source, signal);
    } finally {
      const now = this.#kept.get(id);
      const nobodyWaits = now?.answer === undefined && now?.known?.abandoned === true;
      if (before?.answer && nobodyWaits) {
        this.#kept.set(id, before);
        this.#changed(id);
      }
    }
  }

  /**
   * Assumes a role, which becomes a caller of its own in this window.
   *
   * @throws as `credentialsOf`, and Failure `invalid` for a request whose form AWS would refuse
   */
  async assume(source: AssumedSource, signal?: AbortSignal): Promise<KnownCaller> {
    const id = sourceId(source);
    const before = this.#assumed.has(id) ? this.#kept.get(id) : undefined;
    this.#kept.delete(id);
    try {
      const known = await this.identify(source, signal);
      this.#assumed.set(id, source);
      return known;
    } catch (error) {
      // A failure leaves the role that was assumed before as it was, unless that was dropped meanwhile.
      if (before && this.#assumed.has(id)) this.#kept.set(id, before);
      else this.#kept.delete(id);
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

  /**
   * Keeps who a source is, found out elsewhere with credentials from here, unless these are no longer the source's, such
   * as after a change of its profile.
   */
  learn(source: CredentialSource, credentials: AwsCredentials, caller: Caller): void {
    const id = sourceId(source);
    const kept = this.#kept.get(id);
    if (kept?.held !== credentials) return;
    this.#learn(id, kept, { name: sourceName(source), caller, expiration: credentials.expiration });
    delete kept.known;
    delete kept.failure;
    this.#changed(id);
  }

  /** Forgets a source, so that it is asked again, if these are still its credentials. */
  forget(id: string, credentials: AwsCredentials): void {
    if (this.#kept.get(id)?.held === credentials) this.#drop(id);
  }

  /**
   * Forgets what is known about profiles that have changed and, after the files have changed, about those
   * that were asked before any list was read. A role that was assumed here stays, even if the profile that it
   * came from has changed: AWS honours its session to its end, and a new one may cost a code. When it is
   * asked again, it is assumed with the profile as it is then.
   */
  settle(profiles: readonly Profile[], { filesChanged = false } = {}): void {
    const prints = new Map(profiles.map(({ name, print }) => [sourceId({ kind: 'profile', name }), print]));
    const before = this.#prints;
    this.#prints = prints;
    for (const [id, print] of before) if (prints.get(id) !== print) this.#drop(id);
    if (!filesChanged) return;
    for (const id of this.#kept.keys()) if (id.startsWith('profile:') && !before.has(id)) this.#drop(id);
  }

  /** Forgets failures, since asking may succeed now. */
  forgetFailures(): void {
    for (const [id, { failure }] of this.#kept) if (failure !== undefined) this.#drop(id);
  }

  /** Asks for new credentials for all who wait for them. */
  #request(kept: Kept, source: CredentialSource, quietly: boolean): Shared<AwsCredentials> {
    const asking = new Shared(
      async (all) => {
        // Loads the providers, and all that they need, only when they are first needed.
        const { credentialsOf } = await import('./credentials');
        return withCodes(quietly ? codeIsNeeded : this.#mfaCode, (mfaCode) =>
          credentialsOf(source, {
            signal: all,
            mfaCode,
            credentialsOf: (from) => this.credentials(from, all, { quietly }),
          }),
        );
      },
      (result) => {
        if (kept.credentials !== asking) return;
        if ('value' in result) kept.held = result.value;
        else delete kept.credentials;
      },
    );
    kept.credentials = asking;
    kept.quietly = quietly;
    delete kept.held;
    return asking;
  }

  async #ask(
    source: CredentialSource,
    signal: AbortSignal | undefined,
    quietly: boolean,
  ): Promise<KnownCaller> {
    const credentials = await this.credentials(source, signal, { quietly });
    const { getCallerIdentity, stsEndpoint } = await import('./sts');
    const endpoint = await stsEndpoint(profileOf(source));
    const caller = await getCallerIdentity(credentials, endpoint, new Date(), signal);
    return { name: sourceName(source), caller, expiration: credentials.expiration };
  }

  /** Keeps who a source is, and moves it last, unless it was replaced meanwhile. */
  #learn(id: string, kept: Kept, answer: KnownCaller): void {
    kept.answer = answer;
    if (this.#kept.get(id) !== kept) return;
    this.#kept.delete(id);
    this.#kept.set(id, kept);
  }

  /** Forgets a source, and tells the listeners if it was known. */
  #drop(id: string): void {
    const known = this.known(id);
    this.#kept.delete(id);
    if (known) this.#changed(id);
  }

  #changed(id: string): void {
    for (const listener of [...this.#listeners]) listener(id);
  }

  #keep(id: string): Kept {
    const kept = this.#kept.get(id) ?? {};
    this.#kept.set(id, kept);
    return kept;
  }
}

/** How often a code is asked for that AWS does not accept. */
const mostCodes = 3;

/** Gets credentials, and again with another code where AWS did not accept the one that the person gave. */
async function withCodes(
  ask: CredentialOptions['mfaCode'],
  get: (mfaCode: CredentialOptions['mfaCode']) => Promise<AwsCredentials>,
  codes = 1,
  refused?: Failure,
): Promise<AwsCredentials> {
  const asked = { code: false };
  const code: CredentialOptions['mfaCode'] =
    ask &&
    (async (serial, source, signal) => {
      const typed = await ask(serial, source, signal, refused);
      asked.code = true;
      return typed;
    });
  try {
    return await get(code);
  } catch (error) {
    const another = asked.code && codes < mostCodes && needOf(error)?.kind === 'mfa-code';
    if (another) return withCodes(ask, get, codes + 1, asFailure(error));
    throw error;
  }
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
  delete kept.held;
  delete kept.known;
  delete kept.answer;
}

function ended({ expiration }: KnownCaller, at: Date): boolean {
  return expiration !== undefined && expiration <= at;
}

function endsSoon({ expiration }: AwsCredentials, at: Date): boolean {
  return expiration !== undefined && expiration.getTime() - at.getTime() < renewAhead;
}
