import * as v from 'valibot';
import { rowFilters, rowOrders, type TableView } from '../core/access/tableView';
import { exportFormats, type ExportFormat } from '../core/access/tableExport';
import type { Kind } from '../core/failure';

/** A caller as the page shows it. */
export interface ShownCaller {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  /** Whether it was pasted here, so that it can be removed. */
  readonly pasted: boolean;
}

/** Two identities that one caller, or one token, can assume. */
export interface ShownOverlap {
  readonly names: readonly [string, string];
  /** The ARN of such a caller, or a token in words. */
  readonly example: string;
}

/** What the page shows around the rows. */
export interface AccessState {
  /** Another number for every change, of the rows too. */
  readonly version: number;
  /** What the identities are those of; empty where nothing is chosen. */
  readonly of: string;
  readonly phase: 'empty' | 'reading' | 'working' | 'done' | 'cancelled' | 'failed';
  /** How many identities are read, and how many there are; `null` where that is not known. */
  readonly read: number;
  readonly total: number | null;
  /** How many cells are worked out, of all. */
  readonly worked: number;
  readonly cells: number;
  readonly problem: { readonly kind: Kind; readonly message: string } | null;
  /** Whether the identities have changed since they were read. */
  readonly stale: boolean;
  readonly signedIn: boolean;
  readonly callers: readonly ShownCaller[];
  readonly roles: 'hidden' | 'reading' | 'shown';
  /** `null` until it was asked for. */
  readonly overlaps: {
    readonly running: boolean;
    /** How many identities are compared with all others, and how many there are to compare. */
    readonly compared: number;
    readonly of: number;
    readonly shown: readonly ShownOverlap[];
    /** How many there are beside those that are shown. */
    readonly more: number;
    /** How many pairs take too long to be decided. */
    readonly undecided: number;
  } | null;
}

/** A row as the page paints it. */
export interface ShownRow {
  readonly id: string;
  readonly name: string;
  readonly folder: string;
  /** How many of the callers can assume it. */
  readonly callers: number;
  /** How long ago it was seen, in words. */
  readonly seen: string;
  readonly roles: readonly string[];
  /** As `AccessTable.cellsOf`. */
  readonly cells: string;
}

/** A stretch of the rows that a view shows. */
export interface ShownRows {
  readonly version: number;
  /** How many rows the view shows in all. */
  readonly count: number;
  readonly from: number;
  readonly rows: readonly ShownRow[];
}

/** What a page keeps over a reload: nothing of it is secret, and no caller is in it. */
export interface KeptAccess {
  readonly of: AccessOf | null;
  readonly view: TableView;
}

/** Which identities to show: those below a group, or those that the files of the workspace define. */
export type AccessOf =
  { readonly kind: 'group'; readonly id: string; readonly name: string } | { readonly kind: 'definitions' };

type Nothing = Readonly<Record<string, never>>;

/** What the access page asks of its host. */
export interface AccessHost {
  /** Begins, with what the page kept or else what it was opened for; gives the translations. */
  start(
    argument: { kept: KeptAccess | null },
    signal: AbortSignal,
  ): Promise<{ readonly bundle: Readonly<Record<string, string>> | null }>;
  /** Waits for another state than the one with this version. Only the latest call waits. */
  changed(argument: { known: number }, signal: AbortSignal): Promise<AccessState>;
  rows(argument: { view: TableView; from: number; count: number }, signal: AbortSignal): Promise<ShownRows>;
  /** Asks the person which identities to show, and reads them. */
  choose(argument: Nothing, signal: AbortSignal): Promise<AccessOf>;
  reload(argument: Nothing, signal: AbortSignal): Promise<null>;
  cancel(argument: Nothing, signal: AbortSignal): Promise<null>;
  signIn(argument: Nothing, signal: AbortSignal): Promise<null>;
  /** Takes the callers in a text; gives how many. @throws Failure `invalid` where there is none */
  paste(argument: { text: string }, signal: AbortSignal): Promise<number>;
  /** Takes a pasted caller away. */
  remove(argument: { caller: string }, signal: AbortSignal): Promise<null>;
  /** Shows why a caller can or cannot assume an identity. */
  explain(argument: { row: string; caller: string }, signal: AbortSignal): Promise<null>;
  /** Shows an identity where it is: in the Identities view, or in its file. */
  open(argument: { row: string }, signal: AbortSignal): Promise<null>;
  /** Reads what each identity may do, or shows it no more. */
  roles(argument: { shown: boolean }, signal: AbortSignal): Promise<null>;
  /** Looks for pairs of identities that one caller can assume. */
  overlaps(argument: Nothing, signal: AbortSignal): Promise<null>;
  /** Opens or saves the rows of a view. Gives a sentence about it, or `null` if the person cancelled. */
  write(
    argument: { view: TableView; format: ExportFormat; how: Writing },
    signal: AbortSignal,
  ): Promise<string | null>;
}

export type Writing = 'open' | 'save';

/** The most rows that one call gives. */
export const mostRows = 400;
/** The longest text that is pasted, in UTF-16 units, as `findCallers` reads one. */
export const longestPaste = 100_000;
/** The longest search. */
export const longestSearch = 200;

const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
const id = text(5_000);
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const View = v.strictObject({
  text: text(longestSearch),
  only: v.picklist(rowFilters),
  order: v.picklist(rowOrders),
  descending: v.boolean(),
});
const Of = v.variant('kind', [
  v.strictObject({ kind: v.literal('group'), id, name: text(1_000) }),
  v.strictObject({ kind: v.literal('definitions') }),
]);

const takes =
  <Entries extends v.ObjectEntries>(entries: Entries) =>
  (argument: unknown) =>
    v.parse(v.strictObject(entries), argument);

/** Checks each method's argument at the border and gives it its type. Throws for what no honest page sends. */
export const accessArguments = {
  start: takes({ kept: v.nullable(v.strictObject({ of: v.nullable(Of), view: View })) }),
  changed: takes({ known: whole }),
  rows: takes({ view: View, from: whole, count: v.pipe(whole, v.maxValue(mostRows)) }),
  choose: takes({}),
  reload: takes({}),
  cancel: takes({}),
  signIn: takes({}),
  paste: takes({ text: text(longestPaste) }),
  remove: takes({ caller: id }),
  explain: takes({ row: id, caller: id }),
  open: takes({ row: id }),
  roles: takes({ shown: v.boolean() }),
  overlaps: takes({}),
  write: takes({ view: View, format: v.picklist(exportFormats), how: v.picklist(['open', 'save']) }),
};
