import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Callers } from '../aws/callers';
import { listSources, sourceId, sourceName } from '../aws/sources';
import type { Connection } from '../chainguard/http';
import { check } from '../core/draft';
import { asFailure, Failure } from '../core/failure';
import type { AwsMatch } from '../core/identity';
import { judge } from '../core/judgement';
import { readSubject, subjectOf } from '../core/subject';
import { visible } from '../core/text';
import { isIdentityId, parentOf } from '../core/uidp';
import { readCallerOutput } from '../documents/callerOutput';
import { createIdentity } from '../flows/createIdentity';
import { awsIdentity, differencesToLive, editIdentity, type EditRequest } from '../flows/editIdentity';
import {
  builderArguments,
  draftOf,
  emptyForm,
  type BuilderHost,
  type CallerFacts,
  type Difference,
  type Form,
  type Picked,
} from '../wire/builder';
import { serve, type Post, type Served } from '../wire/rpc';
import type { BuilderSeed } from './builderPanel';
import { formsOfDraft, renderForm, takeForm } from './builderForms';
import { factsOf } from './callerFacts';
import { LiveChoices } from './liveChoices';
import { requireTrust } from './prompts';
import type { Sessions } from './session';
import { settings } from './settings';

/** What a builder page needs of the extension. */
export interface BuilderServices {
  readonly sessions: Sessions;
  readonly callers: Callers;
  /** Draws the Identities view again after a change. */
  readonly refresh: () => void;
  readonly test: (identityId: string) => Promise<void>;
  readonly openEdit: (identityId: string) => void;
}

/** The panel that a page stands in. */
export interface PagePanel {
  readonly post: Post;
  readonly rename: (title: string) => void;
}

/** Serves one builder page; see {@link BuilderHost} for what it may ask. */
export function serveBuilder(
  services: BuilderServices,
  seed: BuilderSeed,
  panel: PagePanel,
  failed: (doing: string, error: unknown) => void,
): Served {
  return serve<BuilderHost>(
    builderHost(services, seed, panel),
    builderArguments,
    panel.post,
    (why) => failed('The builder page', new Failure('unexpected', why)),
    (method, error) => failed(`The builder page: ${method}`, error),
  );
}

function builderHost(services: BuilderServices, seed: BuilderSeed, panel: PagePanel): BuilderHost {
  const connection = async (): Promise<Connection> => (await services.sessions.require()).connection;
  const choices = new LiveChoices(connection);
  /** What was created or changed last: a page that was hidden meanwhile has not heard of it. */
  let made: Picked | null = null;

  const editRequest = async (form: Form): Promise<EditRequest> => {
    if (!form.editing || !isIdentityId(form.editing.id))
      throw new Failure('invalid', l10n.t('No identity is being edited.'));
    return { connection: await connection(), id: form.editing.id, ...complete(form) };
  };

  return {
    async start({ kept }, signal) {
      const begun = kept ? { form: kept, notices: [] } : await formOf(seed, choices, connection, signal);
      const { form } = begun;
      panel.rename(titleOf(form));
      const notices = [...begun.notices];
      const sources = [...services.callers.assumed, ...((await attempt(notices, listSources)) ?? [])];
      const preferred = seed.source ?? `profile:${settings.awsProfile() || 'default'}`;
      const ids = sources.map(sourceId);
      return {
        form,
        notice: notices.length > 0 ? [...new Set(notices)].join(' ') : null,
        facts: form.caller ? factsOf(form.caller, null) : null,
        forms: formsOfDraft(),
        sources: sources.map((source) => ({ id: sourceId(source), name: sourceName(source) })),
        source: ids.find((id) => id === preferred) ?? ids[0] ?? '',
        trusted: vscode.workspace.isTrusted,
        made,
        bundle: bundleOf(vscode.l10n.bundle),
      };
    },
    async askCaller({ source: id }, signal) {
      requireTrust();
      const source = services.callers.source(id);
      if (!source)
        throw new Failure('invalid', l10n.t('There is no such source of credentials: {0}', visible(id)));
      return factsOf(subjectOf((await services.callers.identify(source, signal)).caller), null);
    },
    readCaller: ({ text, uniqueId }) => Promise.resolve().then(() => readTyped(text, uniqueId)),
    judge: ({ form }) => Promise.resolve().then(() => judge(draftOf(form))),
    render: ({ form, id }) => Promise.resolve().then(() => renderForm(draftOf(form), id)),
    findGroups: ({ text }) => choices.groups(text),
    findRoles: ({ text }) => choices.roles(text),
    take: ({ form, id, how }) => takeForm(draftOf(form), id, how),
    async create({ form }, signal) {
      const { group } = form;
      if (!group) throw new Failure('invalid', l10n.t('Choose a group.'));
      const request = { connection: await connection(), group, roles: form.roles, ...complete(form) };
      const created = await createIdentity(request, signal);
      if (created.kind === 'name-taken') {
        const { existing, free } = created;
        return {
          kind: 'name-taken',
          existing: existing ? { id: existing.id, name: existing.name } : null,
          free,
        };
      }
      made = { id: created.identity.id, name: created.identity.name };
      panel.rename(titleOf({ ...form, editing: made }));
      services.refresh();
      return { kind: 'created', identity: made, roles: created.bindings.length };
    },
    async differences({ form }, signal) {
      return (await differencesToLive(await editRequest(form), signal)).map(shown);
    },
    async edit({ form, seen }, signal) {
      const request = await editRequest(form);
      const differences = await differencesToLive(request, signal);
      if (JSON.stringify(differences.map(shown)) !== JSON.stringify(seen))
        return { kind: 'differs', differences: differences.map(shown) };
      const edited = await editIdentity(request, differences, signal);
      if (edited.kind === 'differs') return { kind: 'differs', differences: edited.differences.map(shown) };
      services.refresh();
      made = { id: edited.identity.id, name: edited.identity.name };
      panel.rename(titleOf({ ...form, editing: made }));
      return { kind: 'changed', identity: made };
    },
    openEdit({ id }) {
      services.openEdit(id);
      return Promise.resolve(null);
    },
    async test({ id }) {
      await services.test(id);
      return null;
    },
  };
}

