import { describe, expect, it } from 'vitest';

import { emptyDraft } from '../../../../src/core/draft/draft';
import { suits } from '../../../../src/core/draft/suits';
import type { ClaimMatch } from '../../../../src/core/identity';

const trusting = (issuer: string) => {
  const claims: ClaimMatch = {
    issuer: { kind: 'exact', value: issuer },
    subject: { kind: 'exact', value: 'subject' },
    audience: undefined,
    claims: [],
  };
  return { ...emptyDraft, claims };
};
const github = trusting('https://token.actions.githubusercontent.com');
const aws = trusting('https://0b4f4a1c-6c59-4f0b-9f43-6f0e4f6f4c11.tokens.sts.global.api.aws');

describe('a form', () => {
  it('that says nothing suits every draft', () => {
    for (const draft of [emptyDraft, github, aws]) expect(suits({}, draft)).toBe(true);
  });

  it('of some ways suits the drafts of one of these', () => {
    expect([emptyDraft, aws, github].map((draft) => suits({ ways: ['web-identity'] }, draft))).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('of some platforms suits the drafts that trust a token of one of these', () => {
    const form = { ways: ['token'], platforms: ['github'] } as const;
    const gitlab = trusting('https://gitlab.com');
    const unknown = trusting('https://issuer.example');
    expect([github, gitlab, unknown, aws, emptyDraft].map((draft) => suits(form, draft))).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
