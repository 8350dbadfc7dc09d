/** How a document is written, as far as it matters here. */
export type Format = 'json' | 'yaml' | 'terraform' | 'text';

/** The format that goes with a VS Code language id or a path. */
export function formatOf(languageOrPath: string): Format {
  const ending = /[^./\\]*$/.exec(languageOrPath.toLowerCase())?.[0] ?? '';
  if (/^(?:json|jsonc|jsonl|tfstate|snippets)$/.test(ending)) return 'json';
  if (/^(?:yaml|yml|dockercompose|github-actions-workflow)$/.test(ending)) return 'yaml';
  if (/^(?:terraform|tf|tfvars|terraform-vars|opentofu|tofu|hcl)$/.test(ending)) return 'terraform';
  return 'text';
}
