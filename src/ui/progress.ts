import { setTimeout as after } from 'node:timers/promises';
import * as vscode from 'vscode';
import { withoutLinks } from '../core/text';

/** Work that is done within this time is not worth a notification, in milliseconds. */
const short = 500;

/**
 * Runs work that can be cancelled. What takes longer than a moment gets a notification with a button that cancels
 * it; before that only the status bar says that something is going on. So quick work flickers nowhere, and does not
 * use up the three notifications in 800 milliseconds after which VS Code keeps the next one, such as an error, in its
 * list without showing it.
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
