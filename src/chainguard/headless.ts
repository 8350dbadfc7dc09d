import {
  createDecipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { asFailure, Failure } from '../core/failure';
import { pause } from '../net/send';
import { askIssuer, join } from './http';

/** A code to sign in with in any browser, and the only key that decrypts what the issuer leaves for it. */
interface SignInCode {
  /** The X25519 public key in base64url without padding (chainguard-dev/sdk auth/headless/code.go). */
  readonly code: string;
  readonly privateKey: KeyObject;
}

/** How long Chainguard keeps a code, in milliseconds (900 s by its documentation of headless authentication). */
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
 * Polls the issuer for what it left for the code (`GET /sts/headless_sessions`) and decrypts it. It is not
 * public what the issuer says while a code waits, so a 404, an empty session and passing trouble count as
 * "not yet". So does an unreachable issuer that has answered before.
 *
 * @param options.every milliseconds between two requests
 * @returns the person's identity token, to exchange
 * @throws Failure `signed-out` once the code has run out, `cancelled`, `unexpected` for what cannot be
 *   decrypted, and as `askIssuer`
 */
export async function waitForCode(
  issuerUrl: string,
  { code, privateKey }: SignInCode,
  { every = 2000, deadline = codeLife, signal }: { every?: number; deadline?: number; signal: AbortSignal },
): Promise<string> {
  const url = join(issuerUrl, '/sts/headless_sessions');
  url.searchParams.set('code', code);
  const ends = performance.now() + deadline;
  for (let answered = false; ;) {
    try {
      const { ecdhPublicKey, encryptedIdtoken } = await askIssuer(url, SessionJson, signal);
      answered = true;
      if (encryptedIdtoken !== '') return open(ecdhPublicKey, encryptedIdtoken, privateKey);
    } catch (error) {
      const { kind, status } = asFailure(error);
      answered ||= status !== undefined;
      if (status !== 404 && !(answered && kind === 'offline')) throw error;
    }
    if (performance.now() + every > ends) {
      throw new Failure('signed-out', l10n.t('The code was not used in time.'), {
        remedy: l10n.t('Sign in again to get a new one.'),
      });
    }
    await pause(every, signal);
  }
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
