import * as l10n from '@vscode/l10n';
import type { Caller } from '../caller';
import { principalOf } from '../caller';
import { definitionOf } from '../lint/definition';
import { check, type Draft, type DraftField } from './draft';
import { explain, type Field } from '../match/explain';
import type { AwsMatch, Rule } from '../identity';
import { parseArn } from '../arn';
import { nameLike } from '../names';
import { lint } from '../lint/lint';
import type { Span } from '../text';
import type { Subject } from '../match/subject';
import { whoCouldAssume } from '../match/whoCouldAssume';

/** A change to a draft with one click: what is in it replaces what was there. */
export interface Patch {
  readonly name?: string;
  readonly description?: string;
  readonly account?: string;
  readonly arn?: Rule;
  readonly userId?: Rule;
}

/** Something to do with one click. */
export interface Fix {
  readonly title: string;
  readonly patch: Patch;
}

/** What one of the three rules says of the caller. */
export interface Verdict {
  readonly field: Field;
  readonly matches: boolean;
  readonly sentence: string;
  /** The caller's text. */
  readonly actual: string;
  /** Where rule and caller part; UTF-16 offsets in the rule's text and in `actual`. Absent where they do not. */
  readonly expectedAt?: Span;
  readonly actualAt?: Span;
  readonly fix?: Fix;
  /** Who else the fix would let in. */
  readonly alsoLetsIn?: string;
}

/** Something to know about a field of the draft: an error keeps it from being created, the rest is advice. */
export interface Finding {
  readonly field: DraftField;
  readonly severity: 'error' | 'warning' | 'information';
  /** The lint rule, where it is one. */
  readonly rule?: string;
  readonly message: string;
  /** Why it matters, where that does not go without saying. */
  readonly reason?: string;
  readonly fixes: readonly Fix[];
}

/** Everything there is to say about a draft as it stands. */
export interface Judgement {
  /** Who could assume this identity, as a sentence. */
  readonly who: string;
  /** One for each rule that can be compared with the subject; none without a subject. */
  readonly verdicts: readonly Verdict[];
  readonly findings: readonly Finding[];
}

/** The session that stands for all sessions of a role where only the role is known. */
export const exampleSession = 'example-session';

/** Judges a draft. Pure and plain data, for any text in any field. */
export function judge(draft: Draft): Judgement {
  const verdicts = draft.subject ? verdictsOn(draft.match, draft.subject) : [];
  const advice = adviceOn(draft);
  const refused = new Set(advice.filter(({ severity }) => severity === 'error').map(({ field }) => field));
  const problems = check(draft)
    .filter(({ field }) => !refused.has(field))
    .map((problem): Finding => ({ ...problem, fixes: fixesOf(draft, problem.field) }));
  return { who: whoCouldAssume(draft.match), verdicts, findings: [...problems, ...advice] };
}

/** What lint finds in the three rules; what is merely missing is a matter of {@link check}. */
function adviceOn({ match, subject }: Draft): readonly Finding[] {
  const set = (rule: Rule | undefined) => (rule && rule.value !== '' ? { ...rule } : undefined);
  const definition = definitionOf({
    ...(match.account !== '' && { account: match.account }),
    arn: set(match.arn),
    userId: set(match.userId),
  });
  const known = subject?.userId !== undefined && principalOf(subject.arn).kind !== 'role';
  const caller = known ? presentedBy(subject) : undefined;
  return lint(definition, { caller, off: new Set(['none-set']) }).flatMap((found): readonly Finding[] => {
    const field = ruleFields.find((each) => each === found.part);
    if (field === undefined) return [];
    const { rule, severity, message, reason, fixes } = found;
    return [
      {
        field,
        rule,
        severity: severity === 'hint' ? 'information' : severity,
        message,
        reason,
        fixes: fixes.flatMap(({ title, sets: { account, arn, userId } }) => {
          const patch: Patch = {
            ...(account !== undefined && { account }),
            ...(arn && { arn }),
            ...(userId && { userId }),
          };
          return Object.keys(patch).length === 0 ? [] : [{ title, patch }];
        }),
      },
    ];
  });
}

const ruleFields = ['account', 'arn', 'userId'] as const;

/** What would be presented by the subject: STS's own answer, or for the ARN of an IAM role that of an example session. */
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

function verdictsOn(match: AwsMatch, subject: Subject): readonly Verdict[] {
  return explain(match, presentedBy(subject))
    .fields.filter(({ field }) => field !== 'userId' || subject.userId !== undefined)
    .map((verdict): Verdict => {
      const { field, sentence, actual } = verdict;
      if (verdict.matches) return { field, matches: true, sentence, actual };
      const { expectedAt, actualAt, change } = verdict;
      const patch: Patch =
        change.field === 'account' ? { account: change.value } : { [change.field]: change.rule };
      const fix = { title: change.sentence, patch };
      return {
        field,
        matches: false,
        sentence,
        actual,
        expectedAt,
        actualAt,
        fix,
        alsoLetsIn: change.alsoLetsIn,
      };
    });
}

/** What can be put right without asking. */
function fixesOf(draft: Draft, field: DraftField): readonly Fix[] {
  const name = field === 'name' ? nameLike(draft.name) : undefined;
  return name === undefined || name === draft.name
    ? []
    : [{ title: l10n.t('Use this name: {0}', name), patch: { name } }];
}
