import * as l10n from '@vscode/l10n';
import { isAccount } from '../arn';
import { fieldName, ruleFields } from '../field';
import { patternProblems } from './pattern';
import { neverProblems, reachProblems } from './reach';
import { roleProblems } from './role';
import type { Facts, Problem, Remedy } from './facts';
import { excerpt, replace, whole } from '../text';
import type { RuleId } from './rules';
import { arnParts, userIdParts } from '../match/rule';

/**
 * What is wrong with the values. A remedy is kept only if it solves its problem and causes no other, but for `never`: it
 * may lay bare that what was meant fits nobody.
 */
export function safeProblems(facts: Facts): Problem[] {
  const problems = valueProblems(facts);
  const before = new Set(problems.map(keyOf));
  return problems.map((problem) => {
    const remedies = problem.remedies.filter(({ sets }) => {
      const accountIsNumber = facts.accountIsNumber && sets.account === undefined;
      const after = valueProblems({ ...facts, ...sets, accountIsNumber }).map(keyOf);
      return (
        !after.includes(keyOf(problem)) &&
        after.every((key) => before.has(key) || key.startsWith(`${laidBare} `))
      );
    });
    return { ...problem, remedies };
  });
}

const laidBare: RuleId = 'never';

/** Equal for what is wrong in the same way with the same field. */
export function keyOf({ rule, part }: Pick<Problem, 'rule' | 'part'>): string {
  return `${rule} ${part}`;
}

/** What is wrong with the values, with every remedy. */
export function valueProblems(facts: Facts): Problem[] {
  const problems = [...accountProblems(facts), ...accountsDiffer(facts), ...partitionsDiffer(facts)];
  for (const part of ruleFields) {
    const rule = facts[part];
    if (rule === undefined || rule.value === '') continue;
    const found = rule.kind === 'pattern' ? patternProblems(part, rule) : [];
    const has = (id: RuleId) => found.some((problem) => problem.rule === id);
    if (!has('not-re2')) found.push(...roleProblems(part, rule, facts));
    // Where a rule fits no caller or is no pattern at all, the form of the pattern does not matter.
    const moot: RuleId[] = has('role-arn')
      ? ['literal-as-pattern', 'unanchored', 'unescaped']
      : has('literal-as-pattern')
        ? ['unanchored', 'unescaped']
        : [];
    problems.push(...found.filter((problem) => !moot.includes(problem.rule)));
  }
  // What keeps everybody out is said already where one rule alone does.
  const never = problems.some(({ rule }) => keepsOut.has(rule)) ? [] : neverProblems(facts);
  return [...problems, ...never, ...reachProblems(facts)];
}

/** Problems of a rule that no caller fulfils as it is. */
const keepsOut: ReadonlySet<RuleId> = new Set<RuleId>([
  'account-format',
  'account-mismatch',
  'partition-mismatch',
  'role-arn',
  'role-path',
  'not-re2',
  'pattern-as-literal',
]);

function accountProblems({ account, accountIsNumber, arn }: Facts): Problem[] {
  if (account === undefined || (isAccount(account) && !accountIsNumber)) return [];
  const digits = account.replace(/[\s-]/g, '');
  const ofArn = arn && arnParts(arn)?.[4].plain;
  const padded = digits.padStart(12, '0');
  const sure = digits.length === 12 || (padded === ofArn && /^\d{9,11}$/.test(digits));
  const remedies =
    isAccount(padded) && sure
      ? [
          {
            title: l10n.t('Write the account as a text of twelve digits: {0}', padded),
            sets: { account: padded },
          },
        ]
      : [];
  const message =
    accountIsNumber && isAccount(account)
      ? l10n.t('The account is a number and has to be a text: {0}', account)
      : l10n.t('An AWS account has twelve digits. This is not one: {0}', excerpt(account));
  return [{ rule: 'account-format', part: 'account', at: whole(account), message, remedies }];
}

function accountsDiffer({ account, arn, userId }: Facts): Problem[] {
  if (account === undefined || !isAccount(account)) return [];
  return ruleFields.flatMap((field): Problem[] => {
    const rule = field === 'arn' ? arn : userId;
    const part = rule && (field === 'arn' ? arnParts(rule)?.[4] : userIdParts(rule)?.[0]);
    const named = part?.plain;
    if (!part || part.fits(account)) return [];
    if (field === 'userId' ? !isAccount(named ?? '') : named === '' || named === 'aws') return [];
    const take =
      named !== undefined && isAccount(named)
        ? [{ title: l10n.t('Set the account to: {0}', named), sets: { account: named } }]
        : [];
    const replaced = { kind: rule.kind, value: replace(rule.value, part.at, account) };
    const message = l10n.t(
      'The {0} is of another account than {1}: {2}',
      fieldName(field),
      account,
      excerpt(part.text),
    );
    const remedies = [
      {
        title: l10n.t('Put the account into the {0}: {1}', fieldName(field), account),
        sets: { [field]: replaced },
      },
      ...take,
    ];
    return [{ rule: 'account-mismatch', part: field, at: part.at, message, remedies }];
  });
}

/** Wrong names that people write for partitions, with the right ones. */
const partitionsMeant: ReadonlyMap<string, string> = new Map([
  ['aws-gov', 'aws-us-gov'],
  ['aws-govcloud', 'aws-us-gov'],
  ['aws-us-govcloud', 'aws-us-gov'],
  ['aws-china', 'aws-cn'],
]);

function partitionsDiffer({ account, arn, caller, partition }: Facts): Problem[] {
  const part = arn && arnParts(arn)?.[1];
  if (!part) return [];
  const ofCaller = caller?.account === account ? caller?.parsedArn?.partition : undefined;
  const wanted = partition ?? ofCaller ?? partitionsMeant.get(part.plain ?? '');
  if (wanted === undefined || part.fits(wanted)) return [];
  const value = replace(arn.value, part.at, wanted);
  const remedies: Remedy[] = [
    {
      title: l10n.t('Set the partition in the ARN to: {0}', wanted),
      sets: { arn: { kind: arn.kind, value } },
    },
  ];
  if (partition !== undefined && part.plain !== undefined)
    remedies.push({
      title: l10n.t('Set the partition to: {0}', part.plain),
      sets: { partition: part.plain },
    });
  const message = l10n.t('The partition is {0}, but the ARN’s is: {1}', wanted, excerpt(part.text));
  return [{ rule: 'partition-mismatch', part: 'arn', at: part.at, message, remedies }];
}
