import * as l10n from '@vscode/l10n';
import { type Caller, principalOf } from '../caller';
import { type Definition, definitionOf } from '../lint/definition';
import { check, type Draft, type DraftField, wayOfDraft } from './draft';
import { matchFields } from '../field';
import type { Finding, Fix } from '../lint/finding';
import type { Severity } from '../lint/rules';
import { explain, type FieldVerdict } from '../match/explain';
import { anyToken } from '../access/claims';
import type { AwsMatch, ClaimMatch, Rule } from '../identity';
import { claimDefinition } from '../lint/liveDefinition';
import { type ClaimVerdict, explainClaims } from '../match/claims';
import type { RulesVerdict } from '../match/verdict';
import { whoHasToken } from '../match/whoHasToken';
import { compilePattern } from '../pattern/pattern';
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
    /** The name of the claim, where the field is `claims`. */
    readonly claim?: string;
    readonly severity: Exclude<Severity, 'hint'>;
  };

/** Everything there is to say about a draft. */
export interface Judgement {
  /** Who could assume this identity, as a sentence. */
  readonly who: string;
  /** One for each field that can be compared with the subject; none without a subject. */
  readonly verdicts: readonly FieldVerdict[];
  /** The same of issuer and subject, with what a token says that was read; none without one. */
  readonly tokenVerdicts: readonly ClaimVerdict[];
  /** Whether that caller, or who has that token, can assume it; `undefined` where neither is known. */
  readonly verdict: RulesVerdict | undefined;
  readonly findings: readonly DraftFinding[];
}

/** The session name that represents all sessions of a role if only the role is known. */
export const exampleSession = 'example-session';

/** What a token that was read says of whoever has it. */
export interface TokenSays {
  readonly issuer: string;
  readonly subject: string;
}

/**
 * Judges a draft, whatever the texts in its fields. The result survives JSON.
 *
 * @param token that the caller was given, where the draft trusts claims
 */
export function judge(draft: Draft, token?: TokenSays): Judgement {
  return draft.claims ? judgeClaims(draft, draft.claims, token) : judgeMatch(draft);
}

function judgeMatch(draft: Draft): Judgement {
  const { match, subject } = draft;
  const presented = subject && presentedBy(subject);
  const verdicts = (presented ? explain(match, presented).fields : []).filter(
    ({ field }) => field !== 'userId' || subject?.userId !== undefined,
  );
  const isIdKnown = subject?.userId !== undefined;
  // Rules can be tightened to a caller, but not to an example session.
  const advice = adviceOnMatch(match, isIdKnown && presented?.arn === subject.arn ? presented : undefined);
  const fitting = isIdKnown ? 'can' : 'unknown';
  const findings = together(draft, advice);
  const wrong = wrongIn(findings);
  return {
    who: whoCouldAssume(match),
    // What is wrong with a rule says why nobody fits it.
    verdicts: verdicts.filter(
      (each) => each.matches || each.cause.kind !== 'refused' || !wrong.has(each.field),
    ),
    tokenVerdicts: [],
    verdict:
      verdicts.length === 0 ? undefined : verdicts.some(({ matches }) => !matches) ? 'cannot' : fitting,
    findings,
  };
}

/** The problems of a draft, and the advice on it. Two errors about one field are one: the more exact. */
function together(draft: Draft, advice: readonly DraftFinding[]): readonly DraftFinding[] {
  const refused = wrongIn(advice);
  const problems = check(draft)
    .filter(({ field }) => !refused.has(field))
    .map((problem): DraftFinding => ({ ...problem, fixes: fixesOf(draft, problem.field) }));
  return [...problems, ...advice];
}

/** The fields about which something is known that keeps the draft from being created. */
function wrongIn(findings: readonly DraftFinding[]): ReadonlySet<DraftField> {
  return new Set(findings.filter(({ severity }) => severity === 'error').map(({ field }) => field));
}

