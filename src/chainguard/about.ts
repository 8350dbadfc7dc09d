import * as l10n from '@vscode/l10n';
import { Failure } from '../core/failure';
import type { Group } from '../core/identity';
import { parentOf } from '../core/uidp';

/** The Failure (`unexpected`) of an answer that is about something else than what was asked for. */
function aboutAnother(asked: string): Failure {
  return new Failure(
    'unexpected',
    l10n.t('Chainguard answered about something else than what was asked for: {0}', asked),
    {
      remedy: l10n.t('Check the address in the settings and the proxy: something else may have answered.'),
    },
  );
}

/** What was asked for by its id. @throws Failure `unexpected` where the answer has another one */
export async function withId<T extends { readonly id: string }>(id: string, asked: Promise<T>): Promise<T> {
  const answer = await asked;
  if (answer.id !== id) throw aboutAnother(id);
  return answer;
}

/** What was made in a group. @throws Failure `unexpected` where the answer is about something of elsewhere or of another name */
export async function madeIn<T extends Group>(group: string, name: string, asked: Promise<T>): Promise<T> {
  const answer = await asked;
  if (parentOf(answer.id) !== group || answer.name !== name) throw aboutAnother(`${group}/${name}`);
  return answer;
}
