import type { Callers } from '../../aws/callers';
import { ownRoles } from '../../aws/ownRoles';
import type { Draft } from '../../core/draft/draft';
import { withOwnRole, type OwnRole } from '../../core/draft/ownRole';
import { draftOf, type Form } from '../../wire/builderForm';

/** The drafts of a page's forms, with what profiles say of the caller's own role. */
export class FormDrafts {
  readonly #callers: Callers;
  #roles: Promise<readonly OwnRole[]> | undefined;

  constructor(callers: Callers) {
    this.#callers = callers;
  }

  /** Reads the profiles again when a draft is next needed, because another caller was chosen. */
  again(): void {
    this.#roles = undefined;
  }

  async of(form: Form): Promise<Draft> {
    return withOwnRole(draftOf(form), await (this.#roles ??= ownRoles(this.#callers)));
  }
}
