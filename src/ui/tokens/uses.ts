import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { getGroup, listGroups } from '../../chainguard/iam';
import type { Connection } from '../../chainguard/http';
import { PagedList } from '../../chainguard/pagedList';
import { capabilityNames } from '../../core/token/capabilities';
import { asFailure, Failure } from '../../core/failure';
import type { Group } from '../../core/identity';
import { visible } from '../../core/text';
import {
  bearerHeader,
  dockerLogin,
  exportLine,
  isRegistry,
  registryUser,
  tokenVariable,
} from '../../core/token/tokenUse';
import { isUidp, rootOf, shorten } from '../../core/uidp';
import { dockerConfigPath, writeDockerAuth } from '../../flows/dockerConfig';
import { given, type Choice } from '../prompts';
import { cancellable } from '../progress';
import type { EndedToken, LiveToken } from './tokens';

/** Stands for ids that the person types; no id is empty. */
const typed = '';

const shell = process.platform === 'win32' ? 'powershell' : 'posix';

/** Copies a token in the form that the person picks. @throws Failure `cancelled` */
export async function copyTokenAs(token: LiveToken): Promise<void> {
  const registry = isRegistry(token.audience);
  const forms: Choice<{ text: string; said: string }>[] = [
    {
      label: l10n.t('The token itself'),
      value: { text: token.secret, said: l10n.t('The token is on the clipboard. It is a secret.') },
    },
    {
      label: l10n.t('Bearer header'),
      detail: 'Authorization: Bearer …',
      value: {
        text: bearerHeader(token.secret),
        said: l10n.t('The header is on the clipboard. It holds the token.'),
      },
    },
    {
      label: l10n.t('Environment variable'),
      detail: `${tokenVariable}=…`,
      value: {
        text: exportLine(token.secret, shell),
        said: l10n.t('The line is on the clipboard. It holds the token.'),
      },
    },
    ...(registry
      ? [
          {
            label: 'docker login',
            detail: l10n.t('reads the token from {0}, so that it stays out of the history', tokenVariable),
            value: {
              text: dockerLogin(token.audience, shell),
              said: l10n.t('The command is on the clipboard. Run it where {0} is set.', tokenVariable),
            },
          },
        ]
      : []),
  ];
  const { value } = given(
    await vscode.window.showQuickPick(forms, { title: l10n.t('Copy the token of {0}', visible(token.name)) }),
  );
  await vscode.env.clipboard.writeText(value.text);
  vscode.window.setStatusBarMessage(value.said, 5000);
}

/** Opens a terminal whose environment holds the token; it is in no history and no file, and not restored. */
export function openTerminal(token: LiveToken): void {
  vscode.window
    .createTerminal({
      name: visible(token.name),
      env: { [tokenVariable]: token.secret },
      isTransient: true,
      message: l10n.t(
        '{0} holds the Chainguard token of {1} for {2}.',
        tokenVariable,
        visible(token.name),
        token.audience,
      ),
    })
    .show();
}

/**
 * Writes a registry's token into Docker's configuration, once the person has agreed to the file.
 *
 * @throws Failure `cancelled`, `invalid` for a token that is not the registry's, and as `writeDockerAuth`
 */
export async function writeDockerConfig(token: LiveToken): Promise<void> {
  if (!isRegistry(token.audience)) {
    throw new Failure(
      'invalid',
      l10n.t('Docker needs a token for the registry. This one is for: {0}', token.audience),
      {
        remedy: l10n.t('Get one for cgr.dev with "Get Token for Another Audience".'),
      },
    );
  }
  const path = dockerConfigPath(process.env, process.platform);
  const write = l10n.t('Write');
  given(
    await vscode.window.showWarningMessage(
      l10n.t('Write the token of {0} into the configuration of Docker?', visible(token.name)),
      {
        modal: true,
        detail: l10n.t(
          'It stands there readable until it ends, and Docker uses it for {0}: {1}',
          token.audience,
          path,
        ),
      },
      write,
    ),
  );
  await writeDockerAuth(path, token.audience, registryUser, token.secret);
  vscode.window.setStatusBarMessage(l10n.t('Written: {0}', path), 5000);
}

