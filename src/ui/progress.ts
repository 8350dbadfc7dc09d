import { setTimeout as after } from 'node:timers/promises';
import * as vscode from 'vscode';
import { withoutLinks } from '../core/text';

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
  const shown = withoutLinks(title);
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

/** Says briefly, in the status bar, that something was done. */
export function done(text: string): void {
  vscode.window.setStatusBarMessage(text, 5000);
}

/** Copies a text, and says so. */
export async function copy(text: string, said: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  done(said);
}
