import { type Bit, type Form, known, type LookedUp, longestPartly, mostStretches } from '../core/lint/partly';
import type { Span } from '../core/text';
import type { Hcl, HclItem } from './hcl';
import { type HclValue, hclValue, type LookUp } from './hclValue';
import {
  attributesIn,
  type FolderFile,
  isReferable,
  type Named,
  namedIn,
  namesOfFile,
  numberOf,
} from './terraformNames';

/** The most references that are told for one value. */
const mostTold = 20;

/**
 * What the expressions of a document can refer to: locals, defaults of variables, and arguments of AWS's resources and
 * data sources, in the document and in the other files of its folder. A name that is defined twice is not followed. What
 * only AWS knows has the form that AWS documents.
 */
export class Scope {
  readonly #hcl: Hcl;
  readonly #items: readonly HclItem[];
  readonly #folder: readonly FolderFile[];
  #signature: string | undefined;
  #names: Map<string, Named | undefined> | undefined;
  readonly #known = new Map<string, HclValue | undefined>();
  readonly #attributes = new Map<Span, ReadonlyMap<string, Span>>();

  constructor(hcl: Hcl, items: readonly HclItem[], folder: readonly FolderFile[] = []) {
    this.#hcl = hcl;
    this.#items = items.filter((item) => isReferable(hcl, item));
    this.#folder = folder;
  }

