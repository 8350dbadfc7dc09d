import type { Rule } from '../identity';
import { isGlob, patternOfGlob } from '../pattern/glob';
import { compilePattern } from '../pattern/pattern';
import { platformOf, platformOfAudience, platformOfIssuer } from '../platform/platform';
import type { ClaimCause, ClaimPart } from './claimCause';
import { roleSubjectCause } from './roleSubject';
import { ruleHolds } from './rule';
import { changesEachRun, runOf, subjectParts, withoutId } from './subjectParts';
import { patternCause, textCause } from './textCause';

/** Why a rule does not accept a text of the token, the most certain cause first. */
export function claimCauseOf(part: ClaimPart, rule: Rule | undefined, actual: string): ClaimCause {
  if (rule === undefined || rule.value === '') return { kind: 'unset' };
  if (rule.kind === 'pattern') {
    const compiled = compilePattern(rule.value);
    if (!compiled.ok) return { kind: 'refused', problem: compiled.problem, at: compiled.at };
  }
  return (
    addressCause(rule, actual) ??
    wildcardCause(rule, actual) ??
    textCause(rule, actual) ??
    (part === 'issuer' ? issuerCause(rule, actual) : undefined) ??
    (part === 'audience' ? audienceCause(actual) : undefined) ??
    (part === 'subject' ? subjectCause(rule, actual) : undefined) ??
    patternCause(rule, actual) ?? { kind: 'other' }
  );
}

/** A `/` or an `https://` that one has and the other has not. */
function addressCause(rule: Rule, actual: string): ClaimCause | undefined {
  const bare = actual.replace(/\/$/, '');
  const [slashed, schemed] = [bare !== actual, /^(https?):\/\/(.+)$/s.exec(actual)];
  if (ruleHolds(rule, slashed ? bare : `${actual}/`))
    return { kind: 'trailing-slash', on: slashed ? 'token' : 'rule' };
  const others = schemed
    ? [`${schemed[1] === 'http' ? 'https' : 'http'}://${schemed[2] ?? ''}`, schemed[2] ?? '']
    : [`https://${actual}`, `http://${actual}`];
  return others.some((other) => ruleHolds(rule, other)) ? { kind: 'scheme', fixed: actual } : undefined;
}

function wildcardCause({ kind, value }: Rule, actual: string): ClaimCause | undefined {
  if (kind === 'pattern' || !value.includes('*') || !isGlob(value)) return undefined;
  const fixed = patternOfGlob(value);
  return ruleHolds({ kind: 'pattern', value: fixed }, actual) ? { kind: 'wildcard', fixed } : undefined;
}

function issuerCause(rule: Rule, actual: string): ClaimCause | undefined {
  const [expected, own] = [platformOf(rule), platformOfIssuer(actual)];
  if (expected === undefined || own === undefined) return undefined;
  if (expected !== own) return { kind: 'platform', expected, actual: own };
  return own === 'aws' ? { kind: 'issuer-account', expected: rule.value, actual } : undefined;
}

function audienceCause(actual: string): ClaimCause {
  return { kind: 'audience', actual, of: platformOfAudience(actual) };
}

function subjectCause(rule: Rule, actual: string): ClaimCause | undefined {
  const immutable = immutableCause(rule, actual);
  if (immutable) return immutable;
  const ofRole = roleSubjectCause(rule, actual);
  if (ofRole) return ofRole;
  const [expected, own] = [subjectParts(rule), subjectParts({ kind: 'exact', value: actual })];
  for (const part of own ?? []) {
    const asked = expected?.find(({ what }) => what === part.what);
    if (!asked || asked.fits(part.text)) continue;
    const differs = { expected: asked.plain ?? asked.text, actual: part.text };
    if (part.what === 'run')
      return { kind: 'run', expected: runOf(asked.plain ?? asked.text), actual: runOf(part.text) };
    if (part.what === 'owner' || part.what === 'repository') {
      const [one, other] = [withoutId(differs.expected), withoutId(part.text)];
      if (one.id !== undefined && other.id !== undefined && one.name === other.name)
        return { kind: 'remade', what: part.what, ...differs };
    }
    return { kind: 'component', what: part.what, changes: changesEachRun(part.what), ...differs };
  }
  return undefined;
}

const withIds = /^(repo:)([^@/:]+)@[^@/:]+(\/[^@/:]+)@[^@/:]+(:|$)/;

/** Whether a rule would accept the subject if GitHub had put in, or left out, the ids of owner and repository. */
function immutableCause(rule: Rule, actual: string): ClaimCause | undefined {
  const mutable = actual.replace(withIds, '$1$2$3$4');
  if (mutable !== actual) return ruleHolds(rule, mutable) ? { kind: 'immutable', in: 'token' } : undefined;
  if (!actual.startsWith('repo:')) return undefined;
  const value = rule.value.replace(
    /@(?:\d+|(?:\\d|\[0-9\])(?:[+*]|\{[\d,]+\})|\(\??:?(?:\\d|\[0-9\])[+*]\))/g,
    '',
  );
  return value !== rule.value && ruleHolds({ kind: rule.kind, value }, actual)
    ? { kind: 'immutable', in: 'rule' }
    : undefined;
}
