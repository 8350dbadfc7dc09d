import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { offerCallers } from '../../aws/callerList';
import type { Callers } from '../../aws/callers';
import type { Connection } from '../../chainguard/http';
import type { NewIdentity } from '../../chainguard/iam';
import { check } from '../../core/draft/draft';
import { asFailure, Failure } from '../../core/failure';
import { audienceFor } from '../../core/match/way';
import { subjectOf } from '../../core/match/subject';
import { visible } from '../../core/text';
import { isIdentityId } from '../../core/uidp';
import { createIdentity } from '../../flows/createIdentity';
import { differencesToLive, editIdentity, type EditRequest } from '../../flows/editIdentity';
import { type Begin, builderArguments, type BuilderHost } from '../../wire/builder';
import { draftOf, isLeftAlone, type Form, type Picked } from '../../wire/builderForm';
import { serve, type Served } from '../../wire/rpc';
import { copyStep, formsOfDraft, renderForm, takeForm } from './forms';
import { type BuilderSeed, formOf, readArn, readPasted } from './seed';
import { factsOf } from './callerFacts';
import { askToken, sourceToAsk } from './askAws';
import { Changes } from '../page/changes';
import type { PagePanel } from '../page/panel';
import type { LastEditor } from './lastEditor';
import { FormDrafts } from './formDraft';
import { LeftDraft } from './leftDraft';
import { LiveChoices } from './liveChoices';
import { runCommand } from '../commands';
import { requireTrust } from '../prompts';
import { settings } from '../settings';
import type { Sessions } from '../session/session';

/** What a builder page needs from the extension. */
export interface BuilderServices {
  readonly sessions: Sessions;
  readonly callers: Callers;
  /** Where text can be inserted. */
  readonly editors: LastEditor;
  /** Where the draft is kept that was left when a page was closed. */
  readonly kept: vscode.Memento;
}

/** Serves one builder page; see {@link BuilderHost} for what it may ask. */
export function serveBuilder(
  services: BuilderServices,
  seed: BuilderSeed,
  panel: PagePanel,
  failed: (doing: string, error: unknown) => void,
): Served {
  const changes = new Changes(services.sessions.onDidChange, vscode.workspace.onDidGrantWorkspaceTrust);
  const left = new LeftDraft(services.kept);
  const host = builderHost(services, seed, panel, changes, left);
  const served = serve<BuilderHost>(
    host.methods,
    builderArguments,
    panel.post,
    (why) => failed('The builder page', new Failure('unexpected', why)),
    (method, error) => failed(`The builder page: ${method}`, error),
  );
  return {
    receive: served.receive,
    dispose() {
      left.leave(host.last());
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
  left: LeftDraft,
): { readonly methods: BuilderHost; readonly last: () => Form | null } {
  const connection = async (): Promise<Connection> => (await services.sessions.require()).connection;
  const choices = new LiveChoices(connection);
  const drafts = new FormDrafts(services.callers);
  /** What was created or changed last. A page that was hidden meanwhile has not heard of it. */
  let made: Picked | null = null;
  /** The form as the page has it, as far as it has asked to see it in another form. */
  let last: Form | null = null;
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
    const { id, trusts } = form.editing;
    const { name, description, ...rules } = complete(form);
    return { connection: await connection(), id, name, description, ...(trusts === 'rules' && rules) };
  };

  const methods: BuilderHost = {
    async start({ begin }, signal) {
      begun++;
      const { form, notice } = await formOf(begin, seed, connection, signal);
      await Promise.allSettled([sending]);
      const failure = missed;
      missed = null;
      panel.rename(titleOf(form.editing));
      last = form;
      return {
        form,
        notice: failure ?? notice,
        facts: form.caller ? factsOf(form.caller, null) : null,
        forms: formsOfDraft(),
        left: isEmptySeed(begin, seed) ? left.get() : null,
        audience: chainguardAudience(),
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
        sources: entries.map(({ id, source }) => {
          const known = services.callers.known(id);
          return {
            id,
            name: services.callers.nameOf(source),
            known: known ? factsOf(subjectOf(known.caller), null) : null,
          };
        }),
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
    async askCaller({ source }, signal) {
      const asked = sourceToAsk(services.callers, source);
      drafts.again();
      return factsOf(subjectOf((await services.callers.identify(asked, signal)).caller), null);
    },
    askToken: ({ source, audience }, signal) =>
      askToken(services.callers, source, audience || chainguardAudience(), signal),
    forgetLeft: () => {
      left.forget();
      return Promise.resolve(null);
    },
    readCaller: ({ from, text, uniqueId }) =>
      Promise.resolve().then(() => (from === 'arn' ? readArn(text, uniqueId) : readPasted(text))),
    render: async ({ form, id }) => {
      last = form;
      return renderForm(await drafts.of(form), id);
    },
    findGroups: ({ text }) => choices.groups(text),
    findRoles: ({ text, group }) => choices.roles(text, group),
    take: async ({ form, id, how }) => takeForm(await drafts.of(form), id, how, services.editors),
    copyStep: async ({ form, id, step }) => copyStep(await drafts.of(form), id, step),
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
      last = null;
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
    async test({ id, source }) {
      await runCommand('assumable.testIdentity', id, source ?? undefined);
      return null;
    },
  };
  return { methods, last: () => last };
}

/** Whether a page begins with nothing of its own, so that what another left can be taken up. */
function isEmptySeed(begin: Begin, { edit, output, source }: BuilderSeed): boolean {
  return begin.with === 'seed' && edit === undefined && output === undefined && source === undefined;
}

/** The audience of an identity that names none. */
function chainguardAudience(): string {
  return audienceFor(undefined, settings.issuerUrl());
}

function titleOf(editing: Picked | null): string {
  return editing ? l10n.t('Edit {0}', visible(editing.name)) : l10n.t('New Identity');
}

function bundleOf(bundle: typeof vscode.l10n.bundle): Readonly<Record<string, string>> | null {
  return bundle ? { ...bundle } : null;
}

/**
 * What to create or send.
 *
 * @throws Failure `invalid` where {@link check} finds an error, except in a field that an edit leaves alone
 */
function complete(form: Form): NewIdentity {
  const draft = draftOf(form);
  const problem = check(draft).find(
    ({ severity, field }) => severity === 'error' && !isLeftAlone(form, field),
  );
  if (problem) throw new Failure('invalid', problem.message, { remedy: l10n.t('Nothing was sent.') });
  const { name, description, match, claims } = draft;
  return { name, description, ...(claims ? { claims } : { match }) };
}
