import { templateOf } from '../../core/draft/templateOf';
import type { ClaimMatch } from '../../core/identity';
import { isForAws } from '../../core/match/way';
import { platformOf } from '../../core/platform/platform';
import { type Form, noRule, type TokenWay } from '../../wire/builderForm';

/** A form with what an identity asks of a token, in the words of its platform where they say just that. */
export function withClaims(form: Form, match: ClaimMatch): Form {
  const way: TokenWay = isForAws(match.issuer)
    ? 'web-identity'
    : platformOf(match.issuer) === 'github'
      ? 'github'
      : 'token';
  const { issuer = noRule, subject = noRule, audience = noRule, claims } = match;
  const made = way === 'web-identity' ? undefined : templateOf(match);
  return {
    ...form,
    way,
    rules: { ...form.rules, [way]: { issuer, subject, audience, claims } },
    ...(way !== 'web-identity' && {
      templates: { ...form.templates, [way]: made?.id ?? 'by-hand' },
      words: made?.words ?? form.words,
    }),
  };
}
