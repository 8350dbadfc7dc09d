import * as l10n from '@vscode/l10n';
import { platformName } from '../platform/platform';
import { visible } from '../text';
import type { ClaimCause, ClaimPart } from './claimCause';
import { claimName } from './claimName';
import { kindName, textSentence } from './explainText';
import { partName, type Run } from './subjectParts';

/** What differs and, if known, why: one or two sentences, the token's own text last. */
export function claimSentence(part: ClaimPart, field: string, cause: ClaimCause): string {
  const name = claimName(part, field);
  switch (cause.kind) {
    case 'anchors':
    case 'unescaped':
    case 'escaped':
    case 'white-space':
    case 'exact-pattern':
    case 'refused':
    case 'unset':
      return textSentence(name, cause);
    case 'case':
      return l10n.t('Only upper and lower case differ in the {0}. Write it as the token has it.', name);
    case 'plain-text':
      return l10n.t(
        'The {0} pattern has nothing special in it, and the token’s {0} does not contain it.',
        name,
      );
    case 'wildcard':
      return l10n.t(
        'The exact {0} has wildcards in it, which are compared as they stand. Make it the pattern: {1}',
        name,
        cause.fixed,
      );
    case 'trailing-slash':
      return cause.on === 'rule'
        ? l10n.t('The {0} ends in / here, and the token’s does not. Remove it.', name)
        : l10n.t('The token’s {0} ends in /, and this one does not. Add it.', name);
    case 'scheme':
      return l10n.t(
        'Only the beginning of the {0} differs. Expected is what the token has: {1}',
        name,
        cause.fixed,
      );
    case 'issuer-account':
      return l10n.t(
        'This is the issuer of another AWS account; each account has its own. Expected {0}, but the token’s is: {1}',
        cause.expected,
        cause.actual,
      );
    case 'platform':
      return l10n.t(
        'The token is from another platform. Expected one of {0}, but it is from: {1}',
        platformName(cause.expected),
        platformName(cause.actual),
      );
    case 'immutable':
      return cause.in === 'token'
        ? l10n.t(
            'The token has GitHub’s immutable subject, with the ids of owner and repository behind their names. The rule has the names alone. GitHub writes it so for repositories that were made, renamed or transferred since July 2026.',
          )
        : l10n.t(
            'The rule has GitHub’s immutable subject, with the ids of owner and repository behind their names. The token has the names alone: the repository does not use immutable subjects.',
          );
    case 'remade':
      return cause.what === 'owner'
        ? l10n.t(
            'The owner’s name fits, but its id is another one. Expected {0}, but the token’s is: {1}',
            cause.expected,
            cause.actual,
          )
        : l10n.t(
            'The repository’s name fits, but its id is another one. It looks like the repository was deleted and created again. Expected {0}, but the token’s is: {1}',
            cause.expected,
            cause.actual,
          );
    case 'run':
      return runSentence(cause.expected, cause.actual);
    case 'component': {
      const { what, expected, actual } = cause;
      const differs = l10n.t(
        'The {0} differs. Expected {1}, but the token’s is: {2}',
        partName(what),
        expected,
        actual,
      );
      return cause.changes ? `${differs}\n${l10n.t('It is another one in each run.')}` : differs;
    }
    case 'assumed-role':
      return cause.sameRole
        ? l10n.t(
            'This is the ARN of a session of the role. A web identity token names the role itself, with its path and without a session: {0}',
            cause.role,
          )
        : l10n.t(
            'This is the ARN of a session of another role. A web identity token names the role itself, which here is: {0}',
            cause.role,
          );
    case 'session-behind':
      return l10n.t(
        'There is a session behind the role. A web identity token names the role itself, so remove: {0}',
        cause.session,
      );
    case 'path':
      return cause.expected === '/'
        ? l10n.t('The ARN lacks the path, which a web identity token keeps: {0}', cause.actual)
        : l10n.t(
            'The path in the ARN differs. Expected {0}, but the token’s is: {1}',
            cause.expected,
            cause.actual,
          );
    case 'principal':
      return l10n.t(
        'The ARN is that of another kind of principal. Expected {0}, but the token’s is that of: {1}',
        kindName(cause.expected),
        kindName(cause.actual),
      );
    case 'audience':
      return cause.of === undefined
        ? l10n.t('The token was made for another audience: {0}', cause.actual)
        : l10n.t(
            'The token was made for an audience of {0}. Ask there for one with the expected audience instead of: {1}',
            platformName(cause.of),
            cause.actual,
          );
    case 'absent':
      return cause.similar === undefined
        ? l10n.t('The token does not have this: {0}', name)
        : l10n.t('The token does not have this, but has one of a similar name: {0}', visible(cause.similar));
    case 'nested':
      return l10n.t(
        'The token has this inside the claim {0}. Whether Chainguard looks there is not known.',
        visible(cause.within),
      );
    case 'not-text':
      return notTextSentence(name, cause.is);
    case 'other':
      return l10n.t('The {0} does not fit.', name);
  }
}

/** That it is not known whether a claim fits that is no text by itself. */
export function unknownSentence(part: ClaimPart, field: string, cause: ClaimCause): string {
  const sentence = claimSentence(part, field, cause);
  return cause.kind === 'nested'
    ? sentence
    : l10n.t('{0} How Chainguard compares it with a text is not known.', sentence);
}

/** That a claim which is no text by itself does not fit, however it is read. */
export function misfitSentence(part: ClaimPart, field: string, cause: ClaimCause): string {
  return l10n.t('{0} It fits neither way.', claimSentence(part, field, cause));
}

function notTextSentence(name: string, is: 'number' | 'boolean' | 'list' | 'object'): string {
  switch (is) {
    case 'number':
      return l10n.t('In the token, the {0} is a number and not a text.', name);
    case 'boolean':
      return l10n.t('In the token, the {0} is true or false and not a text.', name);
    case 'list':
      return l10n.t('In the token, the {0} is a list and not a text.', name);
    case 'object':
      return l10n.t('In the token, the {0} is an object and not a text.', name);
  }
}

function runSentence(expected: Run, actual: Run): string {
  if (expected.kind === actual.kind)
    return l10n.t(
      'The {0} differs. Expected {1}, but the token’s is: {2}',
      partName(actual.kind === 'other' ? 'run' : actual.kind),
      expected.name,
      actual.name,
    );
  switch (actual.kind) {
    case 'environment':
      return l10n.t(
        'The job runs in an environment, which GitHub writes in place of the branch or tag. Expected {0}, but the token’s environment is: {1}',
        expected.name,
        actual.name,
      );
    case 'pull-request':
      return l10n.t(
        'The workflow runs for a pull request, which GitHub writes in place of the branch. Expected: {0}',
        expected.name,
      );
    case 'branch':
      return l10n.t(
        'The workflow runs on a branch. Expected {0}, but the token’s branch is: {1}',
        expected.name,
        actual.name,
      );
    case 'tag':
      return l10n.t(
        'The workflow runs on a tag. Expected {0}, but the token’s tag is: {1}',
        expected.name,
        actual.name,
      );
    case 'other':
      return l10n.t(
        'What the workflow runs for differs. Expected {0}, but the token’s is: {1}',
        expected.name,
        actual.name,
      );
  }
}
