import { applyEdits } from '../core/lint/definition';
import type { Finding } from '../core/lint/finding';
import { lint } from '../core/lint/lint';
import { readDefinitions } from './read';

/** The most times to read a text again. A fix may make room for another, but none causes a new finding. */
const rounds = 20;

/**
 * Makes every fix that needs no choice: the only one of its finding, unless it lets more callers in.
 *
 * @param languageOrPath a VS Code language id or the document's path
 * @param isOff says which findings to leave alone
 */
export function fixedText(
  before: string,
  languageOrPath: string,
  isOff: (finding: Finding) => boolean,
): string {
  let text = before;
  for (let round = 0; round < rounds; round++) {
    const edits = readDefinitions(text, languageOrPath).flatMap((definition) => {
      const certain = lint(definition).find((finding) => certainFix(finding) && !isOff(finding));
      return (certain && certainFix(certain)?.edits) ?? [];
    });
    if (edits.length === 0) break;
    text = applyEdits(text, edits);
  }
  return text;
}

function certainFix({ fixes }: Finding) {
  const [fix] = fixes;
  return fixes.length === 1 && fix && fix.edits.length > 0 && !fix.widens ? fix : undefined;
}
