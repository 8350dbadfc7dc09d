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

/** How many definitions are read of one document: more than an editor lists the problems of. */
export const mostDefinitions = 1000;

/** The longest document of each kind that is read, in UTF-16 units; about as long as a person waits after a keystroke. */
const longest: Readonly<Record<Format, number>> = {
  json: 1_000_000,
  yaml: 300_000,
  terraform: 2_000_000,
  text: 0,
};

/** How long a document may be that is to be read, where this one may define something and is longer. */
export function lengthExceeded(text: string, languageOrPath: string): number | undefined {
  const most = longest[formatOf(languageOrPath)];
  return text.length > most && mayDefine(text, languageOrPath) ? most : undefined;
}

/**
 * Whether a document may define an AWS identity, or anything else that is looked at beside one: without the word for
 * it there is none. Cheap, so that nothing is loaded for all the other documents.
 */
export function mayDefine(text: string, languageOrPath: string): boolean {
  switch (formatOf(languageOrPath)) {
    case 'json':
    case 'yaml':
      return /aws[_-]?identity/i.test(text);
    case 'terraform':
      return text.includes('chainguard_');
    case 'text':
      return false;
  }
}
