import type { Span } from '../text';

/**
 * What can stand in a place that a document leaves open: any text, or a value whose form AWS defines, such as the
 * `account_id` of `aws_caller_identity`.
 */
export type Form =
  'text' | 'account' | 'partition' | 'name' | 'path' | 'role-id' | 'user-id' | 'caller-id' | 'caller-arn';

/** A piece of a value: known, or open to whatever has its form. */
export type Bit =
  | { readonly is: 'known'; readonly text: string }
  | {
      readonly is: 'open';
      /** Equal for what stands for the same value, wherever it is used. */
      readonly key: string;
      readonly form: Form;
      /** How the document can write this value inside a text; `undefined` if it cannot. */
      readonly source: string | undefined;
    };

/** Something that a value refers to, and what was found for it. */
export interface LookedUp {
  /** As the document writes it, such as `local.account`. */
  readonly name: string;
  /** The text that it stands for, as far as it is known; `…` for what is open. */
  readonly text: string;
  /** The file in which that is written; `undefined` for the document itself. */
  readonly file: string | undefined;
}

/** A stretch of a value as the document writes it. */
export interface Stretch {
  /** Where, in the document. */
  readonly at: Span;
  /** Where each character is written, and where the last ends; only of a text that is written out. */
  readonly offsets: readonly number[] | undefined;
  /** How the document writes the stretch inside a text; `undefined` for a text that is written out. */
  readonly source: string | undefined;
  /** What it stands for. */
  readonly bits: readonly Bit[];
}

/** A value that refers to others or has places that are filled in later, so that it is known only in part. */
export interface Partly {
  readonly place: Span;
  readonly stretches: readonly Stretch[];
  readonly lookedUp: readonly LookedUp[];
  /** The edit that writes `pieces` there: texts, and sources of open places. `undefined` if it cannot be written. */
  readonly write: (
    pieces: readonly { readonly is: 'text' | 'source'; readonly text: string }[],
  ) => (Span & { readonly newText: string }) | undefined;
}

/** The longest text and the most stretches of a value that is judged; of others, nothing is known. */
export const longestPartly = 4096;
export const mostStretches = 40;

/** A known piece. */
export function known(text: string): Bit {
  return { is: 'known', text };
}

/** The whole text of a value, if every piece of it is known. */
export function knownText({ stretches }: Partly): string | undefined {
  let text = '';
  for (const { bits } of stretches)
    for (const bit of bits) {
      if (bit.is === 'open') return undefined;
      text += bit.text;
    }
  return text;
}

/** The pieces of a value that are known, in order. */
export function knownPieces({ stretches }: Partly): readonly string[] {
  return stretches.flatMap(({ bits }) => bits.flatMap((bit) => (bit.is === 'known' ? [bit.text] : [])));
}

/** Whether nothing at all is known of a value. */
export function isAllOpen({ stretches }: Partly): boolean {
  return stretches.every(({ bits }) => bits.every((bit) => bit.is === 'open' && bit.form === 'text'));
}
