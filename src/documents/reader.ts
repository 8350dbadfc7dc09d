import type { Caller } from '../core/caller';
import type { Definition } from '../core/lint/definition';
import type { Finding } from '../core/lint/finding';
import { isIgnored, lint, lintWork } from '../core/lint/lint';
import { formatOf } from './format';
import { Hcl } from './hcl';
import { readDefinitions } from './read';
import { relocated, relocatedFinding } from './relocate';
import { type Block, definitionOf, readTerraform } from './terraform';
import type { FolderFile } from './terraformNames';
import type { Scope } from './terraformScope';
import { indentBefore, lineEndAt } from './written';

const none: readonly FolderFile[] = [];

interface Read {
  readonly definition: Definition;
  /** Equal for definitions that have the same findings, wherever they are; `undefined` if that is not known. */
  readonly same: unknown;
}

/** One version of a document: what it defines, and what was found in it for a caller. */
interface Version {
  readonly text: string;
  readonly folder: readonly FolderFile[];
  readonly read: readonly Read[];
  readonly definitions: readonly Definition[];
  found?: { readonly caller: Caller | undefined; readonly findings: readonly Finding[] };
}

/**
 * Reads and lints one document again and again while a person types in it. It takes the whole text each time,
 * so it never drifts. The same text gets the same answer. It does not lint again what has only moved since
 * the last text. In Terraform, whose files may be long, it does not even read that again.
 */
export class DocumentReader {
  readonly #languageOrPath: string;
  #last: Version | undefined;
  /** What each block of the last text would define at a file's start, by everything that this depends on. */
  #blocks = new Map<string, Definition | undefined>();
  /** What the blocks of the last text could look up. */
  #signature = '';
  /** The findings of each definition that was linted last, as if it stood at its file's start. */
  #found = new Map<unknown, readonly Finding[]>();
  #caller: Caller | undefined;

  /** @param languageOrPath a VS Code language id or the document's path */
  constructor(languageOrPath: string) {
    this.#languageOrPath = languageOrPath;
  }

  /** The same as {@link readDefinitions}. */
  read(text: string, folder: readonly FolderFile[] = none): readonly Definition[] {
    return this.#version(text, folder).definitions;
  }

  /** The findings of all definitions in `text`, in order; the same as `lint` gives for each. */
  lint(text: string, caller?: Caller, folder: readonly FolderFile[] = none): readonly Finding[] {
    const version = this.#version(text, folder);
    if (version.found?.caller !== caller || !version.found)
      version.found = { caller, findings: this.#lint(version.read, caller) };
    return version.found.findings;
  }

  #version(text: string, folder: readonly FolderFile[]): Version {
    if (this.#last?.text !== text || this.#last.folder !== folder) {
      const isTerraform = formatOf(this.#languageOrPath) === 'terraform';
      const read = isTerraform ? this.#readTerraform(text, folder) : this.#readAll(text);
      this.#last = { text, folder, read, definitions: read.map(({ definition }) => definition) };
    }
    return this.#last;
  }

  #lint(read: readonly Read[], caller: Caller | undefined): readonly Finding[] {
    const before = this.#caller === caller ? this.#found : new Map<unknown, readonly Finding[]>();
    this.#caller = caller;
    this.#found = new Map();
    const work = { left: lintWork };
    return read.flatMap(({ definition, same }) => {
      if (same === undefined) return lint(definition, { caller, work });
      const by = definition.span.start;
      const found =
        this.#found.get(same) ??
        before.get(same) ??
        lint({ ...definition, ignored: [] }, { caller, work }).map((each) => relocatedFinding(each, -by));
      this.#found.set(same, found);
      return found
        .map((each) => relocatedFinding(each, by))
        .filter((each) => !isIgnored(each, definition.ignored));
    });
  }

  #readAll(text: string): Read[] {
    return readDefinitions(text, this.#languageOrPath).map((definition) => ({
      definition,
      same: sameness(definition, text),
    }));
  }

  #readTerraform(text: string, folder: readonly FolderFile[]): Read[] {
    const blocks = new Map<string, Definition | undefined>();
    const origins: (Definition | undefined)[] = [];
    const definitions = readTerraform(text, folder, (block, hcl, scope) => {
      if (this.#signature !== scope.signature) this.#blocks.clear();
      this.#signature = scope.signature;
      // A data source's fix also edits the references to it in the rest of the file.
      const isAlone = !text.startsWith('data', block.start);
      const origin = isAlone ? this.#origin(block, text, scope, blocks) : undefined;
      const definition = isAlone ? origin && relocated(origin, block.start) : definitionOf(block, hcl, scope);
      if (definition) origins.push(origin);
      return definition;
    });
    this.#blocks = blocks;
    return definitions.map((definition, index) => ({ definition, same: origins[index] }));
  }

  /**
   * What a block would define at a file's start: the same object as last time if the block has not changed.
   */
  #origin(
    block: Block,
    text: string,
    scope: Scope,
    blocks: Map<string, Definition | undefined>,
  ): Definition | undefined {
    const { start, end } = block;
    // In a block that is not closed, removing the last field also removes the end of its line.
    const alone = text.slice(start, end) + (lineEndAt(text, end) ?? '#');
    const key = `${end - start} ${alone}`;
    const known = blocks.has(key) ? blocks : this.#blocks;
    const origin = known.has(key) ? known.get(key) : readAlone(alone, end - start, scope);
    blocks.set(key, origin);
    return origin;
  }
}

function readAlone(alone: string, end: number, scope: Scope): Definition | undefined {
  const hcl = new Hcl(alone);
  const [block] = hcl.items({ start: 0, end });
  return block?.is === 'block' ? definitionOf(block, hcl, scope) : undefined;
}

/**
 * Everything that the findings of a definition depend on: what it was read as, its text, and the white space around it
 * that removing a line would remove too.
 */
function sameness({ span: { start, end }, fields, open }: Definition, text: string): string {
  const around = [indentBefore(text, start) ?? 'more', lineEndAt(text, end) ?? 'more'];
  const readAs = fields.map(({ part, kind, known, value }) => `${part} ${kind} ${known} ${value.is}`);
  return [open, ...around, ...readAs, text.slice(start, end)].join('\0');
}
