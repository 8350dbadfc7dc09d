import { describe, expect, it } from 'vitest';
import { getCallerIdentity, stsEndpoint } from '../../../src/aws/sts';
import { failureOf, useHome } from './home';

const home = useHome();

/** The endpoint under these variables alone. */
async function endpointUnder(variables: Record<string, string>, profile?: string) {
  for (const name of ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_STS', 'AWS_REGION'])
    Reflect.deleteProperty(process.env, name);
  await home().config('[profile nowhere]\noutput = json');
  Object.assign(process.env, { AWS_PROFILE: 'nowhere', ...variables });
  return stsEndpoint(profile);
}

describe('a clock that is off', () => {
  it.each([
    [20, 'behind'],
    [-20, 'ahead'],
  ])('a clock that is %i minutes off is named: %s', async (minutes, where) => {
    const { sandbox } = home();
    sandbox.faults.set({ service: 'sts', fault: { kind: 'clock', ms: minutes * 60_000 } });
    const asked = { url: sandbox.urls.sts, region: 'us-east-1' };
    const failure = await failureOf(getCallerIdentity(sandbox.world.aws.samples.kim, asked, new Date()));
    expect([failure.kind, failure.remedy]).toEqual([
      'no-credentials',
      `This machine's clock is ${where}. Set it right, then try again.`,
    ]);
  });
});

describe('an answer in XML', () => {
  const ask = () => {
    const { sandbox } = home();
    const endpoint = { url: sandbox.urls.sts, region: 'us-east-1' };
    return getCallerIdentity(sandbox.world.aws.samples.ciRunner, endpoint, new Date());
  };
  const answerWith = (body: string, status = 200) =>
    home().sandbox.faults.set({
      service: 'sts',
      fault: { kind: 'status', status, body, contentType: 'text/xml' },
    });

  it('says the same as one in JSON', async () => {
    const inJson = await ask();
    home().sandbox.faults.set({ service: 'sts', fault: { kind: 'xml' } });
    expect(await ask()).toEqual(inJson);
  });

  it('is read with a declaration, comments, other order, CDATA and characters by their numbers', async () => {
    answerWith(`\ufeff<?xml version="1.0" encoding="UTF-8"?>
      <!-- from a stand-in -->
      <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
        <ResponseMetadata><RequestId>01234567-89ab-cdef-0123-456789abcdef</RequestId></ResponseMetadata>
        <GetCallerIdentityResult>
          <UserId><![CDATA[AIDAQ3EGKIMKIMEXAMPLE]]></UserId>
          <Account>123456789012</Account>
          <Arn>arn:aws:iam::123456789012:user/a&amp;b&#47;&#x6b;im</Arn>
        </GetCallerIdentityResult>
      </GetCallerIdentityResponse>`);
    expect(await ask()).toEqual({
      account: '123456789012',
      arn: 'arn:aws:iam::123456789012:user/a&b/kim',
      userId: 'AIDAQ3EGKIMKIMEXAMPLE',
    });
  });

  it('is a refusal in XML too', async () => {
    const said =
      '<Type>Sender</Type><Code>AccessDenied</Code><Message>No &lt;sts&gt; for &quot;kim&quot;</Message>';
    answerWith(
      `<ErrorResponse xmlns="x"><Error>${said}</Error><RequestId>1</RequestId></ErrorResponse>`,
      403,
    );
    const failure = await failureOf(ask());
    expect([failure.kind, failure.message]).toEqual([
      'denied',
      expect.stringContaining('AccessDenied: No <sts> for "kim"'),
    ]);
  });

  it.each([
    ['a page', '<html><body>Sign in</body></html>'],
    ['half an answer', '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>1234'],
    [
      'a field twice',
      `<GetCallerIdentityResponse><GetCallerIdentityResult>${'<Arn>a</Arn>'.repeat(2)}</GetCallerIdentityResult></GetCallerIdentityResponse>`,
    ],
    ['elements without end', '<a>'.repeat(20_000)],
    ['entities that grow', `<!DOCTYPE x [<!ENTITY a "${'b'.repeat(99)}">]><x>&a;&a;</x>`],
  ])('that is %s is none of AWS’s', async (_, body) => {
    answerWith(body);
    expect((await failureOf(ask())).kind).toBe('unexpected');
  });
});

describe('where STS is asked', () => {
  it.each([
    [{}, 'https://sts.amazonaws.com', 'us-east-1'],
    [{ AWS_REGION: 'aws-global' }, 'https://sts.amazonaws.com', 'us-east-1'],
    [{ AWS_REGION: 'eu-central-1' }, 'https://sts.eu-central-1.amazonaws.com', 'eu-central-1'],
    [{ AWS_DEFAULT_REGION: 'cn-north-1' }, 'https://sts.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
    [{ AWS_REGION: 'us-gov-west-1' }, 'https://sts.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
    [{ AWS_REGION: 'us-iso-east-1' }, 'https://sts.us-iso-east-1.c2s.ic.gov', 'us-iso-east-1'],
    [{ AWS_REGION: 'eusc-de-east-1' }, 'https://sts.eusc-de-east-1.amazonaws.eu', 'eusc-de-east-1'],
  ])('is the endpoint of the region, in every partition: %j', async (variables, url, region) => {
    expect(await endpointUnder(variables)).toEqual({ url, region });
  });

  // As the rules of AWS's SDK for STS have it (@aws-sdk/nested-clients, sts, endpoint).
  it.each([
    ['us-west-2', { AWS_USE_FIPS_ENDPOINT: 'true' }, 'https://sts-fips.us-west-2.amazonaws.com'],
    ['us-gov-east-1', { AWS_USE_FIPS_ENDPOINT: 'true' }, 'https://sts.us-gov-east-1.amazonaws.com'],
    ['eu-west-1', { AWS_USE_DUALSTACK_ENDPOINT: 'true' }, 'https://sts.eu-west-1.api.aws'],
    [
      'us-gov-east-1',
      { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' },
      'https://sts-fips.us-gov-east-1.api.aws',
    ],
    ['us-west-2', { AWS_USE_FIPS_ENDPOINT: 'false' }, 'https://sts.us-west-2.amazonaws.com'],
  ])('is the one for FIPS or for IPv6 where that is asked for: %s %j', async (region, variables, url) => {
    expect(await endpointUnder({ AWS_REGION: region, ...variables })).toEqual({ url, region });
  });

  it('is for FIPS also where no region is named, and where the profile asks for it', async () => {
    const fips = { url: 'https://sts-fips.us-east-1.amazonaws.com', region: 'us-east-1' };
    expect(await endpointUnder({ AWS_USE_FIPS_ENDPOINT: 'true' })).toEqual(fips);
    await home().config('[profile fips]\nregion = us-east-1\nuse_fips_endpoint = true');
    expect(await endpointUnder({}, 'fips')).toEqual(fips);
  });

  it('is not one that was configured, where those are to be ignored', async () => {
    const variables = { AWS_ENDPOINT_URL: 'https://sts.example', AWS_REGION: 'eu-west-1' };
    expect((await endpointUnder(variables)).url).toBe('https://sts.example');
    expect((await endpointUnder({ ...variables, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' })).url).toBe(
      'https://sts.eu-west-1.amazonaws.com',
    );
  });

  it.each(['evil.example/', 'us-east-1.evil.example#', 'eu west', '-', 'a'.repeat(64)])(
    'is no host that a region makes up: %s',
    async (region) => {
      const failure = await failureOf(endpointUnder({ AWS_REGION: region }));
      expect([failure.kind, failure.message]).toEqual(['invalid', `This is not an AWS region: ${region}`]);
    },
  );

  it('keeps the path of a proxy in front of it, in the request and in its signature', async () => {
    const { sandbox } = home();
    const asked = { url: `${sandbox.urls.sts}/proxy/to/sts`, region: 'us-east-1' };
    const { account } = await getCallerIdentity(sandbox.world.aws.samples.kim, asked, new Date());
    expect(account).toMatch(/^\d{12}$/);
    expect(sandbox.requests.at(-1)).toMatchObject({ service: 'sts', path: '/proxy/to/sts/', status: 200 });
  });
});
