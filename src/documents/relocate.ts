import type { Definition, DefinitionField, Edit, FieldValue } from '../core/lint/definition';
import type { Finding } from '../core/lint/finding';
import type { Partly } from '../core/lint/partly';
import type { Span } from '../core/text';

/**
 * A definition with its edits, moved `by` characters further on. Each keystroke moves many definitions of a
 * long document, and few are looked at, so this copies the fields only when somebody asks for them.
 */
export function relocated(definition: Definition, by: number): Definition {
  if (by === 0) return definition;
  const { span, head, ignored } = definition;
  let fields: readonly DefinitionField[] | undefined;
  return {
    ...definition,
    span: moved(span, by),
    head: moved(head, by),
    get fields() {
      return (fields ??= definition.fields.map((field) => new RelocatedField(field, by)));
    },
    ...(definition.unread && { unread: moved(definition.unread, by) }),
    ignored: ignored.map((each) => moved(each, by)),
  };
}

/** A finding with its fixes, moved `by` characters further on. */
export function relocatedFinding(finding: Finding, by: number): Finding {
  if (by === 0) return finding;
  const fixes = finding.fixes.map((fix) => ({ ...fix, edits: fix.edits.map((edit) => moved(edit, by)) }));
  return { ...finding, span: moved(finding.span, by), fixes };
}

/** Of many fields only the part is looked at, so all else is moved when somebody asks for it. */
class RelocatedField implements DefinitionField {
  readonly part: DefinitionField['part'];
  readonly kind: DefinitionField['kind'];
  readonly known: boolean;
  readonly #field: DefinitionField;
  readonly #by: number;
  #value: FieldValue | undefined;

  constructor(field: DefinitionField, by: number) {
    this.part = field.part;
    this.kind = field.kind;
    this.known = field.known;
    this.#field = field;
    this.#by = by;
  }

  get key(): DefinitionField['key'] {
    return moved(this.#field.key, this.#by);
  }

  get value(): FieldValue {
    return (this.#value ??= relocatedValue(this.#field.value, this.#by));
  }

  rename(kind: DefinitionField['kind']): readonly Edit[] {
    return this.#field.rename(kind).map((edit) => moved(edit, this.#by));
  }

  remove(): readonly Edit[] {
    return this.#field.remove().map((edit) => moved(edit, this.#by));
  }
}

function relocatedValue(value: FieldValue, by: number): FieldValue {
  if (value.is === 'unknown' && value.partly)
    return { is: 'unknown', partly: relocatedPartly(value.partly, by) };
  if (value.is !== 'text' && value.is !== 'number') return value;
  const { written } = value;
  return {
    is: value.is,
    written: {
      text: written.text,
      offset: (index) => written.offset(index) + by,
      rewrite: (newText) => moved(written.rewrite(newText), by),
      quote: (newText) => moved(written.quote(newText), by),
    },
  };
}

function relocatedPartly(partly: Partly, by: number): Partly {
  return {
    ...partly,
    place: moved(partly.place, by),
    stretches: partly.stretches.map((stretch) => ({
      ...stretch,
      at: moved(stretch.at, by),
      offsets: stretch.offsets?.map((offset) => offset + by),
    })),
    write: (pieces) => {
      const edit = partly.write(pieces);
      return edit && moved(edit, by);
    },
  };
}

function moved<Place extends Span>(place: Place, by: number): Place {
  return { ...place, start: place.start + by, end: place.end + by };
}
