import { type Owner, saidByName, saidByType } from './owners';

/** Something that an id stands in: a bracket's contents, what is indented below a key, an item of a list, a section. */
export interface Around {
  readonly is: 'text' | 'bracket' | 'key' | 'item' | 'section';
  /** What stands before it: the key, the call, the block's type and labels, the heading. */
  readonly header: string;
  readonly parent: Around | undefined;
  /** Whose it is by the `type` or `kind` beside it. */
  type: Owner | undefined;
  /** The `name` beside it, whose `value` an id may be. */
  name: string;
  /** Whose it is by names that only identities, or only other things, have. */
  fields: Owner | undefined;
  /** Names that only together tell: those of a role binding. */
  bound: number;
}

export interface Open extends Around {
  readonly closes: string;
  readonly indent: number;
  readonly segment: number;
  readonly parent: Open | undefined;
}

/** How deeply brackets are followed; deeper ones stand in the last of these. */
const deepest = 10_000;
/** How far back a bracket's other half is looked for, where brackets do not match. */
const farthest = 30;
const closings: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' };

/** All that is open at a place of a text, from the inside out. */
export class Openings {
  top: Open = opened('text', '', undefined);
  #depth = 0;

  /** What is open inside a text between quotes, which closes nothing around it. */
  inside(): Openings {
    const openings = new Openings();
    openings.top = this.top;
    openings.#depth = this.#depth;
    return openings;
  }

  /** @param entry where the entry begins that ends with the bracket */
  open(bracket: string, header: string, entry: number): void {
    if (this.#depth === deepest) return;
    this.top = opened('bracket', header, this.top, { closes: closings[bracket] ?? '', segment: entry });
    this.#depth++;
  }

  /** Closes a bracket and what was left open in it. Gives where its entry began; `undefined` if nothing is closed. */
  close(bracket: string): number | undefined {
    let found: Open | undefined = this.top;
    let up = 0;
    while (found && found.closes !== bracket && up < farthest) {
      found = found.parent;
      up++;
    }
    if (!found?.parent || found.closes !== bracket) return undefined;
    while (this.top !== found) this.pop();
    this.pop();
    return found.segment;
  }

  pop(): void {
    if (this.top.closes !== '') this.#depth--;
    this.top = this.top.parent ?? this.top;
  }

  /** Closes everything, for text that has nothing to do with what stands before it. */
  reset(): void {
    this.top = opened('text', '', undefined);
    this.#depth = 0;
  }

  section(header: string): void {
    this.top = opened('section', header, this.top);
  }

  /** Closes the sections' inside, and gives whether a section is open. */
  leaveToSection(): boolean {
    while (this.top.parent && this.top.is !== 'section') this.pop();
    return this.top.parent !== undefined;
  }

  /** Closes brackets of the kinds that prose has, and never closes. */
  leaveProse(): void {
    while (this.top.parent && /[\])]/.test(this.top.closes)) this.pop();
  }

  /** Closes keys and items that a line with this indent stands no longer in. */
  leaveDeeper(indent: number, isItem: boolean): void {
    while (this.top.is === 'key' || this.top.is === 'item') {
      if (this.top.indent < indent || (isItem && this.top.is === 'key' && this.top.indent === indent)) return;
      this.pop();
    }
  }

  item(indent: number): void {
    this.top = opened('item', '', this.top, { indent });
  }

  key(header: string, indent: number): void {
    this.top = opened('key', header, this.top, { indent });
  }
}

/** Notes what a field's name, or its value, tells of the id beside it. */
export function tell(around: Around, name: string, value: string): void {
  const plain = name.toLowerCase().replace(/[_-]/g, '');
  const word = value.replace(/["'].*$/, '');
  if (/^(?:type|kind|cetype|resourcetype|to)$/.test(plain)) {
    const says = saidByName(word);
    const named = plain !== 'to' && (says === 'identity' || says === 'other') ? says : undefined;
    around.type = saidByType(value) ?? named ?? around.type;
  } else if (/^(?:name|key|parameterkey|outputkey)$/.test(plain)) {
    if (around.name === '') around.name = word;
  } else if (plain === 'role' || plain === 'group') {
    around.bound |= plain === 'role' ? 1 : 2;
    if (around.bound === 3) around.fields ??= 'other';
  } else
    around.fields ??= /^(?:awsidentity|claimmatch|serviceprincipal|statickeys|lastseen)$/.test(plain)
      ? 'identity'
      : 'other';
}

function opened(
  is: Around['is'],
  header: string,
  parent: Open | undefined,
  { closes = '', indent = 0, segment = 0 } = {},
): Open {
  return {
    is,
    header,
    parent,
    closes,
    indent,
    segment,
    type: undefined,
    name: '',
    fields: undefined,
    bound: 0,
  };
}
