import * as l10n from '@vscode/l10n';
import { type Caller, principalOf } from '../caller';
import { definitionOf } from '../lint/definition';
import { check, type Draft, type DraftField } from './draft';
import { matchFields } from '../field';
import type { Finding, Fix } from '../lint/finding';
import type { Severity } from '../lint/rules';
import { explain, type FieldVerdict } from '../match/explain';
import type { AwsMatch } from '../identity';
import { parseArn } from '../arn';
import { nameLike } from '../names';
import { lint } from '../lint/lint';
import type { Subject } from '../match/subject';
import { whoCouldAssume } from '../match/whoCouldAssume';

/** Something to know about a field of the draft: an error keeps it from being created; the rest is advice. */
export type DraftFinding = Pick<Finding, 'message' | 'fixes'> &
  /** A lint rule and why it matters, where a rule found it. */
  Partial<Pick<Finding, 'rule' | 'reason'>> & {
    readonly field: DraftField;
    readonly severity: Exclude<Severity, 'hint'>;
  };

/** Everything there is to say about a draft. */
export interface Judgement {
  /** Who could assume this identity, as a sentence. */
  readonly who: string;
  /** One for each field that can be compared with the subject; none without a subject. */
  readonly verdicts: readonly FieldVerdict[];
  readonly findings: readonly DraftFinding[];
}

/** The session name that represents all sessions of a role if only the role is known. */
export const exampleSession = 'example-session';

/** Judges a draft, whatever the texts in its fields. The result survives JSON. */
export function judge(draft: Draft): Judgement {
  const { match, subject } = draft;
  const presented = subject && presentedBy(subject);
  const verdicts = presented ? explain(match, presented).fields : [];
  const isIdKnown = subject?.userId !== undefined;
  // Rules can be tightened to a caller, but not to an example session.
  const advice = adviceOn(match, isIdKnown && presented?.arn === subject.arn ? presented : undefined);
  const refused = new Set(advice.filter(({ severity }) => severity === 'error').map(({ field }) => field));
  const problems = check(draft)
    .filter(({ field }) => !refused.has(field))
    .map((problem): DraftFinding => ({ ...problem, fixes: fixesOf(draft, problem.field) }));
  return {
    who: whoCouldAssume(match),
    verdicts: verdicts.filter(({ field }) => field !== 'userId' || isIdKnown),
    findings: [...problems, ...advice],
  };
}

/** What lint finds in the three rules. Missing values are left to {@link check}. */
function adviceOn({ account, arn, userId }: AwsMatch, caller: Caller | undefined): readonly DraftFinding[] {
  const definition = definitionOf({
    ...(account !== '' && { account }),
    ...(arn?.value && { arn }),
    ...(userId?.value && { userId }),
  });
  return lint(definition, { caller, off: new Set(['none-set']) }).flatMap(
    ({ part, rule, severity, message, reason, fixes }): readonly DraftFinding[] => {
      const field = matchFields.find((each) => each === part);
      if (field === undefined) return [];
      return [
        { field, rule, severity: severity === 'hint' ? 'information' : severity, message, reason, fixes },
      ];
    },
  );
}

/** What the subject would present: STS's answer, for an IAM role's ARN the answer for an example session. */
function presentedBy({ account, arn, userId }: Subject): Caller {
  const parsed = parseArn(arn);
  const principal = principalOf(arn);
  if (!parsed || principal.kind !== 'role') return { account, arn, userId: userId ?? '' };
  return {
    account,
    arn: `arn:${parsed.partition}:sts::${account}:assumed-role/${principal.name}/${exampleSession}`,
    userId: userId === undefined ? '' : `${userId}:${exampleSession}`,
  };
}

/** Fixes that need no decision. */
function fixesOf(draft: Draft, field: DraftField): readonly Fix[] {
  const name = field === 'name' ? nameLike(draft.name) : undefined;
  return name === undefined || name === draft.name
    ? []
    : [{ title: l10n.t('Use this name: {0}', name), sets: { name }, edits: [] }];
}
