import type { Draft } from '../core/draft/draft';
import { regionOf } from './facts';
import { shellWord } from './quote/shell';
import { goModules } from './steps/go';

/** What differs between languages around a Pulumi program. */
export interface Language {
  /** The template for `pulumi new`. */
  readonly template: string;
  readonly fileName: string;
  /** The command that fetches imports that the template lacks; empty if there are none. */
  readonly fetch: string;
  /** The name that Pulumi.yaml has for the language, and the command that makes a project without a template. */
  readonly runtime: string;
  readonly make: string;
  /** Stands before each command; in Go a tab, which marks code in a comment. */
  readonly indent: string;
  /** Lines between the text and the commands. */
  readonly between: readonly string[];
}

export const inGo: Language = {
  template: 'aws-go',
  fileName: 'main.go',
  fetch: 'go mod tidy',
  runtime: 'go',
  make: goModules,
  indent: '\t',
  between: [''],
};
export const inTypescript: Language = {
  template: 'aws-typescript',
  fileName: 'index.ts',
  fetch: '',
  runtime: 'nodejs',
  make: 'npm install @pulumi/pulumi @pulumi/aws',
  indent: '   ',
  between: [],
};

/** The opening comment of a program that makes a role, and a user who may do nothing but assume it. */
export function createRoleOpening(language: Language, draft: Draft): string {
  return opening(
    language,
    [
      'Makes a user without rights, and a role that the user may assume.',
      '',
      `Make a project with "pulumi new ${language.template}" in a directory create-role,`,
      `put this into its ${language.fileName}, and run it with keys that may make both:`,
    ],
    [...createRoleSettings(draft), 'pulumi up'],
  );
}

/** Commands that say what the program that makes the role needs to know. */
export function createRoleSettings(draft: Draft): readonly string[] {
  return [
    'pulumi config set unprivilegedUsername unprivileged',
    `pulumi config set aws:region ${shellWord(regionOf(draft))}`,
  ];
}

/** The opening comment of a program that makes its resources as the role, with that user's keys. */
export function assumeRoleOpening(language: Language): string {
  return opening(
    language,
    [
      'Makes a bucket as the role, with the keys of a user who may assume the role.',
      '',
      `Make a project with "pulumi new ${language.template}" in a directory beside create-role, the`,
      `project that makes both, put this into its ${language.fileName}, and run it:`,
    ],
    [...userKeys, assumeRoleSetting, 'pulumi up'],
  );
}

/** Commands that put the user's key into the environment, and nowhere else. */
export const userKeys: readonly string[] = [
  'unset AWS_PROFILE AWS_SESSION_TOKEN',
  'export AWS_ACCESS_KEY_ID="$(pulumi --cwd ../create-role stack output accessKeyId)"',
  'export AWS_SECRET_ACCESS_KEY="$(pulumi --cwd ../create-role stack output --show-secrets secretAccessKey)"',
];

/** Names the role to the program that assumes it. */
export const assumeRoleSetting =
  'pulumi config set roleToAssumeARN "$(pulumi --cwd ../create-role stack output roleArn)"';

/** The opening comment of a program: what it does, and the commands that run it. */
export function opening(language: Language, about: readonly string[], commands: readonly string[]): string {
  const all = [...(language.fetch === '' ? [] : [language.fetch]), ...commands];
  const lines = [
    ...about.map((line) => (line === '' ? '' : ` ${line}`)),
    ...language.between,
    ...all.map((line) => language.indent + line.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '')),
  ];
  return lines.map((line) => `//${line}\n`).join('');
}
