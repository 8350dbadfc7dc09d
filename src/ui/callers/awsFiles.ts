import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { awsPaths } from '../../aws/paths';

/** Changes in quick succession are reported once, after this many milliseconds without another. */
const quiet = 200;

/**
 * Calls `changed` after an AWS config or credentials file, or a sign-in's cache, was made, written or
 * removed.
 */
export function onAwsFilesChanged(changed: () => void): vscode.Disposable {
  const { config, credentials, ssoCache, loginCache } = awsPaths();
  const patterns = [
    [dirname(config), basename(config)],
    [dirname(credentials), basename(credentials)],
    [ssoCache, '*.json'],
    [loginCache, '*.json'],
  ] as const;
  let timer: NodeJS.Timeout | undefined;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(changed, quiet);
  };
  const watchers = patterns.map(([folder, pattern]) => {
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.file(folder), pattern),
    );
    return vscode.Disposable.from(
      watcher,
      watcher.onDidChange(soon),
      watcher.onDidCreate(soon),
      watcher.onDidDelete(soon),
    );
  });
  return vscode.Disposable.from(...watchers, { dispose: () => clearTimeout(timer) });
}
