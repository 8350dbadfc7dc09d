import { readAwsToken } from './awsRequest';
import { tokensIn } from './tokensIn';
import { bare, readChainguardToken } from './token';
import { withoutColours } from '../text';
import { isUidp } from '../uidp';

/**
 * What a pasted text is: one of Chainguard's JWTs (its subject is a UIDP, or its issuer is under `enforce.dev`),
 * another JWT, a signed AWS request in base64, or `undefined` for anything else.
 */
export function kindOfToken(text: string): 'chainguard-jwt' | 'jwt' | 'aws-request' | undefined {
  const token = readChainguardToken(text);
  if (token !== undefined) {
    const chainguard =
      isUidp(token.subject ?? '') || /^https:\/\/[a-z0-9.-]+\.enforce\.dev(?:\/|$)/.test(token.issuer ?? '');
    return chainguard ? 'chainguard-jwt' : 'jwt';
  }
  return readAwsToken(bare(text)) === undefined ? undefined : 'aws-request';
}

/**
 * The first token in `text`, on one line and without what stood around it. The text may be a token, a header, an address,
 * a setting, a document or a shell command; its line breaks may cut the token. `undefined` if there is none. Takes time
 * linear in the length of `text`.
 */
export function findToken(text: string): string | undefined {
  const alone = bare(text);
  if (!/\s/.test(alone) && kindOfToken(alone) !== undefined) return alone;
  for (const { cut, joined } of tokensIn(withoutColours(text, ' '))) {
    const readable = [cut, joined].filter((token) => kindOfToken(token ?? '') !== undefined);
    const token = readable.find((each = '') => isWhole(each)) ?? readable[0];
    if (token !== undefined) return token;
  }
  return kindOfToken(alone) === undefined ? undefined : alone.replace(/\s+/g, '');
}

/** The lengths of signatures in base64url: of HMAC, ECDSA and EdDSA (RFC 7518, 3; RFC 8037), and of RSA by its key. */
const signatureLengths = new Set([43, 64, 86, 128, 176, 342, 512, 683]);

/** Whether the end of a token is there: of a request its blank line, of a JWT the whole signature. */
function isWhole(token: string): boolean {
  const [, , signature] = token.split('.');
  return signature === undefined
    ? readAwsToken(token)?.malformed === false
    : signatureLengths.has(signature.length);
}
