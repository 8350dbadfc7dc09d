import type { ClaimMatch } from '../identity';
import { type Definition, ruleIn } from './definition';

/**
 * The rules for a token that a definition states, and the fields about which nothing is known: `issuer`, `subject`,
 * `audience`, or a claim's name. If a field is set twice, the first one counts.
 */
export function knownClaims({ fields, open }: Definition): {
  readonly match: ClaimMatch;
  readonly unknown: readonly string[];
} {
  const unknown: string[] = [];
  const stated = (part: 'issuer' | 'subject' | 'audience') => {
    const field = fields.find((each) => each.part === part && each.value.is !== 'null');
    const rule = field && ruleIn(field);
    if (!rule && (field || open)) unknown.push(part);
    return rule?.value ? rule : undefined;
  };
  const [issuer, subject, audience] = [stated('issuer'), stated('subject'), stated('audience')];
  const claims = fields.flatMap((field) => {
    if (field.part !== 'claim' || field.value.is === 'null') return [];
    const rule = ruleIn(field);
    if (!rule) unknown.push(field.key.text);
    return rule ? [{ name: field.key.text, rule }] : [];
  });
  // A map without a claim that can be read may be an expression, which holds claims of unknown names.
  const isOpenMap = fields.some(
    (field) =>
      field.part === 'claims' &&
      field.value.is === 'unknown' &&
      !fields.some(({ part, kind }) => part === 'claim' && kind === field.kind),
  );
  return {
    match: { issuer, subject, audience, claims },
    unknown: isOpenMap ? [...unknown, 'claims'] : unknown,
  };
}
