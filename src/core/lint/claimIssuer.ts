import * as l10n from '@vscode/l10n';
import type { Work } from '../access/machine';
import type { Rule } from '../identity';
import { quotePattern } from '../pattern/pattern';
import { excerpt, whole } from '../text';
import type { ClaimProblem } from './claimProblem';
import { ClaimReach } from './claimReach';
import { inName } from './pattern';

/** Finds issuers that are no https address, patterns that any account's issuer fits, and open dots in a host's name. */
export function issuerProblems(rule: Rule, work: Work): ClaimProblem[] {
  if (rule.kind === 'exact') return formatProblems(rule.value);
  const http = /^(?:\^|\\A)?http:\/\//.exec(rule.value);
  if (http) {
    const value = rule.value.replace('http://', 'https://');
    return [formatProblem(rule.value, l10n.t('Write it with https: {0}', value), { kind: 'pattern', value })];
  }
  const any = anyAccount(rule, work);
  if (any !== undefined) {
    const message = l10n.t(
      'The pattern fits the issuer of any AWS account, for example {1}: {0}',
      excerpt(rule.value),
      any,
    );
    return [{ rule: 'issuer-any-account', at: whole(rule.value), message, remedies: [] }];
  }
  return dotProblems(rule.value);
}

/** The issuer of an AWS account, if a rule asks for nothing in the UUID that tells accounts apart. */
function anyAccount(rule: Rule, work: Work): string | undefined {
  const reach = new ClaimReach('issuer', work);
  const of = (digits: string) =>
    `^https://${digits}{8}(?:-${digits}{4}){3}-${digits}{12}\\.tokens\\.sts\\.global\\.api\\.aws$`;
  const isEach = ['[0-4]', '[5-9]', '[a-f]'].every((digits) => reach.within(rule, of(digits)) !== undefined);
  return isEach ? reach.within(rule, of('[0-9a-f]')) : undefined;
}

function formatProblems(issuer: string): ClaimProblem[] {
  const exact = (value: string): Rule => ({ kind: 'exact', value });
  if (issuer.startsWith('http://')) {
    const value = issuer.replace('http://', 'https://');
    return [formatProblem(issuer, l10n.t('Write it with https: {0}', value), exact(value))];
  }
  if (/^[\w-]+(?:\.[\w-]+)+(?:[/:]\S*)?$/.test(issuer)) {
    const value = `https://${issuer.replace(/\/$/, '')}`;
    return [formatProblem(issuer, l10n.t('Write it with https: {0}', value), exact(value))];
  }
  if (!/^https:\/\/[^/?#\s]+[^?#\s]*$/.test(issuer)) {
    const trimmed = issuer.trim();
    const isPadded = trimmed !== issuer && /^https:\/\/\S+$/.test(trimmed);
    const title = l10n.t('Remove the white space around it: {0}', trimmed);
    return [formatProblem(issuer, title, isPadded ? exact(trimmed) : undefined)];
  }
  if (!issuer.endsWith('/') || hasSlash.test(issuer)) return [];
  const value = issuer.replace(/\/+$/, '');
  const message = l10n.t('The issuer ends in a slash, which is compared as well: {0}', excerpt(issuer));
  const remedies = [{ title: l10n.t('Remove the slash: {0}', value), rule: exact(value) }];
  return [{ rule: 'issuer-format', at: { start: value.length, end: issuer.length }, message, remedies }];
}

/** Platforms whose issuers do end in a slash: Microsoft Entra ID (version 1 tokens), AKS, Auth0. */
const hasSlash =
  /^https:\/\/(?:sts\.windows\.net|[^/]+\.oic\.prod-aks\.azure\.com|[^/]+\.auth0\.com)\/(?:[^/]+\/)*$/;

function formatProblem(issuer: string, title: string, rule: Rule | undefined): ClaimProblem {
  return {
    rule: 'issuer-format',
    at: whole(issuer),
    message: l10n.t('An issuer is an https address. This is not one: {0}', excerpt(issuer)),
    remedies: rule ? [{ title, rule }] : [],
  };
}

function dotProblems(pattern: string): ClaimProblem[] {
  const [, before = '', host = ''] = /^((?:\^|\\A)?https:\/\/)([^/]*)/.exec(pattern) ?? [];
  const places = inName(host)
    .map((index) => before.length + index)
    .filter((index) => pattern.charAt(index) === '.');
  const [first] = places;
  if (first === undefined) return [];
  const value = places.reduceRight(
    (so, index) => so.slice(0, index) + quotePattern('.') + so.slice(index + 1),
    pattern,
  );
  const message = l10n.t('A dot in the name of the host fits any character here: {0}', excerpt(pattern));
  const remedies = [
    { title: l10n.t('Put a backslash before it: {0}', value), rule: { kind: 'pattern', value } as const },
  ];
  return [{ rule: 'unescaped', at: { start: first, end: first + 1 }, message, remedies }];
}
