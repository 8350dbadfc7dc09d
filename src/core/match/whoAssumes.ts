import * as l10n from '@vscode/l10n';
import type { Relationship } from '../identity';
import { pullTokenIssuer } from '../platform/platform';
import { visible } from '../text';
import { whoCouldAssume } from './whoCouldAssume';
import { whoHasToken } from './whoHasToken';

/** Who could assume an identity, in plain sentences; `undefined` where its relationship does not tell. */
export function whoAssumes(relationship: Relationship): string | undefined {
  switch (relationship.kind) {
    case 'aws':
      return whoCouldAssume(relationship.match);
    case 'claims':
      return whoHasToken(relationship);
    case 'static':
      return relationship.issuer === pullTokenIssuer
        ? l10n.t('Whoever has the pull token {0}.', visible(relationship.subject))
        : l10n.t(
            'Whoever has a token with the subject {0} that was signed with the registered keys of {1}.',
            visible(relationship.subject),
            visible(relationship.issuer),
          );
    case 'service-principal':
      return l10n.t('A service of Chainguard: {0}.', visible(relationship.principal));
    case 'unknown':
      return undefined;
  }
}
