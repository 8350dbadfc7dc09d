import type { ClaimMatch, Rule } from '../identity';
import { runOf, subjectParts, withoutId } from '../match/subjectParts';
import { rulesFrom, type TemplateId, templateIds, type Words } from './template';

/** The template and the words that rules come from; `undefined` for rules that none makes just so. */
export function templateOf(
  match: Pick<ClaimMatch, 'issuer' | 'subject'>,
): { readonly id: TemplateId; readonly words: Words } | undefined {
  const { issuer, subject } = match;
  if (!issuer || !subject) return undefined;
  for (const id of templateIds) {
    const found = wordsIn(id, issuer, subject);
    const made = found && rulesFrom(id, found);
    if (made && isSame(made.issuer, issuer) && isSame(made.subject, subject)) return { id, words: found };
  }
  return undefined;
}

function isSame(one: Rule, other: Rule): boolean {
  return one.kind === other.kind && one.value === other.value;
}

function wordsIn(id: TemplateId, issuer: Rule, subject: Rule): Words | undefined {
  const parts = subjectParts(subject) ?? [];
  const of = (what: string) => parts.find((part) => part.what === what)?.plain ?? '';
  const ref = (type: string) => of('ref').replace(`refs/${type}/`, '');
  if (id.startsWith('github-')) {
    const [owner, repository] = [withoutId(of('owner')), withoutId(of('repository'))];
    const run = runOf(of('run'));
    const named = run.kind === 'other' || run.kind === 'pull-request' ? {} : { [run.kind]: run.name };
    const ids = { ownerId: owner.id ?? '', repositoryId: repository.id ?? '' };
    return { owner: owner.name, repository: repository.name, ...ids, ...named };
  }
  switch (id) {
    case 'gitlab-branch':
      return { project: of('project_path'), branch: of('ref') };
    case 'gitlab-tag':
      return { project: of('project_path'), tag: of('ref') };
    case 'buildkite':
      return {
        organization: of('organization'),
        pipeline: of('pipeline'),
        branch: ref('heads'),
        step: of('step'),
      };
    case 'kubernetes':
      return {
        cluster: issuer.value,
        namespace: of('namespace'),
        serviceAccount: of('service-account'),
      };
    case 'google':
      return { number: subject.value };
    case 'bitbucket':
    case 'github-branch':
    case 'github-environment':
    case 'github-tag':
    case 'github-pull-request':
    case 'github-any':
      return undefined;
  }
}
