import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { sourceId, sourceName, type CredentialSource } from '../aws/sources';
import { visible } from '../core/text';

/** Where a person's token is read from, each time that it is needed: it is not kept. */
export type TokenSource =
  | { readonly kind: 'clipboard' }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'typed' };

/** What people call it. */
function tokenSourceName(source: TokenSource): string {
  switch (source.kind) {
    case 'clipboard':
      return l10n.t('token from the clipboard');
    case 'variable':
      return l10n.t('token in the variable {0}', visible(source.name));
    case 'file':
      return l10n.t('token in the file {0}', visible(basename(source.path)));
    case 'typed':
      return l10n.t('token that was pasted');
  }
}

/** Who calls in a test: an AWS caller, or whoever has a token. */
export type TestSource = CredentialSource | TokenSource;

/** Whether a token is given, instead of an AWS caller. */
export function isTokenSource(source: TestSource): source is TokenSource {
  return (
    source.kind === 'clipboard' ||
    source.kind === 'variable' ||
    source.kind === 'file' ||
    source.kind === 'typed'
  );
}

/** What people call who calls. */
export function testSourceName(source: TestSource): string {
  return isTokenSource(source) ? tokenSourceName(source) : sourceName(source);
}

const fixed = ['clipboard', 'typed'] as const;

/** A stable id of a source, such as `profile:ci-prod` or `token:variable:ID_TOKEN`; nothing secret is in it. */
export function testSourceId(source: TestSource): string {
  if (!isTokenSource(source)) return sourceId(source);
  const place = source.kind === 'variable' ? source.name : source.kind === 'file' ? source.path : '';
  return `token:${source.kind}:${place}`;
}

/** Where the token with this id is read from; `undefined` for any other text. */
export function tokenSourceOf(id: string): TokenSource | undefined {
  const [, kind, place = ''] = /^token:(\w+):(.*)$/s.exec(id) ?? [];
  if (kind === 'variable') return { kind, name: place };
  if (kind === 'file') return { kind, path: place };
  const known = fixed.find((each) => each === kind);
  return known && { kind: known };
}
