import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { fieldName } from '../../core/field';
import type { WantedIdentity } from '../../core/lint/comparison';
import type { Identity } from '../../core/identity';
import { visible } from '../../core/text';
import { differencesToLive, editIdentity } from '../../flows/editIdentity';
import { runCommand } from '../commands';
import { cancellable } from '../progress';
import { askModal, requireTrust, tell } from '../prompts';
import type { Sessions } from '../session/session';

/**
 * Changes an identity in Chainguard after the person has seen the differences and agreed. If the identity has
 * changed in Chainguard meanwhile, shows the differences and asks again.
 *
 * @returns the changed identity; `undefined` where the person did not agree
 * @throws Failure `denied` in Restricted Mode, `signed-out`, and as `editIdentity`
 */
export async function changeLive(
  sessions: Sessions,
  id: string,
  wanted: WantedIdentity,
): Promise<Identity | undefined> {
  requireTrust();
  const { connection } = await sessions.require();
  const request = { connection, id, ...wanted };
  const reading = { location: vscode.ProgressLocation.Window, title: l10n.t('Reading the identity') };
  let differences = await vscode.window.withProgress(reading, () => differencesToLive(request));
  for (;;) {
    const change = l10n.t('Change');
    const detail = differences
      .map(({ field, claim, before, after, access = [] }) =>
        [
          `${fieldName(field, claim)}\n  − ${visible(before)}\n  + ${visible(after)}`,
          ...access.map((sentence) => `\n${visible(sentence)}`),
        ].join('\n'),
      )
      .join('\n\n');
    const answer = await askModal(
      l10n.t('Change this identity in Chainguard: {0}', visible(wanted.name)),
      detail,
      change,
    );
    if (answer !== change) return undefined;
    const seen = differences;
    const edited = await cancellable(l10n.t('Changing the identity'), (signal) =>
      editIdentity(request, seen, signal),
    );
    if (edited.kind === 'changed') {
      await runCommand('assumable.refreshIdentities');
      void tell(l10n.t('Changed in Chainguard: {0}', visible(edited.identity.name)));
      return edited.identity;
    }
    differences = edited.differences;
  }
}
