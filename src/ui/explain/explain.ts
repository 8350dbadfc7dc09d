import * as l10n from '@vscode/l10n';
import { Failure } from '../../core/failure';
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
    const known = await (source ? callerOf(callers, source) : pickCaller(callers, l10n.t('Explain Match')));
    return showExplanation(documents, rules.of(known), known);
  }
  const { awsToken, pickToken } = await import('./pickToken');
  const asked = { match: rules.asked.match, unknown: rules.asked.unknown ?? [] };
  const token = await (source ? awsToken(callers, source, asked) : pickToken(callers, asked));
  await showTokenExplanation(documents, rules.of(token), token);
}

/** Explains what a test compared, by default the last one. @throws Failure `invalid` if it compared nothing */
export async function explainTest(services: ExplainServices, resultId?: string): Promise<void> {
  const { tests, documents } = services;
  const result = tests.results.get(resultId);
  const claims = result && tests.results.claimsOf(result.id);
  if (result && claims) {
    const known = { name: result.sourceName, shown: claims.token };
    return showTokenExplanation(documents, liveClaims(services, claims.identity, known), known);
  }
  const { caller, rules: match } = result ?? {};
  if (!result || !caller || !match) {
    throw new Failure('invalid', l10n.t('This test compared no caller with an identity.'), {
      remedy: l10n.t('Sign in, then test an identity.'),
    });
  }
  const { identityId: id, identityName: name } = result;
  const known = { name: result.sourceName, caller };
  const fix = async () => {
    const { fixTested } = await import('./fix');
    const changed = await fixTested(services, result.id);
    if (changed) await showExplanation(documents, liveRules(services, changed, known), known);
  };
  const apply = { title: l10n.t('Change in Chainguard…'), run: fix };
  await showExplanation(
    documents,
    { id, name, match, where: l10n.t('in Chainguard, {0}', id), apply },
    known,
  );
}
