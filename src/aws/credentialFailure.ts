import * as l10n from '@vscode/l10n';
import { Failure } from '../core/failure';
import { foreignWords } from '../core/redact';
import { visible } from '../core/text';
import { unreachable } from '../net/unreachable';
import { explainRefusal } from './assumeRole';
import { CallerFailure } from './need';
import { processProblemText, type ProcessWatch } from './process';
import { longestChain } from './how';
import type { Profile } from './profile';
import { sourceName, type CredentialSource } from './sources';
import { signInOf } from './ssoToken';
import { busy, credentialsRefused, type AwsRefusal } from './stsQuery';

/** A try to get credentials. */
export interface Attempt {
  readonly source: CredentialSource;
  /** The profile, if the source is one, and all profiles, to follow its chain. */
  readonly profile: Profile | undefined;
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly watch?: ProcessWatch;
}

/** A profile and its source profiles, down to the one that its credentials come from in the end. */
export function chainOf(profile: Profile, profiles: ReadonlyMap<string, Profile>): Profile[] {
  const chain = [profile];
  for (let step: Profile | undefined = profile; step.method === 'assume-role';) {
    step = profiles.get(step.settings['source_profile'] ?? '');
    if (!step || chain.length > longestChain || chain.includes(step)) break;
    chain.push(step);
  }
  return chain;
}

/**
 * Explains why a source gave no credentials, from what AWS's provider threw: the one place that reads the
 * providers' errors. These have few codes. So for a program it looks at what its watch saw, for signing in at
 * the cache, and only then at the provider's words.
 */
export async function whyNoCredentials(attempt: Attempt, error: unknown, at: Date): Promise<Failure> {
  const { source, profile, profiles, watch } = attempt;
  const chain = profile ? chainOf(profile, profiles) : [];
  const root = chain.at(-1);
  if (watch?.problem !== undefined) {
    return new Failure('no-credentials', processProblemText(watch.problem), {
      remedy: l10n.t('Run the program of this profile in a terminal to see why: {0}', profile?.name ?? ''),
    });
  }
  const signIn = root && (await signInOf(root, at));
  if (root && signIn && (signIn.state !== 'live' || saysSignIn(error))) {
    return signInFailure(root, signIn.state === 'missing');
  }
  const refusal = refusalIn(error);
  if (refusal) {
    const noTime = busy(refusal);
    if (noTime) return noTime;
    if (isWebIdentity(source, root)) return webIdentityRefused(refusal);
    const asked = chain.find(({ settings }) => named(settings['role_arn'], refusal.message)) ?? chain[0];
    const role = asked?.settings['role_arn'];
    const known = credentialsRefused(refusal);
    if (known) return known;
    if (asked && role !== undefined) {
      const { external_id: externalId, mfa_serial: mfaSerial } = asked.settings;
      return explainRefusal(refusal, { roleArn: role, externalId, mfaSerial });
    }
  }
  if (source.kind !== 'instance' && source.kind !== 'container') {
    const failure = unreachable('AWS', hostIn(error) ?? sourceName(source), error);
    if (failure.kind === 'offline') return failure;
  }
  return otherwise(source, root, error);
}

/** The Failure of a profile that has to sign in first; `missing` when nobody ever has. */
export function signInFailure(root: Profile, missing: boolean): CallerFailure {
  const how = root.method === 'login' ? 'login' : 'sso';
  const run = how === 'sso' ? `aws sso login --profile ${root.name}` : `aws login --profile ${root.name}`;
  return new CallerFailure(
    'no-credentials',
    { kind: 'sign-in', how, profile: root.name },
    missing
      ? l10n.t('Nobody is signed in to AWS for the profile: {0}', visible(root.name))
      : l10n.t('The AWS sign-in has expired for the profile: {0}', visible(root.name)),
    { remedy: l10n.t('Sign in again: {0}', run) },
  );
}

/**
 * Whether an error asks for signing in: it is an answer of the portal or of the sign-in service to a session
 * that they ended early, or what the providers say of a session that they could not renew, which tells no
 * more of the answer (`@aws-sdk/token-providers`, fromSso; `@aws-sdk/credential-provider-login`,
 * LoginCredentialsFetcher).
 */
