import { testOf } from '../pattern/holds';
import type { Platform } from '../platform/platform';
import type { Work } from './machine';
import { searchText, type TextDemand } from './search';
import { anyText } from './universe';

/** The texts of a token that rules ask for: its issuer, its subject, and all others. */
export type TextKind = 'issuer' | 'subject' | 'other';

/** A text that fulfils demands, `none` where there is certainly no such text, or `undecided`. */
export type Found = { readonly text: string } | 'none' | 'undecided';

/**
 * A text of a kind that fulfils all demands, the likeliest that there is: an issuer is an https address, every other text
 * any text without control characters.
 *
 * @param platform whose subjects are likely
 */
export function textFor(
  kind: TextKind,
  platform: Platform | undefined,
  demands: readonly TextDemand[],
  work: Work,
): Found {
  const key = JSON.stringify([kind, platform, demands]);
  const known = remembered.get(key);
  if (known) return known;
  const found = decide(kind, platform, demands, work);
  if (found === 'undecided' || key.length > longestRemembered) return found;
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(key, found);
  return found;
}

/** Recent answers: a definition is checked at each key, and most of its questions are still the same. */
const remembered = new Map<string, Found>();
const mostRemembered = 2000;
const longestRemembered = 2000;

function decide(
  kind: TextKind,
  platform: Platform | undefined,
  demands: readonly TextDemand[],
  work: Work,
): Found {
  const within = (pattern: string | undefined) =>
    searchText(
      anyText,
      pattern === undefined
        ? demands
        : [...demands, { rule: { kind: 'pattern', value: pattern }, accepts: true }],
      work,
    );
  const one = within(kind === 'issuer' ? addresses : undefined);
  if (typeof one === 'string') return one;
  for (const form of formsOf(kind, platform)) {
    const likely = within(form);
    if (typeof likely === 'object' && isSo(demands, likely.text)) return likely;
  }
  // What the machines say is said only if the matcher says it as well.
  return isSo(demands, one.text) ? one : 'undecided';
}

function isSo(demands: readonly TextDemand[], text: string): boolean {
  return demands.every(({ rule, accepts }) => testOf(rule)(text) === accepts);
}

/** Addresses that can be an issuer's (OpenID Connect Core, "Issuer Identifier"): neither query nor fragment. */
const addresses = '^https://[!-"$-.0->@-~]+(?:/[!-"$->@-~]*)?$';

function formsOf(kind: TextKind, platform: Platform | undefined): readonly string[] {
  if (kind === 'issuer') return issuers;
  if (kind === 'other') return others;
  const own =
    platform === 'github' ? ofGitHub : platform === 'aws' ? ofAws : [...ofGitHub.slice(0, 1), ...ofAws];
  return [...own, ...others];
}

/** What issuers look like, the likeliest first. */
const issuers = [
  '^https://somebody\\.example$',
  '^https://00000000-0000-4000-8000-000000000000\\.tokens\\.sts\\.global\\.api\\.aws$',
  '^https://[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.tokens\\.sts\\.global\\.api\\.aws$',
  '^https://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?:/[\\w./-]*)?$',
];
const ofGitHub = [
  '^repo:somebody/else:ref:refs/heads/main$',
  '^repo:somebody/else:(?:ref:refs/heads/main|environment:production|pull_request)$',
  '^repo:[\\w.-]+/else:(?:ref:refs/heads/main|environment:production|pull_request)$',
  '^repo:[\\w.-]+/[\\w.-]+:(?:ref:refs/heads/main|environment:production|pull_request)$',
  '^repo:[\\w.-]+(?:@\\d+)?/[\\w.-]+(?:@\\d+)?:[\\w./-]+(?::[\\w./-]+)*$',
];
const ofAws = [
  '^arn:aws:iam::\\d{12}:(?:role|user)/(?:somebody|else)$',
  '^arn:aws:iam::\\d{12}:(?:role|user)/[\\w+=,.@-]+$',
  '^arn:aws(?:-[a-z]+)*:iam::\\d{12}:(?:role|user)/[\\w+=,.@/-]+$',
];
const others = ['^(?:somebody|else)$', '^[\\w./:@+=,-]+$'];
