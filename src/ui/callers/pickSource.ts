import * as l10n from '@vscode/l10n';
import type { Callers } from '../../aws/callers';
import type { CredentialSource } from '../../aws/sources';
import { Failure } from '../../core/failure';
import { pickOne } from '../prompts';

/**
 * Asks which AWS credentials to use. Shows who each source calls as, where that is known.
 *
 * @param last the id of the source that was used last, to offer first; without it, the preferred profile
 *   comes first
 * @throws Failure `cancelled`, `no-credentials` if there is nothing to choose from
 */
export async function pickSource(callers: Callers, last?: string): Promise<CredentialSource> {
  const [{ offerCallers }, { describeCaller }] = await Promise.all([
    import('../../aws/callerList'),
    import('../../aws/callerText'),
  ]);
  const at = new Date();
  const { entries } = await offerCallers(callers, at, last);
  if (entries.length === 0) {
    throw new Failure(
      'no-credentials',
      l10n.t('No AWS profile was found, and the environment holds no AWS keys.'),
      { remedy: l10n.t('Run "aws configure", or set AWS_CONFIG_FILE.') },
    );
  }
  const choices = entries.map((entry) => {
    const { label, text } = describeCaller(entry, callers, at);
    const usedLast = entry.id === last ? l10n.t('used last') : '';
    return { label, description: [text, usedLast].filter(Boolean).join(' · '), value: entry.source };
  });
  return pickOne(choices, {
    title: l10n.t('AWS caller'),
    placeHolder: l10n.t('Who is calling?'),
    ignoreFocusOut: true,
    matchOnDescription: true,
  });
}
