import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Callers } from '../../aws/callers';
import { PagedList } from '../../chainguard/pagedList';
import { listRepos } from '../../chainguard/registry';
import { listGroups } from '../../chainguard/iam';
import { moreLabel } from '../../core/browse/moreLabel';
import { Failure } from '../../core/failure';
import { visible } from '../../core/text';
import { formatTimeLeft, timeLeft } from '../../core/token/countdown';
import { rootOf, shorten } from '../../core/uidp';
import { rememberedSource } from '../callers/lastSource';
import { pickSource } from '../callers/pickSource';
import { pickIdentity } from '../pickIdentity';
import { cancellable, copy, done } from '../progress';
import { askAudience, askToken, type Choice, pickOne, requireTrust, tell } from '../prompts';
import type { Sessions } from '../session/session';
import { settings } from '../settings';
import type { TokenDocuments } from './tokenDocuments';
import { pickToken, pickTokenOrEnded, useToken } from './menu';
import type { EndedToken, LiveToken, Narrowing } from '../../core/token/keptTokens';
import type { Tokens } from './tokens';

/** What the commands on tokens need from the window. */
export interface TokenServices {
  readonly sessions: Sessions;
  readonly tokens: Tokens;
  readonly callers: Callers;
  readonly documents: TokenDocuments;
  readonly state: vscode.Memento;
  /** The name of an identity, if it has been listed. */
  readonly nameOf: (identityId: string) => string | undefined;
}

/** A token to exchange: for which identity, if it does not say so itself, and how to get such a one again. */
interface Chosen {
  readonly secret: string;
  readonly identity: string | undefined;
  readonly name?: string;
  readonly again?: Pick<LiveToken, 'pasted' | 'webIdentity'>;
}