  /** Everything that looking up depends on. */
  get signature(): string {
    this.#signature ??= [
      ...this.#items.map(({ start, end }) => this.#hcl.text.slice(start, end)),
      ...this.#folder.map(numberOf),
    ].join('\0');
    return this.#signature;
  }

  /** What a reference stands for. One that leads back to itself is not known. */
  readonly lookUp: LookUp = (reference, depth) => {
    const name = reference.join('.');
    if (!this.#known.has(name)) {
      this.#known.set(name, undefined);
      this.#known.set(name, this.#find(reference, depth));
    }
    return this.#known.get(name);
  };

  #find(reference: readonly string[], depth: number): HclValue | undefined {
    const [kind, name, ...rest] = reference;
    const isData = kind === 'data';
    if (kind === 'local' && name !== undefined) return this.#value(`local.${name}`, rest, reference, depth);
    if (kind === 'var' && name !== undefined)
      return rest.length > 0 ? undefined : this.#default(name, reference, depth);
    const [type, label, attribute, ...more] = isData ? reference.slice(1) : reference;
    if (!type?.startsWith('aws_') || label === undefined || attribute === undefined || more.length > 0)
      return undefined;
    const address = `${isData ? 'data.' : ''}${type}.${label}`;
    return (
      this.#ofForm(type, isData, address, attribute, depth) ??
      this.#argument(address, attribute, reference.join('.'), depth)
    );
  }

  #named(name: string): Named | undefined {
    this.#names ??= this.#allNames();
    return this.#names.get(name);
  }

  /** A local, or an attribute within the object that it is. */
  #value(
    name: string,
    path: readonly string[],
    reference: readonly string[],
    depth: number,
  ): HclValue | undefined {
    const found = this.#named(name);
    let span = found?.span;
    for (const each of path) {
      if (!found || !span || found.hcl.text.charAt(span.start) !== '{') return undefined;
      span = this.#attributesIn(found.hcl, { start: span.start + 1, end: span.end - 1 }).get(each);
    }
    return found && span && this.#followed(found, span, reference.join('.'), depth);
  }

  /** A variable's default, unless that is empty, so that it has to be given. */
  #default(name: string, reference: readonly string[], depth: number): HclValue | undefined {
    const found = this.#named(`var.${name}`);
    const span = found && this.#attributesIn(found.hcl, found.span).get('default');
    if (!found || !span || /^(?:""|null)$/.test(found.hcl.text.slice(span.start, span.end))) return undefined;
    return this.#followed(found, span, reference.join('.'), depth);
  }

  #argument(address: string, attribute: string, name: string, depth: number): HclValue | undefined {
    const found = this.#named(address);
    const span = found && this.#attributesIn(found.hcl, found.span).get(attribute);
    return found && span && this.#followed(found, span, name, depth);
  }

  #followed({ hcl, file }: Named, span: Span, name: string, depth: number): HclValue | undefined {
    const value = hclValue(hcl, span, this.lookUp, depth + 1);
    const text = value.bits.map((bit) => (bit.is === 'known' ? bit.text : '…')).join('');
    if (value.bits.length > mostStretches || text.length > longestPartly) return undefined;
    const own: LookedUp = { name, text, file };
    return { bits: value.bits, lookedUp: [own, ...value.lookedUp].slice(0, mostTold) };
  }

  #attributesIn(hcl: Hcl, body: Span): ReadonlyMap<string, Span> {
    const values = this.#attributes.get(body) ?? attributesIn(hcl, body);
    this.#attributes.set(body, values);
    return values;
  }

  /** What only AWS knows, by its form. */
  #ofForm(
    type: string,
    isData: boolean,
    address: string,
    attribute: string,
    depth: number,
  ): HclValue | undefined {
    const form = forms[`${isData ? 'data.' : ''}${type}.${attribute}`] ?? forms[`${type}.${attribute}`];
    if (form === undefined) return undefined;
    const open = (of: Form, key: string, by = `${address}.${attribute}`): Bit => ({
      is: 'open',
      key,
      form: of,
      source: `\${${by}}`,
    });
    if (form === 'role-arn' || form === 'user-arn' || form === 'profile-arn') {
      const kind = { 'role-arn': 'role', 'user-arn': 'user', 'profile-arn': 'instance-profile' }[form];
      return this.#arn(kind, type.startsWith('aws_iam_') ? address : `${address}.${attribute}`, depth);
    }
    const key =
      form === 'partition' ? 'partition' : form === 'account' ? `${address}.account` : `${address}.${form}`;
    const argument = form === 'name' ? this.#argument(address, 'name', `${address}.name`, depth) : undefined;
    const name =
      form === 'name' ? `${address}.${isData && type === 'aws_iam_user' ? 'user_name' : 'name'}` : undefined;
    return argument ?? { bits: [open(form, key, name)], lookedUp: [] };
  }

  #arn(kind: string, address: string, depth: number): HclValue {
    const open = (form: Form, key: string, source?: string): Bit => ({ is: 'open', key, form, source });
    const isOfIam = /^(?:data\.)?aws_iam_/.test(address);
    const isResource = address.startsWith('aws_iam_');
    const name = this.#argument(address, 'name', `${address}.name`, depth);
    const path = this.#argument(address, 'path', `${address}.path`, depth);
    const isRoot = isResource && !path && this.#named(address) !== undefined;
    return {
      bits: [
        known('arn:'),
        open('partition', 'partition'),
        known(':iam::'),
        open('account', `${address}.account`),
        known(`:${kind}`),
        ...(path?.bits ?? [isRoot ? known('/') : open('path', `${address}.path`)]),
        ...(name?.bits ?? [open('name', `${address}.name`, isOfIam ? `\${${address}.name}` : undefined)]),
      ],
      lookedUp: [...(name?.lookedUp ?? []), ...(path?.lookedUp ?? [])],
    };
  }

  #allNames(): Map<string, Named | undefined> {
    const names = new Map<string, Named | undefined>();
    const own = namedIn(this.#hcl, this.#items, undefined);
    for (const [name, named] of [...own, ...this.#folder.flatMap(namesOfFile)])
      names.set(name, names.has(name) ? undefined : named);
    return names;
  }
}

/** What an attribute of a resource or a data source is, as the AWS provider documents it. */
const forms: Readonly<Record<string, Form | 'role-arn' | 'user-arn' | 'profile-arn' | undefined>> = {
  'aws_caller_identity.account_id': 'account',
  'aws_caller_identity.id': 'account',
  'aws_caller_identity.arn': 'caller-arn',
  'aws_caller_identity.user_id': 'caller-id',
  'aws_partition.partition': 'partition',
  'aws_partition.id': 'partition',
  'aws_iam_role.arn': 'role-arn',
  'aws_iam_role.name': 'name',
  'aws_iam_role.id': 'name',
  'aws_iam_role.unique_id': 'role-id',
  'aws_iam_user.arn': 'user-arn',
  'aws_iam_user.name': 'name',
  'aws_iam_user.unique_id': 'user-id',
  'data.aws_iam_user.user_id': 'user-id',
  'data.aws_iam_user.user_name': 'name',
  'aws_iam_instance_profile.arn': 'profile-arn',
  'aws_iam_instance_profile.name': 'name',
  'aws_lambda_function.role': 'role-arn',
  'aws_ecs_task_definition.task_role_arn': 'role-arn',
  'aws_ecs_task_definition.execution_role_arn': 'role-arn',
};
