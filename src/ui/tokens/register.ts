import { ContextKey } from '../contextKey';
import type { Shell } from '../shell';
import type { TokenServices } from './actions';
import { CountdownItem } from './countdownItem';
import { watchSelection } from './selection';
import { Tokens } from './tokens';

declare module '../commands' {
  interface CommandTable extends ReturnType<typeof tokenCommands> {}
}

/** The tokens that were obtained in this window, and what can be done with one. */
export function registerTokens(
  shell: Shell,
  features: Pick<TokenServices, 'sessions' | 'callers' | 'nameOf'>,
): Tokens {
  const tokens = shell.own(new Tokens());
  shell.own(new CountdownItem(tokens));
  const some = new ContextKey<boolean>('assumable.tokens');
  const ticked = () => {
    shell.documents.redrawActions();
    void some.set(!tokens.isEmpty);
  };
  shell.own(tokens.onDidTick(ticked));
  shell.own(watchSelection());
  shell.commands(tokenCommands(shell, { ...features, tokens, state: shell.context.globalState }));
  return tokens;
}

function tokenCommands(shell: Shell, services: Omit<TokenServices, 'documents'>) {
  const tokenDocuments = async () =>
    new (await import('./tokenDocuments')).TokenDocuments(shell.documents, services.tokens);
  const purposes = async () =>
    (await import('./purposes')).purposeActions({ ...services, documents: await tokenDocuments() });
  const actions = async () =>
    (await import('./actions')).tokenActions({ ...services, documents: await tokenDocuments() });
  return {
    'assumable.signAwsToken': async (identityId?: string) => (await actions()).signAwsToken(identityId),
    'assumable.getWebIdentityToken': async (callerId?: string) =>
      (await actions()).getWebIdentityToken(callerId),
    'assumable.exchangeToken': async () => (await actions()).exchangeToken(),
    'assumable.useToken': async (tokenId?: string) => (await actions()).useToken(tokenId),
    'assumable.showToken': async (tokenId?: string) => (await actions()).showToken(tokenId),
    'assumable.copyToken': async (tokenId?: string) => (await actions()).copyToken(tokenId),
    'assumable.renewToken': async (tokenId?: string) => (await actions()).renewToken(tokenId),
    'assumable.narrowToken': async (tokenId?: string) => (await actions()).narrowToken(tokenId),
    'assumable.tokenForAudience': async (tokenId?: string) => (await actions()).tokenForAudience(tokenId),
    'assumable.copyTokenAs': async (tokenId?: string) => (await actions()).copyTokenAs(tokenId),
    'assumable.openTokenTerminal': async (tokenId?: string) => (await actions()).openTokenTerminal(tokenId),
    'assumable.writeDockerConfig': async (tokenId?: string) => (await actions()).writeDockerConfig(tokenId),
    'assumable.forgetToken': async (tokenId?: string) => (await actions()).forgetToken(tokenId),
    'assumable.listRepositories': async (tokenId?: string) => (await actions()).listRepositories(tokenId),
    'assumable.pullWithDocker': async (identityId?: string) => (await purposes()).docker(identityId),
    'assumable.useWithChainctl': async (identityId?: string) => (await purposes()).chainctl(identityId),
    'assumable.useWithCurl': async (identityId?: string) => (await purposes()).curl(identityId),
    'assumable.useInShell': async (identityId?: string) => (await purposes()).shell(identityId),
    'assumable.useForAudience': async (identityId?: string) => (await purposes()).audience(identityId),
    'assumable.decodeToken': async () =>
      (await import('./decode')).decodeToken(shell.documents, await tokenDocuments()),
  };
}
