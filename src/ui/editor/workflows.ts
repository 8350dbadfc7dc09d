import * as vscode from 'vscode';
import type { Finding } from '../../core/lint/finding';
import { knownRules } from '../../core/lint/comparison';
import { textOfPart } from '../../core/lint/definition';
import { definitionOfId } from '../../documents/definitionOfId';
import { rolesInWorkflow } from '../../documents/workflow';
import { type KnownRules, workflowFindings } from '../../documents/workflowFindings';
import type { KnownIdentities } from './lenses';
import { definitionFiles } from './workspaceFiles';

/** The most identities of one workflow whose definitions are looked for. */
const mostIdentities = 20;

/**
 * Compares the roles that GitHub workflows take with the identities that they use: with the rules that Chainguard was seen
 * to have, else with a definition in the workspace. Asks nobody, and needs no credentials.
 */
export class Workflows implements vscode.Disposable {
  readonly #known: KnownIdentities;
  /** What definitions say of an identity; `undefined` where none does. */
  #found = new Map<string, KnownRules | undefined>();
  readonly #subscription: vscode.Disposable;

  /** @param changed is called when a file of the workspace was saved, which may define an identity */
  constructor(known: KnownIdentities, changed: () => void) {
    this.#known = known;
    this.#subscription = vscode.workspace.onDidSaveTextDocument(() => {
      // What is being looked for now goes into the former map.
      const any = this.#found.size > 0;
      this.#found = new Map();
      if (any) changed();
    });
  }

  /** What is wrong with the roles of a workflow. */
  async of(text: string): Promise<readonly Finding[]> {
    const ids = [...new Set(rolesInWorkflow(text).map(({ identity }) => identity))].slice(0, mostIdentities);
    const live = new Map(ids.map((id) => [id, this.#live(id)]));
    const defined = await this.#defined(ids.filter((id) => live.get(id) === undefined));
    const rules = ids.flatMap((id) => {
      const known = live.get(id) ?? defined.get(id);
      return known ? [[id, known] as const] : [];
    });
    return workflowFindings(text, new Map(rules));
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #live(id: string): KnownRules | undefined {
    const identity = this.#known.identity(id);
    if (identity?.relationship.kind !== 'aws') return undefined;
    return { name: identity.name, match: identity.relationship.match, unknown: [] };
  }

  /** Looks through the files of the workspace once for all that were not looked for before. */
  async #defined(ids: readonly string[]): Promise<ReadonlyMap<string, KnownRules | undefined>> {
    const found = this.#found;
    const wanted = ids.filter((id) => !found.has(id));
    if (wanted.length > 0) for (const [id, rules] of await definedAs(wanted)) found.set(id, rules);
    return found;
  }
}

/** What definitions in the workspace say of identities, by their ids: `undefined` where none does. */
async function definedAs(ids: readonly string[]): Promise<ReadonlyMap<string, KnownRules | undefined>> {
  const found = new Map<string, KnownRules | undefined>(ids.map((id) => [id, undefined]));
  const left = new Set(ids);
  for (const { path, text } of await definitionFiles()) {
    if (left.size === 0) break;
    const content = await text();
    for (const id of left) {
      const definition = definitionOfId(content, path, id);
      if (!definition) continue;
      found.set(id, { name: textOfPart(definition, 'name'), ...knownRules(definition) });
      left.delete(id);
    }
  }
  return found;
}
