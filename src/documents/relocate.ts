import type { Definition, DefinitionField, Edit, FieldValue } from '../core/lint/definition';
import type { Finding } from '../core/lint/finding';
import type { Rule } from '../core/identity';
import type { Span } from '../core/text';

/**
 * A definition, with all of its edits, where the same text stands `by` characters further on. Each keystroke moves
 * many definitions of a long document, and few of them are looked at, so nothing is copied before it is asked for.
 */
export function relocated(definition: Definition, by: number): Definition {
  if (by === 0) return definition;
  const { kind, span, head, open, ignored, inDocument } = definition;
  let fields: readonly DefinitionField[] | undefined;
  return {
    kind,
    span: moved(span, by),
    head: moved(head, by),
    get fields() {
      return (fields ??= definition.fields.map((field) => new RelocatedField(field, by)));
    },
    open,
    ignored: ignored.map((each) => ({ ...moved(each, by), rules: each.rules })),
    inDocument,
  };
}

/** A finding, with its fixes, where the same text stands `by` characters further on. */
export function relocatedFinding(finding: Finding, by: number): Finding {
  if (by === 0) return finding;
  const { rule, severity, part, span, message, reason, fixes } = finding;
  return {
    rule,
    severity,
    part,
    span: moved(span, by),
    message,
    reason,
    fixes: fixes.map((fix) => ({ ...fix, edits: fix.edits.map((edit) => movedEdit(edit, by)) })),
  };
}

class RelocatedField implements DefinitionField {
  readonly #field: DefinitionField;
  readonly #by: number;

  constructor(field: DefinitionField, by: number) {
    this.#field = field;
    this.#by = by;
  }

  get part() {
    return this.#field.part;
  }

  get kind() {
    return this.#field.kind;
  }

  get known() {
    return this.#field.known;
  }

  get key() {
    const { key } = this.#field;
    return { ...moved(key, this.#by), text: key.text };
  }

  get value() {
    return relocatedValue(this.#field.value, this.#by);
  }

  rename(kind: Rule['kind']): readonly Edit[] {
    return this.#field.rename(kind).map((edit) => movedEdit(edit, this.#by));
  }

  remove(): readonly Edit[] {
    return this.#field.remove().map((edit) => movedEdit(edit, this.#by));
  }
}

function relocatedValue(value: FieldValue, by: number): FieldValue {
  if (value.is !== 'text' && value.is !== 'number') return value;
  const { written } = value;
  return {
    is: value.is,
    written: {
      text: written.text,
      offset: (index) => written.offset(index) + by,
      rewrite: (newText) => movedEdit(written.rewrite(newText), by),
    },
  };
}

function moved({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}

function movedEdit({ start, end, newText }: Edit, by: number): Edit {
  return { start: start + by, end: end + by, newText };
}
