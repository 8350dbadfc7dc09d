import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { parseArn } from '../../core/arn';
import { principalOf } from '../../core/caller';
import { type Draft, emptyDraft } from '../../core/draft/draft';
import type { Group } from '../../core/identity';
import type { Migrating, MigrationNote } from '../../flows/migrate';
import { formGroupsFor } from '../../generate/forms';
import { pickMany } from '../prompts';

/**
 * Asks in which forms to write the second identity and what AWS's side needs, and opens each as a new document.
 *
 * @throws Failure `cancelled`
 */
export async function writeSides(shown: {
  readonly migrating: Migrating;
  readonly note: MigrationNote;
  readonly group: Pick<Group, 'id' | 'name'>;
}): Promise<void> {
  const draft = draftOf(shown);
  const groups = formGroupsFor(draft).filter(({ id }) => id !== 'use' && id !== 'assume-role');
  const forms = await pickMany(
    groups.flatMap((group) =>
      group.forms.map((form) => ({ label: form.title(), description: group.title(), value: form })),
    ),
    { title: l10n.t('Write both sides'), placeHolder: l10n.t('In which forms?'), ignoreFocusOut: true },
  );
  for (const form of forms) {
    const content = form.generate(draft);
    const document = await vscode.workspace.openTextDocument({ content, language: form.language });
    await vscode.window.showTextDocument(document, { preview: false });
  }
}

function draftOf({ migrating, note, group }: Parameters<typeof writeSides>[0]): Draft {
  const { first, second, bindings, name } = migrating;
  const claims = second?.match ?? note.match;
  const arn = claims.subject?.value ?? '';
  const isRole = principalOf(arn).kind === 'role';
  return {
    ...emptyDraft,
    name,
    description: first.description,
    group,
    roles: bindings.filter((binding) => binding.group.id === group.id).map(({ role }) => role),
    claims,
    subject: { account: parseArn(arn)?.account ?? '', arn, userId: undefined },
    options: {
      ...emptyDraft.options,
      identity: second?.identity.id ?? '',
      roleArn: isRole ? arn : '',
    },
  };
}
