import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { checkSignature } from '../../chainguard/issuerKeys';
import { Failure } from '../../core/failure';
import { readChainguardToken, type ChainguardToken } from '../../core/token/token';
import { findToken } from '../../core/token/tokenKind';
import { jwtText, type SignatureCheck } from '../../core/token/tokenText';
import type { ReadOnlyDocuments } from '../readOnlyDocuments';
import { settings } from '../settings';
import type { TokenDocuments } from './tokenDocuments';

/**
 * Decodes the selected token, or else the one on the clipboard, into a read-only document. Sends nothing, and
 * keeps nothing once its editor is closed.
 *
 * @throws Failure `invalid` where there is no token
 */
export async function decodeToken(
  documents: ReadOnlyDocuments,
  tokenDocuments: TokenDocuments,
): Promise<void> {
  const secret = await tokenToDecode();
  const claims = readChainguardToken(secret);
  if (claims) await showJwt(documents, { id: randomUUID(), secret, claims }, { kind: 'not-checked' });
  else await tokenDocuments.showAws(secret, l10n.t('signed request'));
}

async function tokenToDecode(): Promise<string> {
  const editor = vscode.window.activeTextEditor;
  const selected = editor?.document.getText(editor.selection) ?? '';
  const token = findToken(selected || (await vscode.env.clipboard.readText()));
  if (token !== undefined) return token;
  throw new Failure(
    'invalid',
    selected === '' ? l10n.t('The clipboard holds no token.') : l10n.t('The selection holds no token.'),
    { remedy: l10n.t('Select or copy a whole token: a JWT, or a signed AWS request in base64.') },
  );
}

interface Decoded {
  readonly id: string;
  readonly secret: string;
  readonly claims: ChainguardToken;
}

async function showJwt(
  documents: ReadOnlyDocuments,
  token: Decoded,
  signature: SignatureCheck,
): Promise<void> {
  const issuer = settings.issuerUrl();
  await documents.show({
    name: 'token.yaml',
    id: token.id,
    text: jwtText({ ...token, title: l10n.t('Decoded token'), signature, at: new Date() }),
    actions: () => {
      if (signature.kind !== 'not-checked') return [{ id: 'checked', title: checkedTitle(signature) }];
      if (token.claims.issuer !== issuer) return [];
      return [{ id: 'check', title: l10n.t('Check Signature'), run: () => check(documents, token, issuer) }];
    },
  });
}

async function check(documents: ReadOnlyDocuments, token: Decoded, issuer: string): Promise<void> {
  const location = vscode.ProgressLocation.Window;
  const signature = await vscode.window.withProgress(
    { location, title: l10n.t('Checking the signature') },
    () => checkSignature(token.secret, issuer),
  );
  await showJwt(documents, token, signature);
}

function checkedTitle({ kind }: SignatureCheck): string {
  return kind === 'genuine'
    ? `$(pass) ${l10n.t('Signature Genuine')}`
    : `$(error) ${l10n.t('Signature Not Genuine')}`;
}
