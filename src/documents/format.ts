/** How a document is written; `text` for every format that defines nothing. */
export type Format = 'json' | 'yaml' | 'terraform' | 'text';

/** The format that goes with a VS Code language id or a path. */
export function formatOf(languageOrPath: string): Format {
  const ending = /[^./\\]*$/.exec(languageOrPath.toLowerCase())?.[0] ?? '';
  if (/^(?:json|jsonc|jsonl|snippets)$/.test(ending) || isTerraformRecord(languageOrPath)) return 'json';
  if (/^(?:yaml|yml|dockercompose|github-actions-workflow)$/.test(ending)) return 'yaml';
  if (/^(?:terraform|tf|tfvars|terraform-vars|opentofu|tofu|hcl)$/.test(ending)) return 'terraform';
  return 'text';
}

/** Whether a path names a state or a plan of Terraform, which Terraform writes and nobody edits. */
export function isTerraformRecord(languageOrPath: string): boolean {
  const name = /[^/\\]*$/.exec(languageOrPath)?.[0] ?? '';
  return (
    /(?:^|[._-])tf(?:state|plan)(?:$|[._-])/i.test(name) && !/\.(?:tf|tofu|tfvars|hcl|ya?ml)$/i.test(name)
  );
}

/** The most definitions to read from one document: more than the problems that an editor lists. */
export const mostDefinitions = 1000;

/** The longest document to read, in UTF-16 units: short enough to read while a person types. */
const longest: Readonly<Record<Format, number>> = {
  json: 1_000_000,
  yaml: 300_000,
  terraform: 2_000_000,
  text: 0,
};

/** The length that a document exceeds, in UTF-16 units; `undefined` if it does not, or defines nothing anyway. */
export function lengthExceeded(text: string, languageOrPath: string): number | undefined {
  const most = longest[formatOf(languageOrPath)];
  return text.length > most && mayDefine(text, languageOrPath) ? most : undefined;
}

/**
 * Whether a document has the words that define an identity, or anything else that is checked. This is
 * cheap, so that other documents load nothing.
 */
export function mayDefine(text: string, languageOrPath: string): boolean {
  if (isTerraformRecord(languageOrPath)) return false;
  switch (formatOf(languageOrPath)) {
    case 'json':
    case 'yaml':
      return /aws[_-]?identity|claim[_-]?match|issuer[_-]?keys/i.test(text);
    case 'terraform':
      return text.includes('chainguard_');
    case 'text':
      return false;
  }
}
