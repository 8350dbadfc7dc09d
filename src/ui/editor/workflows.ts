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
  readonly #found = new Map<string, Promise<KnownRules | undefined>>();
  readonly #subscription: vscode.Disposable;

  /** @param changed is called when a file of the workspace was saved, which may define an identity */
  constructor(known: KnownIdentities, changed: () => void) {
    this.#known = known;
    this.#subscription = vscode.workspace.onDidSaveTextDocument(() => {
      if (this.#found.size === 0) return;
      this.#found.clear();
      changed();
    });
  }

  /** What is wrong with the roles of a workflow. */
  async of(text: string): Promise<readonly Finding[]> {
    const ids = [...new Set(rolesInWorkflow(text).map(({ identity }) => identity))].slice(0, mostIdentities);
    const rules = new Map<string, KnownRules>();
    for (const id of ids) {
      const known = this.#live(id) ?? (await this.#defined(id));
      if (known) rules.set(id, known);
    }
    return workflowFindings(text, rules);
  }

  dispose(): void {
    this.#found.clear();
    this.#subscription.dispose();
  }

  #live(id: string): KnownRules | undefined {
    const identity = this.#known.identity(id);
    if (identity?.relationship.kind !== 'aws') return undefined;
    return { name: identity.name, match: identity.relationship.match, unknown: [] };
  }

  #defined(id: string): Promise<KnownRules | undefined> {
    const known = this.#found.get(id) ?? definedAs(id);
    this.#found.set(id, known);
    return known;
  }
}

/** What a definition in the workspace says of the identity with this id. */
async function definedAs(id: string): Promise<KnownRules | undefined> {
  for (const { path, text } of await definitionFiles()) {
    const definition = definitionOfId(await text(), path, id);
    if (definition) return { name: textOfPart(definition, 'name'), ...knownRules(definition) };
  }
  return undefined;
}
