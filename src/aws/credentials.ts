import * as l10n from '@vscode/l10n';
import { cancelled, Failure, isFailure } from '../core/failure';
import { endingWith } from '../net/directHttp';
import { RequestHandler } from '../net/requestHandler';
import { sentences } from '../core/text';
import { assumeRole } from './assumeRole';
import { containerCredentials } from './container';
import { chainOf, whyNoCredentials, type Attempt } from './credentialFailure';
import { expandConfigPath, requireRegularFiles } from './files';
import { CallerFailure, needOf } from './need';
import { withBoundedProcess } from './process';
import type { Profile } from './profile';
import { readProfiles, requireProfile } from './profiles';
import { orCancelled } from './shared';
import type { AwsCredentials } from './sign';
import { metadataAllowed, profileOf, sourceName, type AssumedSource, type CredentialSource } from './sources';
import { stsEndpoint } from './sts';

/** How long a source may take, in milliseconds; programs and sign-ins may be slow. */
const patience = 30_000;
/** Instance metadata answers at once or not at all. */
const metadataPatience = 1_000;

/** What getting credentials may need. */
export interface CredentialOptions {
  readonly signal?: AbortSignal | undefined;
  /**
   * Asks the person for the code of an MFA device until the signal fires; throws Failure `cancelled` when they give
   * none. `refused` says why AWS did not accept the code before.
   */
  readonly mfaCode?:
    | ((serial: string, source: CredentialSource, signal?: AbortSignal, refused?: Failure) => Promise<string>)
    | undefined;
  /**
   * Gets the credentials to assume a role with from whoever keeps them. Without it, they are requested anew.
   */
  readonly credentialsOf?: ((source: CredentialSource) => Promise<AwsCredentials>) | undefined;
}

/**
 * Gets credentials from a source through AWS's own providers, whose requests go through a {@link RequestHandler}. Stores
 * nothing; every call asks again.
 *
 * A profile may run a program (`credential_process`), which is ended when the wait for it ends. Call this
 * only where the workspace is trusted.
 *
 * @throws Failure `no-credentials` when the source has none or they have run out, `invalid` for a profile
 *   that cannot work, `denied` when AWS refuses a role, `cancelled`, `offline` when it takes longer than
 *   thirty seconds (one second for instance metadata; the time in which a person looks for an MFA code does
 *   not count). A `CallerFailure` where it is known what the caller needs.
 */
export async function credentialsOf(
  source: CredentialSource,
  options: CredentialOptions = {},
): Promise<AwsCredentials> {
  if (options.signal?.aborted) throw cancelled();
  if (source.kind === 'assumed') return assume(source, options);
  if (source.kind === 'instance') requireMetadata();
  await requireRegularFiles();
  const profile = source.kind === 'profile' ? await requireProfile(source.name) : undefined;
  if (profile?.problem) throw withDifferences(profile.problem, profile);
  const profiles = new Map((profile ? (await readProfiles()).profiles : []).map((one) => [one.name, one]));
  const attempt: Attempt = { source, profile, profiles };
  const root = profile && chainOf(profile, profiles).at(-1);
  if (root?.settings['credential_source'] === 'Ec2InstanceMetadata') requireMetadata();

  const wait = new Wait(source, source.kind === 'instance' ? metadataPatience : patience, options.signal);
  const watch = { signal: wait.signal };
  const requests = new RequestHandler(wait.signal);
  let credentials: AwsCredentials | undefined;
  try {
    const provider = await providerOf(source, options, wait, requests);
    wait.signal.throwIfAborted();
    await expandConfigPath();
    credentials = await wait.for(withBoundedProcess(watch, () => endingWith(wait.signal, provider)));
  } catch (error) {
    if (isFailure(error)) throw error;
    const why = requests.failure ?? (await whyNoCredentials({ ...attempt, watch }, error, new Date()));
    throw withDifferences(why, profile);
  } finally {
    wait.end();
  }
  if (!credentials.accessKeyId || !credentials.secretAccessKey) {
    throw await whyNoCredentials({ ...attempt, watch }, undefined, new Date());
  }
  return credentials;
}

