import type { Callers } from '../../aws/callers';
import type { Definitions } from '../editor/definitions';
import type { ReadOnlyDocuments } from '../readOnlyDocuments';
import type { Sessions } from '../session/session';
import type { IdentityTests } from '../tests/tests';

/** What explaining needs from the window. */
export interface ExplainServices {
  readonly sessions: Sessions;
  readonly tests: IdentityTests;
  readonly callers: Callers;
  readonly documents: ReadOnlyDocuments;
  readonly definitions: Definitions;
}
