/*
 * Where the extension sends signed requests is a machine setting, which neither a workspace nor a launch
 * configuration may set. This sets it for the temporary profile of the window that F5 opens.
 */
import { env } from 'node:process';

import * as vscode from 'vscode';

export async function activate() {
  const settings = JSON.parse(env.ASSUMABLE_LAUNCH_SETTINGS ?? '{}');
  for (const [name, value] of Object.entries(settings)) {
    await vscode.workspace.getConfiguration().update(name, value, vscode.ConfigurationTarget.Global);
  }
}