function saysSignIn(error: unknown): boolean {
  return /\b(?:UnauthorizedException|InvalidGrantException|re-?authenticate|to refresh this SSO session)\b/i.test(
    errors(error)
      .map(({ name, message }) => `${name} ${message}`)
      .join('\n'),
  );
}

function isWebIdentity(source: CredentialSource, root: Profile | undefined): boolean {
  return source.kind === 'web-identity' || root?.method === 'web-identity';
}

/** STS API reference, AssumeRoleWithWebIdentity, "Errors". */
function webIdentityRefused(refusal: AwsRefusal): Failure {
  const said = foreignWords(`${refusal.code}: ${refusal.message}`);
  const options = (remedy: string) => ({ remedy, status: refusal.status });
  switch (refusal.code) {
    case 'ExpiredTokenException':
      return new CallerFailure(
        'no-credentials',
        { kind: 'expired' },
        l10n.t('The web identity token has expired. AWS said: {0}', said),
        options(l10n.t('Whoever writes the token file has to write a new one.')),
      );
    case 'InvalidIdentityToken':
    case 'IDPRejectedClaim':
      return new Failure(
        'denied',
        l10n.t('AWS does not accept the web identity token. It said: {0}', said),
        options(l10n.t('Check the token file, and the identity provider that the account trusts.')),
      );
    case 'AccessDenied':
      return new Failure(
        'denied',
        l10n.t('AWS does not let this token assume the role. It said: {0}', said),
        options(
          l10n.t(
            'AWS does not say which of these it is: the trust policy does not fit the token; there is no such role.',
          ),
        ),
      );
    default:
      return new Failure(
        'denied',
        l10n.t('AWS refused the web identity token. It said: {0}', said),
        options(l10n.t('Check the role and the token file.')),
      );
  }
}

function otherwise(source: CredentialSource, profile: Profile | undefined, error: unknown): Failure {
  const first = foreignWords(errors(error)[0]?.message.split('\n', 1)[0] ?? '', 300);
  const name = sourceName(source);
  const message = first
    ? l10n.t('AWS gave no credentials for {0}: {1}', name, first)
    : l10n.t('AWS gave no credentials for: {0}', name);
  return new Failure('no-credentials', message, { remedy: remedyOf(source, profile), cause: error });
}

function remedyOf(source: CredentialSource, profile: Profile | undefined): string {
  switch (source.kind) {
    case 'profile':
      return profile?.method === 'none'
        ? l10n.t('Nothing in this profile gives credentials. Add keys, a role, or run: aws configure')
        : l10n.t('Check the profile: {0}', profile ? `${profile.at.file}:${profile.at.line}` : source.name);
    case 'environment':
      return l10n.t('Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY where VS Code is started.');
    case 'web-identity':
      return l10n.t('Check AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN.');
    case 'container':
      return l10n.t('Check the endpoint and its token.');
    case 'instance':
      return l10n.t('Instance metadata answers only on an EC2 instance with a role.');
    case 'assumed':
      return l10n.t('Assume the role again.');
  }
}

/** Finds the refusal of an AWS service in what its client threw: the error's name is AWS's code. */
function refusalIn(error: unknown): AwsRefusal | undefined {
  const found = errors(error).find((fact) => '$fault' in fact || '$metadata' in fact);
  return found && '$fault' in found
    ? { code: found.name, message: found.message, status: statusIn(found) }
    : undefined;
}

function statusIn(error: Error): number | undefined {
  const metadata = '$metadata' in error ? error.$metadata : undefined;
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? metadata.httpStatusCode
      : undefined;
  return typeof status === 'number' ? status : undefined;
}

function hostIn(error: unknown): string | undefined {
  for (const fact of errors(error)) {
    if ('hostname' in fact && typeof fact.hostname === 'string') return fact.hostname;
    if ('address' in fact && typeof fact.address === 'string') return fact.address;
  }
  return undefined;
}

function named(arn: string | undefined, message: string): boolean {
  return arn !== undefined && message.endsWith(arn);
}

function errors(error: unknown): Error[] {
  const found: Error[] = [];
  for (let at = error; at instanceof Error && found.length < 10; at = at.cause) found.push(at);
  return found;
}
