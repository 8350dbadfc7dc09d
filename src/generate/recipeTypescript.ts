import * as l10n from '@vscode/l10n';
import type { Form } from './form';
import { keysNote } from './notes';
import { typescriptString } from './quote/typescript';

/** AWS's packages find the keys and sign; `fetch` does the rest. */
export const recipeTypescript: Form = {
  id: 'recipe-typescript',
  title: () => l10n.t('Token with TypeScript'),
  language: 'typescript',
  fileName: 'chainguard-token.mts',
  needs: ['identity', 'sourceProfile'],
  notes: (draft) => [keysNote(draft)],
  generate({ options }) {
    const identity =
      options.identity === ''
        ? `const identity = process.env['CHAINGUARD_IDENTITY'] ?? '';
if (identity === '') throw new Error('Set CHAINGUARD_IDENTITY to the ID of the identity');`
        : `const identity =
  process.env['CHAINGUARD_IDENTITY'] || ${typescriptString(options.identity)};`;
    const profile =
      options.sourceProfile === '' ? '' : `{ profile: ${typescriptString(options.sourceProfile)} }`;
    return `// Assumes a Chainguard identity with AWS keys and lists the repositories that it sees.
// Needs Node 20 or later: npm install @aws-sdk/credential-providers @smithy/signature-v4

import { createHash, createHmac } from 'node:crypto';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { SignatureV4 } from '@smithy/signature-v4';

${identity}
const issuer = process.env['CHAINGUARD_ISSUER_URL'] ?? 'https://issuer.enforce.dev';
const api = process.env['CHAINGUARD_API_URL'] ?? 'https://console-api.enforce.dev';
const audience = process.env['CHAINGUARD_AUDIENCE'] ?? 'https://console-api.enforce.dev';

interface Page {
  readonly repos?: readonly { readonly name: string }[] | null;
  readonly nextPageToken?: string | null;
}

/** SHA-256, or HMAC-SHA-256 with a secret, in the shape that the signer asks for. */
class Sha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Uint8Array);
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(data as Uint8Array);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }

  reset(): void {}
}

/** The token is a signed request, which Chainguard sends to AWS itself. It is a secret for fifteen minutes. */
async function awsToken(): Promise<string> {
  const hostname = 'sts.amazonaws.com';
  const signer = new SignatureV4({
    service: 'sts',
    region: 'us-east-1',
    credentials: fromNodeProviderChain(${profile}),
    sha256: Sha256,
    applyChecksum: false,
  });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: 'https:',
    hostname,
    path: '/',
    query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
    headers: {
      host: hostname,
      accept: 'application/json',
      'chainguard-audience': issuer,
      'chainguard-identity': identity,
    },
  });
  const lines = ['POST /?Action=GetCallerIdentity&Version=2011-06-15 HTTP/1.1'];
  for (const [name, value] of Object.entries(headers)) lines.push(\`\${name}: \${value}\`);
  const base64 = Buffer.from([...lines, '', ''].join('\\r\\n')).toString('base64');
  return base64.replaceAll('+', '-').replaceAll('/', '_');
}

async function ask(url: string, token: string, form?: Record<string, string>): Promise<unknown> {
  const answer = await fetch(url, {
    headers: { authorization: \`Bearer \${token}\` },
    // A redirect would take the token to another server: it is answered like a refusal.
    redirect: 'manual',
    signal: AbortSignal.timeout(30_000),
    ...(form && { method: 'POST', body: new URLSearchParams(form) }),
  });
  if (!answer.ok) throw new Error(\`\${url} answered \${answer.status}: \${await answer.text()}\`);
  return answer.json();
}

const exchange = await ask(\`\${issuer}/sts/exchange\`, await awsToken(), { aud: audience, identity });
const { token } = exchange as { token: string };
// The first part of the identity's ID is the organization's.
const query = new URLSearchParams({ 'uidp.childrenOf': identity.split('/')[0] ?? '', pageSize: '200' });
for (let more = true; more;) {
  const page = (await ask(\`\${api}/registry/v2/repos?\${query.toString()}\`, token)) as Page;
  for (const { name } of page.repos ?? []) console.log(name);
  query.set('pageToken', page.nextPageToken ?? '');
  more = Boolean(page.nextPageToken);
}
`;
  },
};
