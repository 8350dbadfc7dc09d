import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { safeAddress } from '../core/address';
import type { Caller } from '../core/caller';
import { Failure } from '../core/failure';
import type { AwsCredentials } from './sign';
import { askSts, undocumented, withWords, type StsEndpoint } from './stsQuery';

export type { StsEndpoint } from './stsQuery';

/**
 * The STS endpoint for a profile, with AWS's own precedence: `AWS_ENDPOINT_URL_STS`, `AWS_ENDPOINT_URL` and
 * `endpoint_url` (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html), else the regional
 * endpoint of `AWS_REGION` or the profile's region, else the global one. Nothing of this comes from a workspace.
 *
 * @throws Failure `invalid` for an address that is neither https nor loopback
 */
export async function stsEndpoint(profile: string | undefined): Promise<StsEndpoint> {
  const { loadConfig, NODE_REGION_CONFIG_OPTIONS, CONFIG_PREFIX_SEPARATOR } =
    await import('@smithy/core/config');
  const from = { ignoreCache: true, ...(profile !== undefined && { profile }) };
  const setting = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  const region = await loadConfig<string | undefined>(
    {
      environmentVariableSelector: (env) => setting(env['AWS_REGION']) ?? setting(env['AWS_DEFAULT_REGION']),
      configFileSelector: (values) => setting(NODE_REGION_CONFIG_OPTIONS.configFileSelector(values)),
      default: undefined,
    },
    from,
  )();
  const url = await loadConfig<string | undefined>(
    {
      environmentVariableSelector: (env) =>
        setting(env['AWS_ENDPOINT_URL_STS']) ?? setting(env['AWS_ENDPOINT_URL']),
      configFileSelector: (values, file) => {
        const services = file?.[`services${CONFIG_PREFIX_SEPARATOR}${values['services'] ?? ''}`];
        return (
          setting(services?.[`sts${CONFIG_PREFIX_SEPARATOR}endpoint_url`]) ?? setting(values['endpoint_url'])
        );
      },
      default: undefined,
    },
    from,
  )();
  if (url !== undefined) return { url: checked(url), region: region ?? 'us-east-1' };
  if (region === undefined) return { url: 'https://sts.amazonaws.com', region: 'us-east-1' };
  const { partition } = await import('@aws-sdk/core/client');
  return { url: `https://sts.${region}.${partition(region).dnsSuffix}`, region };
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
