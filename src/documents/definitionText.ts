import { knownRules } from '../core/lint/comparison';
import { type Definition, textOfPart } from '../core/lint/definition';
import { awsIdentityJson } from '../core/identity';

/** A definition of an AWS identity as an id.json, with as much of it as is known. */
export function definitionText(definition: Definition): string {
  const { match } = knownRules(definition);
  const { awsAccount, ...rules } = awsIdentityJson(match);
  return JSON.stringify({
    name: textOfPart(definition, 'name'),
    description: textOfPart(definition, 'description'),
    parentId: textOfPart(definition, 'parent'),
    awsIdentity: { ...(awsAccount !== '' && { awsAccount }), ...rules },
  });
}
