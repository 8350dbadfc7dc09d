import * as l10n from '@vscode/l10n';
import { isAccount } from '../arn';
import { takesEvery } from '../access/every';
import type { AwsMatch, Rule } from '../identity';
import { compilePattern, isAnchored } from '../pattern/pattern';
import { fitsNobodyForItsBreak } from './lineBreak';
import { arnParts, type RulePart, userIdParts } from './rule';
import { visible } from '../text';

/**
 * Who could assume an identity with this match, in one or two plain sentences, for any match, even an unfinished one.
 * Never understates whom the match lets in: it quotes rules whose form it does not understand.
 */
export function whoCouldAssume(match: AwsMatch): string {
  const nobody = whyNobody(match);
  if (nobody !== undefined) return nobody;
  const { account, arn, userId } = match;
  if (!arn || !userId) return l10n.t('Nobody: the ARN and the user ID both have to be set.');
  const reading = isWhole(arn) ? readArn(arn) : undefined;
  const id = isWhole(userId) ? userIdParts(userId) : undefined;
  if (!reading || !id || id.length > 1 !== (reading.kind === 'role' || reading.kind === 'federated-user'))
    return l10n.t(
      'Every caller of the account {0} whose ARN fits {1} and whose user ID fits {2}.',
      account,
      visible(arn.value),
      visible(userId.value),
    );
  const clash = whyClash(match, reading, id);
  if (clash !== undefined) return clash;
  const who = whoSentence(account, reading, id[1]);
  const of = reading.kind === 'role' || reading.kind === 'user' ? idSentence(reading.kind, id[0]) : undefined;
  return of === undefined ? who : l10n.t('{0} {1}', who, of);
}

/** What an ARN rule asks for, if it is written like a caller's ARN. */
type Reading =
  | { readonly kind: 'role'; readonly name: RulePart | undefined; readonly session: RulePart | undefined }
  | { readonly kind: 'user'; readonly name: RulePart; readonly path: string }
  | { readonly kind: 'federated-user'; readonly name: RulePart }
  | { readonly kind: 'root' };

function whyNobody({ account, arn, userId }: AwsMatch): string | undefined {
  if (account === '') return l10n.t('Nobody: the account is missing.');
  if (!isAccount(account)) return l10n.t('Nobody: an account has twelve digits, not: {0}', visible(account));
  if (!arn?.value) return l10n.t('Nobody: the ARN is missing.');
  if (!userId?.value) return l10n.t('Nobody: the user ID is missing.');
  for (const rule of [arn, userId]) {
    if (fitsNobodyForItsBreak(rule))
      return rule === arn
        ? l10n.t('Nobody: the ARN that is asked for ends in a line break.')
        : l10n.t('Nobody: the user ID that is asked for ends in a line break.');
    if (rule.kind === 'exact') continue;
    const compiled = compilePattern(rule.value);
    if (!compiled.ok) return l10n.t('Nobody: a pattern cannot be read. {0}', compiled.problem);
  }
  const parts = isWhole(arn) ? arnParts(arn) : undefined;
  if (parts?.[2].plain === 'iam' && parts[5].plain === 'role')
    return l10n.t(
      'Nobody: a role’s session calls as arn:…:sts::…:assumed-role/…, never with the role’s own ARN.',
    );
  const stated = parts?.[4].plain;
  if (stated !== undefined && stated !== account)
    return l10n.t('Nobody: the ARN belongs to another account than the one asked for: {0}', visible(stated));
  return undefined;
}

/** Why the ARN and the user ID exclude each other, if they do. */
function whyClash(match: AwsMatch, reading: Reading, id: readonly RulePart[]): string | undefined {
  const session =
    reading.kind === 'role' ? reading.session : reading.kind === 'federated-user' ? reading.name : undefined;
  const names = [session?.plain, id[1]?.plain].filter((name) => name !== undefined);
  if (names.length === 2 && names[0] !== names[1])
    return l10n.t('Nobody: the ARN and the user ID name different sessions.');
  const start = id[0]?.plain;
  const wanted = { role: 'AROA', user: 'AIDA', 'federated-user': match.account, root: match.account };
  return start !== undefined && !start.startsWith(wanted[reading.kind])
    ? l10n.t('Nobody: the ARN and the user ID belong to different kinds of caller.')
    : undefined;
}

/** Whether a rule covers the whole text, so that its components are all that it asks for. */
function isWhole(rule: Rule): boolean {
  if (rule.kind === 'exact') return true;
  const { start, end } = isAnchored(rule.value);
  return start && end;
}

