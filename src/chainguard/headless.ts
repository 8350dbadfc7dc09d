import {
  createDecipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { asFailure, Failure } from '../core/failure';
import { cancelled, send, type Answer } from '../net/send';
import { join, parseAnswer, refusal } from './http';

/** A code to sign in with, in a browser anywhere, and the key that alone opens what is left for it. */
interface SignInCode {
  /** The X25519 public key in base64url without padding (chainguard-dev/sdk auth/headless/code.go). */
  readonly code: string;
  readonly privateKey: KeyObject;
}

/** How long Chainguard keeps a code, in milliseconds (its documentation of headless authentication: 900 s). */
const codeLife = 900_000;

/** Makes a code. */
export function newSignInCode(): SignInCode {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  return { code: publicKey.export({ format: 'jwk' }).x ?? '', privateKey };
}

/** HeadlessSession of Chainguard's API v1; both are bytes in base64, and unset fields come as absent, empty or null. */
const SessionJson = v.object({
  ecdhPublicKey: v.nullish(v.string(), ''),
  encryptedIdtoken: v.nullish(v.string(), ''),
});

/**
 * Asks the issuer again and again for what was left for the code (`GET /sts/headless_sessions`) and decrypts it.
 * What the issuer says while a code waits is not public: 404, an empty session and passing trouble count as "not yet";
 * so does an issuer that is out of reach, once it has answered.
 *
 * @param every milliseconds between two questions
 * @returns the identity token of the person, to be exchanged
 * @throws Failure `signed-out` once the code has run out, `cancelled`, `unexpected` for what cannot be decrypted,
 *   and what `send` and `refusal` say
 */
export async function waitForCode(
  issuerUrl: string,
  { code, privateKey }: SignInCode,
  { every = 2000, deadline = codeLife, signal }: { every?: number; deadline?: number; signal: AbortSignal },
): Promise<string> {
  const service = l10n.t("Chainguard's issuer");
  const url = join(issuerUrl, '/sts/headless_sessions');
  url.searchParams.set('code', code);
  const ends = performance.now() + deadline;
  for (let answered = false; ;) {
    try {
      const answer = await send({
        service,
        method: 'GET',
        url,
        headers: { Accept: 'application/json' },
        signal,
      });
      answered = true;
      if (answer.status === 200) {
        const session = parseAnswer(service, answer, SessionJson);
        if (session.encryptedIdtoken !== '')
          return open(session.ecdhPublicKey, session.encryptedIdtoken, privateKey);
      } else if (!isWaiting(answer)) throw refusal(service, answer);
    } catch (error) {
      if (!answered || asFailure(error).kind !== 'offline') throw error;
    }
    if (performance.now() + every > ends) {
      throw new Failure('signed-out', l10n.t('The code was not used in time.'), {
        remedy: l10n.t('Sign in again to get a new one.'),
      });
    }
    try {
      await sleep(every, undefined, { signal });
    } catch (error) {
      throw cancelled(error);
    }
  }
}

function isWaiting({ status }: Answer): boolean {
  return [404, 429, 502, 503, 504].includes(status);
}

/**
 * AES-256-GCM under the bare X25519 secret, the nonce in front and the tag at the end; the issuer's key is its
 * base64url text (chainguard-dev/sdk auth/headless/headless.go).
 */
function open(issuerKey: string, sealed: string, privateKey: KeyObject): string {
  try {
    const x = Buffer.from(issuerKey, 'base64').toString('latin1');
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' });
    const bytes = Buffer.from(sealed, 'base64');
    const decipher = createDecipheriv(
      'aes-256-gcm',
      diffieHellman({ privateKey, publicKey }),
      bytes.subarray(0, 12),
      { authTagLength: 16 },
    );
    decipher.setAuthTag(bytes.subarray(-16));
    return decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8');
  } catch (cause) {
    throw new Failure('unexpected', l10n.t('What the issuer left for the code cannot be decrypted.'), {
      remedy: l10n.t('Sign in again to get a new code. Check the issuer address in the settings.'),
      cause,
    });
  }
}
