import { readFile } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { safeAddress } from '../core/address';
import { Failure } from '../core/failure';
import { NodeHttpHandler } from '../net/directHttp';
import { parseJson } from '../net/send';
import type { AwsCredentials } from './sign';

/** The hosts of ECS and EKS that are asked without TLS, besides this machine. */
const containerHosts = ['169.254.170.2', '169.254.170.23', '[fd00:ec2::23]'];

const Answer = v.object({
  AccessKeyId: v.string(),
  SecretAccessKey: v.string(),
  Token: v.string(),
  Expiration: v.pipe(v.string(), v.isoTimestamp()),
});

/**
 * Gets the credentials of the container endpoint that `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` or `_FULL_URI` names, with
 * `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE` or `AWS_CONTAINER_AUTHORIZATION_TOKEN`
 * (https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html). AWS's own provider reads answers
 * of any length, and cannot be stopped.
 *
 * @param patience how long the answer may take, in milliseconds
 * @throws Failure `invalid` for an address or a token that AWS does not allow, `no-credentials` for an answer without
 *   credentials, and what Node throws
 */
export async function containerCredentials(
  patience: number,
  env: NodeJS.ProcessEnv = process.env,
): Promise<AwsCredentials> {
  const url = endpointOf(env);
  const token = await tokenOf(env);
  const { response } = await NodeHttpHandler.create().handle(
    {
      protocol: url.protocol,
      hostname: url.hostname,
      port: Number(url.port),
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: token === undefined ? {} : { authorization: token },
    },
    { requestTimeout: patience },
  );
  const body = Buffer.concat(await response.body.toArray()).toString('utf8');
  const { statusCode: status } = response;
  const found = status === 200 ? v.safeParse(Answer, parseJson(body)) : undefined;
  if (!found?.success) {
    throw new Failure(
      'no-credentials',
      l10n.t('The container endpoint gave no credentials (status {0}): {1}', status, url.host),
      {
        status,
        remedy: l10n.t('Check the endpoint and its token.'),
      },
    );
  }
  const { AccessKeyId, SecretAccessKey, Token, Expiration } = found.output;
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: Token,
    expiration: new Date(Expiration),
  };
}

function endpointOf(env: NodeJS.ProcessEnv): URL {
  const relative = env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'];
  const text = relative
    ? `http://169.254.170.2${relative}`
    : (env['AWS_CONTAINER_CREDENTIALS_FULL_URI'] ?? '');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const own = url && (safeAddress(url.origin) ?? isContainerHost(url));
  if (url && own && url.username + url.password === '') return url;
  throw new Failure(
    'invalid',
    l10n.t(
      'The container endpoint has to be https, or http to this machine or to a container host: {0}',
      url?.origin ?? text,
    ),
    {
      remedy: l10n.t(
        'Correct AWS_CONTAINER_CREDENTIALS_FULL_URI where VS Code is started. Nothing was sent.',
      ),
    },
  );
}

function isContainerHost({ protocol, hostname }: URL): boolean {
  return (
    protocol === 'http:' && (containerHosts.includes(hostname) || /^127(?:\.\d{1,3}){3}$/.test(hostname))
  );
}

async function tokenOf(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const file = env['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'];
  const token = file ? await readFile(file, 'utf8') : env['AWS_CONTAINER_AUTHORIZATION_TOKEN'];
  if (token === undefined || !/[\r\n]/.test(token)) return token || undefined;
  throw new Failure('invalid', l10n.t('A line break stands in the token of the container endpoint.'), {
    remedy: l10n.t('Write the token without one. Nothing was sent.'),
  });
}
