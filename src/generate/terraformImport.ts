import * as l10n from '@vscode/l10n';
import type { Draft } from '../core/draft/draft';
import { isIdentityId } from '../core/uidp';
import { hclAttributes, hclString } from './quote/hcl';

/**
 * The block with which Terraform takes over an identity that is there already; empty for a new one.
 *
 * @param label the identity's name inside the configuration
 */
export function importOf({ options: { identity } }: Draft, label: string): string {
  if (!isIdentityId(identity)) return '';
  return `# The identity is there already: this takes it over instead of making another one.
import {
${hclAttributes([
  ['to', `chainguard_identity.${label}`],
  ['id', hclString(identity)],
])}}
`;
}

/** What the import leaves to do; `undefined` where there is none. */
export function importNote({ options, roles }: Draft): string | undefined {
  return isIdentityId(options.identity) && roles.length > 0
    ? l10n.t(
        'The import takes over the identity, and not its role bindings: import those too, or leave their blocks out.',
      )
    : undefined;
}
