import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { sourceName, type CredentialSource } from '../aws/sources';
import { Failure } from '../core/failure';
import { visible, withoutLinks } from '../core/text';

/** An entry of a pick, and what choosing it stands for. */
export interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

/** What a person gave. @throws Failure `cancelled` for a person who closed an input */
export function given<T>(answer: T | undefined): T {
  if (answer === undefined) throw new Failure('cancelled', l10n.t('Cancelled.'));
  return answer;
}

/**
 * What signs, exchanges, runs a program or changes anything in Chainguard is closed in Restricted Mode.
 *
 * @throws Failure `denied`
 */
export function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new Failure(
    'denied',
    l10n.t(
      'Restricted Mode: nothing is signed, exchanged, changed or run in a workspace that is not trusted.',
    ),
    {
      remedy: l10n.t('Trust this workspace, then try again.'),
    },
  );
}

/**
 * Asks for the code of an MFA device, for a source. It is not kept. The box goes when the signal fires.
 *
 * @throws Failure `cancelled`
 */
export async function askMfaCode(
  serial: string,
  source: CredentialSource,
  signal?: AbortSignal,
): Promise<string> {
  const gone = new vscode.CancellationTokenSource();
  const hide = () => gone.cancel();
  if (signal?.aborted) hide();
  else signal?.addEventListener('abort', hide, { once: true });
  try {
    const code = await vscode.window.showInputBox(
      {
        title: l10n.t('MFA code for {0}', sourceName(source)),
        prompt: withoutLinks(l10n.t('The code that this device shows now: {0}', visible(serial))),
        ignoreFocusOut: true,
        validateInput: (text) => (/^\d{6}$/.test(text.trim()) ? undefined : l10n.t('Six digits.')),
      },
      gone.token,
    );
    return given(code).trim();
  } finally {
    signal?.removeEventListener('abort', hide);
    gone.dispose();
  }
}

/** Asks for a token without showing it. @throws Failure `cancelled` */
export async function askToken(title: string, prompt: string): Promise<string> {
  const token = await vscode.window.showInputBox({ title, prompt, password: true, ignoreFocusOut: true });
  return given(token?.trim() || undefined);
}

/** Audiences that Chainguard's own tools ask for (chainguard-dev/sdk; chainguard-dev/setup-chainctl action.yaml). */
const otherAudiences = () => [
  { value: 'cgr.dev', what: l10n.t('the image registry') },
  { value: 'apk.cgr.dev', what: l10n.t('the package repositories') },
  { value: 'libraries.cgr.dev', what: l10n.t('the language libraries') },
];

/** Asks whom a token is for, the API's audience first. @throws Failure `cancelled` */
export async function askAudience(api: string): Promise<string> {
  const other = l10n.t('Another audience…');
  const picked = given(
    await vscode.window.showQuickPick(
      [
        { label: api, description: l10n.t('the API') },
        ...otherAudiences().map(({ value, what }) => ({ label: value, description: what })),
        { label: other, description: '' },
      ],
      { title: l10n.t('Audience'), placeHolder: l10n.t('Who is the token for?'), ignoreFocusOut: true },
    ),
  );
  if (picked.label !== other) return picked.label;
  const typed = await vscode.window.showInputBox({
    title: l10n.t('Audience'),
    prompt: l10n.t('Who is the token for?'),
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^[\x21-\x7e]+$/.test(text) ? undefined : l10n.t('Printable characters without spaces.'),
  });
  return given(typed || undefined);
}
