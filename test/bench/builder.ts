import { RE2JS } from 're2js';
import { emptyDraft, type Draft } from '../../src/core/draft/draft';
import { judge } from '../../src/core/draft/judgement';
import { compare, type Figure } from './figure';

const role = 'r'.repeat(64);
const session = 's'.repeat(64);
/** A caller with the longest names that IAM allows: a role's 64 characters, a session's 64. */
export const subject = {
  account: '123456789012',
  arn: `arn:aws-us-gov:sts::123456789012:assumed-role/${role}/${session}`,
  userId: `AROAQ3EGCIRUNNEXAMPLE:${session}`,
};

/** A pattern that backtracking engines never finish, grown a character at a time as it is typed. */
export const hostile = `^arn:aws-us-gov:sts::123456789012:assumed-role/(${'(r+)+'.repeat(6)}x|r*)*/((s|ss)+)+$`;

/** A subject's pattern that reaches past a separator, typed through. */
const hostileSubject = `^repo:acme/(shop|s(ho)+p)+.*:(ref:refs/heads/(main|m(ai)+n)|environment:.+)+$`;

const userId = '^AROAQ3EGCIRUNNEXAMPLE:((s|ss)+)+x$';

/** What is worked out for one keystroke on the page, beside a bare RE2 that is asked about the same two patterns. */
export async function measureBuilder(): Promise<Figure[]> {
  const typed = (turn: number) => hostile.slice(0, 1 + (turn % hostile.length));
  const keystroke = (turn: number) => {
    const draft: Draft = {
      ...emptyDraft,
      name: 'ci-runner',
      match: {
        account: subject.account,
        arn: { kind: 'pattern', value: typed(turn) },
        userId: { kind: 'pattern', value: userId },
      },
      subject,
    };
    JSON.stringify(judge(draft));
  };
  const bare = (turn: number) => {
    finds(typed(turn), subject.arn);
    finds(userId, subject.userId);
  };
  const claims = (turn: number) => {
    const subject = hostileSubject.slice(0, 1 + (turn % hostileSubject.length));
    const draft: Draft = {
      ...emptyDraft,
      name: 'ci-runner',
      claims: {
        issuer: { kind: 'exact', value: 'https://token.actions.githubusercontent.com' },
        subject: { kind: 'pattern', value: subject },
        audience: undefined,
        claims: [{ name: 'repository_owner', rule: { kind: 'exact', value: 'acme' } }],
      },
    };
    JSON.stringify(judge(draft, said));
  };
  const said = {
    issuer: 'https://token.actions.githubusercontent.com',
    subject: 'repo:acme/shop:ref:refs/heads/main',
  };
  const bareSubject = (turn: number) =>
    finds(hostileSubject.slice(0, 1 + (turn % hostileSubject.length)), said.subject);
  const turns = 5 * hostile.length;
  return [
    {
      what: 'verdict on a keystroke',
      ...(await compare(turns, keystroke, bare)),
      // 6.4 to 7.0 were seen: half as much again shows.
      most: 10,
      how: `longest ARN, hostile pattern typed through, median of ${turns} ÷ bare RE2`,
    },
    {
      what: 'verdict on a keystroke, for claims',
      ...(await compare(turns, claims, bareSubject)),
      how: `a workflow’s token, pattern typed through, median of ${turns}; baseline: bare RE2`,
    },
  ];
}

/** While it is typed, a pattern is not always one. */
function finds(pattern: string, text: string): boolean {
  try {
    return RE2JS.compile(pattern).matcher(text).find();
  } catch {
    return false;
  }
}
