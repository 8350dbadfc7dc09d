import type { Connection } from '../chainguard/http';
import type { Page, PageRequest } from '../chainguard/list';
import { isOpen, noFilter, type IdentityFilter } from '../core/browse/filter';
import { Recent } from '../core/browse/recent';
import { IdentityIndex } from '../core/browse/search';
import { isFailure } from '../core/failure';
import type { Group, Identity, Repo, Role, RoleBinding, Tag } from '../core/identity';
import { ancestorsOf, parentOf } from '../core/uidp';
import { Lists, type Listed } from './lists';
import type { LiveFindings } from './liveFindings';

/** Asking the API for lists: loaded when somebody is signed in. */
const iam = () => import('../chainguard/iam');
const roles = () => import('../chainguard/roles');

interface Session {
  /** Its name for people. */
  readonly label: string;
  readonly connection: Connection;
}

/** The sign-in that asks for the organizations. */
interface SignedIn {
  /** `undefined` where nobody has signed in. Throws Failure for a token that cannot be used. */
  current(): Promise<Session | undefined>;
  /** @throws Failure `signed-out` */
  require(): Promise<Session>;
}

/** The organizations that the session sees, or why there are none. */
export interface Top {
  readonly state: 'ready' | 'signed-out' | 'expired' | 'offline' | 'denied' | 'no-organization';
  /** Who is signed in, as a name for people. */
  readonly label: string | undefined;
  readonly organizations: Listed<Group> | undefined;
  /** Why there are none, where something failed. */
  readonly problem: unknown;
}

/** What is below a group, as far as it has been loaded. */
export interface Members {
  readonly groups: Listed<Group>;
  /** Those that the filter lets through. */
  readonly identities: Listed<Identity>;
  /** How many of the loaded identities the filter hides. */
  readonly hidden: number;
}

/** The AWS identities that have been listed; whether these are all, and how many there are, where the server says. */
export interface ListedAws {
  readonly identities: readonly Identity[];
  readonly total: number | undefined;
  readonly isAll: boolean;
}

/**
 * What has been loaded of the organizations that a session sees: each list once, a page at a time, on demand. Recent
 * changes are in it, even if the server's lists lag behind. Every list may throw as `PagedList.more`, and `cancelled` where
 * {@link switched} overtook it.
 */
