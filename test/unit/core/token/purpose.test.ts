import { describe, expect, it } from 'vitest';
import { audienceOfPurpose, chainctlLine, curlLine } from '../../../../src/core/token/purpose';

const api = 'https://console-api.enforce.dev';
const identity = `${'0'.repeat(40)}/${'1'.repeat(16)}`;

describe('a token for a purpose', () => {
  it('is of the audience that the purpose takes', () => {
    expect(audienceOfPurpose('docker', api)).toBe('cgr.dev');
    expect(audienceOfPurpose('curl', api)).toBe(api);
    expect(audienceOfPurpose('shell', api)).toBe(api);
    expect(audienceOfPurpose('chainctl', api)).toBeUndefined();
  });

  it('is read from its variable by the lines that use it', () => {
    expect(curlLine(api, 'posix')).toBe(
      `curl --fail-with-body --header "Authorization: Bearer $CHAINGUARD_TOKEN" '${api}/iam/v2/identities?pageSize=1'`,
    );
    expect(curlLine(api, 'powershell')).toContain('curl.exe');
    expect(curlLine(api, 'powershell')).toContain('$env:CHAINGUARD_TOKEN');
    expect(chainctlLine(identity, 'posix')).toBe(
      `chainctl auth login --identity '${identity}' --identity-token "$CHAINGUARD_IDENTITY_TOKEN"`,
    );
    expect(chainctlLine(identity, 'powershell')).toContain('--identity-token $env:CHAINGUARD_IDENTITY_TOKEN');
  });
});
