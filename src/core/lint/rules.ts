import * as l10n from '@vscode/l10n';

/** How much a finding matters: an `error` cannot work, a `warning` does not work the way it looks. */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** The severity of each rule unless the settings say otherwise, in the order in which the rules are documented. */
export const defaultSeverity = {
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
  'ends-in-line-break': 'error',
  never: 'error',
  'unknown-field': 'error',
  'both-set': 'error',
  'none-set': 'error',
  'duplicate-field': 'error',
  'name-format': 'error',
  'uidp-format': 'error',
  placeholder: 'error',
  'data-source': 'error',
  'no-binding': 'warning',
  'not-checked': 'information',
  'workflow-role': 'warning',
  'issuer-any-account': 'warning',
  'issuer-format': 'warning',
  'subject-any': 'warning',
  'crosses-separator': 'warning',
  'pull-request': 'warning',
  'mutable-subject': 'information',
  'audience-of-another': 'warning',
  'keys-end': 'warning',
} satisfies Readonly<Record<string, Severity>>;

export type RuleId = keyof typeof defaultSeverity;

/** The ids of all rules, in the order in which they are documented. */
export const ruleIds: readonly RuleId[] = Object.keys(defaultSeverity).filter(
  (id): id is RuleId => id in defaultSeverity,
);

/** What a rule finds, in a few words: for settings, quick fixes and documentation. */
export function ruleTitle(rule: RuleId): string {
  return titles[rule]();
}

/** Why a rule's finding matters, as one or two sentences. */
export function ruleReason(rule: RuleId): string {
  return reasons[rule]();
}

const titles: Readonly<Record<RuleId, () => string>> = {
  unanchored: () => l10n.t('A pattern without ^ or $'),
  'alternation-anchor': () => l10n.t('^ and $ that bind to one alternative only'),
  unescaped: () => l10n.t('A special character that stands for itself in a name'),
  'literal-as-pattern': () => l10n.t('A plain ARN or ID in a pattern’s field'),
  'pattern-as-literal': () => l10n.t('A pattern in an exact value’s field'),
  'too-broad': () => l10n.t('Rules that together fit any role or any user of an account'),
  'any-session': () => l10n.t('Any session of a role that people share'),
  'role-arn': () => l10n.t('The ARN or ID of an IAM role, which no caller presents'),
  'role-path': () => l10n.t('A role’s path in the ARN of an assumed role'),
  'account-mismatch': () => l10n.t('An ARN of another account'),
  'partition-mismatch': () => l10n.t('An ARN of another partition'),
  'account-format': () => l10n.t('An account that is not a text of twelve digits'),
  'not-re2': () => l10n.t('A pattern that Go refuses'),
  'exact-session': () => l10n.t('An exact session name that is another one each time'),
  'ends-in-line-break': () => l10n.t('A value that ends in a line break'),
  never: () => l10n.t('Rules that no caller can fulfil together'),
  'unknown-field': () => l10n.t('A field that Chainguard does not know'),
  'both-set': () => l10n.t('Two fields of which only one may be set'),
  'none-set': () => l10n.t('A field that has to be set'),
  'duplicate-field': () => l10n.t('A field that is set twice'),
  'name-format': () => l10n.t('A name that Chainguard refuses'),
  'uidp-format': () => l10n.t('An ID that is not a Chainguard ID'),
  placeholder: () => l10n.t('A placeholder that has to be replaced'),
  'data-source': () => l10n.t('A data source that the Terraform provider does not have'),
  'no-binding': () => l10n.t('An identity without a role binding'),
  'not-checked': () => l10n.t('Lines of a template that are not checked'),
  'workflow-role': () => l10n.t('A role in a GitHub workflow that its identity does not let in'),
  'issuer-any-account': () => l10n.t('A pattern for issuers that the issuer of any AWS account fits'),
  'issuer-format': () => l10n.t('An issuer that is no https address, or ends in a slash'),
  'subject-any': () => l10n.t('A pattern for subjects that fits any subject, any repository or any role'),
  'crosses-separator': () => l10n.t('A wildcard that goes on over the end of a name'),
  'pull-request': () => l10n.t('A subject that the pull requests of a repository have'),
  'mutable-subject': () => l10n.t('A subject of GitHub without the ids of owner and repository'),
  'audience-of-another': () => l10n.t('An audience that belongs to another platform than the issuer'),
  'keys-end': () => l10n.t('Static keys that end soon, or have ended'),
};

