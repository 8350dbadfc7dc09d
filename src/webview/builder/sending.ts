import * as l10n from '@vscode/l10n';
import type { Picked } from '../../wire/builderForm';
import { troubleOf } from '../shared/trouble';
import type { Picking } from './picking';
import type { Store } from './store';

/** Creates the identity in Chainguard, changes and tests it, and signs in for that. */
export class Sending {
  readonly #store: Store;
  readonly #picking: Picking;

  constructor(store: Store, picking: Picking) {
    this.#store = store;
    this.#picking = picking;
  }

  /** Says what was created while the page was hidden. */
  begin(): void {
    const { made } = this.#store.model.start;
    if (made && made.id !== this.#store.model.form.editing?.id)
      this.#done('created', made, l10n.t('Created: {0}', made.name));
  }

  /** Checks whether anybody is signed in. */
  lookAgain(): Promise<void> {
    return this.#session('session');
  }

  /** Checks the sign-in when the person returns to the page, because chainctl does not report a sign-in. */
  returned(): void {
    if (this.#store.model.signedOut && this.#store.model.busy === null) void this.lookAgain();
  }

  async signIn(): Promise<void> {
    await this.#store.busy('sign-in', 'createTrouble', () => this.#session('signIn'));
  }

  async create(): Promise<void> {
    const { form } = this.#store.model;
    this.#store.set({ outcome: { kind: 'none' } });
    await this.#store.busy('create', 'createTrouble', async () => {
      const outcome = await this.#store.host.call('create', { form });
      if (outcome.kind === 'name-taken') this.#store.set({ outcome });
      else
        this.#done(
          'created',
          outcome.identity,
          outcome.roles === 0
            ? l10n.t('Created without a role: {0}', outcome.identity.name)
            : l10n.t('Created, with roles bound: {0}', outcome.identity.name),
        );
    });
  }

  /** Shows what an edit would change. */
  async review(): Promise<void> {
    const { form } = this.#store.model;
    await this.#store.busy('create', 'createTrouble', async () => {
      const differences = await this.#store.host.call('differences', { form });
      this.#store.set({ outcome: { kind: 'review', differences, stale: false } });
    });
  }

  /** Sends the change that was shown. */
  async edit(): Promise<void> {
    const { form, outcome } = this.#store.model;
    if (outcome.kind !== 'review') return;
    const seen = outcome.differences;
    await this.#store.busy('create', 'createTrouble', async () => {
      const done = await this.#store.host.call('edit', { form, seen });
      if (done.kind === 'differs') {
        this.#store.set({ outcome: { kind: 'review', differences: done.differences, stale: true } });
        return;
      }
      this.#done('changed', done.identity, l10n.t('Changed: {0}', done.identity.name));
    });
  }

  async openEdit(id: string): Promise<void> {
    await this.#store.host.call('openEdit', { id });
  }

  async test(id: string): Promise<void> {
    await this.#store.busy('test', 'createTrouble', async () => {
      const { form, asked } = this.#store.model;
      const isForAws = form.way === 'web-identity' || form.way === 'signed-request';
      await this.#store.host.call('test', { id, source: isForAws ? asked : null });
    });
  }

  /** Goes back from a review to filling in. */
  back(): void {
    this.#store.set({ outcome: { kind: 'none' }, createTrouble: null });
  }

  async #session(how: 'session' | 'signIn'): Promise<void> {
    const { signedOut } = this.#store.model;
    try {
      const label = await this.#store.host.call(how, {});
      const message = l10n.t('Sign in to Chainguard to choose a folder and to create the identity.');
      this.#store.set({ signedOut: label === null ? { kind: 'signed-out', message } : null });
      if (label !== null && signedOut !== null) await this.#picking.nameGroup();
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble.kind === 'signed-out') this.#store.set({ signedOut: trouble });
    }
  }

  /** Shows and announces the result. From now on the page edits the identity that was just sent. */
  #done(kind: 'created' | 'changed', identity: Picked, text: string): void {
    this.#store.set({ outcome: { kind, identity, text } });
    this.#store.say(text);
    const { description, editing } = this.#store.model.form;
    const trusts = editing?.trusts ?? 'rules';
    this.#store.fill({ editing: { ...identity, description, trusts } }, false);
  }
}
