import * as l10n from '@vscode/l10n';
import type { Form } from './form';
import { keysNote } from './notes';
import { typescriptString } from './quote/typescript';
import { typescriptAsk, typescriptEnd, typescriptSettings } from './typescriptParts';

/** AWS's packages find the keys and sign; `fetch` does the rest. */
export const recipeTypescript: Form = {
  id: 'recipe-typescript',
  title: () => l10n.t('Token with TypeScript'),
  language: 'typescript',
  fileName: 'chainguard-token.mts',
  ways: ['signed-request'],
  needs: ['identity', 'sourceProfile'],
  notes: (draft) => [keysNote(draft)],
  generate(draft) {
    const { sourceProfile } = draft.options;
    const profile = sourceProfile === '' ? '' : `{ profile: ${typescriptString(sourceProfile)} }`;
    return `// Assumes a Chainguard identity with AWS keys and lists the repositories that it sees.
// Needs Node 20 or later: npm install @aws-sdk/credential-providers @smithy/signature-v4

import { createHash, createHmac } from 'node:crypto';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { SignatureV4 } from '@smithy/signature-v4';

${typescriptSettings(draft)}

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

${typescriptAsk}

${typescriptEnd}
`;
  },
};
