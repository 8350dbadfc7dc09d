import * as l10n from '@vscode/l10n';
import { principalOf } from '../core/caller';
import type { Draft } from '../core/draft/draft';
import { ruleHolds } from '../core/match/rule';
import { audienceFor } from '../core/match/way';
import { chainguardIssuer } from '../core/platform/audience';
import { visible } from '../core/text';
import { callerArnOf, callerKindOf, roleNameOf } from './facts';
import { arnNote, notForCaller } from './notes';

/** The audience to ask a token for, so that the draft's identity accepts it. */
export function tokenAudienceOf({ claims }: Draft): string {
  return audienceFor(claims?.audience, chainguardIssuer) || chainguardIssuer;
}

/** A value at the end of a sentence. */
export function shown(value: string): string {
  return visible(value.trim()) || '""';
}

/** Why the identity refuses the audience of {@link tokenAudienceOf}; `undefined` if it does not. */
export function audienceNote(draft: Draft): string | undefined {
  const rule = draft.claims?.audience;
  const audience = tokenAudienceOf(draft);
  return rule === undefined || ruleHolds(rule, audience)
    ? undefined
    : l10n.t(
        'The identity’s pattern refuses this audience; put one here that it accepts: {0}',
        shown(audience),
      );
}

/** The role or user that asks for tokens, to which the IAM policy belongs. A user's name comes without its path. */
export function principalOfPolicy(draft: Draft): { readonly kind: 'role' | 'user'; readonly name: string } {
  const user = callerKindOf(draft) === 'user' ? principalOf(callerArnOf(draft)) : undefined;
  return user?.kind === 'user'
    ? { kind: 'user', name: user.name }
    : { kind: 'role', name: roleNameOf(draft) };
}

/** Why the policy cannot be given to the draft's caller in IAM, or which role it only stands for. */
export function policyNotes(draft: Draft): readonly (string | undefined)[] {
  switch (callerKindOf(draft)) {
    case 'user':
      return [];
    case 'permission-set':
      return [
        l10n.t(
          'The role belongs to IAM Identity Center: put the policy into the permission set, as its inline policy, and not into the role.',
        ),
      ];
    case 'service-linked-role':
    case 'root':
    case 'federated-user':
      return [notForCaller(draft)];
    case 'role':
    case 'unknown':
      return [arnNote(draft)];
  }
}
