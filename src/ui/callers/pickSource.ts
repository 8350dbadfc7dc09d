import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ChoiceFor } from '../../aws/callerChoice';
import type { Callers } from '../../aws/callers';
import type { CredentialSource } from '../../aws/sources';
import { Failure } from '../../core/failure';
import { runCommand } from '../commands';
import { pickOne, type Choice } from '../prompts';

/** What is picked: one caller, or all that fit. */
type Picked =
  { readonly kind: 'one'; readonly source: CredentialSource; readonly id: string } | { readonly kind: 'all' };

/**
 * Asks which AWS credentials to use. Shows who each source calls as, where that is known, and what stands against it.
 *
 * @param title the command that asks
 * @param last the id of the source that was used last, to offer first; without it, the preferred profile
 *   comes first
 * @throws Failure `cancelled`, `no-credentials` if there is nothing to choose from
 */
export async function pickSource(callers: Callers, title: string, last?: string): Promise<CredentialSource> {
  const [source] = await pick(callers, title, { last, all: false });
  return source;
}

/**
 * As {@link pickSource}, by how the callers fit an identity; also offers all that fit at once.
 *
 * @returns at least one
 */
export async function pickSources(
  callers: Callers,
  title: string,
  by: ChoiceFor & { readonly last?: string | undefined },
): Promise<readonly [CredentialSource, ...CredentialSource[]]> {
  return pick(callers, title, { ...by, all: true });
}

async function pick(
  callers: Callers,
  title: string,
  { last, all, ...by }: ChoiceFor & { readonly last?: string | undefined; readonly all: boolean },
): Promise<readonly [CredentialSource, ...CredentialSource[]]> {
  const [{ offerCallers }, { callerChoices, fitnessTitle }] = await Promise.all([
    import('../../aws/callerList'),
    import('../../aws/callerChoice'),
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
  const choices = callerChoices(entries, callers, by, at);
  const items: Choice<Picked>[] = [];
  let above: string | undefined;
  for (const { entry, fitness, label, text } of choices) {
    const value: Picked = { kind: 'one', source: entry.source, id: entry.id };
    const heading = fitnessTitle(fitness);
    if (heading !== above) items.push({ label: heading, kind: vscode.QuickPickItemKind.Separator, value });
    above = heading;
    const usedLast = entry.id === last && fitness !== 'fits' ? l10n.t('used last') : '';
    items.push({ label, description: [text, usedLast].filter(Boolean).join(' · '), value });
  }
  const fitting = choices.filter(({ fitness }) => fitness === 'fits').map(({ entry }) => entry.source);
  const [first, ...others] = fitting;
  if (all && others.length > 0)
    items.push({
      label: `$(run-all) ${l10n.t('Test all {0} that fit', fitting.length)}`,
      value: { kind: 'all' },
      alwaysShow: true,
    });
  const options = {
    title,
    placeHolder: l10n.t('Who is calling?'),
    ignoreFocusOut: true,
    matchOnDescription: true,
  };
  const picked = await pickOne(items, options);
  if (picked.kind === 'all' && first) return [first, ...others];
  const { source, id } = picked as Extract<Picked, { kind: 'one' }>;
  const mendOf = (from: typeof choices) => from.find(({ entry }) => entry.id === id)?.mend;
  if (mendOf(choices) !== 'sign-in') return [source];
  await runCommand('assumable.signInCaller', id);
  const now = await offerCallers(callers, new Date(), last);
  // Whoever did not sign in has been told why, or knows.
  if (mendOf(callerChoices(now.entries, callers, by, new Date())) === 'sign-in')
    throw new Failure('cancelled', l10n.t('Cancelled.'));
  return [source];
}