export class Organizations {
  /** The identities that have been listed. */
  readonly listed = new IdentityIndex();
  /** Every identity that the session sees, once a search has read them all. */
  everything: IdentityIndex | undefined;
  /** Only identities that pass it are members. */
  filter: IdentityFilter = noFilter;
  readonly #session: SignedIn;
  readonly #findings: LiveFindings;
  readonly #groups = new Map<string, Group>();
  readonly #recentGroups = new Recent<Group>();
  readonly #recentIdentities = new Recent<Identity>();
  #loading = new AbortController();
  #awsPage: Promise<void> | undefined;
  /** How many AWS identities there are, where the server says, and whether there are more than the first page. */
  #awsExtent: { readonly total: number | undefined; readonly rest: boolean } = {
    total: undefined,
    rest: false,
  };
  readonly #listeners = new Set<() => void>();

  /** Every kind of list, to load more of or forget. */
  readonly #lists: Pick<Lists<{ readonly id: string }>, 'more' | 'clear' | 'end'>[] = [];
  readonly #top = this.#listsOf<Group>('organizations', async (at, _, page) =>
    (await iam()).listGroups(at, { inRoot: true }, page),
  );
  readonly #groupsIn = this.#listsOf<Group>('groups', async (at, id, page) =>
    (await iam()).listGroups(at, { childrenOf: id }, page),
  );
  readonly #identitiesIn = this.#listsOf<Identity>('identities', async (at, id, page) =>
    (await iam()).listIdentities(at, { childrenOf: id }, page),
  );
  readonly #bindingsOf = this.#listsOf<RoleBinding>('bindings', async (at, id, page) =>
    (await roles()).listRoleBindings(at, id, page),
  );
  /** Who is bound to which role on a group itself. */
  readonly holders = this.#listsOf<RoleBinding>('holders', async (at, id, page) =>
    (await roles()).listBindingsOn(at, id, page),
  );
  /** The repositories of an organization. */
  readonly repositories = this.#listsOf<Repo>('repositories', async (at, id, page) =>
    (await import('../chainguard/registry')).listRepos(at, { descendantsOf: id }, page),
  );
  /** The tags of a repository. */
  readonly tags = this.#listsOf<Tag>('tags', async (at, id, page) =>
    (await import('../chainguard/registry')).listTags(at, id, page),
  );
  /** The roles that can be bound in an organization. */
  readonly roles = this.#listsOf<Role>('roles', async (at, id, { signal }) => {
    const { readRoles } = await import('./changeRoles');
    const items = await readRoles(at, id, signal);
    return { items, next: undefined, total: items.length };
  });

  constructor(session: SignedIn, findings: LiveFindings) {
    this.#session = session;
    this.#findings = findings;
  }

  /** Calls `listener` when an identity or a group was made, changed or deleted here, or all is to be listed anew. */
  onDidChange(listener: () => void): { dispose(): void } {
    const own = () => listener();
    this.#listeners.add(own);
    return { dispose: () => void this.#listeners.delete(own) };
  }

  /** Called with identities as they are now, whenever some were listed, made or changed. */
  onSeen: (identities: readonly Identity[]) => void = () => undefined;

  /** Forgets what has been loaded, except recent changes, and gives up what is being loaded. */
  clear(): void {
    this.#loading.abort();
    this.#loading = new AbortController();
    for (const lists of this.#lists) lists.clear();
    this.listed.clear();
    this.everything = undefined;
    this.#groups.clear();
    this.#awsPage = undefined;
    this.#awsExtent = { total: undefined, rest: false };
    this.#findings.forgetBindings();
    this.#tell();
  }

  /** Fires when {@link clear} overtakes whatever is being loaded now, so that its result no longer counts. */
  get overtaken(): AbortSignal {
    return this.#loading.signal;
  }

  /** Forgets everything, recent changes too, because somebody else is signed in. */
  switched(): void {
    this.clear();
    for (const lists of this.#lists) lists.end();
    this.#recentGroups.clear();
    this.#recentIdentities.clear();
  }

  /** A group that has been listed. */
  group(id: string): Group | undefined {
    return this.#groups.get(id);
  }

  /** Those of some names that no identity has; none where not every identity that the session sees has been listed. */
  absent(names: ReadonlySet<string>): ReadonlySet<string> {
    const all = this.everything ?? (this.#isWhole() ? this.listed : undefined);
    const there = all?.named(names);
    return new Set(there ? [...names].filter((name) => !there.has(name)) : []);
  }

  /** The groups that have been listed. */
  groups(): readonly Group[] {
    return [...this.#groups.values()];
  }

  /** Takes an identity that was made or changed. */
  put(identity: Identity): void {
    this.#recentIdentities.put(parentOf(identity.id) ?? '', identity, new Date());
    this.listed.add([identity]);
    this.everything?.add([identity]);
    this.#tell();
    this.onSeen([identity]);
  }

  /** Drops an identity that was deleted. */
  drop(id: string): void {
    this.#recentIdentities.drop(parentOf(id) ?? '', id, new Date());
    this.listed.delete(id);
    this.everything?.delete(id);
    this.#tell();
  }

  /** Takes a group that was made or changed. */
  putGroup(group: Group): void {
    this.#recentGroups.put(parentOf(group.id) ?? '', group, new Date());
    this.#tell();
  }

  /** Drops a group that was deleted. */
  dropGroup(id: string): void {
    this.#recentGroups.drop(parentOf(id) ?? '', id, new Date());
    this.#groups.delete(id);
  }

  /**
   * Forgets the lists of role bindings, because an identity's have changed, on any groups. Gives the places
   * of those lists, to ask for them again.
   */
  rolesChanged(identityId: string): readonly string[] {
    this.#findings.forgetBindings(identityId);
    return [...this.#bindingsOf.clear(), ...this.holders.clear()];
  }

  /**
   * The organizations, or why there are none; looks again where {@link clear} overtook it. Throws nothing.
   */
  async top(): Promise<Top> {
    for (;;) {
      const { signal } = this.#loading;
      const top = await this.#look();
      if (!signal.aborted) return top;
    }
  }

  /** What is below a group. Roles and findings are asked for only when the filter is about them. */
  async members(groupId: string): Promise<Members> {
    const [groups, listed] = await Promise.all([this.#groupsIn.of(groupId), this.#identitiesIn.of(groupId)]);
    const all = this.#recentIdentities.merge(groupId, listed.items, new Date());
    this.listed.add(all);
    this.onSeen(all);
    const below = this.#withGroups(groupId, groups);
    const items = await this.#passing(all);
    return { groups: below, identities: { ...listed, items }, hidden: all.length - items.length };
  }

  /** The role bindings of an identity. */
  async bindings(identity: Identity): Promise<Listed<RoleBinding>> {
    const listed = await this.#bindingsOf.of(identity.id);
    this.#findings.bound(identity, listed.items.length);
    return listed;
  }

  /** Loads more of the list with this id; nothing where it has been forgotten. Throws as `PagedList.double`. */
  async more(listId: string): Promise<void> {
    for (const lists of this.#lists) await lists.more(listId);
  }

  /**
   * The groups above an identity, from its organization down; `undefined` where they cannot be seen, or where
   * {@link clear} overtook this. Asks for those that have not been listed. From now on they and the identity
   * are members of what is above them, whichever pages of that have been loaded.
   */
  async above(identity: Identity): Promise<readonly Group[] | undefined> {
    const { signal } = this.#loading;
    const [{ connection }, { listGroups }] = await Promise.all([this.#session.require(), iam()]);
    const groups: Group[] = [];
    for (const id of ancestorsOf(identity.id)) {
      const group = this.#groups.get(id) ?? (await listGroups(connection, { id })).items[0];
      if (!group || signal.aborted) return undefined;
      groups.push(group);
    }
    const at = new Date();
    for (const group of groups) this.#recentGroups.find(parentOf(group.id) ?? '', group, at);
    this.#recentIdentities.find(parentOf(identity.id) ?? '', identity, at);
    return groups;
  }

  /** The AWS identities that have been listed and, where somebody is signed in, the first page of all. */
  async awsIdentities(): Promise<ListedAws> {
    const page = (this.#awsPage ??= this.#loadAwsPage());
    try {
      await page;
    } catch (error) {
      if (this.#awsPage === page) this.#awsPage = undefined;
      throw error;
    }
    const identities = this.listed.all().filter(({ relationship }) => relationship.kind === 'aws');
    const { total, rest } = this.#awsExtent;
    return { identities, total, isAll: !rest || (total !== undefined && identities.length >= total) };
  }

  /** Whether all groups and identities below all organizations have been listed. */
  #isWhole(): boolean {
    const waiting = [...(this.#top.whole('') ?? [])];
    if (waiting.length === 0) return false;
    for (let group = waiting.pop(); group; group = waiting.pop()) {
      const below = this.#groupsIn.whole(group.id);
      if (!below || !this.#identitiesIn.whole(group.id)) return false;
      waiting.push(...below);
    }
    return true;
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  async #loadAwsPage(): Promise<void> {
    const { signal } = this.#loading;
    const session = await this.#session.current();
    if (!session) return;
    const { listAwsIdentities } = await iam();
    const { items, total, next } = await listAwsIdentities(session.connection, {});
    if (signal.aborted) return;
    this.#awsExtent = { total, rest: next !== undefined };
    this.listed.add(items);
    this.onSeen(items);
  }

  async #look(): Promise<Top> {
    let label: string | undefined;
    try {
      label = (await this.#session.current())?.label;
      if (label === undefined)
        return { state: 'signed-out', label, organizations: undefined, problem: undefined };
      const organizations = this.#withGroups('', await this.#top.of(''));
      const state = organizations.items.length === 0 ? 'no-organization' : 'ready';
      return { state, label, organizations, problem: undefined };
    } catch (problem) {
      return { state: stateOf(problem), label, organizations: undefined, problem };
    }
  }

  #listsOf<T extends { readonly id: string }>(
    kind: string,
    load: (at: Connection, of: string, page: PageRequest) => Promise<Page<T>>,
  ): Lists<T> {
    const lists = new Lists<T>(kind, async (of, page) => {
      const { signal } = this.#loading;
      // Asked for each time, since tokens are renewed. What asks is loaded while the session is read.
      const [{ connection }] = await Promise.all([this.#session.require(), iam()]);
      return load(connection, of, { ...page, signal });
    });
    this.#lists.push(lists);
    return lists;
  }

  #withGroups(parent: string, listed: Listed<Group>): Listed<Group> {
    const items = this.#recentGroups.merge(parent, listed.items, new Date());
    for (const group of items) this.#groups.set(group.id, group);
    return { ...listed, items };
  }

  async #passing(identities: readonly Identity[]): Promise<readonly Identity[]> {
    const { filter } = this;
    if (isOpen(filter)) return identities;
    const { signal } = this.#loading;
    const { passing } = await import('./passing');
    const connection = async () => (await this.#session.require()).connection;
    return passing(identities, filter, this.#findings, { connection, signal });
  }
}

function stateOf(problem: unknown): Top['state'] {
  if (!isFailure(problem)) return 'offline';
  if (problem.kind === 'signed-out') return 'expired';
  return problem.kind === 'denied' ? 'denied' : 'offline';
}
