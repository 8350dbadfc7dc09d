import { sourceName, type CredentialSource } from '../aws/sources';
import { tokenSourceName, type TokenSource } from './givenToken';

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
