import type * as vscode from 'vscode';
import { formIn } from '../../wire/builderShapes';
import type { Form } from '../../wire/builderForm';

const key = 'assumable.builder.left';

/** The last draft that was left unfinished when its page was closed. It has nothing secret in it. */
export class LeftDraft {
  readonly #kept: Pick<vscode.Memento, 'get' | 'update'>;

  constructor(kept: Pick<vscode.Memento, 'get' | 'update'>) {
    this.#kept = kept;
  }

  /** Keeps the form of a page that is closed, unless it is empty or its identity is there already. */
  leave(form: Form | null): void {
    if (form?.editing === null && hasContent(form)) void this.#kept.update(key, form);
  }

  /** `null` also where another version kept something else. */
  get(): Form | null {
    return formIn(this.#kept.get(key));
  }

  forget(): void {
    void this.#kept.update(key, undefined);
  }
}

/** Whether a person has filled in anything: rules for a known caller fill themselves in. */
function hasContent({ name, description, words, roles, strictness, arn, rules }: Form): boolean {
  const typed = [
    name,
    description,
    ...Object.values(words),
    rules.github.subject.value,
    rules.token.subject.value,
  ];
  const claims = Object.values(rules).flatMap((each) => each.claims);
  const byHand = strictness === 'by-hand' && arn.value !== '';
  return roles.length > 0 || claims.length > 0 || byHand || typed.some((text) => text !== '');
}
