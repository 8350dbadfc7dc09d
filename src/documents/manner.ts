import { formatOf } from './format';

/** How a language is written, as far as it matters. */
export interface Manner {
  readonly hash: boolean;
  readonly slashes: boolean;
  readonly indents: boolean;
  readonly prose: boolean;
}

/** The manner that goes with a VS Code language id or a path. */
export function mannerOf(languageOrPath: string): Manner {
  const ending = /[^./\\]*$/.exec(languageOrPath.toLowerCase())?.[0] ?? '';
  const format = formatOf(languageOrPath);
  if (format === 'json') return { hash: false, slashes: true, indents: false, prose: false };
  if (format === 'terraform') return { hash: true, slashes: true, indents: false, prose: false };
  if (format === 'yaml') return { hash: true, slashes: false, indents: true, prose: false };
  if (
    /^(?:go|ts|tsx|js|mjs|cjs|jsx|typescript|javascript|typescriptreact|javascriptreact|java|cs|csharp|kt|kotlin|rs|rust|c|cpp|php|swift|scala|groovy)$/.test(
      ending,
    )
  )
    return { hash: false, slashes: true, indents: false, prose: false };
  if (
    /^(?:sh|bash|zsh|shellscript|py|python|rb|ruby|dockerfile|makefile|toml|ini|properties|env|dotenv|powershell|ps1|fish|tfvars)$/.test(
      ending,
    )
  )
    return { hash: true, slashes: false, indents: false, prose: false };
  return { hash: false, slashes: false, indents: true, prose: true };
}
