import { rulesFrom, type TemplateId, type Word } from '../../core/draft/template';
import type { NewClaimRule } from '../../core/match/newClaimRules';
import { withPath } from '../../wire/calledBy';
import {
  asksToken,
  type Form,
  type FormWay,
  noRule,
  type TokenRules,
  type TokenWay,
} from '../../wire/builderForm';
import { mostClaims } from '../../wire/fieldLimits';
import type { Store } from './store';

/** Whom an identity trusts: the way, and what is asked of a token. */
export class Trusting {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Chooses a way. What was filled in for another one is kept. */
  way(way: FormWay): void {
    this.#store.set({ tokenTrouble: null });
    this.#store.fill({ way });
  }

  /** Sets what is asked for issuer, subject, audience or a claim by its name. */
  rule({ part, field, rule = noRule, kind }: NewClaimRule): void {
    this.#rules((rules) =>
      part === 'claim'
        ? {
            claims: rules.claims.map((each) =>
              each.name === field && (kind ?? each.rule.kind) === each.rule.kind ? { ...each, rule } : each,
            ),
          }
        : { [part]: rule },
    );
  }

  /** Changes a row of the further claims. */
  claim(index: number, change: Partial<TokenRules['claims'][number]>): void {
    this.#rules(({ claims }) => ({
      claims: claims.map((each, at) => (at === index ? { ...each, ...change } : each)),
    }));
  }

  addClaim(): void {
    this.#rules(({ claims }) => ({ claims: [...claims, { name: '', rule: noRule }].slice(0, mostClaims) }));
  }

  removeClaim(index: number): void {
    this.#rules(({ claims }) => ({ claims: claims.filter((_, at) => at !== index) }));
  }

  /** The path of the role behind the caller's session, which is part of the subject. */
  path(path: string): void {
    this.#store.fill(withPath(this.#store.model.form, path));
  }

  /** Chooses what a workflow's token is for; the rules are made anew of the words. */
  template(way: 'github' | 'token', id: TemplateId | 'by-hand'): void {
    const { form } = this.#store.model;
    this.#made({ ...form, templates: { ...form.templates, [way]: id } }, way);
  }

  word(way: 'github' | 'token', word: Word, text: string): void {
    const { form } = this.#store.model;
    this.#made({ ...form, words: { ...form.words, [word]: text } }, way);
  }

  #made(form: Form, way: 'github' | 'token'): void {
    const id = form.templates[way];
    const { templates, words } = form;
    if (id === 'by-hand') {
      this.#store.fill({ templates, words });
      return;
    }
    const { issuer, subject, audience } = rulesFrom(id, words);
    const rules = { ...form.rules[way], issuer, subject, ...(audience && { audience }) };
    this.#store.fill({ templates, words, rules: { ...form.rules, [way]: rules } });
  }

  #rules(change: (rules: TokenRules) => Partial<TokenRules>): void {
    const { way, rules } = this.#store.model.form;
    if (!asksToken(way)) return;
    const changed: Record<TokenWay, TokenRules> = {
      ...rules,
      [way]: { ...rules[way], ...change(rules[way]) },
    };
    this.#store.fill({ rules: changed });
  }
}

/** Whether the rules of a way are those that its template makes of the words. */
export function isFromWords({ templates, words, rules }: Form, way: 'github' | 'token'): boolean {
  const id = templates[way];
  if (id === 'by-hand') return false;
  const { issuer, subject } = rulesFrom(id, words);
  const isSame = (part: 'issuer' | 'subject', made: TokenRules['issuer']) =>
    made.kind === rules[way][part].kind && made.value === rules[way][part].value;
  return isSame('subject', subject) && isSame('issuer', issuer);
}
