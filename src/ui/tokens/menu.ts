import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Failure } from '../../core/failure';
import { visible } from '../../core/text';
import type { EndedToken, LiveToken } from '../../core/token/keptTokens';
import { offersFor, type Offer } from '../../core/token/offers';
import { formatTimeLeft, timeLeft } from '../../core/token/countdown';
import { runCommand, type CommandId, type CommandTable } from '../commands';
import { pickOne, type Choice } from '../prompts';
import { settings } from '../settings';
import type { Tokens } from './tokens';

/**
 * The token with this id, or the only one. Asks which one if there are several.
 *
 * @throws Failure `cancelled`, `invalid` if there is none
 */
export async function pickToken(tokens: Tokens, tokenId: string | undefined): Promise<LiveToken> {
  return pick(tokenId === undefined ? undefined : tokens.get(tokenId), tokenId, tokens.all());
}

/** As {@link pickToken}, but includes tokens that have just ended, which can be renewed. */
export async function pickTokenOrEnded(tokens: Tokens, tokenId: string | undefined): Promise<EndedToken> {
  const named = tokenId === undefined ? undefined : (tokens.get(tokenId) ?? tokens.ended(tokenId));
  return pick(named, tokenId, [...tokens.all(), ...tokens.allEnded()]);
}

async function pick<Token extends EndedToken>(
  named: Token | undefined,
  tokenId: string | undefined,
  all: readonly Token[],
): Promise<Token> {
  if (named) return named;
  const only = all[0];
  if (!only || tokenId !== undefined) {
    throw new Failure(
      'invalid',
      tokenId === undefined
        ? l10n.t('There is no live token in this window.')
        : l10n.t('This token has expired or was forgotten.'),
      { remedy: l10n.t('Test an identity, or exchange a token, to get one.') },
    );
  }
  if (all.length === 1) return only;
  const items = all.map((token) => ({
    label: visible(token.name),
    description: [token.audience, token.narrowed ? l10n.t('narrowed') : ''].filter(Boolean).join(' · '),
    detail: stateOf(token),
    value: token,
  }));
  const options = { title: l10n.t('Token'), placeHolder: l10n.t('Which token?') };
  return pickOne(items, options);
}

/**
 * Offers what can be done with a token, and does what is picked.
 *
 * @throws Failure `cancelled`, and as {@link pickToken}
 */
export async function useToken(tokens: Tokens, tokenId: string | undefined): Promise<void> {
  const token = await pickTokenOrEnded(tokens, tokenId);
  const row = <Id extends CommandId>(
    icon: string,
    title: string,
    id: Id,
    ...args: Parameters<CommandTable[Id]>
  ) => ({
    label: `$(${icon}) ${title}`,
    value: () => runCommand(id, ...args),
  });
  const { id } = token;
  const rows: Record<Offer, Choice<() => Promise<void>>> = {
    renew: row('refresh', l10n.t('Renew'), 'assumable.renewToken', id),
    copy: row('copy', l10n.t('Copy As…'), 'assumable.copyTokenAs', id),
    show: row('eye', l10n.t('Show Decoded'), 'assumable.showToken', id),
    repositories: row('package', l10n.t('List Repositories'), 'assumable.listRepositories', id),
    terminal: row('terminal', l10n.t('Open Terminal with Token'), 'assumable.openTokenTerminal', id),
    docker: row('save', l10n.t('Write into Docker Configuration…'), 'assumable.writeDockerConfig', id),
    narrow: row('filter', l10n.t('Narrow…'), 'assumable.narrowToken', id),
    audience: row('globe', l10n.t('Get for Another Audience…'), 'assumable.tokenForAudience', id),
    forget: row('trash', l10n.t('Forget'), 'assumable.forgetToken', id),
    another: {
      label: `$(list-unordered) ${l10n.t('Another Token…')}`,
      value: () => useToken(tokens, undefined),
    },
  };
  const offers = offersFor(token.audience, {
    alive: tokens.get(token.id) !== undefined,
    trusted: vscode.workspace.isTrusted,
    api: settings.audience(),
    several: tokens.all().length + tokens.allEnded().length > 1,
  });
  const picked = await pickOne(
    offers.map((offer) => rows[offer]),
    {
      title: l10n.t('Token of {0} for {1}', visible(token.name), token.audience),
      placeHolder: stateOf(token),
    },
  );
  await picked();
}

function stateOf({ expires }: EndedToken): string {
  const left = timeLeft(expires, new Date());
  return left > 0 ? l10n.t('{0} left', formatTimeLeft(left)) : formatTimeLeft(left);
}