function titleOf(form: Form): string {
  return form.editing ? l10n.t('Edit {0}', visible(form.editing.name)) : l10n.t('New AWS Identity');
}

function bundleOf(bundle: typeof vscode.l10n.bundle): Readonly<Record<string, string>> | null {
  return bundle ? { ...bundle } : null;
}

/** What can be created or sent: nothing that {@link check} refuses. @throws Failure `invalid` */
function complete(form: Form): { name: string; description: string; match: AwsMatch } {
  const draft = draftOf(form);
  const forEdit = new Set(['group', 'roles']);
  const problem = check(draft).find(
    ({ severity, field }) => severity === 'error' && !(form.editing && forEdit.has(field)),
  );
  if (problem) throw new Failure('invalid', problem.message, { remedy: l10n.t('Nothing was sent.') });
  return { name: draft.name, description: draft.description, match: draft.match };
}

function shown({ field, before, after }: { field: string; before: string; after: string }): Difference {
  const labels: Record<string, string> = {
    name: l10n.t('Name'),
    description: l10n.t('Description'),
    account: l10n.t('Account'),
    arn: l10n.t('ARN'),
    userId: l10n.t('User ID'),
  };
  return { label: labels[field] ?? field, before: visible(before), after: visible(after) };
}

/** A caller from whatever was pasted or typed. @throws Failure `invalid` */
function readTyped(text: string, uniqueId: string): CallerFacts {
  const typed = text.trim();
  if (typed.startsWith('arn:') && !/\s/.test(typed)) {
    const reading = readSubject(typed, uniqueId);
    if (!reading.ok) throw new Failure('invalid', reading.problem);
    return factsOf(reading.subject, reading.caution ?? null);
  }
  const output = readCallerOutput(text);
  if (!output.ok) throw new Failure('invalid', output.problem);
  return factsOf(subjectOf(output.caller), null);
}

/** What the work gives; `undefined` where it fails, with the reason among the notices. */
async function attempt<T>(notices: string[], work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const { message, remedy } = asFailure(error);
    notices.push([message, remedy].filter(Boolean).join(' '));
    return undefined;
  }
}

/** The form that a page is opened with. What cannot be read is said, and the rest goes on without it. */
async function formOf(
  seed: BuilderSeed,
  choices: LiveChoices,
  connection: () => Promise<Connection>,
  signal: AbortSignal,
): Promise<{ form: Form; notices: readonly string[] }> {
  const notices: string[] = [];
  let form = emptyForm;
  const { output } = seed;
  if (output !== undefined) {
    const facts = await attempt(notices, () => Promise.resolve().then(() => readTyped(output, '')));
    if (facts) form = suggested(form, facts);
  }
  const { group, edit } = seed;
  if (group !== undefined) {
    const found = await attempt(notices, () => choices.group(group));
    form = { ...form, group: found ?? { id: group, name: group } };
  }
  if (edit !== undefined) {
    const live = await attempt(notices, async () => awsIdentity(await connection(), edit, signal));
    const parent = parentOf(edit);
    const within = parent === undefined ? undefined : await attempt(notices, () => choices.group(parent));
    if (live) {
      const { identity, match } = live;
      form = {
        ...form,
        editing: { id: identity.id, name: identity.name },
        name: identity.name,
        description: identity.description,
        group: within ?? null,
        strictness: 'by-hand',
        account: match.account,
        arn: match.arn ?? emptyForm.arn,
        userId: match.userId ?? emptyForm.userId,
      };
    }
  }
  return { form, notices };
}

/** A form filled in with the recommended rules for a caller. */
function suggested(form: Form, { caller, choices }: CallerFacts): Form {
  const choice = choices.find(({ recommended }) => recommended);
  if (!choice) return { ...form, caller };
  const { match, strictness } = choice;
  return {
    ...form,
    caller,
    strictness,
    account: match.account,
    arn: match.arn ?? emptyForm.arn,
    userId: match.userId ?? emptyForm.userId,
  };
}
