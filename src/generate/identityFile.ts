import * as l10n from '@vscode/l10n';
import type { Draft } from '../core/draft/draft';
import { awsIdentityJson } from '../core/identity';
import type { Form } from './form';
import { yamlString } from './quote/yaml';
import { bindSteps, createStep, findSteps } from './steps/chainctl';

/**
 * The draft under the JSON names that chainctl and the API read (identity.platform.proto), without what is not set.
 */
function identityFile({ name, description, match }: Draft) {
  return { name, ...(description !== '' && { description }), awsIdentity: awsIdentityJson(match) };
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
    const { name, description, awsIdentity } = identityFile(draft);
    const lines = [`name: ${yamlString(name)}`];
    if (description !== undefined) lines.push(`description: ${yamlString(description)}`);
    lines.push('awsIdentity:');
    for (const [key, value] of Object.entries(awsIdentity)) lines.push(`  ${key}: ${yamlString(value)}`);
    return `${lines.join('\n')}\n`;
  },
};
