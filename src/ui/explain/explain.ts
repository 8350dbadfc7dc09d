import * as l10n from '@vscode/l10n';
import { Failure } from '../../core/failure';
import { comparisonIn, doneStep } from '../../flows/testReport';
import { testSourceName } from '../../flows/testSource';
import { callerOf, pickCaller } from '../callers/pickCaller';
import { definitionAt } from '../editor/definitions';
import { showExplanation } from './page';
import { explainable, fileRules, liveClaims, liveRules, pickRules, readLive, type Rules } from './rules';
import type { ExplainServices } from './services';
import { showTokenExplanation } from './tokenPage';

/**
 * Explains a caller or a token against an identity. Without an id, asks for the rules: a live identity, or a definition
 * that is in the editor, on the clipboard or pasted. Without a source's id, asks for the caller or the token.
 */
export async function explainIdentity(
  services: ExplainServices,
  identityId?: string,
  sourceId?: string,
): Promise<void> {
  const rules = identityId === undefined ? await pickRules(services) : await readLive(services, identityId);
  await explainRules(services, rules, sourceId);
}

/** Asks for a caller or a token, and explains it against a definition in a file. @throws Failure as `definitionAt` */
export async function explainDefinition(
  services: ExplainServices,
  uri?: string,
  offset?: string,
): Promise<void> {
  const located = await definitionAt(services.definitions, uri, offset, explainable);
  await explainRules(services, fileRules(located));
}

async function explainRules(services: ExplainServices, rules: Rules, sourceId?: string): Promise<void> {
  const { callers, documents } = services;
  const source = sourceId === undefined ? undefined : callers.source(sourceId);
  if (rules.by === 'caller') {
    const known = await (source ? callerOf(callers, source) : pickCaller(callers));
    return showExplanation(documents, rules.of(known), known);
  }
  const { awsToken, pickToken } = await import('./pickToken');
  const asked = { match: rules.asked.match, unknown: rules.asked.unknown ?? [] };
  const token = await (source ? awsToken(callers, source, asked) : pickToken(callers, asked));
  await showTokenExplanation(documents, rules.of(token), token);
}

/** Explains what the last test compared. @throws Failure `invalid` if it compared nothing */
export async function explainTest(services: ExplainServices): Promise<void> {
  const { lastTest, documents } = services;
  const report = lastTest.report;
  const caller = report && doneStep(report, 'caller')?.caller;
  const compared = comparisonIn(report?.steps.get('match'));
  if (report && compared?.kind === 'claims') {
    const { identity, token } = compared;
    const known = { name: testSourceName(report.source), shown: token };
    return showTokenExplanation(documents, liveClaims(services, identity, known), known);
  }
  if (!report || !caller || !compared) {
    throw new Failure(
      'invalid',
      l10n.t('No test in this window has compared a caller with an identity yet.'),
      { remedy: l10n.t('Sign in, then test an identity.') },
    );
  }
  const known = { name: testSourceName(report.source), caller };
  await showExplanation(documents, liveRules(services, compared.identity, known), known);
}
