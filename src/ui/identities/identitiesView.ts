import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { filterText, isOpen, type IdentityFilter } from '../../core/browse/filter';
import { asFailure } from '../../core/failure';
import type { Group, Identity } from '../../core/identity';
import { parentOf } from '../../core/uidp';
import { placeOf } from '../../flows/lists';
import { LiveFindings } from '../../flows/liveFindings';
import { Organizations, type Top } from '../../flows/organizations';
import type { ContextKey } from '../contextKey';
import { severitiesFor } from '../editor/findings';
import { headView, RowTree, type Row } from '../rows';
import type { Sessions } from '../session/session';
import { moreRow } from './moreRow';
import type { Tested } from './identityRows';
import { groupRow, identityRow, type Loaded } from './organizationRows';

/** The state of the view. The welcome texts in package.json depend on it. */
export type IdentitiesState = 'loading' | Top['state'];

const viewId = 'assumable.identities';

const aMinute = 60_000;
const anHour = 60 * aMinute;

/** What the view shows of tests. */
interface Tests {
  readonly lastOf: (identityId: string) => Tested | undefined;
  /** The identities that were tested, since a time where one is given. */
  readonly tested: (since?: Date) => readonly string[];
  /** Fires with the identity that was tested; without it where several may have changed. */
  readonly onDidChange: (listener: (identityId: string | undefined) => void) => unknown;
}

/**
 * The Identities view: organizations, the groups and identities in each, what an identity trusts and may do,
 * and an organization's repositories and roles.
 */
export class IdentitiesView implements vscode.Disposable {
  /** What has been loaded. */
  readonly organizations: Organizations;
  readonly #keys: { readonly state: ContextKey<IdentitiesState>; readonly filtered: ContextKey<boolean> };
  readonly #failed: (doing: string, error: unknown) => void;
  readonly #findings: LiveFindings;
  readonly #loaded: Loaded;
  readonly #tree: RowTree;
  readonly #view: vscode.TreeView<Row>;
  readonly #subscriptions: vscode.Disposable;
  #problem: unknown;
  /** Whether organizations are in view, which stay there while they are listed again. */
  #ready = false;
  /** The only organization, which is opened once. `toOpen` is its row until it is being opened. */
  #only: { readonly id: string; readonly toOpen?: Row } | undefined;
  #tests: Tests | undefined;
  /** Draws the time since recent tests, once a minute. */
  #clock: NodeJS.Timeout | undefined;

