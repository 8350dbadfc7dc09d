import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { safeAddress } from '../core/address';
import type { Caller } from '../core/caller';
import { Failure } from '../core/failure';
import { visible } from '../core/text';
import type { AwsCredentials } from './sign';
import { askSts, undocumented, withWords, type StsEndpoint } from './stsQuery';

/**
 * The STS endpoint for a profile, with AWS's own precedence: `AWS_ENDPOINT_URL_STS`, `AWS_ENDPOINT_URL` and
 * `endpoint_url` (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html), else the
 * regional endpoint of `AWS_REGION` or the profile's region, in its variant for FIPS or for both address
 * families where the settings ask for it
 * (https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html), else the global one. None of this
 * comes from a workspace.
 *
 * @throws Failure `invalid` for an address that is neither https nor loopback, and for a region that is not
 *   the name of one
 */
export async function stsEndpoint(profile: string | undefined): Promise<StsEndpoint> {
  return endpointFor(profile, 'any');
}

/**
 * A regional STS endpoint, for what the global one does not answer (`GetWebIdentityToken`): as
 * {@link stsEndpoint}, but a profile's own region goes before `AWS_REGION`, because the other way round is only
 * meant for whoever chose no profile, and `us-east-1` stands in where neither names one.
 *
 * @throws Failure as {@link stsEndpoint}, and `invalid` where the global host was configured
 */
export async function regionalStsEndpoint(profile: string | undefined): Promise<StsEndpoint> {
  const endpoint = await endpointFor(profile, 'regional');
  if (new URL(endpoint.url).hostname !== globalHost) return endpoint;
  throw new Failure(
    'invalid',
    l10n.t(
      'AWS gives web identity tokens only at a regional endpoint, and this is the global one: {0}',
      endpoint.url,
    ),
    {
      remedy: l10n.t(
        'Take AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL or endpoint_url of the profile away, or set it to: https://sts.{0}.amazonaws.com',
        endpoint.region,
      ),
    },
  );
}

async function endpointFor(profile: string | undefined, which: 'any' | 'regional'): Promise<StsEndpoint> {
  const { loadConfig, CONFIG_PREFIX_SEPARATOR } = await import('@smithy/core/config');
  const from = { ignoreCache: true, ...(profile !== undefined && { profile }) };
  const setting = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  const read = (
    environmentVariableSelector: (env: Env) => string | undefined,
    configFileSelector: (values: Env, file?: Record<string, Env>) => string | undefined,
  ) =>
    loadConfig<string | undefined>(
      { environmentVariableSelector, configFileSelector, default: undefined },
      from,
    )();
  const isOn = async (variable: string, name: string) =>
    (
      await read(
        (env) => setting(env[variable]),
        (values) => setting(values[name]),
      )
    )?.toLowerCase() === 'true';

  const regionOf = (values: Env) => setting(values['region']);
  const ofProfile =
    which === 'regional' && profile !== undefined ? await read(() => undefined, regionOf) : undefined;
  const region =
    ofProfile ??
    (await read((env) => setting(env['AWS_REGION']) ?? setting(env['AWS_DEFAULT_REGION']), regionOf));
  if (region !== undefined && !isHostLabel(region)) throw notRegion(region);
  const url = (await isOn('AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'ignore_configured_endpoint_urls'))
    ? undefined
    : await read(
        (env) => setting(env['AWS_ENDPOINT_URL_STS']) ?? setting(env['AWS_ENDPOINT_URL']),
        (values, file) => {
          const services = file?.[`services${CONFIG_PREFIX_SEPARATOR}${values['services'] ?? ''}`];
          return (
            setting(services?.[`sts${CONFIG_PREFIX_SEPARATOR}endpoint_url`]) ??
            setting(values['endpoint_url'])
          );
        },
      );
  const isGlobal = region === undefined || region === 'aws-global';
  if (url !== undefined) return { url: checked(url), region: isGlobal ? globalRegion : region };
  const fips = await isOn('AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint');
  const dualStack = await isOn('AWS_USE_DUALSTACK_ENDPOINT', 'use_dualstack_endpoint');
  if (isGlobal && which === 'any' && !fips && !dualStack)
    return { url: `https://${globalHost}`, region: globalRegion };
  const { partition } = await import('@aws-sdk/core/client');
  const at = isGlobal ? globalRegion : region;
  const { name, dnsSuffix, dualStackDnsSuffix } = partition(at);
  // GovCloud's ordinary endpoints are the ones for FIPS (https://aws.amazon.com/compliance/fips/).
  const service = fips && (dualStack || name !== 'aws-us-gov') ? 'sts-fips' : 'sts';
  return { url: `https://${service}.${at}.${dualStack ? dualStackDnsSuffix : dnsSuffix}`, region: at };
}

type Env = Record<string, string | undefined>;

const globalHost = 'sts.amazonaws.com';
/** The region to sign for at the global endpoint. */
const globalRegion = 'us-east-1';

/** A region becomes part of a host name, so it has to be a host label, as AWS's SDK requires. */
function isHostLabel(text: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(text);
}

function notRegion(text: string): Failure {
  return new Failure('invalid', l10n.t('This is not an AWS region: {0}', visible(text)), {
    remedy: l10n.t('Correct AWS_REGION, AWS_DEFAULT_REGION or the region of the profile.'),
  });
}

function checked(text: string): string {
  if (safeAddress(text)) return text;
  throw new Failure(
    'invalid',
    l10n.t('The AWS STS endpoint has to be an https address, or http on this machine: {0}', text),
    {
      remedy: l10n.t('Correct AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL or endpoint_url of the profile.'),
    },
  );
}

const CallerJson = v.object({
  GetCallerIdentityResponse: v.object({
    GetCallerIdentityResult: v.object({ Account: v.string(), Arn: v.string(), UserId: v.string() }),
  }),
});

/**
 * Asks AWS STS who signs with these credentials (`GetCallerIdentity`, API version 2011-06-15).
 *
 * @param at the time to sign with
 * @throws Failure `no-credentials` when AWS does not accept them, `denied` when it refuses otherwise,
 *   `unexpected` for an answer of another shape, and what `send` throws
 */
export async function getCallerIdentity(
  credentials: AwsCredentials,
  endpoint: StsEndpoint,
  at: Date,
  signal?: AbortSignal,
): Promise<Caller> {
  const answer = await askSts({ Action: 'GetCallerIdentity' }, credentials, endpoint, {
    at,
    signal,
    refused: (refusal) =>
      new Failure('denied', withWords(l10n.t('AWS STS refused to say who is calling.'), refusal), {
        remedy: l10n.t('Check the policies of this caller.'),
      }),
  });
  const parsed = v.safeParse(CallerJson, answer);
  if (!parsed.success) throw undocumented();
  const { Account, Arn, UserId } = parsed.output.GetCallerIdentityResponse.GetCallerIdentityResult;
  return { account: Account, arn: Arn, userId: UserId };
}
