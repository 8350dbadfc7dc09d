import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { readTokenFile, tokensInVariables, type FoundToken } from '../../flows/givenToken';
import type { TokenSource } from '../../flows/testSource';
import { explainClaims, type ClaimExplanation } from '../../core/match/claims';
import { claimName } from '../../core/match/claimName';
import type { claimsAskedBy } from '../../core/match/way';
import { visible } from '../../core/text';
import { shownToken, type ShownToken } from '../../core/token/shownToken';
import { findToken } from '../../core/token/tokenKind';
import { askToken, given, pickOne, type Choice } from '../prompts';
import { settings } from '../settings';

/** What an identity asks of the token to give; `undefined` where that is not known. */
export type Asked = ReturnType<typeof claimsAskedBy>;

/**
 * Asks where an identity token comes from. Shows what was found, by its issuer and subject and never the token: on the
 * clipboard and in environment variables, those that fit first.
 *
 * @throws Failure `cancelled`
 */
export async function pickTokenSource(asked: Asked, title: string): Promise<TokenSource> {
  const choices = await tokenChoices(asked);
  const placeHolder =
    choices.length > ways
      ? l10n.t('Which token? It is read when it is needed, and not kept.')
      : l10n.t('No token was found on the clipboard or in an environment variable. Where is it?');
  const options = { title, placeHolder, ignoreFocusOut: true, matchOnDetail: true };
  return chosenSource(await pickOne(choices, options), title);
}

/** In how many ways a token can be given that was not found. */
const ways = 2;

/** The places of tokens to choose from, as {@link pickTokenSource} shows them. */
export async function tokenChoices(asked: Asked): Promise<Choice<TokenSource>[]> {
  const copied = shownToken(findToken(await vscode.env.clipboard.readText()) ?? '');
  const found: FoundToken[] = [
    ...(copied ? [{ source: { kind: 'clipboard' }, shown: copied } as const] : []),
    ...tokensInVariables(process.env),
  ];
  const at = new Date();
  const rated = found.map((each) => ({ each, rating: ratingOf(each.shown, asked, at) }));
  const choices: Choice<TokenSource>[] = rated
    .sort((a, b) => a.rating.order - b.rating.order)
    .map(({ each, rating }) => ({
      label: labelOf(each.source),
      description: rating.text,
      detail: [each.shown.issuer, each.shown.subject].map((text) => visible(text ?? '')).join(' · '),
      value: each.source,
    }));
  return [
    ...choices,
    { label: `$(edit) ${l10n.t('Paste a token…')}`, value: { kind: 'typed' } },
    { label: `$(file) ${l10n.t('Choose a file…')}`, value: { kind: 'file', path: '' } },
  ];
}

/** The source that was chosen; asks for the file where it is one. @throws Failure `cancelled` */
export async function chosenSource(chosen: TokenSource, title: string): Promise<TokenSource> {
  return chosen.kind === 'file' ? { kind: 'file', path: await pickFile(title) } : chosen;
}

/** The token's text, as it is now. @throws Failure `cancelled`, and as `readTokenFile` */
export async function readToken(source: TokenSource, signal?: AbortSignal): Promise<string> {
  switch (source.kind) {
    case 'clipboard':
      return vscode.env.clipboard.readText();
    case 'variable':
      return process.env[source.name] ?? '';
    case 'file':
      return readTokenFile(source.path, signal);
    case 'typed':
      return askToken(
        l10n.t('Identity Token'),
        l10n.t('The token (JWT) of the issuer that the identity trusts. It is not kept.'),
        signal,
      );
  }
}

async function pickFile(title: string): Promise<string> {
  const [file] = given(
    await vscode.window.showOpenDialog({ title, openLabel: l10n.t('Read Token'), canSelectMany: false }),
  );
  return given(file).fsPath;
}

function labelOf(source: TokenSource): string {
  return source.kind === 'variable'
    ? `$(symbol-variable) ${visible(source.name)}`
    : `$(clippy) ${l10n.t('The clipboard')}`;
}

function ratingOf(shown: ShownToken, asked: Asked, at: Date): { order: number; text: string } {
  if (shown.expiresAt && shown.expiresAt <= at) return { order: 2, text: l10n.t('has ended') };
  if (!asked) return { order: 1, text: '' };
  const { fields, verdict } = explainClaims(asked.match, shown.claims, {
    issuerUrl: settings.issuerUrl(),
    unknown: asked.unknown,
  });
  if (verdict !== 'cannot') return { order: 0, text: l10n.t('fits') };
  const wrong = fields.filter((field) => field.verdict === 'cannot');
  return { order: 1, text: l10n.t('does not fit: {0}', wrongNames(wrong)) };
}

function wrongNames(fields: ClaimExplanation['fields']): string {
  return fields.map(({ part, field }) => claimName(part, field)).join(', ');
}
