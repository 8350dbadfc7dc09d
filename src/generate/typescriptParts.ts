import type { Draft } from '../core/draft/draft';
import { typescriptString } from './quote/typescript';

/** The identity and the addresses, which the environment may set, and the shape of an answer. */
export function typescriptSettings({ options }: Draft): string {
  const identity =
    options.identity === ''
      ? `const identity = process.env['CHAINGUARD_IDENTITY'] ?? '';
if (identity === '') throw new Error('Set CHAINGUARD_IDENTITY to the ID of the identity');`
      : `const identity =
  process.env['CHAINGUARD_IDENTITY'] || ${typescriptString(options.identity)};`;
  return `${identity}
const issuer = process.env['CHAINGUARD_ISSUER_URL'] ?? 'https://issuer.enforce.dev';
const api = process.env['CHAINGUARD_API_URL'] ?? 'https://console-api.enforce.dev';
const audience = process.env['CHAINGUARD_AUDIENCE'] ?? 'https://console-api.enforce.dev';

interface Page {
  readonly repos?: readonly { readonly name: string }[] | null;
  readonly nextPageToken?: string | null;
}`;
}

/** How Chainguard is asked: without redirects, and with its words where it refuses. */
export const typescriptAsk = `async function ask(url: string, token: string, form?: Record<string, string>): Promise<unknown> {
  const answer = await fetch(url, {
    headers: { authorization: \`Bearer \${token}\` },
    // A redirect would take the token to another server: it is answered like a refusal.
    redirect: 'manual',
    signal: AbortSignal.timeout(30_000),
    ...(form && { method: 'POST', body: new URLSearchParams(form) }),
  });
  if (!answer.ok) throw new Error(\`\${url} answered \${answer.status}: \${await answer.text()}\`);
  return answer.json();
}`;

/** Exchanges the token that `awsToken` gives and prints the repositories. */
export const typescriptEnd = `const exchange = await ask(\`\${issuer}/sts/exchange\`, await awsToken(), { aud: audience, identity });
const { token } = exchange as { token: string };
// The first part of the identity's ID is the organization's.
const query = new URLSearchParams({ 'uidp.childrenOf': identity.split('/')[0] ?? '', pageSize: '200' });
for (let more = true; more;) {
  const page = (await ask(\`\${api}/registry/v2/repos?\${query.toString()}\`, token)) as Page;
  for (const { name } of page.repos ?? []) console.log(name);
  query.set('pageToken', page.nextPageToken ?? '');
  more = Boolean(page.nextPageToken);
}`;
