import { setTimeout as after } from 'node:timers/promises';
import * as vscode from 'vscode';
import { plain, visible } from '../core/text';

/** Work that takes less than this, in milliseconds, gets no notification. */
const short = 500;

/**
 * Runs work that can be cancelled. At first only the status bar shows progress; longer work gets a
 * notification with a button that cancels it. So quick work does not flicker, and does not use up the three
 * notifications in 800 milliseconds after which VS Code puts the next one, such as an error, in its list
 * without showing it.
 */
export async function cancellable<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const shown = plain(title);
  const working = work(abort.signal);
  const waited = new AbortController();
  const settled = working.then(
    () => true,
    () => true,
  );
  const moment = after(short, false, { signal: waited.signal }).catch(() => true);
  const quick = vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: shown }, () =>
    Promise.race([settled, moment]),
  );
  const done = await quick;
  waited.abort();
  if (done) return working;
  const options = { location: vscode.ProgressLocation.Notification, title: shown, cancellable: true };
  return vscode.window.withProgress(options, (_, cancelled) => {
    cancelled.onCancellationRequested(() => abort.abort());
    return working;
  });
}

/** Opens a terminal; its name and first line show what others wrote in them as plain text. */
export function terminal(options: vscode.TerminalOptions): vscode.Terminal {
  const { name, message } = options;
  return vscode.window.createTerminal({
    ...options,
    ...(name !== undefined && { name: visible(name) }),
    ...(message !== undefined && { message: visible(message) }),
  });
}

/** Says briefly, in the status bar, that something was done. */
export function done(text: string): void {
  vscode.window.setStatusBarMessage(visible(text).replaceAll('$(', '$\u200b('), 5000);
}

/** Copies a text, and says so. */
export async function copy(text: string, said: string): Promise<void> {
  await toClipboard(text);
  done(said);
}

/**
 * Copies a text. Control characters other than line breaks and tabs would act where it is pasted, such as in a
 * terminal; they are escaped.
 */
export async function toClipboard(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text.replace(/(?!\r?\n|\t)\p{Cc}/gu, visible));
}
