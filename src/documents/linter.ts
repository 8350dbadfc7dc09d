import type { Edit } from '../core/definition';
import type { Finding, LintOptions } from '../core/finding';
import { isIgnored, lint } from '../core/lint';
import { formatOf } from './format';
import { Hcl } from './hcl';
import { readDefinitions } from './read';
import { type Block, definitionOf, terraformBlocks, terraformIgnores } from './terraform';
import { lineEndAt } from './written';

/**
 * Lints one document again and again while somebody types in it. In a Terraform file, which may be long, what was
 * found in a block is kept and moved as long as all that it depends on is the same.
 */
export class DocumentLinter {
  readonly #languageOrPath: string;
  readonly #options: LintOptions;
  /** What was found in the blocks of the last text, by all that it depends on. */
  #known = new Map<string, Known>();

  /** @param languageOrPath a VS Code language id or the document's path */
  constructor(languageOrPath: string, options: LintOptions = {}) {
    this.#languageOrPath = languageOrPath;
    this.#options = options;
  }

  /** What lint says of all definitions in `text`, in order; the same as `lint` says of each of `readDefinitions`. */
  lint(text: string): Finding[] {
    if (formatOf(this.#languageOrPath) === 'terraform') return this.#lintTerraform(text);
    return readDefinitions(text, this.#languageOrPath).flatMap((definition) =>
      lint(definition, this.#options),
    );
  }

  #lintTerraform(text: string): Finding[] {
    const hcl = new Hcl(text);
    const known = new Map<string, Known>();
    const blocks = terraformBlocks(hcl);
    const found = blocks.flatMap((block): readonly Finding[] => {
      const inText = (): Finding[] => {
        const definition = definitionOf(block, hcl);
        return definition ? lint(definition, this.#options) : [];
      };
      // A data source's fix reaches what refers to it in the rest of the file.
      if (text.startsWith('data', block.start)) return inText();
      const key = keyOf(block, text);
      const last = known.get(key) ?? this.#known.get(key);
      const by = last ? block.start - last.start : 0;
      const found = !last ? inText() : by === 0 ? last.found : last.found.map((each) => moved(each, by));
      known.set(key, { start: block.start, found });
      return found;
    });
    this.#known = known;
    const ignored = terraformIgnores(hcl, blocks);
    return ignored.length === 0 ? found : found.filter((finding) => !isIgnored(finding, ignored));
  }
}

/** What was found in a block that began at `start`. */
interface Known {
  readonly start: number;
  readonly found: readonly Finding[];
}

/**
 * All that the findings of a block depend on: its text, and whether its last line ends behind it, and how. What stands
 * last in a block that is not closed is removed with the end of its line.
 */
function keyOf({ start, end }: Block, text: string): string {
  return `${lineEndAt(text, end) ?? 'more'}\0${text.slice(start, end)}`;
}

function moved(finding: Finding, by: number): Finding {
  const { span, fixes } = finding;
  const move = (edit: Edit): Edit => ({ ...edit, start: edit.start + by, end: edit.end + by });
  return {
    ...finding,
    span: { start: span.start + by, end: span.end + by },
    fixes: fixes.map((fix) => ({ ...fix, edits: fix.edits.map(move) })),
  };
}
