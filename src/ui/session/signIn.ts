import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Callers } from '../../aws/callers';
import { sourceId } from '../../aws/sources';
import { providerNamed, type Provider } from '../../chainguard/oauth';
import { visible } from '../../core/text';
import type { Account } from '../../flows/account';
import {
  redirectThrough,
  signInAsIdentity,
  signInWithBrowser,
  signInWithCode,
  waysToSignIn,
  type SignedIn,
  type Way,
} from '../../flows/signIn';
import type { Wanted } from './provider';
import { pickSource } from '../callers/pickSource';
import { pickIdentity } from '../pickIdentity';
import { cancellable, toClipboard } from '../progress';
import { askModal, askText, type Choice, given, pickOne, requireTrust } from '../prompts';
import { signInAt, type Sessions } from './session';

interface Done {
  readonly signedIn: SignedIn;
  readonly by: Account['by'];
}

/**
 * Asks how to sign in, and signs in. Keeps an account other than the wanted one only if the person agrees.
 *
 * @throws Failure `cancelled`, `denied` in Restricted Mode, and as `flows/signIn`
 */
export async function signIn(sessions: Sessions, callers: Callers, wanted?: Wanted): Promise<Account> {
  requireTrust();
  const way = await askWay(sessions, callers, wanted);
  for (;;) {
    const { signedIn, by } = await way();
    if (await isMeant(signedIn, wanted)) return sessions.add(signedIn, by);
  }
}

/**
 * Whether to keep this account: it is the wanted one, or the person agrees to it.
 *
 * @throws Failure `cancelled` when the person wants neither this account nor to try again
 */
async function isMeant(signedIn: SignedIn, wanted: Wanted | undefined): Promise<boolean> {
  if (!wanted || signedIn.claims.subject === wanted.id) return true;
  const [use, again] = [l10n.t('Use This Account'), l10n.t('Try Again')];
  const answer = await askModal(
    l10n.t('You signed in as {0}, not as {1}.', visible(signedIn.label), visible(wanted.label)),
    l10n.t(
      'Nothing is kept yet. The sign-in page may remember an account: sign out there before you try again.',
    ),
    use,
    again,
  );
  return given(answer) === use;
}

async function askWay(
  sessions: Sessions,
  callers: Callers,
  wanted: Wanted | undefined,
): Promise<() => Promise<Done>> {
  const choices: Record<Way, Choice<() => Promise<Done>>> = {
    browser: {
      label: `$(browser) ${l10n.t('In the browser')}`,
      detail: l10n.t('The browser comes back to this machine.'),
      value: inBrowser,
    },
    code: {
      label: `$(device-mobile) ${l10n.t('With a code')}`,
      detail: l10n.t('In any browser: for remote machines and containers.'),
      value: withCode,
    },
    identity: {
      label: `$(key) ${l10n.t('As an identity')}`,
      detail: l10n.t('An AWS caller assumes an identity that may list.'),
      value: () => asIdentity(sessions, callers),
    },
  };
  const ways = waysToSignIn(vscode.env.remoteName !== undefined).map((way) => choices[way]);
  const title = wanted
    ? l10n.t('Sign in to Chainguard as {0}', visible(wanted.label))
    : l10n.t('Sign in to Chainguard');
  return pickOne(ways, { title, ignoreFocusOut: true });
}

async function inBrowser(): Promise<Done> {
  const provider = await askProvider();
  const signedIn = await cancellable(l10n.t('Waiting for the sign-in in the browser'), (signal) =>
    signInWithBrowser(signInAt(), provider, {
      open: async (address) => vscode.env.openExternal(vscode.Uri.parse(address, true)),
      redirectFor: async (redirect) => {
        const inside = vscode.Uri.parse(new URL(redirect).origin, true);
        return redirectThrough(redirect, (await vscode.env.asExternalUri(inside)).toString(true));
      },
      confirm,
      signal,
    }),
  );
  return { signedIn, by: { kind: 'browser' } };
}

async function confirm(label: string): Promise<boolean> {
  const use = l10n.t('Sign In');
  const answer = await askModal(
    l10n.t('Sign in to Chainguard as {0}?', visible(label)),
    l10n.t(
      'The browser came back without the mark that it was sent with. Go on only if this is your account.',
    ),
    use,
  );
  return answer === use;
}

async function withCode(): Promise<Done> {
  const provider = await askProvider();
  const closed = new AbortController();
  const signedIn = await cancellable(l10n.t('Waiting for the sign-in with the code'), (signal) =>
    signInWithCode(signInAt(), provider, {
      show: (code, address) => void showCode(code, address).then((used) => used || closed.abort()),
      signal: AbortSignal.any([signal, closed.signal]),
    }),
  );
  return { signedIn, by: { kind: 'code' } };
}

/** Shows the code. Gives true when the person chooses a way to use it, false when they close it. */
async function showCode(code: string, address: string): Promise<boolean> {
  const [link, bare, here] = [l10n.t('Copy Link'), l10n.t('Copy Code'), l10n.t('Open Here')];
  const chosen = await askModal(
    l10n.t('Sign in with this code in any browser, within fifteen minutes.'),
    `${l10n.t('Code: {0}', code)}\n\n${address}`,
    link,
    bare,
    here,
  );
  if (chosen === here) await vscode.env.openExternal(vscode.Uri.parse(address, true));
  else if (chosen !== undefined) await toClipboard(chosen === link ? address : code);
  return chosen !== undefined;
}

async function asIdentity(sessions: Sessions, callers: Callers): Promise<Done> {
  const title = l10n.t('Sign In to Chainguard');
  const { id } = await pickIdentity(await sessions.connection(), title);
  const source = await pickSource(callers, title);
  const signedIn = await cancellable(l10n.t('Assuming the identity'), async (signal) =>
    signInAsIdentity(signInAt(), id, await callers.credentials(source, signal), signal),
  );
  return { signedIn, by: { kind: 'identity', identity: id, source: sourceId(source) } };
}

/** Asks which provider to sign in through. @throws Failure `cancelled`, and as `providerNamed` */
async function askProvider(): Promise<Provider> {
  const social = (connection: 'google-oauth2' | 'github' | 'gitlab'): Provider => ({
    kind: 'social',
    connection,
  });
  const items: Choice<Provider | undefined>[] = [
    { label: l10n.t('Choose on the sign-in page'), value: { kind: 'any' } },
    { label: 'Google', value: social('google-oauth2') },
    { label: 'GitHub', value: social('github') },
    { label: 'GitLab', value: social('gitlab') },
    {
      label: l10n.t('Your organization…'),
      description: l10n.t('its name, or the ID of its identity provider'),
      value: undefined,
    },
  ];
  const provider = await pickOne(items, {
    title: l10n.t('Sign in to Chainguard'),
    placeHolder: l10n.t('Through whom?'),
    ignoreFocusOut: true,
  });
  if (provider) return provider;
  const named = await askText({
    title: l10n.t('Sign in to Chainguard'),
    prompt: l10n.t(
      'The name of a verified organization, such as acme.example, or the ID of an identity provider',
    ),
  });
  return cancellable(l10n.t('Asking about the organization'), (signal) =>
    providerNamed(signInAt().issuerUrl, named, signal),
  );
}
