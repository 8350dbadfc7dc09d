import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { Failure, type Kind, type Paste } from '../core/failure';
import { foreignWords } from '../core/redact';
import { sentences } from '../core/text';
import { parseJson, send, type Answer } from '../net/send';
import { CallerFailure, type Need } from './need';
import { sign, type AwsCredentials } from './sign';

/** Where to ask AWS STS. */
export interface StsEndpoint {
  /** Includes the path prefix of a proxy, where it has one. */
  readonly url: string;
  /** The region to sign for. */
  readonly region: string;
}

/**
 * What AWS said when it refused: its own code, such as `AccessDenied`, its own words, and the HTTP status.
 */
export interface AwsRefusal {
  readonly code: string;
  readonly message: string;
  readonly status?: number | undefined;
}

/**
 * Sends AWS STS one signed query (API version 2011-06-15) and returns its answer as a tree, `{ <Action>Response: { <Action>Result:
 * … } }`. AWS answers in JSON where that is accepted, and XML is what it documents and what stands in for it sends; in XML
 * every value is a string.
 *
 * @param parameters `Action` and what it takes
 * @param options.at the time to sign with
 * @param options.refused makes the Failure of a refusal that concerns the action, not the credentials or the
 *   service
 * @throws Failure `no-credentials` when AWS does not accept the credentials, `offline` when it is not
 *   available, `unexpected` for an answer without an error code, and what `send` throws
 */
export async function askSts(
  parameters: Readonly<Record<string, string>>,
  credentials: AwsCredentials,
  endpoint: StsEndpoint,
  options: { at: Date; signal?: AbortSignal | undefined; refused: (refusal: AwsRefusal) => Failure },
): Promise<unknown> {
  const url = new URL(endpoint.url.replace(/\/?$/, '/'));
  const body = new URLSearchParams({ ...parameters, Version: '2011-06-15' }).toString();
  const headers = await sign(
    {
      region: endpoint.region,
      host: url.host,
      path: url.pathname,
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      },
      body,
    },
    credentials,
    options.at,
  );
  delete headers['host'];
  const { signal } = options;
  const answer = await send({
    service: 'AWS STS',
    method: 'POST',
    url,
    headers,
    body,
    limit: 64 << 10,
    signal,
  });
  const tree = await treeOf(answer.body);
  if (answer.status === 200) return tree;
  const refusal = refusalOf(tree, answer.status);
  if (!refusal) throw withoutCode(answer);
  throw busy(refusal) ?? credentialsRefused(refusal) ?? options.refused(refusal);
}

/** The Failure of an answer without the documented shape. */
export function undocumented(): Failure {
  return new Failure('unexpected', l10n.t('AWS STS sent an answer that is not what it documents.'), {
    status: 200,
    remedy: l10n.t('Check AWS_ENDPOINT_URL_STS and the proxy: something else may have answered.'),
  });
}

/** A message followed by AWS's own words. */
export function withWords(text: string, { code, message }: AwsRefusal): string {
  const said = foreignWords([code, message.trim()].filter(Boolean).join(': '));
  return said === '' ? text : sentences(text, l10n.t('AWS said: {0}', said));
}

/**
 * The Failure of a refusal, with AWS's own words and its status.
 *
 * @param also what the caller needs, and what the remedy asks to be pasted, where that is known
 */
export function refused(
  kind: Kind,
  refusal: AwsRefusal,
  text: string,
  remedy: string,
  also: { readonly need?: Need | undefined; readonly paste?: Paste | undefined } = {},
): Failure {
  const { need, paste } = also;
  const message = withWords(text, refusal);
  const options = { remedy, status: refusal.status, paste };
  return need ? new CallerFailure(kind, need, message, options) : new Failure(kind, message, options);
}

/**
 * The Failure (`offline`) of a refusal that only says that AWS is too busy. Its status tells, or its code,
 * since AWS throttles with status 400 (https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html;
 * the codes are those that its SDK retries). `undefined` for any other.
 */
