import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { offerCallers } from '../../aws/callerList';
import type { Callers } from '../../aws/callers';
import type { Connection } from '../../chainguard/http';
import { check } from '../../core/draft/draft';
import { asFailure, Failure } from '../../core/failure';
import type { AwsMatch } from '../../core/identity';
import { subjectOf } from '../../core/match/subject';
import { visible } from '../../core/text';
import { isIdentityId } from '../../core/uidp';
import { createIdentity } from '../../flows/createIdentity';
import { differencesToLive, editIdentity, type EditRequest } from '../../flows/editIdentity';
import { builderArguments, type BuilderHost } from '../../wire/builder';
import { draftOf, isLeftAlone, type Form, type Picked } from '../../wire/builderForm';
import { serve, type Served } from '../../wire/rpc';
import { copyStep, formsOfDraft, renderForm, takeForm } from './forms';
import { type BuilderSeed, formOf, readArn, readPasted } from './seed';
import { factsOf } from './callerFacts';
import { Changes } from '../page/changes';
import type { PagePanel } from '../page/panel';
import type { LastEditor } from './lastEditor';
import { LiveChoices } from './liveChoices';
import { runCommand } from '../commands';
import { requireTrust } from '../prompts';
import type { Sessions } from '../session/session';

/** What a builder page needs from the extension. */
export interface BuilderServices {
  readonly sessions: Sessions;
  readonly callers: Callers;
  /** Where text can be inserted. */
  readonly editors: LastEditor;
}

/** Serves one builder page; see {@link BuilderHost} for what it may ask. */
export function serveBuilder(
  services: BuilderServices,
  seed: BuilderSeed,
  panel: PagePanel,
  failed: (doing: string, error: unknown) => void,
): Served {
  const changes = new Changes(services.sessions.onDidChange, vscode.workspace.onDidGrantWorkspaceTrust);
  const served = serve<BuilderHost>(
    builderHost(services, seed, panel, changes),
    builderArguments,
    panel.post,
    (why) => failed('The builder page', new Failure('unexpected', why)),
    (method, error) => failed(`The builder page: ${method}`, error),
  );
  return {
    receive: served.receive,
    dispose() {
      changes.dispose();
      served.dispose();
    },
  };
}

