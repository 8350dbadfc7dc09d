import * as l10n from '@vscode/l10n';
import type { Picked } from '../../wire/builderForm';
import { Latest } from './latest';
import { troubleOf, type Search } from './model';
import type { Store } from './store';

/** Picking the group and the roles from the live organization. */
export class Picking {
  readonly #store: Store;
  readonly #searching: Latest;

  constructor(store: Store) {
    this.#store = store;
    this.#searching = new Latest(
      (error) => store.set({ createTrouble: troubleOf(error) }),
      () => this.#search(),
    );
  }

  /** A group that the page was opened with has only an id yet. */
  async nameGroup(): Promise<void> {
    const { group } = this.#store.model.form;
    if (!group || group.id !== group.name) return;
    try {
      const named = await this.#store.host.call('group', { id: group.id });
      if (this.#store.model.form.group?.id === group.id) this.#store.fill({ group: named }, false);
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble.kind !== 'signed-out') this.#store.set({ notice: trouble.message });
    }
  }

  /** Opens a list to search in; one that is open stays as it is. */
  open(of: Search['of']): void {
    if (this.#store.model.search?.of !== of) this.search(of, '');
  }

  /** Searches in a list, which opens it. */
  search(of: Search['of'], text: string): void {
    const { search } = this.#store.model;
    const same = search?.of === of ? search : undefined;
    this.#store.set({
      search: { of, text, found: same?.found ?? null, trouble: null, active: 0, open: true },
    });
    this.#searching.again();
  }

  /** Moves in the open list. */
  move(to: (active: number, last: number) => number): void {
    const { search } = this.#store.model;
    const last = (search?.found?.items.length ?? 0) - 1;
    if (search)
      this.#store.set({
        search: { ...search, active: Math.max(0, Math.min(last, to(search.active, last))) },
      });
  }

  closeSearch(): void {
    this.#store.set({ search: null });
  }

  /** Takes an entry of the open list. */
  pick(of: Search['of'], { id, name }: Picked): void {
    const { form } = this.#store.model;
    const picked = { id, name };
    this.#store.set({ search: null });
    if (of === 'group') {
      this.#store.fill({ group: picked });
      return;
    }
    const others = form.roles.filter((role) => role.id !== id);
    this.#store.fill({ roles: others.length === form.roles.length ? [...form.roles, picked] : others });
  }

  drop(role: Picked): void {
    this.#store.fill({ roles: this.#store.model.form.roles.filter(({ id }) => id !== role.id) });
    this.#store.set({ said: l10n.t('Removed: {0}', role.name) });
  }

  async #search(): Promise<() => void> {
    const { search } = this.#store.model;
    const { of, text } = search ?? { of: 'group', text: '' };
    const same = () => this.#store.model.search?.of === of && this.#store.model.search.text === text;
    try {
      const found =
        of === 'group'
          ? await this.#store.host.call('findGroups', { text })
          : await this.#store.host.call('findRoles', { text });
      return () => {
        if (same() && this.#store.model.search)
          this.#store.set({ search: { ...this.#store.model.search, found, active: 0 }, signedOut: null });
      };
    } catch (error) {
      const trouble = troubleOf(error);
      return () => {
        if (same() && this.#store.model.search)
          this.#store.set({ search: { ...this.#store.model.search, found: null, trouble } });
      };
    }
  }
}
