import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { visible } from '../../core/text';
import { parentOf, shorten } from '../../core/uidp';
import type { Organizations } from '../../flows/organizations';
import type { AccessOf } from '../../wire/access';
import { pickOne, type Choice } from '../prompts';

/** What to show where the person has said nothing: the only organization; `undefined` where there are several or none. */
export async function onlyOrganization(organizations: Organizations): Promise<AccessOf | undefined> {
  const { organizations: listed } = await organizations.top();
  const [only, ...others] = listed?.items ?? [];
  return only && others.length === 0 && listed?.rest === 0
    ? { kind: 'group', id: only.id, name: only.name }
    : undefined;
}

/** The group with this id, by the name that it was listed with. */
export function groupOf(organizations: Organizations, id: string): AccessOf {
  return { kind: 'group', id, name: organizations.group(id)?.name ?? shorten(id) };
}

/**
 * Asks which identities to show: those of an organization, of a folder that has been listed, or of the workspace's files.
 *
 * @throws Failure `cancelled`
 */
export async function chooseIdentities(organizations: Organizations): Promise<AccessOf> {
  await organizations.top();
  const groups = organizations.groups().map((group): Choice<AccessOf> => {
    const isRoot = parentOf(group.id) === undefined;
    return {
      label: `$(${isRoot ? 'organization' : 'folder'}) ${visible(group.name)}`,
      description: isRoot ? l10n.t('organization') : l10n.t('folder'),
      detail: group.id,
      value: { kind: 'group', id: group.id, name: group.name },
    };
  });
  const definitions: Choice<AccessOf> = {
    label: `$(file-code) ${l10n.t('Definitions in this workspace')}`,
    description: l10n.t('JSON, YAML and Terraform'),
    value: { kind: 'definitions' },
  };
  const isFolderOpen = (vscode.workspace.workspaceFolders?.length ?? 0) > 0;
  return pickOne([...groups, ...(isFolderOpen ? [definitions] : [])], {
    title: l10n.t('Who Can Assume What'),
    placeHolder: l10n.t('Whose identities? Folders are those that the Identities view has listed.'),
    matchOnDetail: true,
  });
}
