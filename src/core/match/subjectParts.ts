import * as l10n from '@vscode/l10n';
import type { Rule } from '../identity';
import { type RulePart, splitAt } from './rule';

/** One component of a subject: what it is, and its stretch of the rule or the text. */
export interface SubjectPart extends RulePart {
  /** A word of {@link partName}, or the platform's own key, such as `pipeline`. */
  readonly what: string;
}

/**
 * The components of a rule for a subject that is written as one of the platforms' forms; `undefined` for other subjects.
 * Forms, as the platforms document them:
 *
 * - GitHub Actions `repo:<owner>/<name>:<context>`, with immutable ids `repo:<owner>@<id>/<name>@<id>:<context>`
 * - GitLab `project_path:<group>/<project>:ref_type:<type>:ref:<ref>`, Buildkite `organization:<slug>:pipeline:…`, HCP
 *   Terraform `organization:<name>:project:…`: keys and values
 * - Kubernetes `system:serviceaccount:<namespace>:<name>`
 * - Bitbucket Pipelines `{<repository>}:{<step>}`, with the environment in between if there is one
 */
export function subjectParts(rule: Rule): readonly SubjectPart[] | undefined {
  const github = splitAt(rule, (before) =>
    before === 0 ? ':' : before === 1 ? '/' : before === 2 ? ':' : undefined,
  );
  if (github?.[0]?.plain === 'repo') return named(github, [undefined, 'owner', 'repository', 'run']);
  const parts = splitAt(rule, () => ':');
  const [first, second] = parts ?? [];
  if (!parts || !first) return undefined;
  if (keys.has(first.plain ?? ''))
    return parts.flatMap((part, index) =>
      index % 2 === 1 ? [{ ...part, what: parts[index - 1]?.plain ?? '' }] : [],
    );
  if (first.plain === 'system' && second?.plain === 'serviceaccount')
    return named(parts, [undefined, undefined, 'namespace', 'service-account']);
  if (/^\\?\{[0-9a-f-]{36}\\?\}$/.test(first.text))
    return named(parts, parts.length > 2 ? ['repository', 'environment', 'step'] : ['repository', 'step']);
  return undefined;
}

/** What a subject of keys and values begins with: GitLab's, then Buildkite's and HCP Terraform's. */
const keys: ReadonlySet<string> = new Set(['project_path', 'organization']);

function named(parts: readonly RulePart[], words: readonly (string | undefined)[]): readonly SubjectPart[] {
  return parts.flatMap((part, index) => {
    const what = words[index];
    return what === undefined ? [] : [{ ...part, what }];
  });
}

/** Whether a component of a subject is another one in each run. */
export function changesEachRun(what: string): boolean {
  return what === 'commit' || what === 'step';
}

/** A component's name within a sentence. */
export function partName(what: string): string {
  const names: Readonly<Record<string, () => string>> = {
    owner: () => l10n.t('owner'),
    organization: () => l10n.t('organization'),
    repository: () => l10n.t('repository'),
    run: () => l10n.t('branch, tag or environment'),
    branch: () => l10n.t('branch'),
    tag: () => l10n.t('tag'),
    environment: () => l10n.t('environment'),
    'pull-request': () => l10n.t('pull request'),
    project_path: () => l10n.t('project'),
    ref_type: () => l10n.t('type of ref'),
    ref: () => l10n.t('ref'),
    commit: () => l10n.t('commit'),
    step: () => l10n.t('step'),
    namespace: () => l10n.t('namespace'),
    'service-account': () => l10n.t('service account'),
    role: () => l10n.t('role name'),
    user: () => l10n.t('user name'),
    account: () => l10n.t('account'),
    partition: () => l10n.t('partition'),
  };
  return Object.hasOwn(names, what) ? (names[what]?.() ?? what) : what;
}

/** A GitHub owner or repository without its immutable id, and that id. */
export function withoutId(text: string): { readonly name: string; readonly id: string | undefined } {
  const [, name = text, id] = /^([^@]*)@(.+)$/.exec(text) ?? [];
  return { name, id };
}

/** What a GitHub workflow runs for, by the last component of its subject. */
export interface Run {
  readonly kind: 'branch' | 'tag' | 'environment' | 'pull-request' | 'other';
  /** The branch's, tag's or environment's name; else the whole component. */
  readonly name: string;
}

/** Reads the last component of a GitHub subject, also as a pattern writes it. */
export function runOf(text: string): Run {
  const forms: readonly (readonly [Run['kind'], RegExp])[] = [
    ['branch', /^ref:refs\/heads\/(.+)$/s],
    ['tag', /^ref:refs\/tags\/(.+)$/s],
    ['environment', /^environment:(.+)$/s],
    ['pull-request', /^(pull_request)$/],
  ];
  for (const [kind, form] of forms) {
    const name = form.exec(text)?.[1];
    if (name !== undefined) return { kind, name };
  }
  return { kind: 'other', name: text };
}