function judgeClaims(draft: Draft, claims: ClaimMatch, token: TokenSays | undefined): Judgement {
  const findings = together(draft, adviceOnClaims(claims));
  const wrong = wrongIn(findings);
  const said = { iss: token?.issuer, sub: token?.subject };
  const unknown = ['audience', ...claims.claims.map(({ name }) => name)];
  const { fields } = explainClaims(claims, said, { unknown });
  const verdicts = token ? fields : [];
  const fits = claims.claims.length === 0 ? 'can' : 'unknown';
  return {
    who: whoOf(claims),
    verdicts: [],
    tokenVerdicts: verdicts.filter(({ field, verdict, expected }) => {
      const part = field === 'issuer' ? 'issuer' : 'subject';
      return verdict === 'can' || (expected !== '' && !wrong.has(part));
    }),
    verdict: verdicts.length === 0 ? undefined : verdicts.some(({ matches }) => !matches) ? 'cannot' : fits,
    findings: [...findings, ...notConfirmed(draft, claims, token)],
  };
}

/** Who could assume it, in words; that it is nobody where that is proven. */
function whoOf(draft: ClaimMatch): string {
  const claims = { ...draft, claims: draft.claims.filter(({ rule }) => rule.value !== '') };
  const who = whoHasToken(claims);
  const isWhole = [claims.issuer, claims.subject].every((rule) => rule?.value);
  const rules = [claims.issuer, claims.subject, claims.audience, ...claims.claims.map(({ rule }) => rule)];
  const readable = rules.every((rule) => rule?.kind !== 'pattern' || compilePattern(rule.value).ok);
  return isWhole && readable && anyToken(claims).kind === 'nobody'
    ? l10n.t('Nobody: no token fulfils all of these rules.')
    : who;
}

/** What lint finds in the rules for a token. Missing values are left to {@link check}. */
function adviceOnClaims(claims: ClaimMatch): readonly DraftFinding[] {
  const set = (rule: Rule | undefined) => (rule?.value ? rule : undefined);
  const definition = claimDefinition({
    issuer: set(claims.issuer),
    subject: set(claims.subject),
    audience: set(claims.audience),
    claims: claims.claims.filter(({ rule }) => rule.value !== ''),
  });
  return adviceOn(definition, { isDraft: true });
}

/** That what an AWS token will say has not been seen yet: only AWS knows the issuer of an account, and a role's path. */
function notConfirmed(
  draft: Draft,
  claims: ClaimMatch,
  token: TokenSays | undefined,
): readonly DraftFinding[] {
  if (token || draft.options.identity !== '' || wayOfDraft(draft) !== 'web-identity') return [];
  return (['issuer', 'subject'] as const).flatMap((field): readonly DraftFinding[] =>
    claims[field]?.kind === 'exact' && claims[field].value !== ''
      ? [
          {
            field,
            severity: 'information',
            message: l10n.t('Not confirmed: no token of AWS has said so yet.'),
            fixes: [],
          },
        ]
      : [],
  );
}

/** What lint finds in the three rules. Missing values are left to {@link check}. */
function adviceOnMatch(
  { account, arn, userId }: AwsMatch,
  caller: Caller | undefined,
): readonly DraftFinding[] {
  const definition = definitionOf({
    ...(account !== '' && { account }),
    ...(arn?.value && { arn }),
    ...(userId?.value && { userId }),
  });
  return adviceOn(definition, { caller });
}

const ruleFields = [...matchFields, 'issuer', 'subject', 'audience'] as const;

function adviceOn(
  definition: Definition,
  options: { readonly caller?: Caller | undefined; readonly isDraft?: boolean },
): readonly DraftFinding[] {
  return lint(definition, { ...options, off: new Set(['none-set']) }).flatMap(
    ({ part, rule, severity, message, reason, fixes, claim }): readonly DraftFinding[] => {
      const field: DraftField | undefined =
        part === 'claim' ? 'claims' : ruleFields.find((each) => each === part);
      if (field === undefined) return [];
      const advice = { field, rule, message, reason, fixes, ...(claim !== undefined && { claim }) };
      return [{ ...advice, severity: severity === 'hint' ? 'information' : severity }];
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
