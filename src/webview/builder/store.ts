import type { Judgement } from '../../core/draft/judgement';
import { suits } from '../../core/draft/suits';
import type { BuilderHost, FormOfDraft, Start } from '../../wire/builder';
import { draftOf, type Form } from '../../wire/builderForm';
import type { Client } from '../../wire/rpc';
import { Latest } from '../shared/latest';
import { Announcer } from './announcer';
import type { Kept, Model } from './model';
import { troubleOf, type Said } from '../shared/trouble';

/** What the page needs from outside: the host, a place to keep things, and a way to draw. */
export interface Surroundings {
  readonly host: Client<BuilderHost>;
  readonly keep: (kept: Kept) => void;
  readonly draw: (model: Model) => void;
}

const keptNames: readonly (keyof Kept)[] = ['form', 'from', 'source', 'arn', 'uniqueId', 'tab'];

/** Everything that the page knows. Each change is kept and drawn; a changed form is also judged and rendered. */
export class Store {
  readonly host: Client<BuilderHost>;
  #model: Model;
  #judge: ((form: Form) => Judgement) | undefined;
  readonly #around: Surroundings;
  readonly #rendering: Latest;
  readonly #announcer = new Announcer((text) => this.say(text));
  #sentences = 0;

  constructor(start: Start, kept: Kept | null, around: Surroundings) {
    this.host = around.host;
    this.#around = around;
    // The host has checked what was kept, and brought it into its shape of today.
    const { form } = start;
    this.#model = {
      form,
      from: kept?.from ?? 'profile',
      source: kept?.source || (start.source ?? ''),
      paste: '',
      trusted: start.trusted,
      arn: kept?.arn ?? '',
      uniqueId: kept?.uniqueId ?? '',
      tab: tabFor(start.forms, form, kept?.tab),
      start,
      notice: start.notice,
      sources: null,
      signedOut: null,
      facts: start.facts,
      asked: null,
      region: null,
      left: kept ? null : start.left,
      tokenTrouble: null,
      judgement: null,
      rendered: null,
      search: null,
      outcome: { kind: 'none' },
      busy: null,
      callerTrouble: null,
      createTrouble: null,
      takeTrouble: null,
      said: this.#sentence(start.notice ?? ''),
      taken: null,
      copied: null,
    };
    const failed = (error: unknown) => this.set({ createTrouble: troubleOf(error) });
    this.#rendering = new Latest(failed, async () => {
      const { form, tab } = this.#model;
      const rendered = tab === '' ? null : await this.host.call('render', { form, id: tab });
      return () => this.set({ rendered });
    });
  }

  get model(): Model {
    return this.#model;
  }

  /** Draws for the first time. The judgement and the draft's text follow. */
  begin(): void {
    this.#around.draw(this.#model);
    void this.#loadJudge();
    this.#rendering.again();
  }

  /** Changes the form. With `resets`, forgets the result of an earlier Create or change. */
  fill(change: Partial<Form>, resets = true): void {
    const form = { ...this.#model.form, ...change };
    const tab = tabFor(this.#model.start.forms, form, this.#model.tab);
    this.set({
      form,
      ...(tab !== this.#model.tab && { tab, rendered: null }),
      taken: null,
      copied: null,
      ...(this.#judge && { judgement: this.#judged(this.#judge(form)) }),
      ...(resets && { outcome: { kind: 'none' as const }, createTrouble: null }),
    });
    this.#rendering.again();
  }

  /** Asks for the draft's text again. */
  render(): void {
    this.#rendering.again();
  }

  /** Says something to screen readers. */
  say(text: string): void {
    this.set({ said: this.#sentence(text) });
  }

  /** Shows beside the forms the result of taking one away. */
  showTaken(text: string): void {
    this.set({ taken: this.#sentence(text) });
  }

  set(change: Partial<Model>): void {
    this.#model = { ...this.#model, ...change };
    if (keptNames.some((name) => name in change)) this.#around.keep(keptOf(this.#model));
    this.#around.draw(this.#model);
  }

  /** Runs work that the person waits for, and shows its error at `place`. */
  async busy(
    what: NonNullable<Model['busy']>,
    place: 'callerTrouble' | 'tokenTrouble' | 'createTrouble' | 'takeTrouble',
    work: () => Promise<void>,
  ): Promise<void> {
    this.set({ busy: what, [place]: null });
    try {
      await work();
      if (what === 'create') this.set({ signedOut: null });
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble.kind === 'signed-out' && place === 'createTrouble') this.set({ signedOut: trouble });
      else if (trouble.kind !== 'cancelled') this.set({ [place]: trouble });
    } finally {
      this.set({ busy: null });
    }
  }

  #judged(judgement: Judgement): Judgement {
    this.#announcer.judged(judgement);
    return judgement;
  }

  #sentence(text: string): Said {
    return { text, number: ++this.#sentences };
  }

  /** Loads the judge once the page is drawn: RE2 and the rules are larger than the rest of the page. */
  async #loadJudge(): Promise<void> {
    try {
      const { judgeForm } = await import(/* webpackChunkName: "judging" */ './judging');
      this.#judge = judgeForm;
      this.set({ judgement: this.#judged(judgeForm(this.#model.form)) });
    } catch (error) {
      this.set({ createTrouble: troubleOf(error) });
    }
  }
}

/** The forms that suit what the person has filled in. */
export function formsFor(forms: readonly FormOfDraft[], form: Form): readonly FormOfDraft[] {
  const draft = draftOf(form);
  return forms.filter((each) => suits(each, draft));
}

/** The form to show: the one before, or else the first that suits. */
function tabFor(forms: readonly FormOfDraft[], form: Form, tab: string | undefined): string {
  const fitting = formsFor(forms, form);
  return (fitting.find(({ id }) => id === tab) ?? fitting[0])?.id ?? '';
}

/**
 * The part of the model to keep. Leaves out text that may be secret: what does not look like an ARN or unique
 * ID.
 */
function keptOf({ form, from, source, arn, uniqueId, tab }: Model): Kept {
  const looksRight = (text: string, form: RegExp) => (form.test(text) ? text : '');
  return {
    form,
    from,
    source,
    arn: looksRight(arn, /^\s*arn:[\w:/+=,.@-]*\s*$/),
    uniqueId: looksRight(uniqueId, /^\s*A(?:ROA|IDA)[A-Z0-9]*\s*$/),
    tab,
  };
}
