import type { Callers } from '../../aws/callers';
import type { Definitions } from '../editor/definitions';
import type { LastTest } from '../lastTest/lastTest';
import type { ReadOnlyDocuments } from '../readOnlyDocuments';
import type { Sessions } from '../session/session';

/** What explaining needs from the window. */
export interface ExplainServices {
  readonly sessions: Sessions;
  readonly lastTest: LastTest;
  readonly callers: Callers;
  readonly documents: ReadOnlyDocuments;
  readonly definitions: Definitions;
}
