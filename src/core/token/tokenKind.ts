import { readAwsToken } from './awsRequest';
import { bare, readChainguardToken } from './token';
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
 * The first token in `text`, which may be a token, an `Authorization` header, a JSON value or a shell command;
 * `undefined` if there is none. Takes time linear in the length of `text`.
 */
export function findToken(text: string): string | undefined {
  if (kindOfToken(text) !== undefined) return bare(text);
  const candidates = text.matchAll(/(?<![\w+/=-])[\w+/-]{16,}(?:\.[\w-]+\.[\w-]*|={0,2})/g);
  for (const [candidate] of candidates)
    if (/^(?:eyJ|UE9TVC|[\w+/-]{200})/.test(candidate) && kindOfToken(candidate) !== undefined)
      return candidate;
  return undefined;
}
