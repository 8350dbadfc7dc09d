import { isMap, isScalar, isSeq } from 'yaml';
import type { Span } from '../core/text';
import { documentsOf, nestsTooDeep } from './idYaml';
import { findMentions } from './mentions';

/** An AWS role that a job of a GitHub workflow takes, with an identity that the job then uses. */
export interface RoleInJob {
  /** The role's ARN as written, and where. */
  readonly role: string;
  readonly place: Span;
  /** The name of the session; `undefined` where it is filled in when the job runs. */
  readonly session: string | undefined;
  /** The identity's id. */
  readonly identity: string;
}

/** The longest workflow that is read, in UTF-16 units. */
const longestWorkflow = 300_000;

/** What aws-actions/configure-aws-credentials calls a session unless told otherwise (its README). */
const usualSession = 'GitHubActions';

interface Taken extends Omit<RoleInJob, 'identity'> {
  readonly end: number;
}

/**
 * Finds the roles that jobs of a GitHub workflow take with aws-actions/configure-aws-credentials, each with the identities
 * that stand in a later step of the job, up to the next role. Identities in the variables of the job or the workflow belong
 * to the role of a job that takes one only. Leaves out roles that are filled in when the job runs, and what Chainguard's
 * own actions are given, because these show GitHub's token and not AWS's. Takes any text, and never throws.
 */
export function rolesInWorkflow(text: string): readonly RoleInJob[] {
  if (!mayHaveRoles(text) || text.length > longestWorkflow || nestsTooDeep(text)) return [];
  const mentions = findMentions(text, 'yaml', []).flatMap((each) => (each.kind === 'id' ? [each] : []));
  const within = ({ start, end }: Span) => mentions.filter((each) => start <= each.start && each.end <= end);
  const root = documentsOf(text)[0]?.contents;
  return itemsOf(valueOf(root, 'jobs')).flatMap((job): readonly RoleInJob[] => {
    const steps = itemsOf(valueOf(job, 'steps'));
    const taken = steps.flatMap((step) => takenIn(step) ?? []);
    const used = steps.filter((step) => !(textOf(valueOf(step, 'uses')) ?? '').startsWith('chainguard-dev/'));
    const variables = [valueOf(root, 'env'), valueOf(job, 'env')].flatMap((env) => within(spanOf(env)));
    return taken.flatMap(({ end, ...each }, index) => {
      const next = taken[index + 1]?.end ?? Infinity;
      const later = used.map(spanOf).filter(({ start }) => start >= end && start < next);
      const found = [...(taken.length === 1 ? variables : []), ...later.flatMap(within)];
      return [...new Set(found.map(({ id }) => id))].map((identity) => ({ ...each, identity }));
    });
  });
}

/** Whether a text can have both, so that it is worth reading. */
export function mayHaveRoles(text: string): boolean {
  return text.includes('role-to-assume') && /^['"]?jobs['"]?\s*:/m.test(text);
}

/** The role that a step takes. */
function takenIn(step: unknown): Taken | undefined {
  if (!/^aws-actions\/configure-aws-credentials(?:@|$)/.test(textOf(valueOf(step, 'uses')) ?? ''))
    return undefined;
  const given = valueOf(step, 'with');
  const node = valueOf(given, 'role-to-assume');
  const role = textOf(node);
  if (role === undefined || role.includes('${{')) return undefined;
  const session = textOf(valueOf(given, 'role-session-name')) ?? usualSession;
  return {
    role,
    place: spanOf(node),
    session: session.includes('${{') ? undefined : session,
    end: spanOf(step).end,
  };
}

function valueOf(map: unknown, name: string): unknown {
  if (!isMap(map)) return undefined;
  return map.items.find(({ key }) => isScalar(key) && key.value === name)?.value ?? undefined;
}

/** The items of a list, or the values of a mapping. */
function itemsOf(node: unknown): readonly unknown[] {
  if (isSeq(node)) return node.items;
  return isMap(node) ? node.items.map(({ value }) => value) : [];
}

function textOf(node: unknown): string | undefined {
  return isScalar(node) && typeof node.value === 'string' ? node.value : undefined;
}

/** Where a value stands; nowhere for what is none. */
function spanOf(node: unknown): Span {
  const [start, end] = (isMap(node) || isSeq(node) || isScalar(node) ? node.range : undefined) ?? [0, 0];
  return { start, end };
}
