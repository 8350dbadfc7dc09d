import type { ClaimMatch, Rule } from '../core/identity';
import { type Attribute, hclAttributes, hclString } from './quote/hcl';

/** The block `claim_match`, in which the issuer and the subject may stand as HCL source instead of the draft's rules. */
export function claimMatch(
  { issuer, subject, audience, claims }: ClaimMatch,
  source: { readonly issuer?: string; readonly subject?: string } = {},
): string {
  const rule = (name: string, of: Rule | undefined, written?: string): readonly Attribute[] => {
    if (written !== undefined) return [[name, written]];
    return of ? [[of.kind === 'exact' ? name : `${name}_pattern`, hclString(of.value)]] : [];
  };
  const attributes = [
    ...rule('issuer', issuer, source.issuer),
    ...rule('subject', subject, source.subject),
    ...rule('audience', audience),
  ];
  const maps = (['exact', 'pattern'] as const).flatMap((kind) => {
    // A map takes a name once: the last one counts, as in JSON.
    const values = new Map(
      claims.flatMap(({ name, rule: of }) => (of.kind === kind ? [[name, of.value] as const] : [])),
    );
    if (values.size === 0) return [];
    const name = kind === 'exact' ? 'claims' : 'claim_patterns';
    const entries = [...values].map(([claim, value]): Attribute => [mapKey(claim), hclString(value)]);
    return [`    ${name} = {\n${hclAttributes(entries, '      ')}    }\n`];
  });
  return `  claim_match {\n${[hclAttributes(attributes, '    '), ...maps].filter((text) => text !== '').join('\n')}  }\n`;
}

/** A name in a map, in ASCII alone, so that it is as wide as it is long. */
function mapKey(name: string): string {
  return hclString(name).replace(/[^ -~]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff
      ? `\\U${code.toString(16).padStart(8, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