export function busy(refusal: AwsRefusal): Failure | undefined {
  const isBusy =
    isBusyStatus(refusal.status) ||
    /^(?:Throttl|RequestThrottled|RequestLimitExceeded|TooManyRequests|SlowDown|ServiceUnavailable|InternalFailure)/.test(
      refusal.code,
    );
  if (!isBusy) return undefined;
  const text = l10n.t('AWS is not available at the moment.');
  return refused('offline', refusal, text, l10n.t('Try again in a moment.'));
}

function isBusyStatus(status: number | undefined): boolean {
  return status !== undefined && (status === 429 || status >= 500);
}

/** The Failure of credentials that AWS does not accept for any action. `undefined` for another refusal. */
export function credentialsRefused(refusal: AwsRefusal): Failure | undefined {
  const fail = (text: string, remedy: string, need?: Need) =>
    refused('no-credentials', refusal, text, remedy, { need });
  switch (refusal.code) {
    case 'ExpiredToken':
    case 'ExpiredTokenException':
      return fail(
        l10n.t('The AWS credentials have expired.'),
        l10n.t('Get new ones for this profile, then try again.'),
        { kind: 'expired' },
      );
    case 'InvalidClientTokenId':
    case 'UnrecognizedClientException':
      return fail(
        l10n.t('AWS does not know the access key.'),
        l10n.t('It may have been deleted, or belong to another partition than the region that was asked.'),
      );
    case 'SignatureDoesNotMatch':
    case 'RequestExpired':
    case 'RequestTimeTooSkewed':
      return fail(l10n.t('AWS does not accept the signature.'), remedyForSignature(refusal.message));
    default:
      return undefined;
  }
}

/** The Failure (`denied`) of a region that the account has not turned on; `undefined` for another refusal. */
export function regionRefused(refusal: AwsRefusal): Failure | undefined {
  if (refusal.code !== 'RegionDisabledException') return undefined;
  return refused(
    'denied',
    refusal,
    l10n.t('AWS STS is not turned on in this region for the account.'),
    l10n.t("Take another region, or turn it on in the account's settings in IAM."),
  );
}

/** AWS's words tell whether this machine's clock is behind or ahead. */
function remedyForSignature(said: string): string {
  if (said.startsWith('Signature expired'))
    return l10n.t("This machine's clock is behind. Set it right, then try again.");
  if (said.startsWith('Signature not yet current'))
    return l10n.t("This machine's clock is ahead. Set it right, then try again.");
  return l10n.t(
    "Check that the secret key belongs to the access key, and that this machine's clock is right.",
  );
}

function withoutCode({ status }: Answer): Failure {
  if (isBusyStatus(status)) {
    return new Failure('offline', l10n.t('AWS STS is not available at the moment (status {0}).', status), {
      status,
      remedy: l10n.t('Try again in a moment.'),
    });
  }
  return new Failure('unexpected', l10n.t('AWS STS answered with status {0}.', status), {
    status,
    remedy: l10n.t('Check AWS_ENDPOINT_URL_STS and the proxy: something else may have answered.'),
  });
}

/** Reads JSON or XML by AWS's own reader; `undefined` for anything else. */
async function treeOf(body: string): Promise<unknown> {
  const json = parseJson(body);
  if (json !== undefined || !body.trimStart().startsWith('<')) return json;
  const { parseXML } = await import('@aws-sdk/xml-builder');
  try {
    return parseXML(body.trim());
  } catch {
    return undefined;
  }
}

const AwsErrorTree = v.object({
  Error: v.object({ Code: v.string(), Message: v.fallback(v.string(), '') }),
});
const ErrorTree = v.union([
  AwsErrorTree,
  v.pipe(
    v.object({ ErrorResponse: AwsErrorTree }),
    v.transform(({ ErrorResponse }) => ErrorResponse),
  ),
]);

function refusalOf(tree: unknown, status: number): AwsRefusal | undefined {
  const read = v.safeParse(ErrorTree, tree);
  return read.success
    ? { code: read.output.Error.Code, message: read.output.Error.Message, status }
    : undefined;
}
