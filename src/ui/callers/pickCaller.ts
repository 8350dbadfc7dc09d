import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Callers, KnownCaller } from '../../aws/callers';
import type { CredentialSource } from '../../aws/sources';
import { principalOf, principalText } from '../../core/caller';
import { Failure } from '../../core/failure';
import { visible } from '../../core/text';
import { pickSource } from './pickSource';
import { askText, given, pickOne, requireTrust, type Choice } from '../prompts';
import { cancellable } from '../progress';

/**
 * Asks for a caller: one that this window knows, one to ask AWS about, or one whose `aws sts
 * get-caller-identity` output is on the clipboard or is pasted. AWS is asked only after the person has
 * chosen.
 *
 * @throws Failure `cancelled`, and as {@link callerOf}
 */
export async function pickCaller(callers: Callers, title: string): Promise<KnownCaller> {
  const choices: Choice<(() => Promise<KnownCaller>) | undefined>[] = callers.allKnown().map((one) => ({
    label: one.name,
    description: visible(principalText(principalOf(one.caller))),
    detail: visible(one.caller.arn),
    value: () => Promise.resolve(one),
  }));
  if (choices.length > 0)
    choices.push({ label: '', kind: vscode.QuickPickItemKind.Separator, value: undefined });
  const copied = await readCaller(await vscode.env.clipboard.readText(), l10n.t('the clipboard'));
  if (copied) {
    choices.push({
      label: `$(clippy) ${l10n.t('From the clipboard')}`,
      detail: visible(copied.caller.arn),
      value: () => Promise.resolve(copied),
    });
  }
  choices.push({
    label: `$(edit) ${l10n.t('Paste the output of "aws sts get-caller-identity"…')}`,
    value: () => pasteCaller(title),
  });
  if (vscode.workspace.isTrusted) {
    choices.push({
      label: `$(cloud) ${l10n.t('Ask AWS as a profile…')}`,
      value: async () => callerOf(callers, await pickSource(callers, title)),
    });
  }
  const options = {
    title,
    placeHolder: l10n.t('Which caller is it about?'),
    ignoreFocusOut: true,
    matchOnDetail: true,
  };
  return given(await pickOne(choices, options))();
}

/** Who a source calls as. @throws Failure `denied` in Restricted Mode, and as `Callers.identify` */
export async function callerOf(callers: Callers, source: CredentialSource): Promise<KnownCaller> {
  requireTrust();
  return cancellable(l10n.t('Asking AWS who is calling'), (signal) => callers.identify(source, signal));
}

async function pasteCaller(title: string): Promise<KnownCaller> {
  const { readCallerOutput } = await import('../../documents/callerOutput');
  const text = await askText(
    {
      title,
      prompt: l10n.t('The output of: aws sts get-caller-identity'),
      placeHolder: '{ "UserId": "AROA…:session", "Account": "123456789012", "Arn": "arn:aws:sts::…" }',
    },
    (typed) => {
      const read = readCallerOutput(typed);
      return read.ok ? undefined : read.problem;
    },
  );
  const read = readCallerOutput(text);
  if (read.ok) return { name: l10n.t('pasted output'), caller: read.caller };
  throw new Failure('invalid', read.problem);
}

async function readCaller(text: string, name: string): Promise<KnownCaller | undefined> {
  if (text.trim() === '') return undefined;
  const { readCallerOutput } = await import('../../documents/callerOutput');
  const read = readCallerOutput(text);
  return read.ok ? { name, caller: read.caller } : undefined;
}
