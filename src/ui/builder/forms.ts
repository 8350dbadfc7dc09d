import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Draft } from '../../core/draft/draft';
import { Failure } from '../../core/failure';
import { sentences } from '../../core/text';
import { findForm, formGroups, notesOn } from '../../generate/forms';
import type { Form } from '../../generate/form';
import type { FormOfDraft, Rendered, Taking } from '../../wire/builder';
import type { OptionName } from '../../wire/builderForm';
import type { LastEditor } from './lastEditor';
import { toClipboard } from '../progress';

/** Every form in which the page offers a draft. */
export function formsOfDraft(): readonly FormOfDraft[] {
  return formGroups.flatMap((group) =>
    group.forms.map((form) => ({
      id: form.id,
      title: form.title(),
      language: form.language,
      group: group.title(),
      ways: form.ways ?? null,
      platforms: form.platforms ?? null,
      options: form.needs.flatMap((field) => {
        const label = optionLabels()[field as OptionName];
        return label === undefined ? [] : [{ id: field as OptionName, label }];
      }),
    })),
  );
}

/** A draft in one form. @throws Failure `invalid` for an unknown form */
export function renderForm(draft: Draft, id: string): Rendered {
  const form = formWith(id);
  return {
    text: form.generate(draft),
    note: sentences(...notesOn(form, draft)) || null,
    steps: (form.steps?.(draft) ?? []).map(({ title, language, text, note = null }) => ({
      title,
      language,
      text,
      note,
    })),
  };
}

/**
 * Copies one of the steps around a form, made anew.
 *
 * @returns what to say
 * @throws Failure `invalid` for an unknown form or step
 */
export async function copyStep(draft: Draft, id: string, at: number): Promise<string> {
  const step = formWith(id).steps?.(draft)[at];
  if (!step) throw new Failure('invalid', l10n.t('There is no such step.'));
  await toClipboard(step.text);
  return l10n.t('Copied: {0}', step.title);
}

/**
 * Copies, saves, inserts or opens a form. Generates the text anew, and never takes it from the page.
 *
 * @returns what to say; `null` where the person cancelled
 * @throws Failure `invalid` for an unknown form, or where no editor can take the text
 */
export async function takeForm(
  draft: Draft,
  id: string,
  how: Taking,
  editors: LastEditor,
): Promise<string | null> {
  const form = formWith(id);
  const text = form.generate(draft);
  switch (how) {
    case 'copy':
      await toClipboard(text);
      return l10n.t('Copied: {0}', form.title());
    case 'untitled': {
      const document = await vscode.workspace.openTextDocument({ content: text, language: form.language });
      await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside });
      return l10n.t('Opened: {0}', form.title());
    }
    case 'insert':
      return insert(form, text, editors.find());
    case 'save':
      return save(form, text);
  }
}

function formWith(id: string): Form {
  const form = findForm(id);
  if (!form) throw new Failure('invalid', l10n.t('There is no such form: {0}', id));
  return form;
}

/** Inserts the text at the cursor, in the text editor that the person last used. Keeps what was selected. */
async function insert(form: Form, text: string, editor: vscode.TextEditor | undefined): Promise<string> {
  if (!editor) {
    throw new Failure('invalid', l10n.t('There is no text editor beside this page to insert into.'), {
      remedy: l10n.t('Open a file beside it and put the cursor where the text belongs.'),
    });
  }
  const { active } = editor.selection;
  // Text inserted at the end of a selection would become part of it, and be lost with the next key.
  editor.selection = new vscode.Selection(active, active);
  const done = await editor.edit((edit) => edit.insert(active, text));
  if (!done)
    throw new Failure('invalid', l10n.t('The editor does not take changes: {0}', editor.document.fileName));
  return l10n.t('Inserted: {0}', form.title());
}

/** Asks where to save. The dialog asks again before a file is overwritten. */
async function save(form: Form, text: string): Promise<string | null> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri = await vscode.window.showSaveDialog({
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, form.fileName) }),
    title: l10n.t('Save {0}', form.title()),
  });
  if (!uri) return null;
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
  return l10n.t('Saved: {0}', vscode.workspace.asRelativePath(uri));
}

function optionLabels(): Readonly<Record<OptionName, string | undefined>> {
  return {
    // The page knows it: it is the identity that was created or is edited.
    identity: undefined,
    roleArn: l10n.t('ARN of the IAM role'),
    trustedArn: l10n.t('ARN that may assume the role'),
    externalId: l10n.t('External ID'),
    mfaSerial: l10n.t('MFA device'),
    sessionName: l10n.t('Session name'),
    profile: l10n.t('Profile'),
    sourceProfile: l10n.t('Source profile'),
    region: l10n.t('Region'),
    lambdaName: l10n.t('Lambda function'),
    newFolder: l10n.t('New folder for the identity'),
    namespace: l10n.t('Namespace'),
    serviceAccount: l10n.t('Service account'),
    image: l10n.t('Image'),
    bucket: l10n.t('S3 bucket of the state'),
    stateKey: l10n.t('Key of the state'),
  };
}
