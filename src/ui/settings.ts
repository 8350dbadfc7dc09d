import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { safeAddress } from '../core/address';
import { Failure } from '../core/failure';

/**
 * The extension's settings. Each call reads the current value. Addresses and the audience are the person's alone, the
 * profile is the machine's: nothing in a workspace sets them.
 */
export const settings = {
  /** The issuer's address without a trailing slash. @throws Failure `invalid` */
  issuerUrl: () => address('issuerUrl'),
  /** The API's address without a trailing slash. @throws Failure `invalid` */
  apiUrl: () => address('apiUrl'),
  /** The address of Chainguard's console without a trailing slash. @throws Failure `invalid` */
  consoleUrl: () => address('consoleUrl'),
  /** The audience of a token for the API. */
  audience: () => text('audience'),
  /** The AWS profile to offer first; empty for none. */
  awsProfile: () => text('awsProfile'),
  useChainctlLogin: () => read('useChainctlLogin') === true,
  codeLens: () => read('codeLens') !== false,
};

/** Whether a configuration change affects one of these settings. */
export function affects(
  event: vscode.ConfigurationChangeEvent,
  ...names: (keyof typeof settings)[]
): boolean {
  return names.some((name) => event.affectsConfiguration(`assumable.${name}`));
}

/** Turns the use of chainctl's sign-in on or off, for this machine. */
export async function setUseChainctlLogin(use: boolean): Promise<void> {
  await vscode.workspace
    .getConfiguration('assumable')
    .update('useChainctlLogin', use, vscode.ConfigurationTarget.Global);
}

function read(name: string): unknown {
  return vscode.workspace.getConfiguration('assumable').get<unknown>(name);
}

function text(name: string): string {
  const value = read(name);
  return typeof value === 'string' ? value.trim() : '';
}

function address(name: string): string {
  const value = text(name);
  if (safeAddress(value)) return value.replace(/\/+$/, '');
  throw new Failure(
    'invalid',
    l10n.t(
      'The setting "{0}" has to be an https address, or http on this machine: {1}',
      `assumable.${name}`,
      value,
    ),
    { remedy: l10n.t('Correct it in the settings. Nothing was sent.') },
  );
}
