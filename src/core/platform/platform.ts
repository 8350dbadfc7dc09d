import * as l10n from '@vscode/l10n';
import type { Relationship, Rule } from '../identity';

/** A service whose tokens identities trust, known by its issuer. */
export type Platform =
  | 'aws'
  | 'github'
  | 'gitlab'
  | 'buildkite'
  | 'bitbucket'
  | 'circleci'
  | 'terraform'
  | 'google'
  | 'kubernetes'
  | 'azure'
  | 'keycloak'
  | 'pull-token'
  | 'chainguard';

/** The issuer of Chainguard's pull tokens, whose subjects are `pull-token-<uid>`. */
export const pullTokenIssuer = 'https://pulltoken.issuer.chainguard.dev';

/**
 * Issuers without their scheme, as the platforms document them: AWS STS (outbound federation), GitHub Actions (also an
 * enterprise's own path), GitLab, Buildkite, Bitbucket Pipelines, CircleCI, HCP Terraform, Google, the clusters of EKS,
 * GKE and AKS, Microsoft Entra ID, and a Keycloak realm.
 */
const forms: readonly (readonly [Platform, RegExp])[] = [
  ['aws', /^[^/?#]+\.tokens\.sts\.global\.api\.aws\/?$/],
  ['github', /^token\.actions\.githubusercontent\.com(?:\/[\w.-]+)?\/?$/],
  ['gitlab', /^gitlab\.com\/?$/],
  ['buildkite', /^agent\.buildkite\.com\/?$/],
  ['bitbucket', /^api\.bitbucket\.org\/2\.0\/workspaces\/[^/]+\/pipelines-config\/identity\/oidc\/?$/],
  ['circleci', /^oidc\.circleci\.com(?:\/org\/[^/]+)?\/?$/],
  ['terraform', /^app\.terraform\.io\/?$/],
  ['google', /^accounts\.google\.com\/?$/],
  ['kubernetes', /^oidc\.eks\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\/id\/[^/]+\/?$/],
  ['kubernetes', /^oidc-eks\.[a-z0-9-]+\.api\.aws\/id\/[^/]+\/?$/],
  ['kubernetes', /^container\.googleapis\.com\/v1\/projects\/.+$/],
  ['kubernetes', /^[a-z0-9-]+\.oic\.prod-aks\.azure\.com\/.+$/],
  ['kubernetes', /^kubernetes\.default\.svc(?:\.cluster\.local)?\/?$/],
  ['azure', /^(?:login\.microsoftonline\.com\/[^/]+\/v2\.0|sts\.windows\.net\/[^/]+)\/?$/],
  ['pull-token', /^pulltoken\.issuer\.chainguard\.dev\/?$/],
  ['chainguard', /^issuer\.enforce\.dev\/?$/],
  ['keycloak', /^[^/?#]+\/(?:auth\/)?realms\/[^/]+\/?$/],
];

/** Longer than the issuer of any platform, in UTF-16 units. */
const longestIssuer = 2048;

/** The platform that an issuer belongs to; `undefined` for one that is not known, and for anything but an address. */
export function platformOfIssuer(issuer: string): Platform | undefined {
  if (issuer.length > longestIssuer) return undefined;
  const bare = /^https?:\/\/(.+)$/.exec(issuer)?.[1];
  return bare === undefined ? undefined : forms.find(([, form]) => form.test(bare))?.[0];
}

/**
 * The platform that a rule for issuers is meant for. A pattern is read without its escapes and anchors, so it may fit
 * other issuers as well.
 */
export function platformOf(rule: Rule | undefined): Platform | undefined {
  if (rule === undefined) return undefined;
  if (rule.value.length > longestIssuer) return undefined;
  if (rule.kind === 'exact') return platformOfIssuer(rule.value);
  const plain = rule.value
    .replace(/^(?:\^|\\A)?(?:\(\?:)?/, '')
    .replace(/(?:\$|\\z|\))*$/, '')
    .replace(/\[\^[^\]]*\]/g, '.')
    .replace(/\\(.)/gsu, '$1');
  return platformOfIssuer(plain.replace(/^https\?/, 'https'));
}

/** The platform whose tokens assume an identity; `undefined` where that is no known one, or no token. */
export function platformOfIdentity(relationship: Relationship): Platform | undefined {
  if (relationship.kind === 'claims') return platformOf(relationship.issuer);
  return relationship.kind === 'static' ? platformOfIssuer(relationship.issuer) : undefined;
}

/** What people call a platform, within a sentence. */
export function platformName(platform: Platform): string {
  return {
    aws: 'AWS',
    github: 'GitHub Actions',
    gitlab: 'GitLab',
    buildkite: 'Buildkite',
    bitbucket: 'Bitbucket Pipelines',
    circleci: 'CircleCI',
    terraform: 'HCP Terraform',
    google: 'Google',
    kubernetes: 'Kubernetes',
    azure: 'Azure',
    keycloak: 'Keycloak',
    'pull-token': l10n.t('Chainguard’s pull tokens'),
    chainguard: 'Chainguard',
  }[platform];
}

/**
 * The platform whose tokens have an audience by default or by its documentation, so that a token for it was not made
 * for Chainguard; `undefined` where the audience does not tell.
 */
export function platformOfAudience(audience: string): Platform | undefined {
  if (/^sts\.amazonaws\.com(?:\.cn)?$/.test(audience)) return 'aws';
  if (/^https:\/\/github\.com\/[\w.-]+$/.test(audience)) return 'github';
  if (/^https:\/\/gitlab\.com\/?$/.test(audience)) return 'gitlab';
  if (/^https:\/\/buildkite\.com\/[\w.-]+$/.test(audience)) return 'buildkite';
  if (audience.startsWith('ari:cloud:bitbucket::')) return 'bitbucket';
  if (audience.startsWith('api://AzureADTokenExchange')) return 'azure';
  if (/^(?:https:)?\/\/iam\.googleapis\.com\//.test(audience)) return 'google';
  if (/^https:\/\/kubernetes\.default\.svc(?:\.cluster\.local)?$/.test(audience)) return 'kubernetes';
  return undefined;
}
