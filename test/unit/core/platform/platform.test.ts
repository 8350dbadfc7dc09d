import { describe, expect, it } from 'vitest';
import { platformOf, platformOfAudience, platformOfIssuer } from '../../../../src/core/platform/platform';

describe('the platform of an issuer', () => {
  it.each([
    ['https://0f6c1c0a-9d3f-4f0e-8a51-2f5d8e6b7c10.tokens.sts.global.api.aws', 'aws'],
    ['https://token.actions.githubusercontent.com', 'github'],
    ['https://token.actions.githubusercontent.com/', 'github'],
    ['https://token.actions.githubusercontent.com/acme-enterprise', 'github'],
    ['https://gitlab.com', 'gitlab'],
    ['https://agent.buildkite.com', 'buildkite'],
    ['https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc', 'bitbucket'],
    ['https://accounts.google.com', 'google'],
    ['https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF', 'kubernetes'],
    ['https://container.googleapis.com/v1/projects/acme/locations/europe-west1/clusters/shop', 'kubernetes'],
    ['https://login.microsoftonline.com/0f6c1c0a-9d3f-4f0e-8a51-2f5d8e6b7c10/v2.0', 'azure'],
    ['https://keycloak.acme.example/realms/build', 'keycloak'],
    ['https://pulltoken.issuer.chainguard.dev', 'pull-token'],
    ['https://jenkins.acme.example/oidc', undefined],
    ['https://evil.example/x.tokens.sts.global.api.aws', undefined],
    ['https://token.actions.githubusercontent.com.evil.example', undefined],
    ['https://evil.example/https://gitlab.com', undefined],
    ['gitlab.com', undefined],
    ['', undefined],
  ])('%s is %s', (issuer, platform) => {
    expect(platformOfIssuer(issuer)).toBe(platform);
    expect(platformOf({ kind: 'exact', value: issuer })).toBe(platform);
  });

  it.each([
    ['^https://token\\.actions\\.githubusercontent\\.com$', 'github'],
    ['https://.*\\.tokens\\.sts\\.global\\.api\\.aws', 'aws'],
    ['^https://[^/]+\\.tokens\\.sts\\.global\\.api\\.aws$', 'aws'],
    ['^(?:https://gitlab\\.com)$', 'gitlab'],
    ['^https?://gitlab\\.com/?$', undefined],
    ['.*', undefined],
  ])('whose pattern is %s is %s', (value, platform) => {
    expect(platformOf({ kind: 'pattern', value })).toBe(platform);
  });

  it.each([
    ['sts.amazonaws.com', 'aws'],
    ['https://github.com/acme', 'github'],
    ['api://AzureADTokenExchange', 'azure'],
    ['ari:cloud:bitbucket::workspace/0f6c1c0a', 'bitbucket'],
    ['https://issuer.enforce.dev', undefined],
    ['constructor', undefined],
  ])('is told by the audience %s: %s', (audience, platform) => {
    expect(platformOfAudience(audience)).toBe(platform);
  });
});
