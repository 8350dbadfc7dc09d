import { tokenVariable, type Shell } from './tokenUse';

/** What a person wants of an identity's token. */
export type Purpose = 'docker' | 'curl' | 'shell' | 'chainctl';

/** The audience of tokens for the image registry. */
export const registryAudience = 'cgr.dev';

/** The variable that holds what chainctl exchanges itself. */
export const proofVariable = 'CHAINGUARD_IDENTITY_TOKEN';

/** The audience that a token for this takes; `undefined` where another program exchanges the proof by itself. */
export function audienceOfPurpose(purpose: Purpose, api: string): string | undefined {
  if (purpose === 'chainctl') return undefined;
  return purpose === 'docker' ? registryAudience : api;
}

/** A line that asks the API who a token is, with the token from its variable. */
export function curlLine(apiUrl: string, shell: Shell): string {
  const token = shell === 'posix' ? `$${tokenVariable}` : `$env:${tokenVariable}`;
  const curl = shell === 'posix' ? 'curl' : 'curl.exe';
  return `${curl} --fail-with-body --header "Authorization: Bearer ${token}" '${apiUrl}/iam/v2/identities?pageSize=1'`;
}

/**
 * A line that signs chainctl in as an identity, with the proof from its variable. Both are of a few characters that no shell
 * reads as something else.
 */
export function chainctlLine(identity: string, shell: Shell): string {
  const proof = shell === 'posix' ? `"$${proofVariable}"` : `$env:${proofVariable}`;
  return `chainctl auth login --identity '${identity}' --identity-token ${proof}`;
}
