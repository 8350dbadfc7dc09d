import * as l10n from '@vscode/l10n';
import type { Memento } from 'vscode';
import type { Connection } from '../../chainguard/http';
import type { Identity } from '../../core/identity';
import { claimsAskedBy, wayOf, type Way } from '../../core/match/way';
import { identityIfReadable } from '../../flows/identityIfReadable';
import { pickOne } from '../prompts';
import type { Asked } from '../tokens/giveToken';

/** How an identity is assumed, and what it asks of a token, as far as that is known. */
export interface HowToTest {
  readonly way: Way;
  readonly asked: Asked;
}

/**
 * How an identity is assumed: as its rules say, where it was listed or can be read; else as the person says, once per
 * identity. One that nobody here can assume counts as one for signed requests, whose test says why.
 *
 * @throws Failure `cancelled`
 */
export async function howToTest(
  state: Memento,
  id: string,
  listed: Identity | undefined,
  at: Connection | undefined,
): Promise<HowToTest> {
  const identity = listed ?? (at && (await identityIfReadable(at, id)));
  if (identity) {
    const { relationship } = identity;
    return { way: wayOf(relationship) ?? 'signed-request', asked: claimsAskedBy(relationship) };
  }
  return { way: rememberedWay(state, id) ?? (await askWay(state, id)), asked: undefined };
}

const ways: readonly Way[] = ['web-identity', 'token', 'signed-request'];

function rememberedWay(state: Memento, id: string): Way | undefined {
  const said = new Map(Object.entries(state.get<Record<string, string>>('ways', {}))).get(id);
  return ways.find((way) => way === said);
}

/** Asks the person, and remembers the answer: nothing but the identity's id and the way. Keeps the newest hundred. */
async function askWay(state: Memento, id: string): Promise<Way> {
  const way = await pickOne<Way>(
    [
      {
        label: l10n.t('Web identity token of AWS'),
        description: l10n.t('recommended by Chainguard'),
        detail: l10n.t('The identity trusts the issuer of an AWS account.'),
        value: 'web-identity',
      },
      {
        label: l10n.t('Signed request of AWS'),
        description: l10n.t('legacy'),
        detail: l10n.t('The identity names an AWS account, an ARN and a user ID.'),
        value: 'signed-request',
      },
      {
        label: l10n.t('Token of another issuer'),
        detail: l10n.t('The identity trusts GitHub Actions, GitLab, Kubernetes or another issuer.'),
        value: 'token',
      },
    ],
    {
      title: l10n.t('How is this identity assumed?'),
      placeHolder: l10n.t('Its rules cannot be read without a sign-in. This is asked once per identity.'),
      ignoreFocusOut: true,
    },
  );
  const others = Object.entries(state.get<Record<string, string>>('ways', {})).filter(([one]) => one !== id);
  await state.update('ways', Object.fromEntries([...others.slice(-99), [id, way]]));
  return way;
}
