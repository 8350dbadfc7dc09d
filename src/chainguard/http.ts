import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { asFailure, Failure, type Kind } from '../core/failure';
import { foreignWords } from '../core/redact';
import { sentences, visible } from '../core/text';
import { parseJson, send, type Answer, type Outgoing } from '../net/send';

/** Where Chainguard's API is, and the token to speak to it with. */
export interface Connection {
  /** The API's base URL, such as `https://console-api.enforce.dev`. */
  readonly apiUrl: string;
  /** A Chainguard token whose audience is the API. */
  readonly token: string;
}

/** A call of the API. */
interface ApiCall<Schema extends v.GenericSchema> {
  readonly method?: Outgoing['method'];
  /** The path; UIDPs keep their slashes. */
  readonly path: string;
  /** Query parameters; `undefined` ones are left out. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** The shape of the answer. */
  readonly schema: Schema;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Calls Chainguard's API and parses the answer.
 *
 * @throws Failure `invalid` where an id would change the path, before anything is sent; `signed-out` for 401,
 *   `denied` for 403, what {@link send} throws, and what {@link refusal} and {@link parseAnswer} make of the rest
 */
export async function callApi<Schema extends v.GenericSchema>(
  connection: Connection,
  call: ApiCall<Schema>,
): Promise<v.InferOutput<Schema>> {
  if (!/^(?:\/[\w:-]+)+$/.test(call.path)) {
    throw new Failure('invalid', l10n.t('This is not an ID of Chainguard: {0}', visible(call.path)), {
      remedy: l10n.t('Nothing was sent.'),
    });
  }
  const url = join(connection.apiUrl, call.path);
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  const service = apiName();
  const answer = await send({
    service,
    method: call.method ?? 'GET',
    url,
    headers: {
      Accept: 'application/json',
      Authorization: `Bearer ${connection.token}`,
      ...(call.body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
    limit: 16 << 20,
    signal: call.signal,
  });
  // What is gone needs no words.
  if (call.method === 'DELETE' && [200, 204].includes(answer.status) && answer.body.trim() === '')
    return check(call.schema, {});
  if (answer.status !== 200) throw refusal(service, answer);
  return parseAnswer(service, answer, call.schema);
}

/** The issuer's name for people. */
export function issuerName(): string {
  return l10n.t("Chainguard's issuer");
}

/** Asks the issuer by GET and parses its answer. @throws Failure as {@link send}, {@link refusal} and {@link parseAnswer} */
export async function askIssuer<Schema extends v.GenericSchema>(
  url: URL,
  schema: Schema,
  signal: AbortSignal | undefined,
): Promise<v.InferOutput<Schema>> {
  const service = issuerName();
  const answer = await send({ service, method: 'GET', url, headers: { Accept: 'application/json' }, signal });
  if (answer.status !== 200) throw refusal(service, answer);
  return parseAnswer(service, answer, schema);
}

/** A path below a base URL, whether or not the base ends with a slash. */
export function join(base: string, path: string): URL {
  return new URL(base.replace(/\/+$/, '') + path);
}

/** Parses the JSON body of an answer. @throws Failure `unexpected` when it is not JSON or not of that shape */
export function parseAnswer<Schema extends v.GenericSchema>(
  service: string,
  answer: Answer,
  schema: Schema,
): v.InferOutput<Schema> {
  return check(schema, parseJson(answer.body), service);
}

/** Gives `value` the type of `schema`. @throws Failure `unexpected`, naming the first place that does not fit */
export function check<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  service = apiName(),
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  const place = v.getDotPath(parsed.issues[0]);
  throw new Failure(
    'unexpected',
    place === null
      ? l10n.t('{0} sent an answer that is not what it documents.', service)
      : l10n.t('{0} sent an answer that is not what it documents, at: {1}', service, foreignWords(place)),
    { remedy: checkAddress() },
  );
}

function apiName(): string {
  return l10n.t("Chainguard's API");
}

/** google.rpc.Status, the body of every refusal that Chainguard itself makes. */
const Status = v.object({ code: v.number(), message: v.nullish(v.string(), '') });

/** What a refusal says in its body; `undefined` when something in between answered. */
export function statusOf(answer: Answer): v.InferOutput<typeof Status> | undefined {
  const status = v.safeParse(Status, parseJson(answer.body));
  return status.success ? status.output : undefined;
}

/**
 * The Failure that an answer other than 200 stands for, with the server's own words where it said any:
 * `signed-out` (401), `denied` (403), `invalid` (400, 404, 409), `offline` (429, 502, 503, 504, and 409 when aborted),
 * `unexpected`. gRPC codes become these statuses in grpc-gateway runtime/errors.go.
 */
export function refusal(service: string, answer: Answer): Failure {
  const { status } = answer;
  const said = statusOf(answer);
  const odd = l10n.t(
    'The answer was not in the form that Chainguard uses: a proxy may have answered instead.',
  );
  const fail = (kind: Kind, message: string, remedy: string, after?: number) =>
    new Failure(kind, withWords(message, answer), {
      status,
      after,
      remedy: said ? remedy : sentences(remedy, odd),
    });
  const later = l10n.t('Try again in a moment.');
  switch (status) {
    case 400:
      return fail(
        'invalid',
        l10n.t('{0} did not accept the request.', service),
        l10n.t('Check what was entered.'),
      );
    case 401:
      return fail(
        'signed-out',
        l10n.t('{0} does not accept the token.', service),
        l10n.t('It may have expired. Sign in again.'),
      );
    case 403:
      return fail(
        'denied',
        l10n.t('{0} does not allow this.', service),
        l10n.t('Ask for a role that has the capability, on the folder or organization in question.'),
      );
    case 404:
      return fail(
        'invalid',
        l10n.t('{0} does not know it.', service),
        l10n.t('Check the id. It may have been deleted.'),
      );
    case 409:
      // gRPC 10, ABORTED: somebody else changed it at the same moment; it need not exist already.
      if (said?.code === 10) {
        return fail('offline', l10n.t('{0} was busy with another change of the same thing.', service), later);
      }
      return fail('invalid', l10n.t('{0} has one already.', service), l10n.t('Choose another name.'));
    case 429: {
      const seconds = retryAfter(answer);
      const remedy = seconds ? l10n.t('Try again in {0} seconds.', seconds) : later;
      return fail('offline', l10n.t('{0} was asked too often.', service), remedy, seconds);
    }
    case 502:
    case 503:
    case 504:
      return fail(
        'offline',
        l10n.t('{0} is not available at the moment (status {1}).', service, status),
        later,
      );
    default:
      return fail(
        'unexpected',
        l10n.t('{0} answered with status {1}.', service, status),
        status >= 500 ? later : checkAddress(),
      );
  }
}

/** The seconds that a `Retry-After` asks for (RFC 9110: a number, or a time); `undefined` where there is none. */
function retryAfter({ headers }: Answer): number | undefined {
  const asked = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(asked)) return Number(asked);
  const left = Math.ceil((Date.parse(asked) - Date.now()) / 1000);
  return Number.isNaN(left) ? undefined : Math.max(0, left);
}

/** Whether a call failed because there is one already (409), not because of a concurrent change. */
export function isTaken(error: unknown): boolean {
  const { kind, status } = asFailure(error);
  return kind === 'invalid' && status === 409;
}

/** A message, followed by the server's own words where it said any. */
export function withWords(message: string, answer: Answer): string {
  const said = foreignWords(statusOf(answer)?.message ?? '');
  return said ? sentences(message, l10n.t('It said: {0}', said)) : message;
}

function checkAddress(): string {
  return l10n.t(
    'Check the address in the settings. A proxy or a sign-in page of a network may have answered instead.',
  );
}
