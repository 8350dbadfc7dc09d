import { readFile, stat } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { Failure, isFailure } from '../core/failure';
import { visible } from '../core/text';
import { shownToken, type ShownToken } from '../core/token/shownToken';
import { longestToken } from '../core/token/token';
import { findToken, kindOfToken } from '../core/token/tokenKind';
import type { TokenSource } from './testSource';

/** A token that a person gave: the token itself, a secret, and what it says. */
export interface GivenToken {
  readonly secret: string;
  readonly shown: ShownToken;
}

/**
 * The identity token in a text.
 *
 * @param at the time at which it has to be valid; unless set, it may have ended
 * @throws Failure `invalid` where there is none, or it has ended
 */
export function tokenIn(text: string, at: Date | undefined): GivenToken {
  const secret = findToken(text) ?? '';
  const shown = shownToken(secret);
  if (!shown) throw notJwt(secret);
  if (at && shown.expiresAt && shown.expiresAt <= at) {
    throw new Failure('invalid', l10n.t('The token has ended: at {0}', shown.expiresAt.toISOString()), {
      remedy: l10n.t('Nothing was sent. Get a new one, then try again.'),
    });
  }
  return { secret, shown };
}

function notJwt(secret: string): Failure {
  return kindOfToken(secret) === 'aws-request'
    ? new Failure('invalid', l10n.t('This is a signed AWS request, not an identity token.'), {
        remedy: l10n.t('Nothing was sent. Give a token (JWT) of the issuer that the identity trusts.'),
      })
    : new Failure('invalid', l10n.t('There is no identity token here.'), {
        remedy: l10n.t(
          'Nothing was sent. Give the whole token (JWT) of the issuer that the identity trusts.',
        ),
      });
}

/** A place where a token was found, and what the token says. */
export interface FoundToken {
  readonly source: TokenSource;
  readonly shown: ShownToken;
}

/** The variables that hold an identity token, by their names. AWS's own and other secrets are none. */
export function tokensInVariables(env: NodeJS.ProcessEnv): readonly FoundToken[] {
  return Object.keys(env)
    .sort()
    .flatMap((name) => {
      const shown = shownToken(env[name] ?? '');
      return shown ? [{ source: { kind: 'variable', name }, shown }] : [];
    });
}

/** The text of a file that should hold a token. @throws Failure `invalid` where it cannot be read or is too long */
export async function readTokenFile(path: string, signal?: AbortSignal): Promise<string> {
  const refuse = (text: string, cause?: unknown) =>
    new Failure('invalid', text, { cause, remedy: l10n.t('Choose another file.') });
  try {
    const found = await stat(path);
    if (!found.isFile() || found.size > longestToken)
      throw refuse(l10n.t('This file is too long to be a token, or is none: {0}', visible(path)));
    return await readFile(path, { encoding: 'utf8', signal });
  } catch (error) {
    if (isFailure(error)) throw error;
    throw refuse(l10n.t('The file with the token cannot be read: {0}', visible(path)), error);
  }
}
