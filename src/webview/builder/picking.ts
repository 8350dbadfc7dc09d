import * as l10n from '@vscode/l10n';
import type { Form, Picked } from '../../wire/builderForm';
import { mostRoles } from '../../wire/fieldLimits';
import { Latest } from '../shared/latest';
import type { Model, Search } from './model';
import { troubleOf } from '../shared/trouble';
import type { Store } from './store';

/** Picks the group and the roles from the live organization. */
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

  /** Finds the name of the group if the page was opened with only its id. */
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

  /** Opens a list to search in, unless it is open already. */
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

  /** Moves the active entry of the open list by this many entries, at most to either end. */
  move(by: number): void {
    const { search } = this.#store.model;
    if (!search) return;
    const last = choicesOf(search).length - 1;
    this.#store.set({ search: { ...search, active: Math.max(0, Math.min(last, search.active + by)) } });
  }

  closeSearch(): void {
    this.#store.set({ search: null });
  }

  /**
   * Leaves the open list. Takes the typed text if it is the name of exactly one entry that was found, or if
   * there is nothing to choose from because nobody is signed in.
   */
  leave(): void {
    const { search, signedOut } = this.#store.model;
    if (!search) return;
    const isSignedOut = search.trouble?.kind === 'signed-out' || signedOut !== null;
    const name = search.text.trim();
    const [exact, ...more] = search.found?.items.filter((item) => item.name === name) ?? [];
    if (name !== '' && exact && more.length === 0) this.#add(search.of, exact);
    else if (name !== '' && search.found === null && isSignedOut) this.#add(search.of, { id: '', name });
    else this.closeSearch();
  }

  /** Takes an entry of the open list, or removes it if it is a role that was already taken. */
  pick(of: Search['of'], item: Picked): void {
    const taken = this.#store.model.form.roles.find((role) => isSame(role, item));
    if (of === 'roles' && taken) {
      this.#store.set({ search: null });
      this.#store.fill({ roles: this.#store.model.form.roles.filter((role) => role !== taken) });
    } else this.#add(of, item);
  }

  drop(role: Picked): void {
    this.#store.fill({ roles: this.#store.model.form.roles.filter((each) => !isSame(each, role)) });
    this.#store.say(l10n.t('Removed: {0}', role.name));
  }

  #add(of: Search['of'], { id, name }: Picked): void {
    const { form } = this.#store.model;
    const picked = { id, name };
    this.#store.set({ search: null });
    if (of === 'group') this.#store.fill({ group: picked });
    // A picked role replaces a typed one of the same name.
    else {
      const others = form.roles.filter(
        (role) => !isSame(role, picked) && !(role.id === '' && role.name === name),
      );
      this.#store.fill({ roles: [...others, picked].slice(0, mostRoles) });
    }
  }

  async #search(): Promise<() => void> {
    const { search, form } = this.#store.model;
    const { of, text } = search ?? { of: 'group', text: '' };
    const came = (change: Partial<Search>, more: Partial<Model>) => () => {
      const { search: now } = this.#store.model;
      if (now?.of === of && now.text === text) this.#store.set({ search: { ...now, ...change }, ...more });
    };
    try {
      const found =
        of === 'group'
          ? await this.#store.host.call('findGroups', { text })
          : await this.#store.host.call('findRoles', { text, group: form.group?.id || null });
      return came({ found, active: 0 }, { signedOut: null });
    } catch (error) {
      return came({ found: null, trouble: troubleOf(error) }, {});
    }
  }
}

/** Whether two are the same: by id, or by name if neither has an id. */
function isSame(one: Picked, other: Picked): boolean {
  return one.id === other.id && (one.id !== '' || one.name === other.name);
}

/** The choices of an open list: the entries found, then the typed text, taken as a name. */
export function choicesOf({
  of,
  text,
  found,
  trouble,
}: Search): readonly (Picked & { readonly detail: string })[] {
  const items = found?.items ?? [];
  const name = text.trim();
  const known = name === '' || items.some((item) => item.name === name);
  if (known || (found === null && trouble === null)) return items;
  const detail = of === 'group' ? l10n.t('the folder of this name') : l10n.t('the role of this name');
  return [...items, { id: '', name, detail }];
}

/** Whether an entry has been chosen. */
export function isChosen({ group, roles }: Form, of: Search['of'], item: Picked): boolean {
  return of === 'group' ? group !== null && isSame(group, item) : roles.some((role) => isSame(role, item));
}
