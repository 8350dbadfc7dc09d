import type { Work } from '../core/access/machine';
import type { Definition } from '../core/lint/definition';
import type { Finding, Fix } from '../core/lint/finding';
import { lint, lintWork } from '../core/lint/lint';
import type { RuleId } from '../core/lint/rules';
import type { Change } from './meant';
import { provenText } from './proven';
import { readDefinitions } from './read';

/** The most times to read a text again. A fix may make room for another, but none causes a new finding. */
const rounds = 20;

/** How often one round looks for the edits that cannot be made among those that can. */
const searches = 40;

/**
 * Makes every fix that needs no choice: the only one of its finding, and one that is proven to let nobody in who could
 * not get in before. Removes no field and no comment. Leaves out an edit that the document's own reader does not confirm.
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
  const work = { left: lintWork };
  for (let round = 0; round < rounds; round++) {
    const changes = readDefinitions(text, languageOrPath).flatMap((definition) =>
      certainChange(definition, isOff, work),
    );
    const after = confirmed(text, languageOrPath, changes);
    if (after === text) break;
    text = after;
  }
  return text;
}

function certainChange(definition: Definition, isOff: (finding: Finding) => boolean, work: Work): Change[] {
  for (const finding of lint(definition, { work })) {
    const fix = certainFix(finding);
    if (fix && !isOff(finding)) return [{ definition, ...fix }];
  }
  return [];
}

/** The text with as many of the changes as can be made: all, or else those of each half that can. */
function confirmed(text: string, languageOrPath: string, changes: readonly Change[]): string {
  let left = searches;
  const chosen: Change[] = [];
  let after = text;
  const add = (some: readonly Change[]): void => {
    if (some.length === 0 || left === 0) return;
    left--;
    const tried = provenText(text, languageOrPath, [...chosen, ...some]);
    if (tried !== undefined) {
      chosen.push(...some);
      after = tried;
    } else if (some.length > 1) {
      const middle = some.length >> 1;
      add(some.slice(0, middle));
      add(some.slice(middle));
    }
  };
  add(changes);
  return after;
}

/**
 * Rules whose fix accepts the same callers or fewer, whatever the rest of the definition says: it anchors, it groups what was
 * anchored, it takes a dot for itself, or it only names a thing rightly.
 */
const narrowing: ReadonlySet<RuleId> = new Set<RuleId>([
  'unanchored',
  'alternation-anchor',
  'unescaped',
  'data-source',
]);

function certainFix({ rule, fixes }: Finding): Fix | undefined {
  const [fix] = fixes;
  if (fixes.length !== 1 || !fix || fix.edits.length === 0 || fix.widens) return undefined;
  return narrowing.has(rule) ? fix : undefined;
}
