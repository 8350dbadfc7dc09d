import * as l10n from '@vscode/l10n';
import {
  audienceOfPurpose,
  chainctlLine,
  curlLine,
  proofVariable,
  type Purpose,
} from '../../core/token/purpose';
import { visible } from '../../core/text';
import { formatTimeLeft, timeLeft } from '../../core/token/countdown';
import type { LiveToken } from '../../core/token/keptTokens';
import { requireIdentityId, shorten } from '../../core/uidp';
import { obtainAgain, signAwsToken } from '../../flows/obtainToken';
import { rememberedSource } from '../callers/lastSource';
import { pickSource } from '../callers/pickSource';
import { pickIdentity } from '../pickIdentity';
import { cancellable, copy, done, terminal } from '../progress';
import { askAudience, requireTrust } from '../prompts';
import { settings } from '../settings';
import type { TokenServices } from './actions';
import { openTerminal, writeDockerConfig } from './uses';

const pasteIt = () => l10n.t('The command is on the clipboard: paste it into the terminal.');
const shell = process.platform === 'win32' ? 'powershell' : 'posix';

/** What an identity's token can be used for. The token that it takes is fetched on the way, as whom it worked last. */
export function purposeActions({ sessions, tokens, callers, documents, state, nameOf }: TokenServices) {
  const identityFor = async (id: string | undefined, title: string) => {
    requireTrust();
    const picked = id === undefined ? await pickIdentity(await sessions.connection(), title) : { id };
    requireIdentityId(picked.id);
    return { id: picked.id, name: nameOf(picked.id) ?? shorten(picked.id) };
  };

  const callerFor = async (identity: string, title: string) =>
    callers.source(rememberedSource(state, identity) ?? '') ?? pickSource(callers, title);

  /** A token for an audience: one that this window has, or a new one. */
  const tokenFor = async (
    { id, name }: { readonly id: string; readonly name: string },
    audience: string,
    title: string,
  ): Promise<LiveToken> => {
    const own = tokens.all().filter(({ identity, narrowed }) => identity === id && !narrowed);
    const live = own.find((token) => token.audience === audience);
    if (live) return live;
    const source = await callerFor(id, title);
    const issued = await cancellable(l10n.t('Getting a token for {0}', visible(name)), (signal) =>
      obtainAgain(callers, { identity: id, webIdentity: own[0]?.webIdentity }, source, {
        issuerUrl: settings.issuerUrl(),
        ...{ audience, narrowed: undefined, signal },
      }),
    );
    const token = tokens.add(issued, name);
    const left = formatTimeLeft(timeLeft(token.expires, new Date()));
    done(l10n.t('A token of {0}, good for {1}.', visible(name), left));
    return token;
  };

  const use = async (purpose: Exclude<Purpose, 'chainctl'>, id: string | undefined, title: string) => {
    const api = settings.audience();
    return tokenFor(await identityFor(id, title), audienceOfPurpose(purpose, api) ?? api, title);
  };

  return {
    docker: async (id?: string) =>
      writeDockerConfig(await use('docker', id, l10n.t('Pull Images with Docker'))),
    shell: async (id?: string) => {
      openTerminal(await use('shell', id, l10n.t('Use Token in a Shell')));
    },
    curl: async (id?: string) => {
      openTerminal(await use('curl', id, l10n.t('Use Token with curl')));
      // The line holds no token, and the person decides when it runs.
      await copy(curlLine(settings.apiUrl(), shell), pasteIt());
    },
    chainctl: async (id?: string) => {
      const title = l10n.t('Sign chainctl In as Identity');
      const identity = await identityFor(id, title);
      const source = await callerFor(identity.id, title);
      const proof = await cancellable(l10n.t('Signing for {0}', visible(identity.name)), (signal) =>
        signAwsToken(callers, source, identity.id, settings.issuerUrl(), signal),
      );
      terminal({
        name: identity.name,
        env: { [proofVariable]: proof },
        isTransient: true,
        message: l10n.t('{0} holds a signed request of AWS for {1}.', proofVariable, visible(identity.name)),
      }).show();
      await copy(chainctlLine(identity.id, shell), pasteIt());
    },
    audience: async (id?: string) => {
      const title = l10n.t('Get Token for Another Audience');
      const identity = await identityFor(id, title);
      await documents.showChainguard(await tokenFor(identity, await askAudience(settings.audience()), title));
    },
  };
}
