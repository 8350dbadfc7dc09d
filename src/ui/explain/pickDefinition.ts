import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { textOfPart, type Definition } from '../../core/lint/definition';
import { Failure } from '../../core/failure';
import { visible } from '../../core/text';
import { readPastedDefinition } from '../../documents/pastedDefinition';
import { askText, pickOne } from '../prompts';

/** The identity's name in a definition, or words that say it has none. */
export function nameIn(definition: Definition): string {
  return textOfPart(definition, 'name') ?? l10n.t('identity without a name');
}

/** The definitions on the clipboard, in JSON, YAML or Terraform. */
export async function definitionsOnClipboard(
  kinds: readonly Definition['kind'][],
): Promise<readonly Definition[]> {
  const read = readPastedDefinition(await vscode.env.clipboard.readText(), '', kinds);
  return read.ok ? read.definitions : [];
}

/**
 * Asks the person to paste a definition in JSON, YAML or Terraform, and to pick one if there are several.
 *
 * @throws Failure `cancelled`, `invalid` for any other text
 */
export async function pasteDefinition(kinds: readonly Definition['kind'][]): Promise<Definition> {
  const read = async (text: string) =>
    readPastedDefinition(text, await vscode.env.clipboard.readText(), kinds);
  const text = await askText(
    {
      title: l10n.t('Explain Match'),
      prompt: l10n.t('The definition of an identity: JSON, YAML or Terraform, all of its lines'),
      placeHolder:
        '{ "name": "…", "awsIdentity": { "awsAccount": "123456789012", "arn": "…", "userId": "…" } }',
    },
    async (typed) => {
      const pasted = await read(typed);
      return pasted.ok ? undefined : pasted.problem;
    },
  );
  const pasted = await read(text);
  if (!pasted.ok) throw new Failure('invalid', pasted.problem);
  return oneOf(pasted.definitions);
}

/** The only definition, or the one that a person picks by its name. @throws Failure `cancelled` */
export async function oneOf(definitions: readonly Definition[]): Promise<Definition> {
  const [only, ...others] = definitions;
  if (only && others.length === 0) return only;
  const choices = definitions.map((value) => ({ label: visible(nameIn(value)), value }));
  const options = { title: l10n.t('Explain Match'), placeHolder: l10n.t('Which identity?') };
  return pickOne(choices, options);
}
