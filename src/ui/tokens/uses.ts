import * as l10n from '@vscode/l10n';
import type { Connection } from '../../chainguard/http';
import { visible } from '../../core/text';
import type { EndedToken, LiveToken, Narrowing } from '../../core/token/keptTokens';
import { formsOf } from '../../core/token/offers';
import { registryUser, tokenVariable } from '../../core/token/tokenUse';
import { shorten } from '../../core/uidp';
import { dockerConfigPath, requireRegistry, writeDockerAuth } from '../../flows/dockerConfig';
import { capabilitiesToNarrow, groupIdsIn, groupsToNarrow, narrowingTo } from '../../flows/narrowToken';
import { cancellable, copy, done, terminal } from '../progress';
import { askText, confirm, pickMany, pickOne, type Choice } from '../prompts';

/** Stands for IDs that the person types; no ID is empty. */
const typed = '';

/** Copies a token in the form that the person picks. @throws Failure `cancelled` */
export async function copyTokenAs(token: LiveToken): Promise<void> {
  const words = {
    token: {
      label: l10n.t('The token itself'),
      said: l10n.t('The token is on the clipboard. It is a secret.'),
    },
    header: {
      label: l10n.t('Bearer header'),
      detail: 'Authorization: Bearer …',
      said: l10n.t('The header is on the clipboard. It holds the token.'),
    },
    variable: {
      label: l10n.t('Environment variable'),
      detail: `${tokenVariable}=…`,
      said: l10n.t('The line is on the clipboard. It holds the token.'),
    },
    'docker-login': {
      label: 'docker login',
      detail: l10n.t('reads the token from {0}, so that it stays out of the history', tokenVariable),
      said: l10n.t('The command is on the clipboard. Run it where {0} is set.', tokenVariable),
    },
  };
  const shell = process.platform === 'win32' ? 'powershell' : 'posix';
  const { text, kind } = await pickOne(
    formsOf(token, shell).map((form) => ({ ...words[form.kind], value: form })),
    { title: l10n.t('Copy the token of {0}', visible(token.name)) },
  );
  await copy(text, words[kind].said);
}

/**
 * Opens a terminal with the token in its environment. The token is in no history and no file, and the
 * terminal is not restored.
 */
export function openTerminal(token: LiveToken): void {
  terminal({
    name: token.name,
    env: { [tokenVariable]: token.secret },
    isTransient: true,
    message: l10n.t(
      '{0} holds the Chainguard token of {1} for {2}.',
      tokenVariable,
      visible(token.name),
      token.audience,
    ),
  }).show();
}

/**
 * Writes a registry's token into Docker's configuration, after the person has agreed to the file.
 *
 * @throws Failure `cancelled`, `invalid` for a token that is not the registry's, and as `writeDockerAuth`
 */
export async function writeDockerConfig(token: LiveToken): Promise<void> {
  requireRegistry(token.audience);
  const path = dockerConfigPath(process.env, process.platform);
  await confirm(
    l10n.t('Write the token of {0} into the configuration of Docker?', visible(token.name)),
    l10n.t('It stands there readable until it ends, and Docker uses it for {0}: {1}', token.audience, path),
    l10n.t('Write'),
  );
  await writeDockerAuth(path, token.audience, registryUser, token.secret);
  done(l10n.t('Written: {0}', path));
}

/**
 * Asks what to narrow a token to.
 *
 * @param connection lists the groups; without it, the person picks from the token's own groups or types ids
 * @throws Failure `cancelled`, `invalid` when nothing was picked
 */
export async function askNarrower(token: EndedToken, connection: Connection | undefined): Promise<Narrowing> {
  const title = l10n.t('Narrow the token of {0}', visible(token.name));
  const listing = (signal?: AbortSignal) => groupsToNarrow(token, connection, signal);
  const { groups, problem } = connection
    ? await cancellable(l10n.t('Listing folders'), listing)
    : await listing();
  const others: Choice<string> = {
    label: `$(edit) ${l10n.t('Enter folder IDs…')}`,
    ...(problem !== undefined && { detail: problem }),
    value: typed,
    alwaysShow: true,
  };
  const known = groups.map(({ id, name }) => ({
    label: visible(name ?? shorten(id)),
    description: id,
    value: id,
  }));
  const picked = await pickMany([...known, others], {
    title,
    placeHolder: l10n.t('On which folders only? Nothing picked leaves all.'),
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  const scopes = [
    ...picked.filter((value) => value !== typed),
    ...(picked.includes(typed) ? await typeGroupIds(title) : []),
  ];
  const capabilities = await pickMany(
    capabilitiesToNarrow(token).map((name) => ({ label: name, value: name })),
    {
      title,
      placeHolder: l10n.t('Which capabilities only? Nothing picked leaves all.'),
      ignoreFocusOut: true,
    },
  );
  return narrowingTo(scopes, capabilities);
}

/** @throws Failure `cancelled` */
async function typeGroupIds(title: string): Promise<readonly string[]> {
  const text = await askText(
    {
      title,
      prompt: l10n.t('The IDs of folders, with spaces between them'),
      placeHolder: '0123456789abcdef0123456789abcdef01234567/89abcdef01234567',
    },
    (now) => {
      const { wrong } = groupIdsIn(now);
      return wrong.length > 0 ? l10n.t('This is not the ID of a folder: {0}', wrong.join(', ')) : undefined;
    },
  );
  return groupIdsIn(text).ids;
}
