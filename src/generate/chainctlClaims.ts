import * as l10n from '@vscode/l10n';
import type { Draft } from '../core/draft/draft';
import type { Rule } from '../core/identity';
import { opening } from './chainctl';
import { nameWord, whereAndWhat } from './chainctlFlags';
import type { Form } from './form';
import { placeNote } from './notes';
import { shellCommand, shellFlag } from './quote/shell';
import { bindSteps, findSteps, runStep } from './steps/chainctl';

/**
 * `chainctl iam identities create NAME --identity-issuer=… --subject=…` (chainctl reference, "chainctl iam identities
 * create"), for every draft that its flags can say.
 */
export const chainctlClaims: Form = {
  id: 'chainctl-claims',
  title: () => l10n.t('chainctl create'),
  language: 'shellscript',
  fileName: 'create-claims-identity.sh',
  ways: ['web-identity', 'token'],
  needs: ['group', 'roles'],
  notes: (draft) => [flagsOf(draft) ? undefined : whyNot(draft), placeNote(draft)],
  steps: (draft) =>
    flagsOf(draft) ? [...findSteps(), runStep('create-claims-identity.sh'), ...bindSteps(draft)] : [],
  generate(draft) {
    const flags = flagsOf(draft);
    return flags
      ? `${opening}
${shellCommand(`chainctl iam identities create ${nameWord(draft.name)}`, [
  ...flags,
  ...(draft.description === '' ? [] : [shellFlag('description', draft.description)]),
  ...whereAndWhat(draft),
])}
`
      : `#!/usr/bin/env bash
# "chainctl iam identities create" has flags for the issuer, the subject, the audience and patterns of claims. This
# identity asks for something else, or lacks its issuer or subject.
echo 'Create this identity from id.json instead: the form "chainctl with id.json".' >&2
exit 1
`;
  },
};

/** Why chainctl's flags cannot say what the draft asks for, as a sentence. */
function whyNot({ claims }: Draft): string {
  if (!claims?.issuer || !claims.subject)
    return l10n.t('chainctl needs the issuer and the subject, or a pattern for each.');
  return claims.claims.some(({ rule }) => rule.kind === 'exact')
    ? l10n.t(
        'chainctl has a flag for patterns of claims and none for their exact values, so it cannot create this identity. Use id.json.',
      )
    : l10n.t(
        'chainctl takes patterns of claims as one list with commas and colons in between, so it cannot create this identity. Use id.json.',
      );
}

/**
 * What the draft asks for as flags; `undefined` where they cannot say it.
 *
 * @param source the issuer and the subject as words of the shell, instead of the draft's
 */
export function flagsOf(
  { claims }: Draft,
  source?: { readonly issuer: string; readonly subject: string },
): readonly string[] | undefined {
  const issuer = flagFor('identity-issuer', claims?.issuer, source?.issuer);
  const subject = flagFor('subject', claims?.subject, source?.subject);
  const asked = claims?.claims ?? [];
  const isSayable = asked.every(
    ({ name, rule }) => rule.kind === 'pattern' && !/[:,]/.test(name) && !rule.value.includes(','),
  );
  if (issuer === undefined || subject === undefined || !isSayable) return undefined;
  // Of several patterns for one claim the last counts, as in a file.
  const patterns = new Map(asked.map(({ name, rule }) => [name, rule.value]));
  const list = [...patterns].map(([name, pattern]) => `${name}:${pattern}`).join(',');
  const audience = flagFor('audience', claims?.audience);
  return [
    issuer,
    subject,
    ...(audience === undefined ? [] : [audience]),
    ...(patterns.size === 0 ? [] : [shellFlag('claim-pattern', list)]),
  ];
}

function flagFor(name: string, rule: Rule | undefined, word?: string): string | undefined {
  if (word !== undefined) return `--${name}=${word}`;
  return rule && shellFlag(rule.kind === 'exact' ? name : `${name}-pattern`, rule.value);
}
