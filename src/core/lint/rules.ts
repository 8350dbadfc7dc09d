import * as l10n from '@vscode/l10n';

/** Ids of the rules, in the order in which they are documented. */
export const ruleIds = [
  'unanchored',
  'alternation-anchor',
  'unescaped',
  'literal-as-pattern',
  'pattern-as-literal',
  'too-broad',
  'any-session',
  'role-arn',
  'role-path',
  'account-mismatch',
  'partition-mismatch',
  'account-format',
  'not-re2',
  'exact-session',
  'unknown-field',
  'both-set',
  'none-set',
  'duplicate-field',
  'name-format',
  'description-format',
  'uidp-format',
  'data-source',
  'no-binding',
] as const;

export type RuleId = (typeof ruleIds)[number];

/** How much a finding matters: an `error` cannot work, a `warning` works otherwise than it looks. */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** The severity that a rule has unless the settings say otherwise. */
export const defaultSeverity: Readonly<Record<RuleId, Severity>> = {
  unanchored: 'warning',
  'alternation-anchor': 'warning',
  unescaped: 'information',
  'literal-as-pattern': 'warning',
  'pattern-as-literal': 'error',
  'too-broad': 'warning',
  'any-session': 'information',
  'role-arn': 'error',
  'role-path': 'error',
  'account-mismatch': 'error',
  'partition-mismatch': 'error',
  'account-format': 'error',
  'not-re2': 'error',
  'exact-session': 'warning',
  'unknown-field': 'error',
  'both-set': 'error',
  'none-set': 'error',
  'duplicate-field': 'error',
  'name-format': 'error',
  'description-format': 'error',
  'uidp-format': 'error',
  'data-source': 'error',
  'no-binding': 'warning',
};

/** What a rule finds, in a few words: for settings, quick fixes and documentation. */
export function ruleTitle(rule: RuleId): string {
  switch (rule) {
    case 'unanchored':
      return l10n.t('A pattern without ^ or $');
    case 'alternation-anchor':
      return l10n.t('^ and $ that bind to one alternative only');
    case 'unescaped':
      return l10n.t('A special character that stands for itself in a name');
    case 'literal-as-pattern':
      return l10n.t('A plain ARN or ID in a pattern’s field');
    case 'pattern-as-literal':
      return l10n.t('A pattern in an exact value’s field');
    case 'too-broad':
      return l10n.t('A pattern that fits any account, any role or any unique ID');
    case 'any-session':
      return l10n.t('Any session of a role that people share');
    case 'role-arn':
      return l10n.t('The ARN or ID of an IAM role, which no caller presents');
    case 'role-path':
      return l10n.t('A role’s path in the ARN of an assumed role');
    case 'account-mismatch':
      return l10n.t('An ARN of another account');
    case 'partition-mismatch':
      return l10n.t('An ARN of another partition');
    case 'account-format':
      return l10n.t('An account that is not a text of twelve digits');
    case 'not-re2':
      return l10n.t('A pattern that Go refuses');
    case 'exact-session':
      return l10n.t('An exact session name that is another one each time');
    case 'unknown-field':
      return l10n.t('A field that Chainguard does not know');
    case 'both-set':
      return l10n.t('Two fields of which only one may be set');
    case 'none-set':
      return l10n.t('A field that has to be set');
    case 'duplicate-field':
      return l10n.t('A field that is set twice');
    case 'name-format':
      return l10n.t('A name that Chainguard refuses');
    case 'description-format':
      return l10n.t('A description that Chainguard refuses');
    case 'uidp-format':
      return l10n.t('An ID that is not a Chainguard ID');
    case 'data-source':
      return l10n.t('A data source that the Terraform provider does not have');
    case 'no-binding':
      return l10n.t('An identity without a role binding');
  }
}

/** Why a rule's finding matters, as one or two sentences. */
export function ruleReason(rule: RuleId): string {
  switch (rule) {
    case 'unanchored':
      return l10n.t(
        'Chainguard does not publish how it compares patterns. Go finds a pattern anywhere in the text, so without ^ and $ longer texts fit as well.',
      );
    case 'alternation-anchor':
      return l10n.t(
        'In ^a|b$ the ^ belongs to a and the $ to b, so each alternative is open on its other side.',
      );
    case 'unescaped':
      return l10n.t('In a pattern a dot fits any character and a plus repeats the one before it.');
    case 'literal-as-pattern':
      return l10n.t('As a pattern this fits every text that contains it, and its dots fit any character.');
    case 'pattern-as-literal':
      return l10n.t(
        'An exact value is compared character by character, so nobody has one with wildcards in it.',
      );
    case 'too-broad':
      return l10n.t('Whoever can make a caller of that form may assume the identity.');
    case 'any-session':
      return l10n.t('Everybody who can sign in to this role may assume the identity.');
    case 'role-arn':
      return l10n.t(
        'A role calls as arn:…:sts::…:assumed-role/ROLE/SESSION. Its user ID goes on with a colon and the session as well. AWS never names it by the role alone.',
      );
    case 'role-path':
      return l10n.t('AWS leaves the path out of the ARN of an assumed role.');
    case 'account-mismatch':
      return l10n.t('All three fields have to fit, so no caller can satisfy both accounts.');
    case 'partition-mismatch':
      return l10n.t('A caller’s ARN names the partition that its account belongs to.');
    case 'account-format':
      return l10n.t('Chainguard compares the account as a text of twelve digits.');
    case 'not-re2':
      return l10n.t(
        'Chainguard’s patterns are Go’s, in RE2 syntax. A pattern that cannot be read fits nobody.',
      );
    case 'exact-session':
      return l10n.t(
        'The tool that starts the session chooses another name each time, so the next one will not fit.',
      );
    case 'unknown-field':
      return l10n.t('The field is refused or silently dropped, and what it says does not count.');
    case 'both-set':
      return l10n.t('Chainguard takes one of the two and refuses a definition with both.');
    case 'none-set':
      return l10n.t(
        'An AWS identity needs an account, an ARN and a user ID; each of the last two exact or as a pattern.',
      );
    case 'duplicate-field':
      return l10n.t('Chainguard refuses a definition that sets a field twice, also under two spellings.');
    case 'name-format':
      return l10n.t('A name consists of lower-case letters, digits, spaces and the characters . _ -');
    case 'description-format':
      return l10n.t('A description is one line of at most 512 characters.');
    case 'uidp-format':
      return l10n.t('An ID is 40 digits from 0 to f, followed by a slash and 16 digits for each step below.');
    case 'data-source':
      return l10n.t('The provider registers chainguard_role only; a plan with another name fails.');
    case 'no-binding':
      return l10n.t('An identity can be assumed without a role binding, but it can do nothing then.');
  }
}
