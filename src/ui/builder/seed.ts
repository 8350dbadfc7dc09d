import * as l10n from '@vscode/l10n';
import type { Connection } from '../../chainguard/http';
import { getIdentity } from '../../chainguard/iam';
import type { Relationship } from '../../core/identity';
import { asFailure, Failure } from '../../core/failure';
import { valuesOf } from '../../core/field';
import { readSubject, subjectOf } from '../../core/match/subject';
import { knownRules } from '../../core/lint/comparison';
import { textOfPart } from '../../core/lint/definition';
import { visible } from '../../core/text';
import { isUidp, parentOf } from '../../core/uidp';
import { readPastedDefinition } from '../../documents/pastedDefinition';
import { readCallerOutput } from '../../documents/callerOutput';
import { rolesOnOwnGroup } from '../../flows/changeRoles';
import type { Begin, CallerFacts } from '../../wire/builder';
import { emptyForm, type Form, type Picked } from '../../wire/builderForm';
import { mostRoles } from '../../wire/fieldLimits';
import { calledBy } from '../../wire/calledBy';
import { factsOf } from './callerFacts';
import { withClaims } from './claimForm';

/** What a builder page is opened with. */
export interface BuilderSeed {
  /** The UIDP of the group to create in. */
  readonly group?: string | undefined;
  /** The UIDP of the identity to edit. */
  readonly edit?: string | undefined;
  /** The id of the source to offer first. */
  readonly source?: string | undefined;
  /** Output of `aws sts get-caller-identity` from a document, or the definition of an identity. */
  readonly output?: string | undefined;
}

/** A caller from a typed ARN, which may be in quotes as in a document. @throws Failure `invalid` */
export function readArn(text: string, uniqueId: string): CallerFacts {
  const reading = readSubject(text.trim().replace(/^(["'`])(.*)\1[,;]?$/, '$2'), uniqueId);
  if (!reading.ok) throw new Failure('invalid', reading.problem);
  return factsOf(reading.subject, reading.caution ?? null);
}

/**
 * A caller from pasted text: an ARN alone, or the output of `aws sts get-caller-identity`.
 *
 * @throws Failure `invalid`
 */
export function readPasted(text: string): CallerFacts {
  if (/^arn:\S+$/.test(text.trim())) return readArn(text, '');
  const output = readCallerOutput(text);
  if (!output.ok) throw new Failure('invalid', output.problem);
  return factsOf(subjectOf(output.caller), null);
}

/**
 * The form that a page starts with. A group has its id as its name until the page asks for the name.
 *
 * @throws Failure as `getIdentity`, where an identity is to be edited
 */
export async function formOf(
  begin: Begin,
  { output, group, edit }: BuilderSeed,
  connection: () => Promise<Connection>,
  signal: AbortSignal,
): Promise<{ form: Form; notice: string | null }> {
  if (begin.with === 'kept') return { form: begin.form, notice: null };
  if (begin.with === 'nothing') return { form: emptyForm, notice: null };
  if (edit !== undefined) return formOfLive(edit, await connection(), signal);
  const form = group === undefined ? emptyForm : { ...emptyForm, group: { id: group, name: group } };
  if (output === undefined) return { form, notice: null };
  const defined = definedIn(output);
  if (defined) return { form: { ...form, ...defined }, notice: null };
  try {
    return { form: { ...form, ...calledBy(form, readPasted(output)) }, notice: null };
  } catch (error) {
    return { form, notice: asFailure(error).message };
  }
}

/**
 * The form of a live identity. Its roles are for the forms of the draft; the notice says if they are missing.
 */
async function formOfLive(
  id: string,
  at: Connection,
  signal: AbortSignal,
): Promise<{ form: Form; notice: string | null }> {
  const [identity, bound] = await Promise.all([getIdentity(at, id, signal), rolesOf(id, at, signal)]);
  const { relationship } = identity;
  const parent = parentOf(id);
  const form: Form = {
    ...emptyForm,
    editing: {
      id: identity.id,
      name: identity.name,
      description: identity.description,
      trusts: relationship.kind === 'aws' || relationship.kind === 'claims' ? 'rules' : 'other',
    },
    name: identity.name,
    description: identity.description,
    group: parent === undefined ? null : { id: parent, name: parent },
    roles: bound.roles,
  };
  return { form: withRules(form, relationship), notice: bound.notice };
}

function withRules(form: Form, relationship: Relationship): Form {
  if (relationship.kind === 'aws') return { ...form, way: 'signed-request', ...valuesOf(relationship.match) };
  return relationship.kind === 'claims' ? withClaims(form, relationship) : form;
}

/** The roles that an identity has on its own group. The notice says if they could not be read. */
async function rolesOf(
  id: string,
  at: Connection,
  signal: AbortSignal,
): Promise<{ roles: readonly Picked[]; notice: string | null }> {
  try {
    const roles = await rolesOnOwnGroup(at, id, signal);
    return {
      roles: roles.slice(0, mostRoles).map((role) => ({ ...role, name: visible(role.name) })),
      notice: null,
    };
  } catch (error) {
    const why = asFailure(error);
    const notice = l10n.t(
      'The forms leave out the roles of this identity, which could not be read. {0}',
      why.message,
    );
    return { roles: [], notice };
  }
}

/** What a text says of the only identity that it defines, as values of the form; `undefined` if it defines none. */
function definedIn(text: string): Partial<Form> | undefined {
  const read = readPastedDefinition(text);
  const [definition, ...others] = read.ok ? read.definitions : [];
  if (!definition || others.length > 0) return undefined;
  const parent = textOfPart(definition, 'parent') ?? '';
  return {
    way: 'signed-request',
    name: textOfPart(definition, 'name') ?? '',
    description: textOfPart(definition, 'description') ?? '',
    ...(isUidp(parent) && { group: { id: parent, name: parent } }),
    ...valuesOf(knownRules(definition).match),
  };
}
