import type { Caller } from '../../../src/core/caller';
import { applyEdits } from '../../../src/core/lint/definition';
import type { Finding } from '../../../src/core/lint/finding';
import { lint } from '../../../src/core/lint/lint';
import { readDefinitions } from '../../../src/documents/read';

/** What lint finds in all of a document. */
export function lintFile(text: string, path: string, caller?: Caller): Finding[] {
  return readDefinitions(text, path).flatMap((definition) => lint(definition, { caller }));
}

/** A finding as one line: its rule, and what it points to. */
export function line(text: string, { rule, span }: Finding): string {
  return `${rule}: ${text.slice(span.start, span.end)}`;
}

/**
 * What each fix does that it may not: it leaves its finding, brings up another one, or leaves a document in which
 * there are other definitions than before.
 */
export function faultsOfFixes(text: string, path: string, caller?: Caller): string[] {
  const before = lintFile(text, path, caller);
  const count = (findings: readonly Finding[], { rule, part }: Finding) =>
    findings.filter((each) => each.rule === rule && each.part === part).length;
  return before.flatMap((finding) =>
    finding.fixes.flatMap(({ title, edits }) => {
      const fixed = applyEdits(text, edits);
      const after = lintFile(fixed, path, caller);
      const faults: string[] = [];
      const say = (what: string) => faults.push(`${what} (${line(text, finding)}; ${title})\n${fixed}`);
      if (edits.length === 0) say('changes nothing');
      if (edits.some(({ start, end, newText }) => text.slice(start, end) === newText))
        say('rewrites what stays');
      if (count(after, finding) >= count(before, finding)) say('its finding stays');
      // What was meant may fit nobody, which the form that it had has hidden.
      for (const other of after.filter(({ rule }) => rule !== 'never'))
        if (count(after, other) > count(before, other)) say(`brings up ${line(fixed, other)}`);
      if (identities(fixed, path) !== identities(text, path)) say('breaks it');
      return faults;
    }),
  );
}

/** The document with the best fix of each finding made, until there is none left. */
export function fixAll(text: string, path: string): string {
  let fixed = text;
  for (let round = 0; round < 20; round++) {
    const [first] = lintFile(fixed, path).flatMap(({ fixes }) => fixes.slice(0, 1));
    if (!first) return fixed;
    fixed = applyEdits(fixed, first.edits);
  }
  throw new Error(`fixes never end: ${fixed}`);
}

function identities(text: string, path: string): number {
  return readDefinitions(text, path).filter(({ kind }) => kind === 'identity').length;
}