  constructor(
    sessions: Sessions,
    keys: { readonly state: ContextKey<IdentitiesState>; readonly filtered: ContextKey<boolean> },
    failed: (doing: string, error: unknown) => void,
  ) {
    this.#keys = keys;
    this.#failed = failed;
    const findings = new LiveFindings(() => severitiesFor(undefined), {
      found: (ids) => {
        // A row that is not there yet is drawn with what was found. To list those beside it again would lose them to VS
        // Code for a moment, and a command on one of them with it.
        for (const id of ids) if (this.#tree.has(id)) this.#tree.refresh(id);
        this.#countProblems();
      },
      failed: (error) => failed('Linting identities', error),
    });
    this.organizations = new Organizations(sessions, findings);
    this.#findings = findings;
    this.#loaded = { organizations: this.organizations, findings, tested: (id) => this.#tests?.lastOf(id) };
    this.#tree = new RowTree(
      viewId,
      () => this.#top(),
      (error) => failed('Listing a group', error),
    );
    this.#view = this.#tree.view;
    this.#subscriptions = vscode.Disposable.from(
      findings,
      this.#tree,
      this.#view.onDidChangeVisibility(() => this.#open()),
      this.#tree.onDidGive((above) => {
        if (!above) this.#open();
      }),
      sessions.onDidChange(() => {
        this.organizations.switched();
        this.#ready = false;
        this.#tree.startAnew();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('assumable.lint')) findings.again();
      }),
    );
  }

  /** Shows the last test of each identity, now and whenever there is a newer one. */
  showTests(tests: Tests): void {
    this.#tests = tests;
    tests.onDidChange((identityId) =>
      this.#drawTested(identityId === undefined ? tests.tested() : [identityId]),
    );
    this.#clock = setInterval(() => {
      if (this.#view.visible) this.#drawTested(tests.tested(new Date(Date.now() - anHour)));
    }, aMinute);
  }

  /** Loads everything again. */
  refresh(): void {
    this.organizations.clear();
    this.#tree.refreshAll();
  }

  /** Shows only the identities that pass the filter. */
  async filterBy(filter: IdentityFilter): Promise<void> {
    this.organizations.filter = filter;
    await this.#keys.filtered.set(!isOpen(filter));
    this.#tree.refreshAll();
  }

  /** Shows an identity that was created or changed as it is now, whatever lists still say. */
  changed(identity: Identity): void {
    this.organizations.put(identity);
    this.#tree.refresh(parentOf(identity.id));
  }

  /** Takes a deleted identity out of the view. */
  deleted(id: string): void {
    this.organizations.drop(id);
    this.#tree.refresh(parentOf(id));
    this.#countProblems();
  }

  /** Shows a group that was created or changed. */
  groupChanged(group: Group): void {
    this.organizations.putGroup(group);
    this.#tree.refresh(parentOf(group.id));
  }

  /** Takes a deleted group out of the view. */
  groupDeleted(id: string): void {
    this.organizations.dropGroup(id);
    this.#tree.refresh(parentOf(id));
  }

  /** Shows the roles of an identity again after they changed, on any groups. */
  rolesChanged(identityId: string): void {
    for (const id of [...this.organizations.rolesChanged(identityId), identityId]) this.#tree.refresh(id);
  }

  /** Loads more of the list with this id, which a "more" row names, and goes to its first new row. */
  async more(listId: string): Promise<void> {
    const parent = this.#tree.get(placeOf(listId));
    const rows = async () =>
      (await parent?.children?.(parent)) ?? this.#rowsOf((await this.organizations.top()).organizations);
    const first = await vscode.window.withProgress({ location: { viewId } }, async () => {
      const before = new Set((await rows()).map(({ id }) => id));
      try {
        await this.organizations.more(listId);
      } finally {
        this.#tree.refresh(parent?.id);
      }
      return (await rows()).find(({ id }) => !before.has(id));
    });
    if (first && this.#view.visible) await this.#tree.reveal(first, { select: true, focus: true });
  }

  /** Shows an identity in the tree, if the groups above it can be shown. */
  async reveal(identity: Identity): Promise<void> {
    const groups = await this.organizations.above(identity);
    let parent: Row | undefined;
    for (const group of groups ?? []) parent = groupRow(this.#loaded, group, parent);
    if (!parent) return;
    const row = identityRow(this.#loaded, identity, parent);
    await this.#tree.reveal(row, { select: true, focus: true, expand: true });
  }

  /** Why organizations could not be listed; `undefined` where they could. */
  get problem(): unknown {
    return this.#problem;
  }

  dispose(): void {
    clearInterval(this.#clock);
    this.#subscriptions.dispose();
  }

  async #top(): Promise<readonly Row[]> {
    if (!this.#ready) await this.#keys.state.set('loading');
    const { state, label, organizations, problem } = await this.organizations.top();
    if (problem !== undefined) this.#failed('Listing organizations', problem);
    this.#problem = problem;
    this.#ready = state === 'ready';
    headView(this.#view, { description: problem === undefined ? (label ?? '') : asFailure(problem).message });
    await this.#keys.state.set(state);
    const { filter } = this.organizations;
    const message =
      !organizations || isOpen(filter)
        ? ''
        : l10n.t(
            'Only some identities are shown: {0}. "Show All Identities" above ends the filter.',
            filterText(filter),
          );
    headView(this.#view, { message });
    if (!organizations) {
      this.#view.badge = undefined;
      this.#only = undefined;
      return [];
    }
    const rows = this.#rowsOf(organizations);
    const [only, ...others] = rows;
    if (!only || others.length > 0) this.#only = undefined;
    else if (this.#only?.id !== only.id) {
      this.#only = { id: only.id, toOpen: only };
      // Opening the row asks again, and shows what failed.
      this.organizations.members(only.id).catch(() => undefined);
    }
    this.#countProblems();
    return [...rows, ...moreRow(organizations, l10n.t('organizations'), undefined)];
  }

  /** Shows on the view how many of the identities that are listed have problems, opened or not. */
  #countProblems(): void {
    const identities = this.organizations.listed.all();
    const value = identities.filter((identity) => this.#findings.of(identity).length > 0).length;
    this.#view.badge =
      value === 0
        ? undefined
        : { value, tooltip: l10n.t('Listed identities with problems: {0}', value.toLocaleString()) };
  }

  #drawTested(ids: readonly string[]): void {
    for (const id of ids) if (this.#tree.has(id)) this.#tree.refresh(id);
  }

  #rowsOf(organizations: Top['organizations']): readonly Row[] {
    return organizations?.items.map((group) => groupRow(this.#loaded, group, undefined)) ?? [];
  }

  /**
   * Opens the only organization once VS Code has its row; what is below it is loaded meanwhile. If the row were open from
   * the start, VS Code would hold back all rows until those below it are there.
   */
  #open(): void {
    const { toOpen } = this.#only ?? {};
    if (!toOpen || !this.#view.visible || !this.#tree.has(toOpen.id)) return;
    this.#only = { id: toOpen.id };
    void this.#tree.open(toOpen).then((opened) => {
      if (!opened && this.#only?.id === toOpen.id) this.#only = { id: toOpen.id, toOpen };
    });
  }
}
