import * as l10n from '@vscode/l10n';
import { defaultDuration } from '../core/token/webIdentity';
import { regionOf } from './facts';
import type { Form } from './form';
import { keysNote } from './notes';
import { typescriptString } from './quote/typescript';
import { audienceNote, tokenAudienceOf } from './tokenFacts';
import { typescriptAsk, typescriptEnd, typescriptSettings } from './typescriptParts';

/** AWS's package finds the keys and asks for the token; `fetch` does the rest. */
export const webTypescript: Form = {
  id: 'web-typescript',
  title: () => l10n.t('Token with TypeScript'),
  language: 'typescript',
  fileName: 'chainguard-token.mts',
  ways: ['web-identity'],
  needs: ['identity', 'sourceProfile', 'region'],
  notes: (draft) => [keysNote(draft), audienceNote(draft)],
  generate(draft) {
    const { sourceProfile } = draft.options;
    const profile = sourceProfile === '' ? '' : `\n    profile: ${typescriptString(sourceProfile)},`;
    return `// Assumes a Chainguard identity with a web identity token of AWS and lists the repositories that it sees.
// Needs Node 20 or later: npm install @aws-sdk/client-sts

import { GetWebIdentityTokenCommand, STSClient } from '@aws-sdk/client-sts';

${typescriptSettings(draft)}

/** The token of AWS, for Chainguard alone. It is a secret for five minutes. */
async function awsToken(): Promise<string> {
  // The global endpoint of AWS STS does not give web identity tokens.
  const sts = new STSClient({
    region: process.env['AWS_REGION'] ?? ${typescriptString(regionOf(draft))},${profile}
  });
  const given = await sts.send(
    new GetWebIdentityTokenCommand({
      Audience: [${typescriptString(tokenAudienceOf(draft))}],
      SigningAlgorithm: 'ES384',
      DurationSeconds: ${defaultDuration},
    }),
  );
  if (given.WebIdentityToken === undefined) throw new Error('There is no token in the answer of AWS');
  return given.WebIdentityToken;
}

${typescriptAsk}

${typescriptEnd}
`;
  },
};
