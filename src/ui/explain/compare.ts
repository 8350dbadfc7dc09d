import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { getIdentity } from '../../chainguard/iam';
import {
  comparisonText,
  compareWithLive,
  rulesOfLive,
  valuesOfLive,
  wantedOfLive,
  type ComparedField,
  type WantedIdentity,
} from '../../core/lint/comparison';
import { fieldName } from '../../core/field';
import { textOfPart, type Definition } from '../../core/lint/definition';
import { Failure, isFailure } from '../../core/failure';
import type { Identity, Relationship } from '../../core/identity';
import type { Way } from '../../core/match/way';
import { sentences, visible } from '../../core/text';
import { isIdentityId } from '../../core/uidp';
import { definitionAt, type Located } from '../editor/definitions';
import { changeLive } from './liveChange';
import { explainable } from './rules';
import { identityNamed, pickIdentity } from '../pickIdentity';
import type { DocumentAction } from '../readOnlyDocuments';
import type { Session } from '../../flows/session';
import { setInFile } from '../editor/setInFile';
import { done } from '../progress';
import type { ExplainServices } from './services';
import { tell } from '../prompts';

type CompareServices = Pick<ExplainServices, 'sessions' | 'definitions' | 'documents'>;

/** The ids of the two actions of a comparison. */
export const updateFile = 'update-file';
export const updateLive = 'update-live';

/**
 * Compares a definition in a file with the identity in Chainguard that has its id, or else its name. Shows
 * the differences side by side, with an update in either direction.
 *
 * @throws Failure `signed-out` without a session, `invalid` where the definition or the identity does not exist,
 *   `mismatch` where they trust in different ways
 */
export async function compareDefinition(
  services: CompareServices,
  uri?: string,
  offset?: string,
): Promise<void> {
  const located = await definitionAt(services.definitions, uri, offset, explainable);
  const session = await services.sessions.require();
  const live = await liveOf(session, located.definition);
  requireAlike(located.definition, live);
  await show(services, located, live);
}

async function show(services: CompareServices, located: Located, live: Identity): Promise<void> {
  const { document, definition } = located;
  const fields = compareWithLive(definition, live);
  const different = fields.filter(({ differs }) => differs);
  const name = visible(live.name);
  const file = vscode.workspace.asRelativePath(document.uri);
  if (different.length === 0) {
    void tell(l10n.t('{0} is in Chainguard as it is defined in: {1}', name, file));
    return;
  }
  const after = wantedRelationship(wantedOfLive(fields, live));
  const isText = ({ part }: ComparedField) => part === 'name' || part === 'description';
  const actions: DocumentAction[] = [
    { id: updateFile, title: l10n.t('Update File'), run: () => toFile(located, live, fields) },
    ...((after ?? different.every(isText))
      ? [
          {
            id: updateLive,
            title: l10n.t('Update Chainguard…'),
            run: () => toLive(services, located, live, fields),
          },
        ]
      : []),
  ];
  const { whoGains } = await import('../../core/match/whoGains');
  const who = after ? whoGains(live.relationship, after).map(visible) : [];
  const update = [
    ...(who.length > 0 ? [`# ${l10n.t('If Chainguard is updated from the file:')}`] : []),
    ...who.map((each) => `# ${each}`),
  ];
  const put = (side: 'file' | 'live', where: string) =>
    services.documents.put({
      name: `${where}.comparison`,
      id: `${side} ${live.id}`,
      text: [comparisonText(fields, side), ...update, ''].join('\n'),
      actions: () => actions,
    });
  const baseName = file.replace(/^.*[\\/]/, '');
  await vscode.commands.executeCommand(
    'vscode.diff',
    put('live', l10n.t('{0} in Chainguard', live.name)),
    put('file', baseName),
    l10n.t('{0}: Chainguard ↔ {1}', name, baseName),
    { preview: true },
  );
  const parts = different.map(({ part, claim }) => fieldName(part, claim)).join(', ');
  const chosen = await tell(
    sentences(l10n.t('{0} differs from what {1} says: {2}.', name, file, parts), ...who.slice(0, 1)),
    ...actions.map(({ title }) => title),
  );
  await actions.find(({ title }) => title === chosen)?.run?.();
}

/** What the identity would trust; `undefined` where its rules stay as they are. */
function wantedRelationship({ match, claims }: WantedIdentity): Relationship | undefined {
  if (match) return { kind: 'aws', match };
  return claims && { kind: 'claims', ...claims };
}

async function toFile(located: Located, live: Identity, fields: readonly ComparedField[]): Promise<void> {
  const wanted = { values: valuesOfLive(fields), rules: rulesOfLive(fields) };
  await setInFile(located, wanted, l10n.t('Add it by hand, then compare again.'));
  await closeComparison(live.id);
  await vscode.window.showTextDocument(located.document, { preview: false });
  done(l10n.t('Edited, and not saved yet: {0}', located.document.fileName));
}

async function toLive(
  services: CompareServices,
  located: Located,
  live: Identity,
  fields: readonly ComparedField[],
): Promise<void> {
  if (located.document.version !== located.version) {
    throw new Failure('invalid', l10n.t('The file has changed since it was compared, so nothing was sent.'), {
      remedy: l10n.t('Compare again.'),
    });
  }
  const changed = await changeLive(services.sessions, live.id, wantedOfLive(fields, live));
  if (changed) await closeComparison(live.id);
}

async function closeComparison(identityId: string): Promise<void> {
  const isOurs = ({ input }: vscode.Tab) =>
    input instanceof vscode.TabInputTextDiff && input.original.query === `live ${identityId}`;
  await vscode.window.tabGroups.close(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.filter(isOurs)));
}

/** The ways in which definitions of each kind are proven. */
const ways: Readonly<Partial<Record<Definition['kind'], readonly Way[]>>> = {
  claims: ['web-identity', 'token'],
  static: ['token'],
};

/** @throws Failure `mismatch` where the definition and the live identity trust in different ways */
function requireAlike({ kind }: Definition, { name, relationship }: Identity): void {
  if (relationship.kind === (kind === 'identity' ? 'aws' : kind)) return;
  throw new Failure(
    'mismatch',
    l10n.t(
      'In Chainguard this identity trusts callers in another way than the file says: {0}',
      visible(name),
    ),
    { remedy: l10n.t('How an identity trusts cannot be changed. Create another one, or change the file.') },
  );
}

/** The identity with the definition's id, or else its name. Asks where it has neither. */
async function liveOf(session: Session, definition: Definition): Promise<Identity> {
  const [id, name] = [textOfPart(definition, 'id'), textOfPart(definition, 'name')];
  if (id === undefined || !isIdentityId(id)) {
    if (name !== undefined) return identityNamed(session.connection, name);
    return getIdentity(
      session.connection,
      (
        await pickIdentity(
          session.connection,
          l10n.t('Compare Definition with Live Identity'),
          ways[definition.kind],
        )
      ).id,
    );
  }
  try {
    return await getIdentity(session.connection, id);
  } catch (error) {
    if (!isFailure(error) || error.status !== 404) throw error;
    throw new Failure('invalid', l10n.t('Chainguard has no identity with this ID any more: {0}', id), {
      remedy: l10n.t('It was deleted, or your sign-in may not see it.'),
      cause: error,
    });
  }
}
