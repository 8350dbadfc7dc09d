import type { OfferId } from '../../core/result/offers';
import type { Compared, Listed, Shown } from '../../wire/tests';
import type { Said, Trouble } from '../shared/trouble';

/** Everything that the page shows. */
export interface Model {
  /** Newest first; `null` until the host has said. */
  readonly results: readonly Listed[] | null;
  readonly trusted: boolean;
  /** The result that is shown, and the row that has the keyboard: the same, but while another is being chosen. */
  readonly selected: string | null;
  readonly focused: string | null;
  readonly shown: Shown | null;
  /** Whether the person is choosing a result to compare the shown one with. */
  readonly choosing: boolean;
  readonly compared: Compared | null;
  /** What is being done. */
  readonly busy: OfferId | 'test' | 'trust' | null;
  readonly trouble: Trouble | null;
  /** Said to screen readers only. */
  readonly said: Said;
}

/** What the page keeps while it is hidden. */
export interface Kept {
  readonly selected: string | null;
  /** The test that was started last, as far as the page knows: it goes to each new one. */
  readonly newest: string | null;
}
