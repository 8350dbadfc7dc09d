import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Callers } from '../../aws/callers';
import { metadataAllowed, sourceId, type CredentialSource } from '../../aws/sources';
import { Failure } from '../../core/failure';
import { given, type Choice } from '../prompts';

/**
 * Asks with which AWS credentials, and says who each caller is where that is known.
 *
 * @param first the id of the source to offer first
 * @throws Failure `cancelled`, `no-credentials` where there is nothing to choose from
 */
export async function pickSource(callers: Callers, first: string | undefined): Promise<CredentialSource> {
  const [{ listCallers }, { callerLabel, callerText }] = await Promise.all([
    import('../../aws/callerList'),
    import('./callerText'),
  ]);
  const { entries } = await listCallers(callers, new Date());
  const instance: CredentialSource = { kind: 'instance' };
  const instanceFailed = callers.failure(sourceId(instance)) !== undefined;
  const offered = [
    ...entries,
    ...(metadataAllowed() && !instanceFailed
      ? [{ id: sourceId(instance), source: instance, profile: undefined, problem: undefined }]
      : []),
  ];
  if (offered.length === 0) {
    throw new Failure(
      'no-credentials',
      l10n.t('No AWS profile was found, and the environment holds no AWS keys.'),
      {
        remedy: l10n.t('Run "aws configure", or set AWS_CONFIG_FILE.'),
      },
    );
  }
  const choice = await vscode.window.showQuickPick<Choice<CredentialSource>>(
    offered
      .toSorted((a, b) => Number(b.id === first) - Number(a.id === first))
      .map((entry) => ({
        label: callerLabel(entry.source),
        description: [callerText(entry, callers), entry.id === first ? l10n.t('used last') : '']
          .filter(Boolean)
          .join(' · '),
        value: entry.source,
      })),
    {
      title: l10n.t('AWS caller'),
      placeHolder: l10n.t('Who is calling?'),
      ignoreFocusOut: true,
      matchOnDescription: true,
    },
  );
  return given(choice).value;
}
