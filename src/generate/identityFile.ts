import * as l10n from '@vscode/l10n';
import type { Draft } from '../core/draft/draft';
import { awsIdentityJson, claimMatchJson } from '../core/identity';
import type { Form } from './form';
import { yamlString } from './quote/yaml';
import { bindSteps, createStep, findSteps } from './steps/chainctl';

/**
 * The draft under the JSON names that chainctl and the API read (identity.platform.proto), without what is not set.
 */
function identityFile({ name, description, match, claims }: Draft) {
  const asked = claims ? { claimMatch: claimMatchJson(claims) } : { awsIdentity: awsIdentityJson(match) };
  return { name, ...(description !== '' && { description }), ...asked };
}

/** The text of `id.json`, ending in a line break. */
export function identityJson(draft: Draft): string {
  return `${JSON.stringify(identityFile(draft), null, 2)}\n`;
}

export const idJson: Form = {
  id: 'id-json',
  title: () => l10n.t('id.json'),
  language: 'json',
  fileName: 'id.json',
  needs: [],
  steps: (draft) => [...findSteps(), createStep(draft, 'id.json'), ...bindSteps(draft)],
  generate: identityJson,
};

export const idYaml: Form = {
  id: 'id-yaml',
  title: () => l10n.t('Identity as YAML'),
  language: 'yaml',
  fileName: 'id.yaml',
  needs: [],
  steps: (draft) => [...findSteps(), createStep(draft, 'id.yaml'), ...bindSteps(draft)],
  generate(draft) {
    const { name, description, ...asked } = identityFile(draft);
    const lines = [`name: ${yamlString(name)}`];
    if (description !== undefined) lines.push(`description: ${yamlString(description)}`);
    for (const [relationship, values] of Object.entries(asked)) lines.push(...yamlMap(relationship, values));
    return `${lines.join('\n')}\n`;
  },
};

/** The lines of a map. Names in an inner one are anybody's, so they are quoted. */
function yamlMap(name: string, values: Readonly<Record<string, unknown>>): readonly string[] {
  const entries = Object.entries(values);
  if (entries.length === 0) return [`${name}: {}`];
  const lines = entries.flatMap(([key, value]) =>
    typeof value === 'string'
      ? [`${key}: ${yamlString(value)}`]
      : [
          `${key}:`,
          ...Object.entries(value as Readonly<Record<string, string>>).map(
            ([claim, text]) => `  ${yamlString(claim)}: ${yamlString(text)}`,
          ),
        ],
  );
  return [`${name}:`, ...lines.map((line) => `  ${line}`)];
}
