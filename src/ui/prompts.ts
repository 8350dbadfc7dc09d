import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { sourceName, type CredentialSource } from '../aws/sources';
import { cancelled, Failure } from '../core/failure';
import { plain, visible } from '../core/text';

/**
 * Says something in a notification. Whatever others wrote in it is shown as plain text.
 *
 * @returns the button that was chosen, `undefined` where it was closed
 */
export async function tell(text: string, ...buttons: readonly string[]): Promise<string | undefined> {
  return vscode.window.showInformationMessage(plain(text), ...buttons);
}

/** {@link tell}, as a warning. */
export async function warn(text: string, ...buttons: readonly string[]): Promise<string | undefined> {
  return vscode.window.showWarningMessage(plain(text), ...buttons);
}

/** {@link tell}, as an error. For a failure, see `showFailure`. */
export async function tellError(text: string, ...buttons: readonly string[]): Promise<string | undefined> {
  return vscode.window.showErrorMessage(plain(text), ...buttons);
}

/**
 * Asks in a dialog that has to be answered.
 *
 * @returns the button that was chosen, `undefined` where it was closed
 */
export async function askModal(
  question: string,
  detail: string,
  ...buttons: readonly string[]
): Promise<string | undefined> {
  return vscode.window.showWarningMessage(
    plain(question),
    { modal: true, detail: plain(detail) },
    ...buttons,
  );
}

/** Asks for a line, and gives it as it was typed. @throws Failure `cancelled` */
export async function askLine(
  options: Omit<vscode.InputBoxOptions, 'ignoreFocusOut'>,
  cancel?: vscode.CancellationToken,
): Promise<string> {
  const { title, prompt, placeHolder, validateInput } = options;
  return given(
    await vscode.window.showInputBox(
      {
        ...options,
        ...(title !== undefined && { title: visible(title) }),
        ...(prompt !== undefined && { prompt: plain(prompt) }),
        ...(placeHolder !== undefined && { placeHolder: visible(placeHolder) }),
        ...(validateInput && {
          validateInput: async (text) => {
            const problem = await validateInput(text);
            if (typeof problem === 'string') return plain(problem);
            return problem && { ...problem, message: plain(problem.message) };
          },
        }),
        ignoreFocusOut: true,
      },
      cancel,
    ),
  );
}

/** An entry of a pick as it is shown. */
export function shownItem<T extends vscode.QuickPickItem>(item: T): T {
  return {
    ...item,
    label: visible(item.label),
    ...(item.description !== undefined && { description: visible(item.description) }),
    ...(item.detail !== undefined && { detail: visible(item.detail) }),
  };
}

/** An entry of a pick, and the value that choosing it gives. */
export interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

/** The person's answer. @throws Failure `cancelled` if they closed the input */
export function given<T>(answer: T | undefined): T {
  if (answer === undefined) throw cancelled();
  return answer;
}

/** Asks for one of these choices. @throws Failure `cancelled` */
export async function pickOne<T>(
  choices: readonly Choice<T>[] | Promise<readonly Choice<T>[]>,
  options: vscode.QuickPickOptions,
): Promise<T> {
  const shown = Promise.resolve(choices).then((all) => all.map(shownItem));
  return given(await vscode.window.showQuickPick(shown, shownOptions(options))).value;
}

/** Asks for any number of these choices, including none. @throws Failure `cancelled` */
export async function pickMany<T>(
  choices: readonly Choice<T>[],
  options: vscode.QuickPickOptions,
): Promise<T[]> {
  const picked = await vscode.window.showQuickPick(choices.map(shownItem), {
    ...shownOptions(options),
    canPickMany: true,
  });
  return given(picked).map(({ value }) => value);
}

function shownOptions(options: vscode.QuickPickOptions): vscode.QuickPickOptions {
  const { title, placeHolder } = options;
  return {
    ...options,
    ...(title !== undefined && { title: visible(title) }),
    ...(placeHolder !== undefined && { placeHolder: visible(placeHolder) }),
  };
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
  const text = await askLine({
    ...options,
    validateInput: (typed) => (typed.trim() === '' ? undefined : problemWith(typed.trim())),
  });
  return given(text.trim() || undefined);
}

/** Asks whether to go on. @throws Failure `cancelled` unless the person agrees */
export async function confirm(question: string, detail: string, yes: string): Promise<void> {
  given(await askModal(question, detail, yes));
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
 * @param refused why AWS did not accept the code before, which the box says
 * @throws Failure `cancelled`
 */
export async function askMfaCode(
  serial: string,
  source: CredentialSource,
  signal?: AbortSignal,
  refused?: Failure,
): Promise<string> {
  const code = await askUntil(signal, {
    title: l10n.t('MFA code for {0}', sourceName(source)),
    prompt: refused
      ? `${refused.message} ${refused.remedy ?? ''}`
      : l10n.t('The code that this device shows now: {0}', visible(serial)),
    validateInput: (text) => (/^\d{6}$/.test(text.trim()) ? undefined : l10n.t('Six digits.')),
  });
  return code.trim();
}

/** As {@link askLine}, in a box that closes when the signal aborts. */
async function askUntil(
  signal: AbortSignal | undefined,
  options: Omit<vscode.InputBoxOptions, 'ignoreFocusOut'>,
): Promise<string> {
  const gone = new vscode.CancellationTokenSource();
  const hide = () => gone.cancel();
  if (signal?.aborted) hide();
  else signal?.addEventListener('abort', hide, { once: true });
  try {
    return await askLine(options, gone.token);
  } finally {
    signal?.removeEventListener('abort', hide);
    gone.dispose();
  }
}

/** Asks for a token without showing it. The box closes when the signal aborts. @throws Failure `cancelled` */
export async function askToken(title: string, prompt: string, signal?: AbortSignal): Promise<string> {
  const text = await askUntil(signal, { title, prompt, password: true });
  return given(text.trim() || undefined);
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
  const typed = await askLine({
    title: l10n.t('Audience'),
    prompt: l10n.t('Who is the token for?'),
    validateInput: (text) =>
      /^[\x21-\x7e]+$/.test(text) ? undefined : l10n.t('Printable characters without spaces.'),
  });
  return given(typed || undefined);
}
