import * as l10n from '@vscode/l10n';
import { Failure } from './failure';
import { excerpt, placeholderIn, visible } from './text';

/** chainguard-dev/sdk uidp/ancestry.go: 20 bytes for the root, 8 for each step below it, in lower-case hex. */
const uidp = /^[0-9a-f]{40}(?:\/[0-9a-f]{16})*$/;

/** Whether `text` is a UIDP, the id of anything in Chainguard's tree: organization, group, identity, role … */
export function isUidp(text: string): boolean {
  return uidp.test(text);
}

/**
 * Whether `text` can be the id of an assumable identity: a UIDP with at least one `/`, because an identity
 * stands under a group. Groups' and roles' ids look the same; nothing in an id tells them apart.
 */
export function isIdentityId(text: string): boolean {
  return isUidp(text) && text.includes('/');
}

/** The UIDP above `id`, or `undefined` for an organization. */
export function parentOf(id: string): string | undefined {
  const slash = id.lastIndexOf('/');
  return slash < 0 ? undefined : id.slice(0, slash);
}

/** The organization's UIDP: the first part of `id`. */
export function rootOf(id: string): string {
  const slash = id.indexOf('/');
  return slash < 0 ? id : id.slice(0, slash);
}

/** Whether a role is one of Chainguard's own, which stand below no organization. */
export function isBuiltInRole(id: string): boolean {
  return !id.includes('/');
}

/** Whether a role can be bound in an organization: a built-in one, or one of its own. */
export function isRoleIn(id: string, organization: string): boolean {
  return isBuiltInRole(id) || id.startsWith(`${organization}/`);
}

/** The UIDPs above `id`, from the organization down; empty for an organization. */
export function ancestorsOf(id: string): string[] {
  const ancestors: string[] = [];
  for (let slash = id.indexOf('/'); slash >= 0; slash = id.indexOf('/', slash + 1)) {
    ancestors.push(id.slice(0, slash));
  }
  return ancestors;
}

/**
 * `id` short enough for a label: the first seven digits of the organization and of the last part, and an
 * ellipsis for each part between (`0123456…/…/89abcde…`). Text that is no UIDP comes back as it is.
 */
export function shorten(id: string): string {
  if (!isUidp(id)) return id;
  const parts = id.split('/');
  return parts
    .map((part, index) => (index === 0 || index === parts.length - 1 ? `${part.slice(0, 7)}…` : '…'))
    .join('/');
}

/**
 * Why `text` is not an identity's id, as a sentence for the person who typed it; `undefined` if it is one.
 */
export function problemWithIdentityId(text: string): string | undefined {
  if (isIdentityId(text)) return undefined;
  if (text.trim() === '') return l10n.t('Enter the ID of an identity.');
  if (/[<>$]/.test(text) || placeholderIn(text)) {
    return l10n.t('This is a placeholder. Put the ID of an identity in its place: {0}', excerpt(text));
  }
  if (text.startsWith('arn:')) {
    return l10n.t('This is an AWS ARN. Enter the ID of a Chainguard identity instead of: {0}', excerpt(text));
  }
  if (/\s/.test(text) && isIdentityId(text.replace(/\s/g, ''))) {
    return l10n.t('The ID contains white space. Remove it.');
  }
  if (isIdentityId(text.toLowerCase())) {
    return l10n.t('The ID has to be in lower case: {0}', text.toLowerCase());
  }
  if (isUidp(text.trim().toLowerCase())) {
    return l10n.t(
      'This is the ID of an organization. The ID of an identity goes on with a slash and 16 digits.',
    );
  }
  if (looksLikeName(text)) {
    return l10n.t('This looks like a name. Enter the ID of the identity instead of: {0}', excerpt(text));
  }
  return problemWithParts(text);
}

/** @throws Failure `invalid` saying what is wrong with the id */
export function requireIdentityId(id: string): void {
  const problem = problemWithIdentityId(id);
  if (problem !== undefined)
    throw new Failure('invalid', problem, { remedy: l10n.t('Copy the id from the Identities view.') });
}

/**
 * Whether `text` looks more like a name than like a damaged id: its first part has fewer than 8 characters,
 * or fewer than 32 if it is not hexadecimal.
 */
function looksLikeName(text: string): boolean {
  const [first = ''] = text.split('/', 1);
  return /[^0-9a-f]/i.test(first) ? first.length < 32 : first.length < 8;
}

function problemWithParts(text: string): string {
  const strange = /[^0-9a-f/]/.exec(text)?.[0];
  if (strange !== undefined) {
    return l10n.t(
      'The ID consists of the digits 0 to 9 and the letters a to f. This does not belong there: {0}',
      visible(strange),
    );
  }
  const [root = '', ...rest] = text.split('/');
  if (root.length !== 40) {
    return l10n.t(
      'The first part of the ID has to have 40 digits. Its number of digits is: {0}',
      root.length,
    );
  }
  const wrong = rest.find((part) => part.length !== 16) ?? '';
  return l10n.t(
    'Each part after a slash has to have 16 digits. The number of digits in one is: {0}',
    wrong.length,
  );
}
