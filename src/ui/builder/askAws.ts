import * as l10n from '@vscode/l10n';
import type { Callers } from '../../aws/callers';
import type { CredentialSource } from '../../aws/sources';
import { Failure } from '../../core/failure';
import { visible } from '../../core/text';
import type { TokenFacts } from '../../wire/builder';
import { requireTrust } from '../prompts';

/** The source with this id. @throws Failure `denied` in Restricted Mode, `invalid` where there is none */
export function sourceToAsk(callers: Callers, id: string): CredentialSource {
  requireTrust();
  const source = callers.source(id);
  if (source) return source;
  throw new Failure('invalid', l10n.t('There is no such source of credentials: {0}', visible(id)));
}

/**
 * Issuer and subject of a web identity token of AWS. The token itself is dropped here.
 *
 * @throws Failure as {@link sourceToAsk} and `awsWebIdentity`
 */
export async function askToken(
  callers: Callers,
  id: string,
  audience: string,
  signal: AbortSignal,
): Promise<TokenFacts> {
  const source = sourceToAsk(callers, id);
  const { awsWebIdentity } = await import('../../flows/awsWebIdentity');
  const { shown, region } = await awsWebIdentity({ callers, source, audience }, signal);
  const { issuer, subject } = shown;
  if (issuer !== undefined && subject !== undefined) return { issuer, subject, region };
  throw new Failure('unexpected', l10n.t('AWS STS gave a token without an issuer or a subject.'));
}
