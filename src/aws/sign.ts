import { createHash, createHmac } from 'node:crypto';

/** What AWS gives a caller to sign with. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Present with temporary credentials. */
  readonly sessionToken?: string | undefined;
  /** When temporary credentials expire, where known. */
  readonly expiration?: Date | undefined;
}

/** The request to STS to sign: a POST. */
interface Unsigned {
  readonly region: string;
  /** The `Host` header, with the port where the address has one. */
  readonly host: string;
  /** `/` unless set. */
  readonly path?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Headers to sign beside `host`, lower-case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * Signs a request to STS with AWS Signature Version 4, covering every given header.
 *
 * @param at the time of the signature, to the second; it is valid for fifteen minutes
 * @returns all headers to send, lower-case: those given, `host`, `x-amz-date`, `x-amz-security-token` with
 *   temporary credentials, and `authorization`
 */
export async function sign(
  request: Unsigned,
  credentials: AwsCredentials,
  at: Date,
): Promise<Record<string, string>> {
  const { SignatureV4 } = await import('@smithy/signature-v4');
  const signer = new SignatureV4({
    service: 'sts',
    region: request.region,
    credentials: {
      accessKeyId: credentials.accessKeyId,
      secretAccessKey: credentials.secretAccessKey,
      ...(credentials.sessionToken && { sessionToken: credentials.sessionToken }),
    },
    sha256: Sha256,
    applyChecksum: false,
  });
  const signed = await signer.sign(
    {
      method: 'POST',
      protocol: 'https:',
      hostname: request.host,
      path: request.path ?? '/',
      query: { ...request.query },
      headers: { ...request.headers, host: request.host },
      body: request.body,
    },
    { signingDate: at },
  );
  return signed.headers;
}

/** SHA-256, or HMAC-SHA-256 with a secret, from Node's crypto in the shape that the signer expects. */
class Sha256 {
  readonly #secret: string | ArrayBuffer | ArrayBufferView | undefined;
  #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret;
    this.#hash = this.#start();
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytes(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }

  reset(): void {
    this.#hash = this.#start();
  }

  #start() {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', bytes(this.#secret));
  }
}

function bytes(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data, 'utf8');
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
