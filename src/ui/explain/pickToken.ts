import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Callers } from '../../aws/callers';
import { sourceName, type CredentialSource } from '../../aws/sources';
import { audienceFor, isForAws } from '../../core/match/way';
import { tokenIn } from '../../flows/givenToken';
import { testSourceName } from '../../flows/testSource';
import { pickSource } from '../callers/pickSource';
import { pickOne, requireTrust, type Choice } from '../prompts';
import { settings } from '../settings';
import { chosenSource, readToken, tokenChoices, type Asked } from '../tokens/giveToken';
import type { KnownToken } from './tokenPage';

/**
 * Asks for a token to compare: one that was found on the clipboard or in a variable, one that the person gives, or
 * AWS's for a caller. AWS is asked only after the person has chosen.
 *
 * @throws Failure `cancelled`, `invalid` where there is no token, and as {@link awsToken}
 */
export async function pickToken(callers: Callers, asked: Asked): Promise<KnownToken> {
  const title = l10n.t('Explain Match');
  const given: Choice<() => Promise<KnownToken>>[] = (await tokenChoices(asked)).map((choice) => ({
    ...choice,
    value: async () => {
      const source = await chosenSource(choice.value, title);
      return { name: testSourceName(source), shown: tokenIn(await readToken(source), undefined).shown };
    },
  }));
  const byAws: Choice<() => Promise<KnownToken>> = {
    label: `$(cloud) ${l10n.t('Web identity token of an AWS caller…')}`,
    value: async () => awsToken(callers, await pickSource(callers, title), asked),
  };
  const choices = !vscode.workspace.isTrusted
    ? given
    : isForAws(asked?.match.issuer)
      ? [byAws, ...given]
      : [...given, byAws];
  const options = { title, placeHolder: l10n.t('Which token is it about?'), ignoreFocusOut: true };
  return (await pickOne(choices, { ...options, matchOnDetail: true }))();
}

/**
 * What AWS's web identity token of a caller says, for the audience that the identity asks for. The token is not kept.
 *
 * @throws Failure `denied` in Restricted Mode, and as `awsWebIdentity`
 */
export async function awsToken(
  callers: Callers,
  source: CredentialSource,
  asked: Asked,
): Promise<KnownToken> {
  requireTrust();
  const { askAws } = await import('../tokens/webIdentity');
  const audience = audienceFor(asked?.match.audience, settings.issuerUrl());
  return { name: sourceName(source), shown: (await askAws({ callers, source, audience })).shown };
}
