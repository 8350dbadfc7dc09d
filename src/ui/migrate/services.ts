import type { Memento } from 'vscode';
import type { Callers } from '../../aws/callers';
import type { IdentitiesView } from '../identities/identitiesView';
import type { ReadOnlyDocuments } from '../readOnlyDocuments';
import type { Sessions } from '../session/session';
import type { IdentityTests } from '../tests/tests';

/** What migrating needs from the window. */
export interface MigrateServices {
  readonly sessions: Sessions;
  readonly callers: Callers;
  readonly identities: IdentitiesView;
  readonly tests: IdentityTests;
  readonly documents: ReadOnlyDocuments;
  readonly state: Memento;
}