/** A failure of a profile, with what the AWS CLI reads differently of it. */
function withDifferences(failure: Failure, profile: Profile | undefined): Failure {
  const all = (profile?.differences ?? []).map(
    ({ at, text, remedy }) => sentences(text, remedy) + ` ${at.file}:${at.line}`,
  );
  if (all.length === 0 || failure.kind === 'cancelled') return failure;
  const { kind, message, status, cause } = failure;
  const options = { remedy: [failure.remedy, ...all].filter(Boolean).join(' '), status, cause };
  const need = needOf(failure);
  return need ? new CallerFailure(kind, need, message, options) : new Failure(kind, message, options);
}

async function assume(source: AssumedSource, options: CredentialOptions): Promise<AwsCredentials> {
  const { from, role } = source;
  const [credentials, endpoint] = await Promise.all([
    options.credentialsOf ? options.credentialsOf(from) : credentialsOf(from, options),
    stsEndpoint(profileOf(from)),
  ]);
  const { signal } = options;
  const asked = role.mfaSerial === undefined ? undefined : options.mfaCode?.(role.mfaSerial, source, signal);
  const tokenCode = asked && (await orCancelled(asked, signal));
  return assumeRole(role, credentials, endpoint, { at: new Date(), signal, tokenCode });
}

async function providerOf(
  source: Exclude<CredentialSource, AssumedSource>,
  { mfaCode }: CredentialOptions,
  wait: Wait,
  requestHandler: RequestHandler,
): Promise<() => Promise<AwsCredentials>> {
  if (source.kind === 'container') return () => containerCredentials(metadataPatience);
  const sdk = await import('@aws-sdk/credential-providers');
  switch (source.kind) {
    case 'profile':
      return sdk.fromIni({
        profile: source.name,
        ignoreCache: true,
        // Endpoints and regions of this profile, not of AWS_PROFILE.
        clientConfig: { profile: source.name, requestHandler },
        parentClientConfig: { profile: source.name, requestHandler },
        ...(mfaCode && {
          mfaCodeProvider: (serial: string) => wait.pause(() => mfaCode(serial, source, wait.signal)),
        }),
      });
    case 'environment':
      return sdk.fromEnv();
    case 'web-identity':
      return sdk.fromTokenFile({ clientConfig: { requestHandler } });
    case 'instance':
      return sdk.fromInstanceMetadata({
        timeout: metadataPatience,
        maxRetries: 0,
        ec2MetadataV1Disabled: true,
      });
  }
}

function requireMetadata(): void {
  if (metadataAllowed()) return;
  throw new Failure(
    'no-credentials',
    l10n.t('Instance metadata is turned off by AWS_EC2_METADATA_DISABLED.'),
    {
      remedy: l10n.t('Take the variable away where VS Code is started, or choose another caller.'),
    },
  );
}

/** A wait with a deadline. Whatever the providers bring after it is dropped. */
class Wait {
  readonly #source: CredentialSource;
  readonly #patience: number;
  readonly #cancel: AbortSignal | undefined;
  readonly #over = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(source: CredentialSource, patience: number, cancel: AbortSignal | undefined) {
    this.#source = source;
    this.#patience = patience;
    this.#cancel = cancel;
    if (cancel?.aborted) this.#onCancel();
    else cancel?.addEventListener('abort', this.#onCancel, { once: true });
    this.#start();
  }

  /** Fires when the wait is over, however it ends. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** Waits for `work`. @throws Failure `cancelled`, or `offline` when it took too long, and what `work` throws */
  for<T>(work: Promise<T>): Promise<T> {
    const { signal } = this;
    return orCancelled(work, signal, () => signal.reason as Error);
  }

  /** Stops the clock while `work` runs, such as asking a person. */
  async pause<T>(work: () => Promise<T>): Promise<T> {
    clearTimeout(this.#timer);
    try {
      return await work();
    } finally {
      this.#start();
    }
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#cancel?.removeEventListener('abort', this.#onCancel);
    this.#over.abort(cancelled());
  }

  readonly #onCancel = () => this.#over.abort(cancelled());

  #start(): void {
    clearTimeout(this.#timer);
    if (this.#over.signal.aborted) return;
    this.#timer = setTimeout(() => this.#over.abort(this.#late()), this.#patience);
  }

  #late(): Failure {
    const instance = this.#source.kind === 'instance';
    return new Failure(
      'offline',
      l10n.t('AWS credentials did not arrive in time from: {0}', sourceName(this.#source)),
      {
        remedy: instance
          ? l10n.t('Instance metadata answers only on an EC2 instance with a role.')
          : l10n.t('Look for a program or a sign-in of this profile that waits for something.'),
      },
    );
  }
}
