/** Chainguard's own issuer. */
export const chainguardIssuer = 'https://issuer.enforce.dev';

/** The audiences that an identity accepts that names none: Chainguard's issuer, with its scheme and without. */
export function defaultAudiences(issuerUrl = chainguardIssuer): readonly [url: string, host: string] {
  const url = /^https?:\/\//.test(issuerUrl) ? issuerUrl : `https://${issuerUrl}`;
  const bare = url.replace(/\/+$/, '');
  return [bare, bare.replace(/^https?:\/\//, '')];
}
