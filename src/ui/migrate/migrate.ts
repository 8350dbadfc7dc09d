import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { sourceId } from '../../aws/sources';
import type { Connection } from '../../chainguard/http';
import { getIdentity } from '../../chainguard/iam';
import { asFailure } from '../../core/failure';
import type { Group } from '../../core/identity';
import { visible } from '../../core/text';
import { parentOf } from '../../core/uidp';
import { enableCommand } from '../../core/token/webIdentity';
import { migrate, type Migrating, type MigrationNote, readMigration } from '../../flows/migrate';
import { migrationText, type MigrationPlan, policyOf } from '../../flows/migrationText';
import { rememberedSource } from '../callers/lastSource';
import { pickSource } from '../callers/pickSource';
import { runCommand } from '../commands';
import { findGroup } from '../manage/reads';
import { connectionOf } from '../manage/questions';
import { pickIdentity } from '../pickIdentity';
import { cancellable, copy, done } from '../progress';
import { confirm } from '../prompts';
import type { DocumentAction } from '../readOnlyDocuments';
import { settings } from '../settings';
import { chooseTrusted } from './choose';
import { keepNote, noteOf } from './notes';
import type { MigrateServices } from './services';
import { writeSides } from './sides';

/** A migration as it is shown: what Chainguard has of it, and what is remembered. */
interface Shown {
  readonly migrating: Migrating;
  readonly note: MigrationNote;
  readonly group: Pick<Group, 'id' | 'name'>;
}

/**
 * Shows how far the migration of an identity is, or begins it: asks whose tokens the second identity is to trust, and
 * says what is lost and gained, before anything is sent. What is to be done next stands above the text.
 *
 * @throws Failure `cancelled`, `denied` in Restricted Mode, and as `readMigration` and `chooseTrusted`
 */
export async function migrateIdentity(services: MigrateServices, id?: string): Promise<void> {
  const connection = await connectionOf(services);
  const firstId = id ?? (await pickIdentity(connection, l10n.t('Migrate Identity'))).id;
  await begin(services, connection, firstId, noteOf(services.state, firstId));
}

async function begin(
  services: MigrateServices,
  connection: Connection,
  firstId: string,
  known: MigrationNote | undefined,
): Promise<void> {
  const { callers, state } = services;
  const migrating = await cancellable(l10n.t('Reading the identity and its roles'), (signal) =>
    readMigration(connection, firstId, known, signal),
  );
  const { first, match, second } = migrating;
  const last = rememberedSource(state, firstId);
  const note =
    second && known?.secondId !== second.identity.id
      ? { sourceId: last, confirmed: false, ...known, match: second.match, secondId: second.identity.id }
      : (known ?? (await chooseTrusted(callers, first.name, match, last)));
  await keepNote(state, firstId, note);
  const groupId = parentOf(firstId) ?? '';
  const group = services.identities.organizations.group(groupId) ??
    (await findGroup(connection, groupId)) ?? { id: groupId, name: groupId };
  await show(services, { migrating, note, group });
}

/** Reads it again and shows it. */
async function refresh(services: MigrateServices, firstId: string): Promise<void> {
  const connection = await connectionOf(services);
  await begin(services, connection, firstId, noteOf(services.state, firstId));
}

async function show(services: MigrateServices, shown: Shown): Promise<void> {
  const { migrating } = shown;
  await services.documents.show({
    name: `${migrating.first.name}.migration.md`,
    id: `migrate ${migrating.first.id}`,
    text: migrationText(migrating, planOf(services, shown)),
    actions: () => actionsOf(services, shown),
  });
}

function planOf({ callers, tests }: MigrateServices, { migrating, note, group }: Shown): MigrationPlan {
  const source = note.sourceId === undefined ? undefined : callers.source(note.sourceId);
  const outcome = (id: string | undefined) => {
    const result = id === undefined ? undefined : tests.results.lastOf(id);
    return result?.sourceId === note.sourceId ? (result?.outcome ?? undefined) : undefined;
  };
  return {
    match: migrating.second?.match ?? note.match,
    confirmed: note.confirmed,
    caller: source && callers.nameOf(source),
    folder: group.name,
    issuerUrl: settings.issuerUrl(),
    tested: { first: outcome(migrating.first.id), second: outcome(migrating.second?.identity.id) },
  };
}

