import * as l10n from '@vscode/l10n';
import { decodeCapabilities } from './capabilities';
import { problemsWithAwsToken, type AwsToken, type AwsTokenExpectation } from './awsRequest';
import { redact } from '../redact';
import { visible } from '../text';
import { formatTimeLeft, timeLeft } from './countdown';
import { maskToken, type ChainguardToken } from './token';

/** Whether a token's signature was checked, against whose keys, and the result. */
export type SignatureCheck =
  | { readonly kind: 'not-checked' }
  | { readonly kind: 'genuine'; readonly issuer: string }
  | { readonly kind: 'refused'; readonly issuer: string; readonly why: string };

/**
 * A JWT's claims as YAML for people. The token and any secrets in its claims are masked. `secret` is only for the mask;
 * `expires` overrides what the token itself says.
 */
export function jwtText(token: {
  readonly title: string;
  readonly secret: string;
  readonly claims: ChainguardToken;
  readonly expires?: Date;
  readonly signature: SignatureCheck;
  readonly at: Date;
}): string {
  const { claims } = token;
  const expires = token.expires ?? claims.expiresAt;
  const lines = [
    `# ${token.title}`,
    `# ${signatureSentence(token.signature)}`,
    `# ${l10n.t('The token itself is not in this text.')}`,
    '',
    entry('token', maskToken(token.secret)),
    entry('issuer', claims.issuer),
    entry('subject', claims.subject),
    entry('audience', claims.audiences.join(', ')),
    entry('issued', claims.issuedAt?.toISOString()),
    entry('expires', expires?.toISOString()),
    ...(expires === undefined ? [] : [`# ${leftSentence(expires, token.at)}`]),
    ...(claims.email === undefined ? [] : [entry('email', claims.email)]),
  ];
  if (claims.actor) {
    lines.push('', `# ${l10n.t('Who acts through it, as the issuer was shown')}`, 'actor:');
    lines.push(`  ${entry('issuer', claims.actor.issuer)}`, `  ${entry('subject', claims.actor.subject)}`);
  }
  lines.push(...capabilityLines(claims));
  const others = Object.entries(claims.otherClaims);
  if (others.length > 0)
    lines.push('', `# ${l10n.t('Other claims')}`, ...others.map(([name, value]) => other(name, value)));
  lines.push(
    '',
    'header:',
    ...Object.entries(claims.header).map(([name, value]) => `  ${other(name, value)}`),
    '',
  );
  return lines.join('\n');
}

function capabilityLines({ capabilities }: ChainguardToken): string[] {
  const lines = ['', `# ${l10n.t('What it may do, by folder')}`, 'capabilities:'];
  for (const { group, set: written } of capabilities) {
    const set = decodeCapabilities(written);
    lines.push(`  ${JSON.stringify(visible(group))}:`);
    if (!set) lines.push(`    # ${l10n.t('in a form that is not known here')}`);
    for (const name of set?.names ?? []) lines.push(`    - ${name}`);
    for (const bit of set?.unknownBits ?? [])
      lines.push(`    # ${l10n.t('capability number {0}, not known here', bit)}`);
  }
  if (capabilities.length === 0) lines.push(`  # ${l10n.t('none in the token')}`);
  return lines;
}

/**
 * A signed AWS request as YAML for people, with every reason why Chainguard's verifier would refuse it, without the
 * signature and the session token.
 */
export function awsTokenText(token: AwsToken, expected: AwsTokenExpectation): string {
  const problems = problemsWithAwsToken(token, expected);
  return [
    `# ${l10n.t('Signed AWS request: what Chainguard forwards to AWS')}`,
    `# ${l10n.t('A bearer secret for fifteen minutes. The signature is not in this text.')}`,
    '',
    ...(problems.length === 0
      ? [
          `# ✓ ${l10n.t("Until it expires, it passes every check of Chainguard's verifier that can be made here.")}`,
        ]
      : [
          `# ✗ ${l10n.t("Chainguard's verifier would refuse it:")}`,
          ...problems.map((problem) => `#   - ${problem.message}`),
        ]),
    '',
    entry('signed', token.date?.toISOString()),
    entry('expires', token.expires?.toISOString()),
    ...(token.expires ? [`# ${leftSentence(token.expires, expected.at)}`] : []),
    entry('audience', token.audience),
    entry('identity', token.identity),
    entry('host', token.host),
    entry('request', `${token.method} ${token.path}`),
    entry('signed headers', token.signedHeaders.join(' ')),
    entry('region', token.region),
    entry('access key', token.accessKeyId),
    entry('session token', token.hasSessionToken ? l10n.t('present, not shown') : l10n.t('none')),
    '',
  ].join('\n');
}

function signatureSentence(signature: SignatureCheck): string {
  switch (signature.kind) {
    case 'not-checked':
      return l10n.t('Signature not checked: anybody can have written these claims.');
    case 'genuine':
      return l10n.t('Signature checked: made with a key of {0}', visible(signature.issuer));
    case 'refused':
      return l10n.t(
        'Signature not genuine, by the keys of {0}: {1}',
        visible(signature.issuer),
        visible(signature.why),
      );
  }
}

/** How long a token had left when it was shown: a sentence that stays true. */
function leftSentence(expires: Date, at: Date): string {
  const left = timeLeft(expires, at);
  return left > 0
    ? l10n.t('Time left when it was shown here: {0}', formatTimeLeft(left))
    : l10n.t('Expired when it was shown here.');
}

/** A line for an unknown claim, which may contain a token. */
function other(name: string, value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `${quoted(visible(name))}: ${typeof value === 'string' ? quoted(redact(text)) : visible(redact(text))}`;
}

/** A line of YAML; JSON's strings are YAML's too. */
function entry(name: string, value: string | undefined): string {
  return `${name}: ${value === undefined || value === '' ? '~' : quoted(value)}`;
}

function quoted(value: string): string {
  return /^[\w./:@-][\w ./:@-]*$/.test(value) ? value : JSON.stringify(visible(value));
}