/** The commands that run single steps of a test, and those on a token. */
export function tokenActions(services: TokenServices) {
  const obtaining = () => import('../../flows/obtainToken');
  const { sessions, tokens, callers, documents, state, nameOf } = services;
  const label = (id: string, name?: string) => name ?? nameOf(id) ?? shorten(id);

  /** Asks for what is missing, and signs. */
  const signed = async (identityId: string | undefined) => {
    const identity =
      identityId === undefined
        ? await pickIdentity(await sessions.connection(), l10n.t('Sign AWS Token'))
        : { id: identityId };
    const source = await pickSource(callers, l10n.t('Sign AWS Token'), rememberedSource(state, identity.id));
    const secret = await cancellable(
      l10n.t('Signing for {0}', label(identity.id, identity.name)),
      async (signal) =>
        (await obtaining()).signAwsToken(callers, source, identity.id, settings.issuerUrl(), signal),
    );
    return { secret, identity: identity.id, name: label(identity.id, identity.name) };
  };

  const pasteAgain = (name: string) =>
    askToken(
      l10n.t('New Token of {0}', name),
      l10n.t('The token that was pasted is not kept. Paste it again, or a newer one of the same issuer.'),
    );

  /** Gets a new token of the same identity, and asks for what that takes. */
  const again = async (token: EndedToken, audience: string, narrowed: Narrowing | undefined) => {
    requireTrust();
    const { obtainAgain, originOf } = await obtaining();
    const name = visible(token.name);
    const origin = originOf(token, callers.source(rememberedSource(state, token.identity) ?? ''));
    const from =
      origin === 'paste'
        ? await pasteAgain(name)
        : origin === 'pick'
          ? await pickSource(callers, l10n.t('Renew Token'))
          : origin;
    const issued = await cancellable(l10n.t('Getting a token for {0}', name), (signal) =>
      obtainAgain(callers, token, from, { issuerUrl: settings.issuerUrl(), audience, narrowed, signal }),
    );
    const live = tokens.add(issued, token.name, { narrowed });
    const left = formatTimeLeft(timeLeft(live.expires, new Date()));
    done(l10n.t('A token of {0}, good for {1}.', visible(live.name), left));
    return live;
  };

  return {
    signAwsToken: async (identityId?: string) => {
      requireTrust();
      const { secret, name } = await signed(identityId);
      const { readAwsToken } = await import('../../core/token/awsRequest');
      const expires = readAwsToken(secret)?.expires;
      const left = expires ? Math.ceil(timeLeft(expires, new Date()) / 60_000) : 0;
      const show = await pickOne(
        [
          {
            label: l10n.t('Copy'),
            description: l10n.t('for: chainctl auth login --identity-token'),
            value: false,
          },
          { label: l10n.t('Show Decoded'), description: l10n.t('without its signature'), value: true },
        ],
        {
          title: l10n.t('Signed for {0}, good for {1} minutes', visible(name), left),
          ignoreFocusOut: true,
        },
      );
      if (show) return documents.showAws(secret, name);
      await copy(secret, l10n.t('The signed request is on the clipboard. It is a secret.'));
    },
    getWebIdentityToken: async (callerId?: string) => {
      requireTrust();
      await (await import('./webIdentity')).getWebIdentityToken(callers, documents, callerId);
    },
    exchangeToken: async () => {
      requireTrust();
      const which = await pickOne<() => Promise<Chosen>>(
        [
          {
            label: l10n.t('Web identity token of AWS'),
            description: l10n.t('an identity and a profile are asked for'),
            value: () => webIdentity(),
          },
          {
            label: l10n.t('Sign with AWS credentials'),
            description: l10n.t('an identity and a profile are asked for'),
            value: () => signed(undefined),
          },
          {
            label: l10n.t('Paste a token'),
            description: l10n.t('a signed AWS request, or any identity token'),
            value: () => pasted(),
          },
        ],
        { title: l10n.t('Exchange Token'), placeHolder: l10n.t('Which token?'), ignoreFocusOut: true },
      );
      const chosen = await which();
      const audience = await askAudience(settings.audience());
      const issued = await cancellable(l10n.t('Exchanging the token'), async (signal) =>
        (await obtaining()).exchangeToken({
          issuerUrl: settings.issuerUrl(),
          token: chosen.secret,
          identity: chosen.identity,
          audience,
          signal,
        }),
      );
      const token = { ...issued, ...chosen.again };
      await documents.showChainguard(tokens.add(token, chosen.name ?? label(issued.identity)));
    },
    useToken: async (tokenId?: string) => useToken(tokens, tokenId),
    showToken: async (tokenId?: string) => documents.showChainguard(await pickToken(tokens, tokenId)),
    copyToken: async (tokenId?: string) => {
      const token = await pickToken(tokens, tokenId);
      const left = formatTimeLeft(timeLeft(token.expires, new Date()));
      await copy(
        token.secret,
        l10n.t('The token of {0} is on the clipboard, good for {1}.', visible(token.name), left),
      );
    },
    renewToken: async (tokenId?: string) => {
      const token = await pickTokenOrEnded(tokens, tokenId);
      await again(token, token.audience, token.narrowed);
    },
    narrowToken: async (tokenId?: string) => {
      requireTrust();
      const token = await pickTokenOrEnded(tokens, tokenId);
      const { askNarrower } = await import('./uses');
      const narrowed = await askNarrower(token, await sessions.connection());
      await documents.showChainguard(await again(token, token.audience, narrowed));
    },
    tokenForAudience: async (tokenId?: string) => {
      requireTrust();
      const token = await pickTokenOrEnded(tokens, tokenId);
      const audience = await askAudience(settings.audience());
      await documents.showChainguard(await again(token, audience, token.narrowed));
    },
    copyTokenAs: async (tokenId?: string) => {
      const token = await pickToken(tokens, tokenId);
      await (await import('./uses')).copyTokenAs(token);
    },
    openTokenTerminal: async (tokenId?: string) => {
      requireTrust();
      const token = await pickToken(tokens, tokenId);
      (await import('./uses')).openTerminal(token);
    },
    writeDockerConfig: async (tokenId?: string) => {
      requireTrust();
      const token = await pickToken(tokens, tokenId);
      await (await import('./uses')).writeDockerConfig(token);
    },
    forgetToken: async (tokenId?: string) => {
      tokens.forget((await pickTokenOrEnded(tokens, tokenId)).id);
    },
    listRepositories: async (tokenId?: string) => {
      requireTrust();
      const token = await pickToken(tokens, tokenId);
      if (token.audience !== settings.audience()) {
        throw new Failure('invalid', l10n.t('This token is not for the API: {0}', token.audience), {
          remedy: l10n.t('Exchange one for {0}.', settings.audience()),
        });
      }
      await showRepositories(
        { apiUrl: settings.apiUrl(), token: token.secret },
        rootOf(token.identity),
        visible(token.name),
      );
    },
  };

  /** Gets a web identity token for the audience that the identity asks for. */
  async function webIdentity(): Promise<Chosen> {
    const picked = await pickIdentity(await sessions.connection(), l10n.t('Exchange Token'), [
      'web-identity',
    ]);
    const source = await pickSource(callers, l10n.t('Exchange Token'), rememberedSource(state, picked.id));
    const { askAws, audienceOf } = await import('./webIdentity');
    const audience = audienceOf(picked.identity);
    const { secret } = await askAws({ callers, source, audience });
    const name = label(picked.id, picked.name);
    return { secret, identity: picked.id, name, again: { webIdentity: audience } };
  }

  async function pasted(): Promise<Chosen> {
    const secret = await askToken(
      l10n.t('Exchange Token'),
      l10n.t('A signed AWS request, or an identity token of another issuer'),
    );
    const again = { pasted: true };
    const { kindOfToken } = await import('../../core/token/tokenKind');
    if (kindOfToken(secret) === undefined || kindOfToken(secret) === 'aws-request')
      return { secret, identity: undefined, again };
    const identity = await pickIdentity(await sessions.connection(), l10n.t('Exchange Token'), [
      'web-identity',
      'token',
    ]);
    return { secret, identity: identity.id, name: label(identity.id, identity.name), again };
  }
}

