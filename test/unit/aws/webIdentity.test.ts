import { describe, expect, it } from 'vitest';
import { regionalStsEndpoint } from '../../../src/aws/sts';
import {
  explainTokenRefusal,
  getWebIdentityToken,
  type WebIdentityRequest,
} from '../../../src/aws/webIdentity';
import { accounts, awsIssuers, publicIssuer } from '../../sandbox/world';
import { failureOf, useHome } from './home';

const home = useHome();

/** The regional endpoint under these variables, with this in the config file. */
async function endpointUnder(variables: Record<string, string>, profile?: string, file = '') {
  for (const name of ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_STS', 'AWS_REGION', 'AWS_DEFAULT_REGION'])
    Reflect.deleteProperty(process.env, name);
  await home().config(`[profile nowhere]\noutput = json\n${file}`);
  Object.assign(process.env, { AWS_PROFILE: 'nowhere', ...variables });
  return regionalStsEndpoint(profile);
}

const ask = (
  change: Partial<WebIdentityRequest> = {},
  who: 'kim' | 'ciRunner' | 'nightly' | 'govUser' | 'expired' = 'ciRunner',
) => {
  const { sandbox } = home();
  const endpoint = { url: sandbox.urls.sts, region: who === 'govUser' ? 'us-gov-west-1' : 'eu-west-1' };
  const request = { audiences: [publicIssuer] as const, ...change };
  return getWebIdentityToken(request, sandbox.world.aws.samples[who], endpoint, { at: new Date() });
};

describe('where a web identity token is asked for', () => {
  const file = '[profile here]\nregion = eu-west-1\n[profile everywhere]\nregion = aws-global';
  it.each([
    ['the profile’s region before the environment’s', { AWS_REGION: 'us-west-2' }, 'here', 'eu-west-1'],
    ['the environment’s, where the profile names none', { AWS_REGION: 'us-west-2' }, 'nowhere', 'us-west-2'],
    [
      'the environment’s, where no profile was chosen',
      { AWS_DEFAULT_REGION: 'sa-east-1' },
      undefined,
      'sa-east-1',
    ],
    ['us-east-1, where nothing names one', {}, undefined, 'us-east-1'],
    ['us-east-1, where what names one means the global endpoint', {}, 'everywhere', 'us-east-1'],
  ])('is %s', async (_, variables, profile, region) => {
    expect(await endpointUnder(variables, profile, file)).toEqual({
      url: `https://sts.${region}.amazonaws.com`,
      region,
    });
  });

  it.each([
    ['cn-northwest-1', 'https://sts.cn-northwest-1.amazonaws.com.cn'],
    ['us-gov-east-1', 'https://sts.us-gov-east-1.amazonaws.com'],
    ['us-iso-east-1', 'https://sts.us-iso-east-1.c2s.ic.gov'],
    ['us-isob-east-1', 'https://sts.us-isob-east-1.sc2s.sgov.gov'],
    ['eusc-de-east-1', 'https://sts.eusc-de-east-1.amazonaws.eu'],
  ])('is the host of the partition: %s', async (region, url) => {
    expect(await endpointUnder({ AWS_REGION: region })).toEqual({ url, region });
  });

  it('is where the AWS SDK’s own variable points, signed for the profile’s region', async () => {
    const url = 'https://vpce-1.sts.eu-west-1.vpce.amazonaws.com';
    expect(await endpointUnder({ AWS_ENDPOINT_URL_STS: url }, 'here', file)).toEqual({
      url,
      region: 'eu-west-1',
    });
  });

  it('is never the global host, even where that was configured', async () => {
    const failure = await failureOf(
      endpointUnder({ AWS_ENDPOINT_URL_STS: 'https://sts.amazonaws.com' }, 'here', file),
    );
    expect([failure.kind, failure.message, failure.remedy]).toEqual([
      'invalid',
      'AWS gives web identity tokens only at a regional endpoint, and this is the global one: https://sts.amazonaws.com',
      expect.stringMatching(/: https:\/\/sts\.eu-west-1\.amazonaws\.com$/),
    ]);
  });
});

describe('a web identity token', () => {
  it('names the account’s issuer, the role with its path, the audience and the account', async () => {
    const token = await ask();
    expect(token.claims).toMatchObject({
      issuer: awsIssuers[accounts.aws],
      subject: `arn:aws:iam::${accounts.aws}:role/ci-runner`,
      audiences: [publicIssuer],
      header: { alg: 'ES384', typ: 'JWT' },
    });
    expect(token.aws).toMatchObject({ account: accounts.aws, region: 'eu-west-1' });
    expect(token.payload['jti']).toEqual(expect.any(String));
    expect(token.region).toBe('eu-west-1');
    const life = (token.expires.getTime() - (token.claims.issuedAt?.getTime() ?? 0)) / 1000;
    expect(life).toBe(300);
  });

  it('is signed with RS256 where that is asked for, and lives as long as was asked', async () => {
    const token = await ask({ algorithm: 'RS256', duration: 60 });
    expect(token.claims.header['alg']).toBe('RS256');
    expect((token.expires.getTime() - (token.claims.issuedAt?.getTime() ?? 0)) / 1000).toBe(60);
  });

  it('is read from XML as well', async () => {
    const { sandbox } = home();
    const { secret } = await ask();
    sandbox.faults.set({
      service: 'sts',
      fault: {
        kind: 'status',
        status: 200,
        contentType: 'text/xml',
        body: `<?xml version="1.0"?><GetWebIdentityTokenResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetWebIdentityTokenResult><Expiration>2026-11-26T12:00:00Z</Expiration><WebIdentityToken>${secret}</WebIdentityToken></GetWebIdentityTokenResult></GetWebIdentityTokenResponse>`,
      },
    });
    expect((await ask()).secret).toBe(secret);
  });

  it('is for every audience that was asked for', async () => {
    const audiences = [publicIssuer, 'https://other.example/?a=b&c=d', 'ü'] as const;
    expect((await ask({ audiences })).claims.audiences).toEqual(audiences);
  });

  it.each([
    [
      'another audience',
      { aud: 'https://elsewhere.example' },
      'another audience than the one that was asked for: https://elsewhere.example',
    ],
    ['a second audience', { aud: [publicIssuer, 'https://elsewhere.example'] }, 'another audience'],
    ['no audience', { aud: undefined }, 'another audience'],
    ['a longer life', { life: 3600 }, 'lives longer than was asked for'],
    ['an end that has passed', { life: -10 }, 'ended before it came'],
  ])('is refused where it has %s', async (_, change, message) => {
    const { sandbox } = home();
    const iat = Math.floor(Date.now() / 1000);
    const { life = 300, ...claims } = { aud: publicIssuer, ...change } as { aud: string; life?: number };
    const token = await sandbox.issuers
      .named('https://a.tokens.sts.global.api.aws')
      .sign({ iss: 'https://a.tokens.sts.global.api.aws', sub: 'x', iat, exp: iat + life, ...claims });
    const body = JSON.stringify({
      GetWebIdentityTokenResponse: {
        GetWebIdentityTokenResult: { WebIdentityToken: token, Expiration: iat + 300 },
      },
    });
    sandbox.faults.set({ service: 'sts', fault: { kind: 'status', status: 200, body } });
    const failure = await failureOf(ask());
    expect(failure.kind).toBe('unexpected');
    expect(failure.message).toContain(message);
    expect(`${failure.message}${failure.remedy ?? ''}`).not.toContain(token);
  });
});

describe('before anything is sent', () => {
  it.each([
    [{ audiences: [''] }, 'An audience has 1 to 1000 characters.'],
    [{ audiences: ['a'.repeat(1001)] }, 'An audience has 1 to 1000 characters.'],
    [
      { audiences: Array.from({ length: 11 }, (_, index) => `a${index}`) },
      'A web identity token is for one audience, or for up to ten.',
    ],
    [{ duration: 59 }, 'A web identity token lives 60 to 3600 seconds.'],
    [{ duration: 3601 }, 'A web identity token lives 60 to 3600 seconds.'],
    [{ duration: 100.5 }, 'A web identity token lives 60 to 3600 seconds.'],
    [{ duration: NaN }, 'A web identity token lives 60 to 3600 seconds.'],
  ])('what AWS would not take is named: %#', async (change, message) => {
    const before = home().stsCalls();
    const failure = await failureOf(ask(change as unknown as Partial<WebIdentityRequest>));
    expect([failure.kind, failure.message, home().stsCalls()]).toEqual(['invalid', message, before]);
  });
});

describe('what AWS refuses', () => {
  it('says that federation is not turned on, with the command that turns it on', async () => {
    const failure = await failureOf(ask({}, 'govUser'));
    expect([failure.kind, failure.status]).toEqual(['denied', 403]);
    expect(failure.message).toMatch(
      /^Outbound web identity federation is not turned on in this AWS account\. AWS said: /,
    );
    expect(failure.remedy).toMatch(/: aws iam enable-outbound-web-identity-federation$/);
    expect(failure.paste).toEqual({
      kind: 'command',
      text: 'aws iam enable-outbound-web-identity-federation',
    });
  });

  it('says that no policy allows it, with the policy that does', async () => {
    const failure = await failureOf(ask({}, 'nightly'));
    expect([failure.kind, failure.status, failure.paste?.kind]).toEqual(['denied', 403, 'policy']);
    expect(failure.remedy).toContain(publicIssuer);
    expect(JSON.parse(failure.paste?.text ?? '')).toMatchObject({
      Statement: [
        { Condition: { 'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': publicIssuer } } },
      ],
    });
  });

  it('names a policy for the audience and the duration that were asked for', async () => {
    const failure = await failureOf(ask({ audiences: ['https://other.example'], duration: 900 }));
    expect(failure.paste?.text).toContain('https://other.example');
    expect(failure.paste?.text).toContain('900');
    const both = await failureOf(ask({ audiences: ['https://other.example', publicIssuer], duration: 900 }));
    expect(both.paste?.text).toMatch(/"https:\/\/other\.example",\s+"https:\/\/issuer\.enforce\.dev"/);
  });

  it('says that the token would outlive the session', async () => {
    const { ciRunner } = home().sandbox.world.aws.samples;
    const { expires } = ciRunner;
    ciRunner.expires = new Date(Date.now() + 200_000);
    try {
      const failure = await failureOf(ask());
      expect([failure.kind, failure.message]).toEqual([
        'denied',
        expect.stringContaining('would outlive the session'),
      ]);
      expect(failure.remedy).toContain('less than 300 seconds');
    } finally {
      if (expires) ciRunner.expires = expires;
    }
  });

  const of = (code: string, message = 'x') =>
    explainTokenRefusal(
      { code, message, status: 403 },
      { audiences: [publicIssuer], duration: 300, region: 'eu-west-1' },
    );

  it.each([
    ['SessionDurationEscalationException', 'would outlive'],
    ['JWTPayloadSizeExceededException', 'too large'],
    ['JWTPayloadSizeExceeded', 'too large'],
    ['OutboundWebIdentityFederationDisabled', 'not turned on in this AWS account'],
    ['AccessDeniedException', 'does not let this caller'],
    ['ValidationError', 'does not accept what was asked for'],
    ['InvalidAction', 'does not give web identity tokens here: eu-west-1'],
    ['RegionDisabledException', 'not turned on in this region'],
    ['SomethingNew', 'refused to give a web identity token'],
  ])('has its own words for %s', (code, message) => {
    const failure = of(code);
    expect([failure.kind, failure.message]).toEqual(['denied', expect.stringContaining(message)]);
    expect(failure.message).toContain(code);
    expect(failure.remedy).toMatch(/\S/);
  });

  it.each([
    ['with an explicit deny in a service control policy', 'service control policy', undefined],
    [
      'because no service control policy allows the sts:GetWebIdentityToken action',
      'service control policy',
      undefined,
    ],
    ['with an explicit deny in a resource control policy', 'resource control policy', undefined],
    ['because no VPC endpoint policy allows the sts:GetWebIdentityToken action', 'VPC endpoint', undefined],
    [
      'because no permissions boundary allows the sts:GetWebIdentityToken action',
      'permissions boundary',
      'policy',
    ],
    ['because no session policy allows the sts:GetWebIdentityToken action', 'this session', 'policy'],
    ['with an explicit deny in an identity-based policy', 'denies it', undefined],
    [
      'because no identity-based policy allows the sts:GetWebIdentityToken action',
      'Attach a policy',
      'policy',
    ],
    ['', 'Attach a policy', 'policy'],
  ])('names whose policy it is: %s', (because, remedy, paste) => {
    const failure = of(
      'AccessDenied',
      `User: x is not authorized to perform: sts:GetWebIdentityToken ${because}`,
    );
    expect([failure.remedy, failure.paste?.kind]).toEqual([expect.stringContaining(remedy), paste]);
  });

  it('are also credentials that ended, a clock that is off, and a service that is too busy', async () => {
    const { faults } = home().sandbox;
    expect(await failureOf(ask({}, 'expired'))).toMatchObject({
      kind: 'no-credentials',
      need: { kind: 'expired' },
    });
    faults.set({ service: 'sts', fault: { kind: 'clock', ms: 20 * 60_000 } });
    expect((await failureOf(ask())).remedy).toContain('clock is behind');
    faults.clear();
    const body =
      '<ErrorResponse><Error><Code>Throttling</Code><Message>Rate &lt;exceeded&gt;</Message></Error></ErrorResponse>';
    faults.set({ service: 'sts', fault: { kind: 'status', status: 400, contentType: 'text/xml', body } });
    const busy = await failureOf(ask());
    expect([busy.kind, busy.message]).toEqual([
      'offline',
      expect.stringContaining('Throttling: Rate <exceeded>'),
    ]);
  });

  it.each(['<', '<a', '<a></b>', '<GetWebIdentityTokenResponse/>', '', '{}', 'null', '<a>'.repeat(20_000)])(
    'an answer that is none is said to be one that AWS does not document: %#',
    async (body) => {
      home().sandbox.faults.set({ service: 'sts', fault: { kind: 'status', status: 200, body } });
      expect((await failureOf(ask())).kind).toBe('unexpected');
    },
  );
});
