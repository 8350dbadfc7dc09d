import * as l10n from '@vscode/l10n';
import { asFailure } from '../../core/failure';
import type { Patch } from '../../core/judgement';
import type { Rule } from '../../core/identity';
import type {
  BuilderHost,
  CallerFacts,
  Choice,
  Form,
  OptionName,
  Picked,
  Start,
  Taking,
} from '../../wire/builder';
import type { Client } from '../../wire/rpc';
import type { From, Kept, Model, Search, Trouble } from './model';

/** What the controller needs of the world: the wire, a place to keep things, and somebody who draws. */
export interface Surroundings {
  readonly host: Client<BuilderHost>;
  readonly keep: (kept: Kept) => void;
  readonly draw: (model: Model) => void;
}

/** What the page does. Every change goes through here: it is kept, drawn, and judged by the host. */
export class Controller {
  #model: Model;
  readonly #around: Surroundings;
  readonly #judging: Latest;
  readonly #rendering: Latest;
  readonly #searching: Latest;
  #asking = new AbortController();
  #reading = 0;
  /** What was created while the page was hidden. */
  readonly #made: Picked | undefined;

  constructor(start: Start, kept: Kept | null, around: Surroundings) {
    this.#around = around;
    const form = kept?.form ?? start.form;
    const first = start.forms[0]?.id ?? '';
    this.#model = {
      form,
      from: kept?.from ?? 'profile',
      source: kept?.source || start.source,
      paste: kept?.paste ?? '',
      arn: kept?.arn ?? '',
      uniqueId: kept?.uniqueId ?? '',
      tab: start.forms.find(({ id }) => id === kept?.tab)?.id ?? first,
      start,
      facts: start.facts,
      judgement: null,
      rendered: null,
      search: null,
      outcome: { kind: 'none' },
      busy: null,
      callerTrouble: null,
      createTrouble: null,
      takeTrouble: null,
      said: start.notice ?? '',
    };
    const failed = (error: unknown) => this.#set({ createTrouble: troubleOf(error) });
    this.#judging = new Latest(failed, async () => {
      const { form } = this.#model;
      const judgement = await around.host.call('judge', { form });
      return () => this.#set({ judgement });
    });
    this.#rendering = new Latest(failed, async () => {
      const { form, tab } = this.#model;
      const rendered = tab === '' ? null : await around.host.call('render', { form, id: tab });
      return () => this.#set({ rendered });
    });
    this.#searching = new Latest(failed, () => this.#search());
    this.#made = start.made?.id === form.editing?.id ? undefined : (start.made ?? undefined);
  }

  /** Draws for the first time, and has the form judged. */
  begin(): void {
    const made = this.#made;
    if (made) this.#created(made, l10n.t('Created: {0}', made.name));
    this.#around.draw(this.#model);
    this.#judging.again();
    this.#rendering.again();
  }

  /** Changes what is filled in; a rule that is changed by hand is no longer the suggestion's. */
  patch(patch: Patch): void {
    const byHand = 'account' in patch || 'arn' in patch || 'userId' in patch;
    this.#form({ ...patch, ...(byHand && { strictness: 'by-hand' as const }) });
  }

  rule(field: 'arn' | 'userId', rule: Rule): void {
    this.patch(field === 'arn' ? { arn: rule } : { userId: rule });
  }

  option(name: OptionName, value: string): void {
    this.#form({ options: { ...this.#model.form.options, [name]: value } }, false);
  }

  /** Takes the rules of a suggestion. */
  choose({ strictness, match }: Choice): void {
    const { form } = this.#model;
    this.#form({
      strictness,
      account: match.account,
      arn: match.arn ?? form.arn,
      userId: match.userId ?? form.userId,
    });
  }

  /** Writes the rules by hand from what they are now. */
  byHand(): void {
    this.#form({ strictness: 'by-hand' });
  }

  from(from: From): void {
    this.#set({ from, callerTrouble: null });
    if (from !== 'profile') void this.#read();
  }

  source(source: string): void {
    this.#set({ source });
  }

  paste(paste: string): void {
    this.#set({ paste });
    void this.#read();
  }

  arn(arn: string): void {
    this.#set({ arn });
    void this.#read();
  }

  uniqueId(uniqueId: string): void {
    this.#set({ uniqueId });
    void this.#read();
  }

  /** Asks AWS who calls; asked again, it stops. */
  async ask(): Promise<void> {
    if (this.#model.busy === 'caller') {
      this.#asking.abort();
      return;
    }
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const { source } = this.#model;
    await this.#busy('caller', 'callerTrouble', async () => {
      this.#called(await this.#around.host.call('askCaller', { source }, signal));
    });
  }

  tab(tab: string): void {
    this.#set({ tab, rendered: null, takeTrouble: null });
    this.#rendering.again();
  }

  async take(how: Taking): Promise<void> {
    const { form, tab } = this.#model;
    await this.#busy('take', 'takeTrouble', async () => {
      const said = await this.#around.host.call('take', { form, id: tab, how });
      if (said !== null) this.#set({ said });
    });
  }

  /** Opens a list to search in, or goes on searching. */
  search(of: Search['of'], text: string): void {
    const { search } = this.#model;
    const same = search?.of === of ? search : undefined;
    this.#set({
      search: { of, text, found: same?.found ?? null, trouble: null, active: 0, open: true },
    });
    this.#searching.again();
  }

  /** Moves in the open list. */
  move(to: (active: number, last: number) => number): void {
    const { search } = this.#model;
    const last = (search?.found?.items.length ?? 0) - 1;
    if (search)
      this.#set({ search: { ...search, active: Math.max(0, Math.min(last, to(search.active, last))) } });
  }

  closeSearch(): void {
    this.#set({ search: null });
  }

  /** Takes an entry of the open list. */
  pick(of: Search['of'], { id, name }: Picked): void {
    const { form } = this.#model;
    const picked = { id, name };
    if (of === 'group') {
      this.#set({ search: null });
      this.#form({ group: picked });
      return;
    }
    this.#set({ search: null });
    const others = form.roles.filter((role) => role.id !== id);
    this.#form({ roles: others.length === form.roles.length ? [...form.roles, picked] : others });
  }

  drop(role: Picked): void {
    this.#form({ roles: this.#model.form.roles.filter(({ id }) => id !== role.id) });
    this.#set({ said: l10n.t('Removed: {0}', role.name) });
  }

  async create(): Promise<void> {
    const { form } = this.#model;
    this.#set({ outcome: { kind: 'none' } });
    await this.#busy('create', 'createTrouble', async () => {
      const outcome = await this.#around.host.call('create', { form });
      if (outcome.kind === 'name-taken') this.#set({ outcome });
      else
        this.#created(
          outcome.identity,
          outcome.roles === 0
            ? l10n.t('Created without a role: {0}', outcome.identity.name)
            : l10n.t('Created, with roles bound: {0}', outcome.identity.name),
        );
    });
  }

  /** Shows what an edit would change. */
  async review(): Promise<void> {
    const { form } = this.#model;
    await this.#busy('create', 'createTrouble', async () => {
      const differences = await this.#around.host.call('differences', { form });
      this.#set({ outcome: { kind: 'review', differences, stale: false } });
    });
  }

  /** Sends the change that was shown. */
  async edit(): Promise<void> {
    const { form, outcome } = this.#model;
    if (outcome.kind !== 'review') return;
    const seen = outcome.differences;
    await this.#busy('create', 'createTrouble', async () => {
      const done = await this.#around.host.call('edit', { form, seen });
      if (done.kind === 'differs') {
        this.#set({ outcome: { kind: 'review', differences: done.differences, stale: true } });
        return;
      }
      const text = l10n.t('Changed: {0}', done.identity.name);
      this.#set({ outcome: { kind: 'changed', identity: done.identity, text }, said: text });
      this.#form({ editing: done.identity }, false);
    });
  }

  async openEdit(id: string): Promise<void> {
    await this.#around.host.call('openEdit', { id });
  }

  async test(id: string): Promise<void> {
    await this.#busy('test', 'createTrouble', async () => {
      await this.#around.host.call('test', { id });
    });
  }

  /** Goes back from a review or a clash to filling in. */
  back(): void {
    this.#set({ outcome: { kind: 'none' }, createTrouble: null });
  }

  async #search(): Promise<() => void> {
    const { search } = this.#model;
    const { of, text } = search ?? { of: 'group', text: '' };
    const same = () => this.#model.search?.of === of && this.#model.search.text === text;
    try {
      const found =
        of === 'group'
          ? await this.#around.host.call('findGroups', { text })
          : await this.#around.host.call('findRoles', { text });
      return () => {
        if (same() && this.#model.search) this.#set({ search: { ...this.#model.search, found, active: 0 } });
      };
    } catch (error) {
      const trouble = troubleOf(error);
      return () => {
        if (same() && this.#model.search)
          this.#set({ search: { ...this.#model.search, found: null, trouble } });
      };
    }
  }

  /** Reads what was pasted or typed; only the last reading counts. */
  async #read(): Promise<void> {
    const { from, paste, arn, uniqueId } = this.#model;
    const text = from === 'paste' ? paste : arn;
    const reading = ++this.#reading;
    if (text.trim() === '') {
      this.#set({ callerTrouble: null });
      return;
    }
    try {
      const facts = await this.#around.host.call('readCaller', {
        text,
        uniqueId: from === 'arn' ? uniqueId : '',
      });
      if (reading === this.#reading) this.#called(facts);
    } catch (error) {
      if (reading === this.#reading) this.#set({ callerTrouble: troubleOf(error) });
    }
  }

  /** Fills in the recommended rules for a caller, unless the person wrote or opened rules of their own. */
  #called(facts: CallerFacts): void {
    const { form } = this.#model;
    const untouched = form.account === '' && form.arn.value === '' && form.userId.value === '';
    const keep = !untouched && form.strictness === 'by-hand';
    const choice =
      facts.choices.find(({ strictness }) => strictness === form.strictness) ??
      facts.choices.find(({ recommended }) => recommended);
    this.#set({ facts, callerTrouble: null, said: l10n.t('Caller: {0}', facts.caller.arn) });
    this.#form({
      caller: facts.caller,
      ...(choice &&
        !keep && {
          strictness: choice.strictness,
          account: choice.match.account,
          arn: choice.match.arn ?? form.arn,
          userId: choice.match.userId ?? form.userId,
        }),
    });
  }

  #created(identity: Picked, text: string): void {
    this.#set({ outcome: { kind: 'created', identity, text }, said: text });
    this.#form({ editing: identity }, false);
  }

  #form(change: Partial<Form>, resets = true): void {
    this.#set({
      form: { ...this.#model.form, ...change },
      ...(resets && { outcome: { kind: 'none' as const }, createTrouble: null }),
    });
    this.#judging.again();
    this.#rendering.again();
  }

  #set(change: Partial<Model>): void {
    this.#model = { ...this.#model, ...change };
    const { form, from, source, paste, arn, uniqueId, tab } = this.#model;
    this.#around.keep({ form, from, source, paste, arn, uniqueId, tab });
    this.#around.draw(this.#model);
  }

  async #busy(
    what: NonNullable<Model['busy']>,
    place: 'callerTrouble' | 'createTrouble' | 'takeTrouble',
    work: () => Promise<void>,
  ): Promise<void> {
    this.#set({ busy: what, [place]: null });
    try {
      await work();
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble.kind !== 'cancelled') this.#set({ [place]: trouble });
    } finally {
      this.#set({ busy: null });
    }
  }
}

function troubleOf(error: unknown): Trouble {
  const { kind, message, remedy } = asFailure(error);
  return { kind, message: [message, remedy].filter(Boolean).join(' ') };
}

/** Work that is asked for faster than it is done: one at a time, and once more when it was asked for meanwhile. */
class Latest {
  readonly #failed: (error: unknown) => void;
  readonly #work: () => Promise<() => void>;
  #running = false;
  #wanted = false;

  constructor(failed: (error: unknown) => void, work: () => Promise<() => void>) {
    this.#failed = failed;
    this.#work = work;
  }

  /** Does the work with what is current now; an answer that is overtaken is dropped. */
  again(): void {
    this.#wanted = true;
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#take()) {
      try {
        const done = await this.#work();
        if (!this.#isWanted()) done();
      } catch (error) {
        this.#failed(error);
      }
    }
    this.#running = false;
  }

  #isWanted(): boolean {
    return this.#wanted;
  }

  #take(): boolean {
    const wanted = this.#wanted;
    this.#wanted = false;
    return wanted;
  }
}
