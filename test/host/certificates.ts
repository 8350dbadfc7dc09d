import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** A certificate authority of a test's own, and a server's certificate that it signed; all PEM. */
interface PrivateAuthority {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** Makes an authority that nobody trusts yet, and a certificate for these host names; both are good for a day. */
export function privateAuthority(hosts: readonly string[]): PrivateAuthority {
  const root = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const leaf = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = name('Assumable test authority');
  const names = der(0x30, ...hosts.map((host) => der(0x82, Buffer.from(host))));
  return {
    authority: certificate(issuer, issuer, root.publicKey, root.privateKey, [
      extension('551d13', true, der(0x30, der(0x01, Buffer.from([0xff])))),
      extension('551d0f', true, der(0x03, Buffer.from([1, 0x06]))),
    ]),
    certificate: certificate(name(hosts[0] ?? ''), issuer, leaf.publicKey, root.privateKey, [
      extension('551d11', false, names),
    ]),
    key: leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** An X.509 certificate, version 3, signed with ECDSA and SHA-256 (RFC 5280; RFC 5758). */
function certificate(
  subject: Buffer,
  issuer: Buffer,
  publicKey: KeyObject,
  signer: KeyObject,
  extensions: readonly Buffer[],
): string {
  const algorithm = der(0x30, oid('2a8648ce3d040302'));
  const [from, to] = [-3600_000, 86_400_000].map((offset) => time(new Date(Date.now() + offset)));
  const content = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    issuer,
    der(0x30, from ?? Buffer.alloc(0), to ?? Buffer.alloc(0)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, ...extensions)),
  );
  const signature = der(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', content, signer)]));
  const base64 = der(0x30, content, algorithm, signature).toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const size = body.length;
  const head = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), body]);
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function name(common: string): Buffer {
  return der(0x30, der(0x31, der(0x30, oid('550403'), der(0x0c, Buffer.from(common)))));
}

function time(at: Date): Buffer {
  const text = at
    .toISOString()
    .replaceAll(/[-:T]|\.\d+/g, '')
    .slice(2);
  return der(0x17, Buffer.from(text));
}

function extension(hex: string, critical: boolean, value: Buffer): Buffer {
  const flag = critical ? [der(0x01, Buffer.from([0xff]))] : [];
  return der(0x30, oid(hex), ...flag, der(0x04, value));
}
