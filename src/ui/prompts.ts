import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { sourceName, type CredentialSource } from '../aws/sources';
import { Failure } from '../core/failure';
import { visible, withoutLinks } from '../core/text';

/** An entry of a pick, and the value that choosing it gives. */
export interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

/** The person's answer. @throws Failure `cancelled` if they closed the input */
export function given<T>(answer: T | undefined): T {
  if (answer === undefined) throw new Failure('cancelled', l10n.t('Cancelled.'));
  return answer;
}

/** Asks for one of these choices. @throws Failure `cancelled` */
export async function pickOne<T>(
  choices: readonly Choice<T>[] | Promise<readonly Choice<T>[]>,
  options: vscode.QuickPickOptions,
): Promise<T> {
  return given(await vscode.window.showQuickPick(choices, options)).value;
}

/** Asks for any number of these choices, including none. @throws Failure `cancelled` */
export async function pickMany<T>(
  choices: readonly Choice<T>[],
  options: vscode.QuickPickOptions,
): Promise<T[]> {
  const picked = await vscode.window.showQuickPick(choices, { ...options, canPickMany: true });
  return given(picked).map(({ value }) => value);
}

/**
 * Asks for a text, and returns it trimmed.
 *
 * @param problemWith says what is wrong with the trimmed text, if anything; not called for an empty one
 * @throws Failure `cancelled`, also for an empty text
 */
export async function askText(
  options: Omit<vscode.InputBoxOptions, 'validateInput' | 'ignoreFocusOut'>,
  problemWith: (text: string) => string | undefined | Promise<string | undefined> = () => undefined,
): Promise<string> {
  const text = await vscode.window.showInputBox({
    ...options,
    ignoreFocusOut: true,
    validateInput: (typed) => (typed.trim() === '' ? undefined : problemWith(typed.trim())),
  });
  return given(text?.trim() || undefined);
}

/** Asks whether to go on. @throws Failure `cancelled` unless the person agrees */
export async function confirm(question: string, detail: string, yes: string): Promise<void> {
  given(await vscode.window.showWarningMessage(question, { modal: true, detail }, yes));
}

/**
 * Refuses in Restricted Mode. Call it before anything that signs, exchanges, runs a program or changes
 * anything in Chainguard.
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
 * Asks for the current code of an MFA device, and does not keep it. The box closes when the signal aborts.
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
  return askText({ title, prompt, password: true });
}

/**
 * Audiences that Chainguard's own tools use (chainguard-dev/sdk; chainguard-dev/setup-chainctl action.yaml).
 */
const otherAudiences = () => [
  { value: 'cgr.dev', what: l10n.t('the image registry') },
  { value: 'apk.cgr.dev', what: l10n.t('the package repositories') },
  { value: 'libraries.cgr.dev', what: l10n.t('the language libraries') },
];

/** Asks which audience a token is for. The API comes first. @throws Failure `cancelled` */
export async function askAudience(api: string): Promise<string> {
  const picked = await pickOne(
    [
      { label: api, description: l10n.t('the API'), value: api },
      ...otherAudiences().map(({ value, what }) => ({ label: value, description: what, value })),
      { label: l10n.t('Another audience…'), description: '', value: undefined },
    ],
    { title: l10n.t('Audience'), placeHolder: l10n.t('Who is the token for?'), ignoreFocusOut: true },
  );
  if (picked !== undefined) return picked;
  const typed = await vscode.window.showInputBox({
    title: l10n.t('Audience'),
    prompt: l10n.t('Who is the token for?'),
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^[\x21-\x7e]+$/.test(text) ? undefined : l10n.t('Printable characters without spaces.'),
  });
  return given(typed || undefined);
}
