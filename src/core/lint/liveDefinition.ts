import type { ClaimMatch, Identity } from '../identity';
import { type Definition, definitionOf, definitionOutside, fieldOutside } from './definition';

/**
 * An identity as Chainguard has it, as a definition outside any document: with the rules that can be checked, and with
 * nothing for a kind that has none.
 */
export function liveDefinition({ name, relationship }: Identity): Definition {
  switch (relationship.kind) {
    case 'aws':
      return definitionOf({ name, ...relationship.match });
    case 'claims':
      return claimDefinition(relationship);
    case 'static': {
      const { expires } = relationship;
      const end =
        expires && fieldOutside('expires', 'expires', { kind: 'exact', value: expires.toISOString() });
      return definitionOutside('static', end ? [end] : []);
    }
    case 'service-principal':
    case 'unknown':
      return definitionOutside('identity', []);
  }
}

/** What is asked of a token, as a definition outside any document. */
export function claimDefinition(match: ClaimMatch): Definition {
  const rules = (['issuer', 'subject', 'audience'] as const).flatMap((part) => {
    const rule = match[part];
    return rule === undefined ? [] : [fieldOutside(part, part, rule)];
  });
  const claims = match.claims.map(({ name, rule }) => fieldOutside('claim', name, rule));
  return definitionOutside('claims', [...rules, ...claims]);
}
