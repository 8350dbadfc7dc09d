/** One of the two Pulumi programs, as far as it is the same in every language. */
interface Program {
  /** What it does, in lines of a comment. */
  readonly about: readonly string[];
  /** The commands that run it. */
  readonly commands: readonly string[];
}

/** A user who may do nothing but assume a role, and the role. */
export const createRole: Program = {
  about: ['A user without rights and a role that the user may assume. Run it with keys that may make both:'],
  commands: [
    'pulumi config set unprivilegedUsername <name>',
    'pulumi config set aws:region <region>',
    'pulumi up',
    'pulumi stack output --json --show-secrets',
  ],
};

/** A program whose resources are made as the role, with the keys of that user. */
export const assumeRole: Program = {
  about: [
    'A bucket that the role makes. Run it with the keys of a user who may assume the role; the session token of',
    'earlier keys must not be left in the environment:',
  ],
  commands: [
    'unset AWS_SESSION_TOKEN',
    'export AWS_ACCESS_KEY_ID="$(pulumi stack output --stack <create-role> accessKeyId)"',
    'export AWS_SECRET_ACCESS_KEY="$(pulumi stack output --stack <create-role> --show-secrets secretAccessKey)"',
    'pulumi up',
  ],
};

/**
 * The comment that a program begins with.
 *
 * @param indent what stands before a command, such as Go's tab, which makes it code in Go's documentation
 */
export function opening(
  { about, commands }: Program,
  indent: string,
  between: readonly string[] = [],
): string {
  const lines = [...about.map((line) => ` ${line}`), ...between, ...commands.map((line) => indent + line)];
  return lines.map((line) => `//${line}\n`).join('');
}