/** Lists repositories to search, a page at a time. Choosing one copies its pull reference. */
async function showRepositories(
  at: { apiUrl: string; token: string },
  organization: string,
  name: string,
): Promise<void> {
  const groups = await cancellable(l10n.t('Listing repositories'), (signal) =>
    listGroups(at, { id: organization }, { signal }),
  );
  const registry = groups.items[0] ? `cgr.dev/${groups.items[0].name}` : undefined;
  /** What to copy; `undefined` for the row that loads more. */
  type Item = Choice<string | undefined>;
  let asking: AbortSignal | undefined;
  const list = new PagedList((page) =>
    listRepos(at, { descendantsOf: organization }, { ...page, signal: asking }),
  );
  for (;;) {
    await cancellable(l10n.t('Listing repositories'), (signal) => {
      asking = signal;
      return list.more();
    });
    const items = list.items.map((repo): Item => {
      const reference = [registry, repo.name].filter(Boolean).join('/');
      return { label: `$(package) ${visible(repo.name)}`, description: visible(reference), value: reference };
    });
    if (items.length === 0) {
      void tell(l10n.t('{0} can see no repository.', name));
      return;
    }
    const { rest } = list;
    const more: Item = {
      label: `$(ellipsis) ${moreLabel(rest, l10n.t('repositories'))}`,
      value: undefined,
      alwaysShow: true,
    };
    const reference = await pickOne([...items, ...(rest === 0 ? [] : [more])], {
      title: l10n.t('Repositories that {0} can see: {1}', name, items.length + (rest ?? 0)),
      placeHolder: l10n.t('Choose one to copy its pull reference'),
      matchOnDescription: true,
    });
    if (reference === undefined) continue;
    return copy(reference, l10n.t('Copied: {0}', reference));
  }
}