function readArn(rule: Rule): Reading | undefined {
  const parts = arnParts(rule);
  if (!parts) return undefined;
  const [, partition, service, region, account, type, ...names] = parts;
  if (partition.plain === undefined || region.plain !== '' || account.plain === undefined) return undefined;
  const last = names.at(-1);
  if (service.plain === 'iam' && type.plain === 'root' && names.length === 0) return { kind: 'root' };
  if (service.plain === 'iam' && type.plain === 'user' && last) {
    const path = names.slice(0, -1).map((part) => part.plain);
    if (path.includes(undefined) || last.fits('a/b')) return undefined;
    return { kind: 'user', name: last, path: path.map((part) => `${part ?? ''}/`).join('') };
  }
  if (service.plain !== 'sts' || !last) return undefined;
  if (type.plain === 'federated-user' && names.length === 1) return { kind: 'federated-user', name: last };
  if (type.plain !== 'assumed-role') return undefined;
  const [role, session, ...more] = names;
  if (more.length > 0) return undefined;
  if (!session)
    return isAny(role, 'role') && role?.fits('a/b')
      ? { kind: 'role', name: undefined, session: undefined }
      : undefined;
  if (role?.fits('a/b')) return isAny(role, 'role') ? { kind: 'role', name: undefined, session } : undefined;
  return { kind: 'role', name: role, session };
}

function whoSentence(account: string, reading: Reading, idName: RulePart | undefined): string {
  switch (reading.kind) {
    case 'root':
      return l10n.t('Only the root user of the account {0}.', account);
    case 'user':
      return reading.name.plain === undefined
        ? l10n.t('Users of the account {0} whose name fits {1}.', account, reading.path + reading.name.text)
        : l10n.t('Only the user {0} of the account {1}.', reading.path + reading.name.plain, account);
    case 'federated-user':
      return reading.name.plain === undefined
        ? l10n.t('Federated users of the account {0} whose name fits {1}.', account, reading.name.text)
        : l10n.t('Only the federated user {0} of the account {1}.', reading.name.plain, account);
    case 'role':
      return roleSentence(account, reading, idName);
  }
}

function roleSentence(
  account: string,
  { name, session }: Extract<Reading, { kind: 'role' }>,
  idSession: RulePart | undefined,
): string {
  const sessions = [session, idSession].filter((part) => part !== undefined && !isAny(part, 'session'));
  const fixed = sessions.find((part) => part?.plain !== undefined)?.plain;
  const role = name?.plain;
  const others = sessions.map((part) => part?.text ?? '').join(l10n.t(' and '));
  if (role !== undefined) {
    if (fixed !== undefined)
      return l10n.t('Only the session {0} of the role {1} in the account {2}.', fixed, role, account);
    if (sessions.length === 0)
      return l10n.t('Every session of the role {0} in the account {1}, whoever starts it.', role, account);
    return l10n.t('Sessions of the role {0} in the account {1} whose name fits {2}.', role, account, others);
  }
  const roles = name === undefined || isAny(name, 'role') ? undefined : name.text;
  if (roles === undefined)
    return sessions.length === 0
      ? l10n.t('Every session of every role in the account {0}.', account)
      : l10n.t('Sessions of every role in the account {0} whose name fits {1}.', account, fixed ?? others);
  return sessions.length === 0
    ? l10n.t('Every session of the roles in the account {0} whose name fits {1}.', account, roles)
    : l10n.t(
        'Sessions called {2} of the roles in the account {0} whose name fits {1}.',
        account,
        roles,
        fixed ?? others,
      );
}

/** What the unique id adds. */
function idSentence(kind: 'role' | 'user', id: RulePart | undefined): string | undefined {
  if (!id) return undefined;
  if (id.plain !== undefined)
    return kind === 'role'
      ? l10n.t('Not a role that is made again under the same name: the unique ID has to be {0}.', id.plain)
      : l10n.t('Not a user who is made again under the same name: the unique ID has to be {0}.', id.plain);
  const any = kind === 'role' ? 'AROA' : 'AIDA';
  const behind = id.text.startsWith(any) ? id.text.slice(any.length) : undefined;
  if (takesEvery(`^(?:${behind ?? id.text})$`, 'id'))
    return kind === 'role'
      ? l10n.t('Also a role that is deleted and made again under the same name.')
      : l10n.t('Also a user who is deleted and made again under the same name.');
  return l10n.t('The unique ID has to fit {0}.', id.text);
}

/** Whether it is decided that a stretch accepts every name of a role or a session. */
function isAny(part: RulePart | undefined, of: 'role' | 'session'): boolean {
  return part !== undefined && part.plain === undefined && takesEvery(`^(?:${part.text})$`, of);
}