/**
 * Asks what a token is to be narrowed to.
 *
 * @param connection lists the groups; without it only the token's own can be picked, and others by their ids
 * @throws Failure `cancelled`, `invalid` when nothing was picked
 */
export async function askNarrower(
  token: EndedToken,
  connection: Connection | undefined,
): Promise<{ scopes: readonly string[]; capabilities: readonly string[] }> {
  const title = l10n.t('Narrow the token of {0}', visible(token.name));
  const { groups: listed, problem } = await groupsToNarrow(connection, rootOf(token.identity));
  const own = token.claims.capabilities.map(({ group }) => group);
  const names = new Map(listed.map(({ id, name }) => [id, name]));
  const groups = [...new Set([...own, ...names.keys()])];
  const others: Choice<string> = {
    label: `$(edit) ${l10n.t('Enter group IDs…')}`,
    ...(problem !== undefined && { detail: problem }),
    value: typed,
    alwaysShow: true,
  };
  const picked = given(
    await vscode.window.showQuickPick<Choice<string>>(
      [
        ...groups.map((id) => ({
          label: visible(names.get(id) ?? shorten(id)),
          description: id,
          value: id,
        })),
        others,
      ],
      {
        title,
        placeHolder: l10n.t('On which groups only? Nothing picked leaves all.'),
        canPickMany: true,
        matchOnDescription: true,
        ignoreFocusOut: true,
      },
    ),
  ).map(({ value }) => value);
  const scopes = [
    ...picked.filter((value) => value !== typed),
    ...(picked.includes(typed) ? await typeGroupIds(title) : []),
  ];
  const carried = new Set(token.claims.capabilities.flatMap(({ capabilities }) => capabilities?.names ?? []));
  const carriable = carried.size > 0 ? [...carried] : capabilityNames;
  const capabilities = given(
    await vscode.window.showQuickPick(
      carriable.toSorted().map((name) => ({ label: name, value: name })),
      {
        title,
        placeHolder: l10n.t('Which capabilities only? Nothing picked leaves all.'),
        canPickMany: true,
        ignoreFocusOut: true,
      },
    ),
  );
  if (scopes.length + capabilities.length === 0) {
    throw new Failure('invalid', l10n.t('Nothing was picked, so the token would be as wide as before.'));
  }
  return { scopes, capabilities: capabilities.map(({ value }) => value) };
}

/** An organization and every group below it, or why there is none. @throws Failure `cancelled` */
async function groupsToNarrow(
  connection: Connection | undefined,
  organization: string,
): Promise<{ readonly groups: readonly Group[]; readonly problem?: string }> {
  if (!connection) return { groups: [], problem: l10n.t('Sign in to be offered the other groups.') };
  try {
    const below = { descendantsOf: organization };
    const [itself, groups] = await cancellable(l10n.t('Listing groups'), (signal) =>
      Promise.all([
        // Who sees only some of the groups may not see this one.
        getGroup(connection, organization, signal).then(
          (group) => [group],
          () => [],
        ),
        new PagedList((page) => listGroups(connection, below, { ...page, signal })).all(),
      ]),
    );
    return { groups: [...itself, ...groups] };
  } catch (error) {
    const { kind, message } = asFailure(error);
    if (kind === 'cancelled') throw error;
    return { groups: [], problem: l10n.t('The other groups could not be listed: {0}', message) };
  }
}

/** @throws Failure `cancelled` */
async function typeGroupIds(title: string): Promise<readonly string[]> {
  const idsIn = (text: string) => text.split(/[\s,]+/).filter(Boolean);
  const text = await vscode.window.showInputBox({
    title,
    prompt: l10n.t('The IDs of groups, with spaces between them'),
    placeHolder: '0123456789abcdef0123456789abcdef01234567/89abcdef01234567',
    ignoreFocusOut: true,
    validateInput: (now) => {
      const wrong = idsIn(now).filter((id) => !isUidp(id));
      return wrong.length > 0 ? l10n.t('This is not the ID of a group: {0}', wrong.join(', ')) : undefined;
    },
  });
  return idsIn(given(text?.trim() || undefined));
}