function builderHost(
  services: BuilderServices,
  seed: BuilderSeed,
  panel: PagePanel,
  changes: Changes,
): BuilderHost {
  const connection = async (): Promise<Connection> => (await services.sessions.require()).connection;
  const choices = new LiveChoices(connection);
  /** What was created or changed last. A page that was hidden meanwhile has not heard of it. */
  let made: Picked | null = null;
  /**
   * How often the page has started. After it was hidden it starts anew, without the answers to its earlier
   * calls.
   */
  let begun = 0;
  /** What is being created or changed, and the message of a failure that the page has not heard. */
  let sending: Promise<unknown> = Promise.resolve();
  let missed: string | null = null;

  const sent = async <T>(work: Promise<T>): Promise<T> => {
    const asking = begun;
    sending = work;
    try {
      return await work;
    } catch (error) {
      if (begun !== asking || !panel.visible()) missed = asFailure(error).message;
      throw error;
    }
  };

  const session = async () => (await services.sessions.current())?.label ?? null;
  const editRequest = async (form: Form): Promise<EditRequest> => {
    if (!form.editing || !isIdentityId(form.editing.id))
      throw new Failure('invalid', l10n.t('No identity is being edited.'));
    return { connection: await connection(), id: form.editing.id, ...complete(form) };
  };

  return {
    async start({ begin }, signal) {
      begun++;
      const { form, notice } = await formOf(begin, seed, connection, signal);
      await Promise.allSettled([sending]);
      const failure = missed;
      missed = null;
      panel.rename(titleOf(form.editing));
      return {
        form,
        notice: failure ?? notice,
        facts: form.caller ? factsOf(form.caller, null) : null,
        forms: formsOfDraft(),
        source: begin.with === 'seed' ? (seed.source ?? null) : null,
        trusted: vscode.workspace.isTrusted,
        made,
        bundle: bundleOf(vscode.l10n.bundle),
      };
    },
    changed: ({ known }) => changes.after(known),
    session,
    trusted: () => Promise.resolve(vscode.workspace.isTrusted),
    async signIn() {
      await runCommand('assumable.signIn');
      return session();
    },
    async sources() {
      const { entries, first } = await offerCallers(services.callers, new Date(), seed.source);
      return {
        sources: entries.map(({ id, source }) => ({ id, name: services.callers.nameOf(source) })),
        preferred: first ?? '',
      };
    },
    async group({ id }) {
      const group = await choices.group(id);
      if (group) return group;
      throw new Failure(
        'invalid',
        l10n.t('The folder is not there any more, or this sign-in does not see it: {0}', visible(id)),
        { remedy: l10n.t('Choose another folder.') },
      );
    },
    async askCaller({ source: id }, signal) {
      requireTrust();
      const source = services.callers.source(id);
      if (!source)
        throw new Failure('invalid', l10n.t('There is no such source of credentials: {0}', visible(id)));
      return factsOf(subjectOf((await services.callers.identify(source, signal)).caller), null);
    },
    readCaller: ({ from, text, uniqueId }) =>
      Promise.resolve().then(() => (from === 'arn' ? readArn(text, uniqueId) : readPasted(text))),
    render: ({ form, id }) => Promise.resolve().then(() => renderForm(draftOf(form), id)),
    findGroups: ({ text }) => choices.groups(text),
    findRoles: ({ text, group }) => choices.roles(text, group),
    take: ({ form, id, how }) => takeForm(draftOf(form), id, how, services.editors),
    copyStep: ({ form, id, step }) => copyStep(draftOf(form), id, step),
    async create({ form }, signal) {
      requireTrust();
      const { group } = form;
      if (!group) throw new Failure('invalid', l10n.t('Choose a folder.'));
      const typed = [group, ...form.roles].find(({ id }) => id === '');
      if (typed)
        throw new Failure('invalid', l10n.t('Choose this from the list: {0}', visible(typed.name)), {
          remedy: l10n.t('Nothing was sent.'),
        });
      const request = { connection: await connection(), group, roles: form.roles, ...complete(form) };
      const created = await sent(createIdentity(request, signal));
      if (created.kind === 'name-taken') {
        const { existing, free } = created;
        return {
          kind: 'name-taken',
          existing: existing ? { id: existing.id, name: existing.name } : null,
          free,
        };
      }
      made = { id: created.identity.id, name: created.identity.name };
      panel.rename(titleOf(made));
      await runCommand('assumable.refreshIdentities');
      return { kind: 'created', identity: made, roles: created.bindings.length };
    },
    differences: async ({ form }, signal) => differencesToLive(await editRequest(form), signal),
    async edit({ form, seen }, signal) {
      requireTrust();
      const edited = await sent(editIdentity(await editRequest(form), seen, signal));
      if (edited.kind === 'differs') return edited;
      await runCommand('assumable.refreshIdentities');
      made = { id: edited.identity.id, name: edited.identity.name };
      panel.rename(titleOf(made));
      return { kind: 'changed', identity: made };
    },
    async openEdit({ id }) {
      await runCommand('assumable.editIdentity', id);
      return null;
    },
    async test({ id }) {
      await runCommand('assumable.testIdentity', id);
      return null;
    },
  };
}

function titleOf(editing: Picked | null): string {
  return editing ? l10n.t('Edit {0}', visible(editing.name)) : l10n.t('New AWS Identity');
}

function bundleOf(bundle: typeof vscode.l10n.bundle): Readonly<Record<string, string>> | null {
  return bundle ? { ...bundle } : null;
}

/**
 * What to create or send.
 *
 * @throws Failure `invalid` where {@link check} finds an error, except in a field that an edit leaves alone
 */
function complete(form: Form): { name: string; description: string; match: AwsMatch } {
  const draft = draftOf(form);
  const problem = check(draft).find(
    ({ severity, field }) => severity === 'error' && !isLeftAlone(form, field),
  );
  if (problem) throw new Failure('invalid', problem.message, { remedy: l10n.t('Nothing was sent.') });
  return { name: draft.name, description: draft.description, match: draft.match };
}
