import { bearerHeader, dockerLogin, exportLine, isRegistry, type Shell } from './tokenUse';

/** What a person may do with a token. */
export type Offer =
  | 'renew'
  | 'copy'
  | 'show'
  | 'repositories'
  | 'terminal'
  | 'docker'
  | 'narrow'
  | 'audience'
  | 'forget'
  | 'another';

/**
 * What is offered for a token, in this order; renewing comes first for one that has ended.
 *
 * @param at.trusted whether the workspace is trusted; Restricted Mode neither gets nor uses tokens
 * @param at.api the audience of tokens for the API
 * @param at.several whether there are other tokens
 */
export function offersFor(
  audience: string,
  at: { readonly alive: boolean; readonly trusted: boolean; readonly api: string; readonly several: boolean },
): readonly Offer[] {
  const { alive, trusted, api, several } = at;
  const usable = alive && trusted;
  const offers: readonly (readonly [Offer, boolean])[] = [
    ['renew', !alive && trusted],
    ['copy', alive],
    ['show', alive],
    ['repositories', usable && audience === api],
    ['terminal', usable],
    ['docker', usable && isRegistry(audience)],
    ['renew', usable],
    ['narrow', trusted],
    ['audience', trusted],
    ['forget', true],
    ['another', several],
  ];
  return offers.flatMap(([offer, is]) => (is ? [offer] : []));
}

/** A form in which a token is copied. */
export interface Form {
  readonly kind: 'token' | 'header' | 'variable' | 'docker-login';
  /** The text to copy; secret, except for `docker-login`, which reads the token from the variable. */
  readonly text: string;
}

/** The forms in which a token can be copied; one for the registry has a command for Docker as well. */
export function formsOf(
  { secret, audience }: { readonly secret: string; readonly audience: string },
  shell: Shell,
): readonly Form[] {
  return [
    { kind: 'token', text: secret },
    { kind: 'header', text: bearerHeader(secret) },
    { kind: 'variable', text: exportLine(secret, shell) },
    ...(isRegistry(audience) ? [{ kind: 'docker-login', text: dockerLogin(audience, shell) } as const] : []),
  ];
}
