import { describe, expect, it } from 'vitest';
import { awsToken } from '../../../src/chainguard/awsToken';
import { asFailure } from '../../../src/core/failure';
import { exchangeToken } from '../../../src/flows/obtainToken';
import { apiAudience } from '../../sandbox/world';
import { inSandbox } from '../inSandbox';

const sandbox = inSandbox();

async function signed(): Promise<string> {
  const { urls, world } = sandbox();
  const to = { audience: urls.issuer, identity: world.identities['ci-runner'] };
  return awsToken(world.aws.samples.ciRunner, to, new Date());
}

const exchange = (token: string) =>
  exchangeToken({
    issuerUrl: sandbox().urls.issuer,
    token,
    identity: undefined,
    audience: apiAudience,
  });

describe('obtaining a token', () => {
  it.each([
    ['on one line', (token: string) => token],
    ['wrapped as base64 wraps it', (token: string) => token.replace(/.{76}/g, '$&\n')],
    [
      'wrapped, with CRLF and a line end behind it',
      (token: string) => `${token.replace(/.{64}/g, '$&\r\n')}\r\n`,
    ],
    ['with Bearer before it', (token: string) => `Bearer ${token}`],
  ])('a signed request is exchanged %s', async (_, changed) => {
    const issued = await exchange(changed(await signed()));
    expect(issued.identity).toBe(sandbox().world.identities['ci-runner']);
  });

  it('a token that no header can carry is refused unseen', async () => {
    const jwt = await sandbox().sessionToken('kim@acme.example');
    const failure = await exchange(`${jwt}\u0007`).then(() => undefined, asFailure);
    expect(failure?.kind).toBe('invalid');
    expect(JSON.stringify([failure?.message, failure?.remedy])).not.toContain(jwt.slice(0, 8));
  });
});
