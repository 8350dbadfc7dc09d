import * as l10n from '@vscode/l10n';
import type { Definition } from '../core/lint/definition';
import { readCallerOutput } from './callerOutput';
import type { Format } from './format';
import { readDefinitions } from './read';

type PastedDefinition =
  /** At least one, of the kinds asked for. */
  | { readonly ok: true; readonly definitions: readonly Definition[] }
  /** What the text seems to be and what to paste instead, as a sentence or two. */
  | { readonly ok: false; readonly problem: string };

/** The longest text that is read, in UTF-16 units. */
export const longestPaste = 200_000;

const formats: readonly Format[] = ['json', 'yaml', 'terraform'];

/**
 * Reads the identities that a pasted text defines in JSON, YAML or Terraform. An input box joins the lines of what
 * is pasted, so `copied`, from the clipboard, is read if it differs from `text` in white space only. Never throws.
 *
 * @param kinds which identities; only those that trust AWS callers unless set
 */
export function readPastedDefinition(
  text: string,
  copied = '',
  kinds: readonly Definition['kind'][] = ['identity'],
): PastedDefinition {
  const whole = copied.length <= longestPaste && bare(text) === bare(copied) ? copied : text;
  if (whole.length > longestPaste) return no(l10n.t('This is too long for the definition of an identity.'));
  for (const format of formats) {
    const definitions = readDefinitions(whole, format).filter(({ kind }) => kinds.includes(kind));
    if (definitions.length > 0) return { ok: true, definitions };
  }
  return no(otherText(whole.trim()));
}

function bare(text: string): string {
  return text.replace(/\s+/g, '');
}

function no(problem: string): PastedDefinition {
  return { ok: false, problem };
}

/** What a text without a definition seems to be, and what to paste instead. */
function otherText(text: string): string {
  if (/aws_?identity/i.test(text)) {
    return text.includes('\n') || text.startsWith('{') || text.startsWith('[')
      ? l10n.t('This definition cannot be read. Is all of it there, with its braces and indentation?')
      : l10n.t('The line breaks of this definition are lost. Copy it, and paste it here at once.');
  }
  if (/claim_?match/i.test(text))
    return l10n.t('This identity trusts the claims of a token. Paste one that trusts AWS callers.');
  if (readCallerOutput(text).ok)
    return l10n.t('This is a caller, who is asked for next. Paste the definition of the identity first.');
  if (/"?Statement"?\s*:/.test(text))
    return l10n.t('This is an AWS policy. Paste the definition of a Chainguard identity.');
  return l10n.t(
    'This is no AWS identity in JSON, YAML or Terraform. Paste an id.json or a chainguard_identity resource.',
  );
}
