import { exportJWK, generateKeyPair, type CryptoKey, type JWK } from 'jose';

/** A key that signs tokens, and what is published of it. */
export interface KeyPair {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly jwk: JWK;
}

/** Makes a key pair, whose public half is published under `kid`. */
export async function keyPair(alg: 'ES384' | 'RS256', kid: string): Promise<KeyPair> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { modulusLength: 2048 });
  return { privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}