function actionsOf(services: MigrateServices, shown: Shown): readonly DocumentAction[] {
  const { migrating, note } = shown;
  const { first, second, bindings, name } = migrating;
  const action = (id: string, icon: string, title: string, run: () => unknown): DocumentAction => ({
    id,
    title: `$(${icon}) ${title}`,
    run,
  });
  const missing = second?.missing.length ?? bindings.length;
  const next = second
    ? l10n.t('Bind Its Missing Roles…')
    : missing > 0
      ? l10n.t('Create {0} and Bind Its Roles…', visible(name))
      : l10n.t('Create {0}…', visible(name));
  const plan = planOf(services, shown);
  return [
    ...(!second || missing > 0 ? [action('next', 'play', next, () => carryOn(services, shown))] : []),
    ...(second
      ? [action('test', 'beaker', l10n.t('Test Both…'), () => testBoth(services, shown))]
      : [action('other', 'edit', l10n.t('Trust Another Caller…'), () => choose(services, migrating, note))]),
    action('sides', 'file-code', l10n.t('Write Both Sides…'), () => writeSides(shown)),
    action('policy', 'copy', l10n.t('Copy IAM Policy'), () =>
      copy(policyOf(plan), l10n.t('The policy is on the clipboard.')),
    ),
    action('enable', 'copy', l10n.t('Copy AWS Command'), () =>
      copy(enableCommand, l10n.t('The command is on the clipboard.')),
    ),
    ...(second && missing === 0
      ? [
          action('delete', 'trash', l10n.t('Delete {0}…', visible(first.name)), () =>
            deleteFirst(services, first.id),
          ),
        ]
      : []),
  ];
}

async function choose(services: MigrateServices, { first, match }: Migrating, note: MigrationNote) {
  await keepNote(
    services.state,
    first.id,
    await chooseTrusted(services.callers, first.name, match, note.sourceId),
  );
  await refresh(services, first.id);
}

/** Makes what is missing, after a yes. Whatever comes of it, shows how far it is then. */
async function carryOn(services: MigrateServices, { migrating, note, group }: Shown): Promise<void> {
  const connection = await connectionOf(services);
  const { first, second, bindings, name } = migrating;
  const roles = (second?.missing ?? bindings).map(({ role, group: on }) =>
    l10n.t('{0} on {1}', visible(role.name || role.id), visible(on.name || on.id)),
  );
  const trusted = [note.match.issuer, note.match.subject].map((rule) => visible(rule?.value ?? ''));
  await confirm(
    second
      ? l10n.t('Bind {0} roles to {1}?', roles.length, visible(name))
      : l10n.t('Create {0} in {1}?', visible(name), visible(group.name)),
    [...(second ? [] : [...trusted, ...(note.confirmed ? [] : [notConfirmed()]), '']), ...roles].join('\n'),
    second ? l10n.t('Bind') : l10n.t('Create'),
  );
  const request = { connection, migrating, group, match: note.match };
  try {
    await cancellable(l10n.t('Making {0}', visible(name)), async (signal) => {
      for await (const event of migrate(request, signal)) {
        if (event.did === 'created')
          await keepNote(services.state, first.id, { ...note, secondId: event.identity.id });
      }
    });
    done(l10n.t('Made: {0}', visible(name)));
  } finally {
    // What failed is said, and not that this failed, too.
    await Promise.allSettled([runCommand('assumable.refreshIdentities'), refresh(services, first.id)]);
  }
}

function notConfirmed(): string {
  return l10n.t('They were typed, and no token of AWS confirms them.');
}

/** Tests both identities with one caller, one after the other, and shows the two results side by side. */
async function testBoth(services: MigrateServices, { migrating, note }: Shown): Promise<void> {
  const { tests, callers, state } = services;
  const { first, second } = migrating;
  if (!second) return;
  const known = note.sourceId === undefined ? undefined : callers.source(note.sourceId);
  const source = known ?? (await pickSource(callers, l10n.t('Test Both'), note.sourceId));
  const id = sourceId(source);
  await keepNote(state, first.id, { ...note, sourceId: id });
  for (const identity of [first, second.identity])
    await runCommand('assumable.testIdentity', identity.id, id);
  const [one, other] = [first.id, second.identity.id].map((each) => tests.results.lastOf(each));
  if (one && other) tests.results.putBeside(one.id, other.id);
  await refresh(services, first.id);
}

/** Deletes the first identity after its name was typed. Nothing of the migration is remembered then. */
async function deleteFirst(services: MigrateServices, firstId: string): Promise<void> {
  await runCommand('assumable.deleteIdentity', firstId);
  const connection = await connectionOf(services);
  try {
    await getIdentity(connection, firstId);
  } catch (error) {
    if (asFailure(error).status !== 404) throw error;
    await keepNote(services.state, firstId, undefined);
    const isOurs = ({ input }: vscode.Tab) =>
      input instanceof vscode.TabInputText && input.uri.query === `migrate ${firstId}`;
    await vscode.window.tabGroups.close(
      vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.filter(isOurs)),
    );
  }
}
