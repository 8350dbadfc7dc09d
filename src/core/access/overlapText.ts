import * as l10n from '@vscode/l10n';
import type { Overlap, Overlaps } from './overlaps';

/** Whoever can assume both identities of a pair, in words. */
export function exampleOf(by: Overlap['by']): string {
  return by.kind === 'caller'
    ? by.caller.arn
    : l10n.t('a token of {0} with the subject {1}', by.token.issuer, by.token.subject);
}

/** Another identity with which one overlaps; `by` is not there where that is not decided. */
export interface Beside {
  readonly id: string;
  readonly by?: Overlap['by'];
}

/** With which others each identity overlaps, or may, by its id. */
export function besideEach({ overlaps, undecided }: Overlaps): ReadonlyMap<string, readonly Beside[]> {
  const each = new Map<string, Beside[]>();
  const add = (id: string, other: Beside) => {
    const known = each.get(id);
    if (known) known.push(other);
    else each.set(id, [other]);
  };
  for (const { a, b, by } of overlaps) {
    add(a, { id: b, by });
    add(b, { id: a, by });
  }
  for (const [a, b] of undecided) {
    add(a, { id: b });
    add(b, { id: a });
  }
  return each;
}
