import type { Draft } from '../core/draft/draft';
import { referenceTo } from './facts';
import { shellFlag, shellList, shellWord } from './quote/shell';

/** The name as an argument, or as a flag's value if it looks like a flag itself. */
export function nameWord(name: string): string {
  return /^(?:-|$)/.test(name) ? shellFlag('name', name) : shellWord(name);
}

/** `--parent`, which the environment says where the draft does not. */
export function parentFlag({ group }: Draft): string {
  const parent = referenceTo(group);
  return parent.trim() === ''
    ? '--parent="${CHAINGUARD_GROUP:?Set it to the name or ID of the organization}"'
    : shellFlag('parent', parent);
}

/** The flags of a command that creates the draft's identity. */
export function whereAndWhat(draft: Draft): readonly string[] {
  const { roles } = draft;
  return [
    parentFlag(draft),
    ...(roles.length === 0 ? [] : [shellList('role', roles.map(referenceTo))]),
    '--yes',
    '--output=id',
  ];
}
