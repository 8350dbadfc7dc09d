/** What can be opened in Chainguard's console. */
type ConsolePlace =
  | { readonly kind: 'organization' }
  | { readonly kind: 'identities' }
  | { readonly kind: 'image'; readonly name: string };

/**
 * The address of a page of Chainguard's console, below its base URL. Its path names the organization and is
 * as Chainguard's documentation links it (`/org/NAME/settings/identities`,
 * `/org/NAME/images/organization/image/NAME/versions`).
 */
export function consoleAddress(base: string, organization: string, place: ConsolePlace): string {
  const org = `${base}/org/${encodeURIComponent(organization)}`;
  switch (place.kind) {
    case 'organization':
      return `${org}/overview`;
    case 'identities':
      return `${org}/settings/identities`;
    case 'image':
      return `${org}/images/organization/image/${encodeURIComponent(place.name)}/versions`;
  }
}
