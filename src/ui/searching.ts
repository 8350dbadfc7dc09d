import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Connection } from '../chainguard/http';
import { asFailure } from '../core/failure';
import type { Identity } from '../core/identity';
import { IdentityIndex } from '../core/search';
import { visible } from '../core/text';
import { searchEverywhere } from '../flows/searchEverywhere';
import type { IdentitiesView } from './identitiesView';
import type { Sessions } from './session';

/** More than these are not shown at once; who looks for one types more of it. */
const shownAtMost = 200;

interface Item extends vscode.QuickPickItem {
  readonly identity?: Identity;
}

/**
 * Searches identities by name, id, account, ARN, issuer or subject: at once in those that have been listed, and on
 * request in all that the session may see, a page at a time. Closing the search ends it.
 *
 * @returns the identity that was chosen; `undefined` when the person closes the search
 * @throws Failure what listing throws
 */
export async function searchIdentities(
  sessions: Sessions,
  identities: IdentitiesView,
): Promise<Identity | undefined> {
  const { connection } = await sessions.require();
  const pick = vscode.window.createQuickPick<Item>();
  const abort = new AbortController();
  try {
    return await new Promise<Identity | undefined>((resolve, reject) => {
      const search = new Search(pick, identities, connection);
      pick.placeholder = l10n.t('Name, ID, AWS account, ARN, issuer or subject');
      pick.ignoreFocusOut = true;
      pick.onDidChangeValue(() => search.draw());
      pick.onDidAccept(() => {
        const [chosen] = pick.selectedItems;
        if (chosen?.identity) resolve(chosen.identity);
        else if (chosen) search.everywhere(abort.signal).catch((error: unknown) => reject(asFailure(error)));
      });
      pick.onDidHide(() => resolve(undefined));
      search.draw();
      pick.show();
    });
  } finally {
    abort.abort();
    pick.dispose();
  }
}

class Search {
  readonly #pick: vscode.QuickPick<Item>;
  readonly #identities: IdentitiesView;
  readonly #connection: Connection;
  readonly #everything: Item;
  #index: IdentityIndex;
  #searched: 'listed' | 'running' | 'all';
  #total: number | undefined;

  constructor(pick: vscode.QuickPick<Item>, identities: IdentitiesView, connection: Connection) {
    this.#pick = pick;
    this.#identities = identities;
    this.#connection = connection;
    this.#everything = {
      label: `$(search) ${l10n.t('Search the whole organization')}`,
      alwaysShow: true,
    };
    this.#index = identities.everything ?? identities.index;
    this.#searched = identities.everything ? 'all' : 'listed';
  }

  /** Shows what is found by now. */
  draw(): void {
    const found = this.#index.find(this.#pick.value, shownAtMost).map((identity): Item => ({
      label: `$(${identity.relationship.kind === 'aws' ? 'key' : 'account'}) ${visible(identity.name)}`,
      description: trusted(identity),
      detail: identity.id,
      alwaysShow: true,
      identity,
    }));
    this.#pick.items = this.#searched === 'listed' ? [...found, this.#everything] : found;
    this.#tell();
  }

  /** Reads every identity, and shows what is found meanwhile. Throws as `searchEverywhere`. */
  async everywhere(signal: AbortSignal): Promise<void> {
    if (this.#searched !== 'listed') return;
    this.#searched = 'running';
    this.#pick.busy = true;
    this.#index = new IdentityIndex();
    this.draw();
    for await (const { identities, total } of searchEverywhere(this.#connection, signal)) {
      this.#total = total;
      this.#index.add(identities);
      const page = new IdentityIndex();
      page.add(identities);
      if (page.find(this.#pick.value, 1).length > 0) this.draw();
      else this.#tell();
    }
    this.#searched = 'all';
    this.#pick.busy = false;
    this.#identities.everything = this.#index;
    this.#tell();
  }

  #tell(): void {
    const size = this.#index.size.toLocaleString();
    switch (this.#searched) {
      case 'listed':
        this.#pick.title = l10n.t('Search identities: only the {0} that have been listed so far', size);
        return;
      case 'running':
        this.#pick.title =
          this.#total === undefined
            ? l10n.t('Search identities: {0} read, more to come', size)
            : l10n.t('Search identities: {0} of {1} read', size, this.#total.toLocaleString());
        return;
      case 'all':
        this.#pick.title = l10n.t('Search identities: all {0} that this sign-in sees', size);
    }
  }
}

function trusted({ relationship }: Identity): string {
  switch (relationship.kind) {
    case 'aws':
      return visible([relationship.match.account, relationship.match.arn?.value].filter(Boolean).join(' · '));
    case 'claims':
      return visible(relationship.issuer?.value ?? '');
    case 'static':
      return visible(relationship.issuer);
    case 'service-principal':
      return l10n.t('service principal');
    case 'unknown':
      return '';
  }
}
