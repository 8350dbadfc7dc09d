import { parseArn } from '../core/arn';
import { principalOf } from '../core/caller';
import { emptyDraft, type Draft, type DraftField, type FormOptions, type Named } from '../core/draft/draft';
import { rulesFrom, type TemplateId, type Words } from '../core/draft/template';
import type { NewValues } from '../core/field';
import type { ClaimMatch, Rule } from '../core/identity';
import type { Subject } from '../core/match/subject';
import type { Strictness } from '../core/match/suggest';
import type { Way } from '../core/match/way';

/**
 * A group, a role or an identity. A typed one has no id: the forms take it, but creating an identity needs
 * the id.
 */
export type Picked = Named;

/** The identity that is being edited, as Chainguard has it; `check` may refuse what Chainguard accepted. */
export interface Editing extends Picked {
  readonly description: string;
  /** Whether its rules can be edited, or what trusts instead is left as it is: static keys and other kinds. */
  readonly trusts: 'rules' | 'other';
}

/** The ways of tokens: by one of an AWS account, of GitHub Actions, or of another issuer. */
export const tokenWays = ['web-identity', 'github', 'token'] as const;
export type TokenWay = (typeof tokenWays)[number];

/** How a caller proves who it is, as the page has it: the recommended way first. */
export const formWays = [...tokenWays, 'signed-request'] as const;
export type FormWay = (typeof formWays)[number];

/** What is asked of a token in one way. A rule that is not set has an empty value. */
export interface TokenRules {
  readonly issuer: Rule;
  readonly subject: Rule;
  readonly audience: Rule;
  readonly claims: ClaimMatch['claims'];
}

/** What the person has filled in. The page keeps it and sends it to the host; nothing in it is secret. */
export interface Form extends Required<NewValues> {
  readonly way: FormWay;
  /** What each of the ways of tokens asks for; those that are not chosen are kept. */
  readonly rules: Readonly<Record<TokenWay, TokenRules>>;
  /** What a workflow's token is for; `by-hand` where the rules do not come from the platform's own words. */
  readonly templates: Readonly<Record<'github' | 'token', TemplateId | 'by-hand'>>;
  readonly words: Words;
  /** The path of the IAM role behind a session, as far as it was typed. */
  readonly path: string;
  /** Issuer and subject of a token of AWS that was read and dropped. */
  readonly token: { readonly issuer: string; readonly subject: string } | null;
  /** Who is calling, once that is known. */
  readonly caller: Subject | null;
  readonly group: Picked | null;
  readonly roles: readonly Picked[];
  /** The suggestion that the rules come from; `by-hand` once a person has changed one. */
  readonly strictness: Strictness | 'by-hand';
  /** `null` for a new identity. */
  readonly editing: Editing | null;
  readonly options: Readonly<Partial<Record<OptionName, string>>>;
}

/** A value that only some forms of the draft ask for. */
export type OptionName = keyof FormOptions;

export const noRule: Rule = { kind: 'exact', value: '' };
export const noRules: TokenRules = { issuer: noRule, subject: noRule, audience: noRule, claims: [] };

/** The form with nothing filled in. */
export const emptyForm: Form = {
  way: 'web-identity',
  rules: {
    'web-identity': noRules,
    github: { ...noRules, issuer: rulesFrom('github-branch', {}).issuer },
    token: noRules,
  },
  templates: { github: 'github-branch', token: 'by-hand' },
  words: {},
  path: '',
  token: null,
  caller: null,
  name: '',
  description: '',
  group: null,
  roles: [],
  strictness: 'by-hand',
  account: '',
  arn: noRule,
  userId: noRule,
  editing: null,
  options: {},
};

/** Whether a form asks for a token, and not for a signed request. */
export function asksToken(way: FormWay): way is TokenWay {
  return way !== 'signed-request';
}

/** The way of the product that a form's way is. */
export function wayOfForm(way: FormWay): Way {
  return way === 'github' ? 'token' : way;
}

/**
 * Whether to ignore problems with a field. An edit does not send the group and the roles, and Chainguard has
 * already accepted a name or description that the edit leaves as it is.
 */
export function isLeftAlone({ editing, name, description }: Form, field: DraftField): boolean {
  if (editing === null) return false;
  if (editing.trusts === 'other' && field !== 'name' && field !== 'description') return true;
  return (
    field === 'group' ||
    field === 'roles' ||
    (field === 'name' && name === editing.name) ||
    (field === 'description' && description === editing.description)
  );
}

/** The draft that a form stands for. */
export function draftOf(form: Form): Draft {
  const set = (rule: Rule) => (rule.value === '' ? undefined : rule);
  const { way } = form;
  const base: Draft = {
    ...emptyDraft,
    name: form.name,
    description: form.description,
    group: form.group ?? emptyDraft.group,
    roles: form.roles,
    options: { ...emptyDraft.options, ...form.options, identity: form.editing?.id ?? '' },
  };
  if (!asksToken(way)) {
    const match = { account: form.account, arn: set(form.arn), userId: set(form.userId) };
    return { ...base, match, subject: form.caller ?? undefined };
  }
  const { issuer, subject, audience, claims } = form.rules[way];
  const asked = claims.filter(({ name, rule }) => name !== '' || rule.value !== '');
  return {
    ...base,
    way: wayOfForm(way),
    claims: { issuer: set(issuer), subject: set(subject), audience: set(audience), claims: asked },
    ...(way === 'web-identity' && {
      subject: form.caller ?? undefined,
      options: { ...base.options, roleArn: base.options.roleArn || roleIn(subject) },
    }),
  };
}

/** The role that a subject names just so: the forms need its path. */
function roleIn({ kind, value }: Rule): string {
  return kind === 'exact' && parseArn(value) && principalOf(value).kind === 'role' ? value : '';
}