const reasons: Readonly<Record<RuleId, () => string>> = {
  unanchored: () =>
    l10n.t(
      'Chainguard does not publish how it compares patterns. Go finds a pattern anywhere in the text, so without ^ and $ longer texts fit as well.',
    ),
  'alternation-anchor': () =>
    l10n.t('In ^a|b$ the ^ belongs to a and the $ to b, so each alternative is open on its other side.'),
  unescaped: () => l10n.t('In a pattern a dot fits any character and a plus repeats the one before it.'),
  'literal-as-pattern': () =>
    l10n.t('As a pattern this fits every text that contains it, and its dots fit any character.'),
  'pattern-as-literal': () =>
    l10n.t('An exact value is compared character by character, so nobody has one with wildcards in it.'),
  'too-broad': () => l10n.t('Whoever can make a caller of that form can assume the identity.'),
  'any-session': () => l10n.t('Everybody who can sign in to this role can assume the identity.'),
  'role-arn': () =>
    l10n.t(
      'A role calls as arn:…:sts::…:assumed-role/ROLE/SESSION. Its user ID goes on with a colon and the session as well. AWS never names it by the role alone.',
    ),
  'role-path': () => l10n.t('AWS leaves the path out of the ARN of an assumed role.'),
  'account-mismatch': () => l10n.t('All three fields have to fit, so no caller can satisfy both accounts.'),
  'partition-mismatch': () => l10n.t('A caller’s ARN names the partition that its account belongs to.'),
  'account-format': () => l10n.t('Chainguard compares the account as a text of twelve digits.'),
  'not-re2': () =>
    l10n.t('Chainguard’s patterns are Go’s, in RE2 syntax. A pattern that cannot be read fits nobody.'),
  'exact-session': () =>
    l10n.t('The tool that starts the session chooses another name each time, so the next one will not fit.'),
  'ends-in-line-break': () =>
    l10n.t(
      'A heredoc and most block scalars end with the line break of their last line. It is sent along, and no caller has one, so the value fits nobody.',
    ),
  never: () =>
    l10n.t(
      'All fields have to fit one caller. It is proven that AWS presents nobody who fits them all, so nobody can assume the identity.',
    ),
  'unknown-field': () => l10n.t('The field is refused or silently dropped, and what it says does not count.'),
  'both-set': () => l10n.t('Chainguard takes one of the two and refuses a definition with both.'),
  'none-set': () =>
    l10n.t(
      'An AWS identity needs an account, an ARN and a user ID, one that trusts claims an issuer and a subject; each but the account exact or as a pattern.',
    ),
  'duplicate-field': () =>
    l10n.t('Chainguard refuses a definition that sets a field twice, also under two spellings.'),
  'name-format': () =>
    l10n.t('A name consists of lower-case letters, digits, spaces and the characters . _ -'),
  'uidp-format': () =>
    l10n.t('An ID is 40 digits from 0 to f, followed by a slash and 16 digits for each step below.'),
  placeholder: () =>
    l10n.t(
      'The value was copied from a guide or a template, and still holds a name in place of what it stands for. No caller and no token has it.',
    ),
  'data-source': () => l10n.t('The provider registers chainguard_role only; a plan with another name fails.'),
  'no-binding': () =>
    l10n.t('An identity can be assumed without a role binding, but it can do nothing then.'),
  'not-checked': () =>
    l10n.t(
      'What a template decides, repeats or includes is known only when it is filled in, and very large patterns take too long. The rest is checked as it stands.',
    ),
  'workflow-role': () =>
    l10n.t(
      'The job takes an AWS role and then assumes an identity with it. The identity’s rules do not fit any session of that role, so that the job will be refused.',
    ),
  'issuer-any-account': () =>
    l10n.t(
      'Every AWS account can have an issuer of that form, also a stranger’s, so only the subject keeps the world out.',
    ),
  'issuer-format': () =>
    l10n.t(
      'An issuer is compared character by character with the token’s, which is an https address as its platform writes it.',
    ),
  'subject-any': () =>
    l10n.t('Whoever gets a token of the issuer with a subject of that form can assume the identity.'),
  'crosses-separator': () =>
    l10n.t(
      'The wildcard also takes what follows the name, so another repository, project or role whose name begins the same fits as well.',
    ),
  'pull-request': () =>
    l10n.t(
      'The author of a pull request chooses the code that its workflows run, and with it who assumes the identity.',
    ),
  'mutable-subject': () =>
    l10n.t(
      'Repositories that were made, renamed or transferred since July 2026 have the ids of owner and repository in their subjects, such as repo:acme@1234/app@5678:…, and a rule without them stops fitting. A name alone also fits whoever takes that name later.',
    ),
  'audience-of-another': () =>
    l10n.t(
      'The audience says for whom a token was made. A token of this issuer has another one, or was made for somebody else.',
    ),
  'keys-end': () =>
    l10n.t(
      'When static keys end, nobody can assume the identity any more. Keys cannot be prolonged; register new ones.',
    ),
};
