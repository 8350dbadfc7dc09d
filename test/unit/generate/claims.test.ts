import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { type Draft, wayOfDraft } from '../../../src/core/draft/draft';
import type { ClaimMatch, Rule } from '../../../src/core/identity';
import { readDefinitions } from '../../../src/documents/read';
import { findForm, formGroupsFor, forms, notesOn } from '../../../src/generate/forms';
import { anyClaimsDraft, awsIssuer, claimKinds } from './claimDrafts';
import { kinds, sample } from './drafts';
import { hclValue, readHcl } from './hcl';

const text = (id: string, draft: Draft): string => findForm(id)?.generate(draft) ?? `no form: ${id}`;
const notes = (id: string, draft: Draft): string => {
  const form = findForm(id);
  return form ? notesOn(form, draft).join(' ') : `no form: ${id}`;
};
const offered = (draft: Draft) => formGroupsFor(draft).flatMap((group) => group.forms.map(({ id }) => id));

describe('the forms of a draft that trusts claims', () => {
  it('are those for its way, and a draft without claims has none of them', () => {
    for (const draft of Object.values<Draft>({ ...claimKinds, ...kinds })) {
      const way = wayOfDraft(draft);
      for (const id of offered(draft)) expect(findForm(id)?.ways ?? [way]).toContain(way);
    }
    expect(offered(claimKinds.role)).toEqual(
      expect.arrayContaining([
        'id-json',
        'chainctl-claims',
        'iam-policy',
        'terraform-federation',
        'trust-policy',
      ]),
    );
    expect(offered(claimKinds.role)).not.toContain('recipe-shell');
    expect(offered(claimKinds.github)).not.toContain('iam-policy');
    expect(offered(sample)).not.toContain('chainctl-claims');
  });

  it('are those for the issuer’s platform, and one for another says that it is not for this one', () => {
    const other = /Not for this identity: it does not trust tokens of this platform/;
    for (const [kind, own, none] of [
      ['github', 'github-oidc', 'kubernetes-oidc'],
      ['kubernetes', 'kubernetes-oidc', 'github-oidc'],
    ] as const) {
      expect(offered(claimKinds[kind])).toEqual(expect.arrayContaining([own, 'token-shell']));
      expect(offered(claimKinds[kind])).not.toContain(none);
      expect(notes(own, claimKinds[kind])).not.toMatch(other);
      expect(notes(none, claimKinds[kind])).toMatch(other);
    }
    expect(offered(claimKinds['another issuer'])).toContain('token-shell');
    expect(offered(claimKinds['another issuer'])).not.toContain('github-oidc');
  });

  it('are made of every draft, without a throw, and end in one line break', () => {
    fc.assert(
      fc.property(anyClaimsDraft, (draft) => {
        for (const form of forms) {
          expect(form.generate(draft)).toMatch(/[^\n]\n$/);
          for (const note of notesOn(form, draft)) expect(note).toMatch(/^\S.*\S$/s);
        }
      }),
    );
  });

  it('are JSON and YAML where they say so', () => {
    fc.assert(
      fc.property(anyClaimsDraft, (draft) => {
        for (const form of forms) {
          if (form.language === 'json') JSON.parse(form.generate(draft));
          if (form.language === 'yaml')
            for (const document of parseAllDocuments(form.generate(draft)))
              expect(document.errors).toEqual([]);
        }
      }),
    );
  });

  it('never have an ARN of a role that AWS keeps for itself', () => {
    for (const form of forms)
      if (form.ways?.includes('web-identity') && form.id !== 'chainctl-claims')
        expect([form.id, form.generate(claimKinds['permission set'])]).toEqual([
          form.id,
          expect.not.stringMatching(/AWSReservedSSO/),
        ]);
  });
});

type Fields = Partial<Record<string, string>>;
const rule = (of: Fields, name: string): Rule | undefined => {
  const [exact, pattern] = [of[name], of[`${name}Pattern`]];
  if (exact !== undefined) return { kind: 'exact', value: exact };
  return pattern === undefined ? undefined : { kind: 'pattern', value: pattern };
};
/** Each claim once: of two rules of one kind the last one counts. */
const maps = ({ claims }: ClaimMatch) =>
  (['exact', 'pattern'] as const).map((kind) =>
    [...new Map(claims.flatMap(({ name, rule: of }) => (of.kind === kind ? [[name, of.value]] : [])))].sort(),
  );

describe('claimMatch', () => {
  it.each([
    ['id-json', (of: string): unknown => JSON.parse(of)],
    ['id-yaml', (of: string): unknown => parse(of)],
  ])('%s is read back to the same draft', (id, read) => {
    fc.assert(
      fc.property(anyClaimsDraft, (draft) => {
        const back = read(text(id, draft)) as { name: string; description?: string; claimMatch: Fields };
        expect(Object.keys(back).sort()).toEqual(
          draft.description === '' ? ['claimMatch', 'name'] : ['claimMatch', 'description', 'name'],
        );
        expect([back.name, back.description ?? '']).toEqual([draft.name, draft.description]);
        for (const part of ['issuer', 'subject', 'audience'] as const)
          expect(rule(back.claimMatch, part)).toEqual(draft.claims[part]);
        const { claims = {}, claimPatterns = {} } = back.claimMatch as Fields &
          Record<'claims' | 'claimPatterns', Fields | undefined>;
        expect([claims, claimPatterns].map((map) => Object.entries(map).sort())).toEqual(maps(draft.claims));
      }),
    );
  });

  it('is what the reader of documents finds, in each file', () => {
    for (const [kind, draft] of Object.entries<Draft>(claimKinds)) {
      if (kind === 'nothing asked') continue;
      for (const [id, path] of [
        ['id-json', 'id.json'],
        ['id-yaml', 'id.yaml'],
        ['terraform', 'identity.tf'],
      ] as const) {
        const [found] = readDefinitions(text(id, draft), path);
        const read = found?.fields
          .filter(({ part }) => part === 'issuer' || part === 'subject' || part === 'audience')
          .map(({ part, kind: of, value }) => [part, of, value.is === 'text' && value.written.text]);
        const asked = (['issuer', 'subject', 'audience'] as const).flatMap((part) => {
          const of = draft.claims?.[part];
          return of ? [[part, of.kind, of.value]] : [];
        });
        expect([kind, id, read]).toEqual([kind, id, asked]);
      }
    }
  });

  it('is the file that Chainguard’s page has', () => {
    expect(text('id-json', claimKinds.role)).toBe(`{
  "name": "ci-runner",
  "description": "Runs the builds",
  "claimMatch": {
    "issuer": "${awsIssuer}",
    "subject": "arn:aws:iam::123456789012:role/teams/shop/deploy",
    "audience": "https://issuer.enforce.dev"
  }
}
`);
  });

  it('is in Terraform what it is in the draft', async () => {
    const whole = (value: string) => value.replace(/\p{Cs}/gu, '\ufffd');
    await fc.assert(
      fc.asyncProperty(anyClaimsDraft, async (draft) => {
        const blocks = await readHcl(text('terraform', draft));
        const identity = blocks.find(({ labels }) => labels[0] === 'chainguard_identity');
        const trust = identity?.blocks.find(({ type }) => type === 'claim_match')?.attributes ?? {};
        for (const part of ['issuer', 'subject', 'audience'] as const) {
          const of = draft.claims[part];
          const value = trust[of?.kind === 'pattern' ? `${part}_pattern` : part];
          expect(value === undefined ? undefined : hclValue(value)).toBe(of && whole(of.value));
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('Terraform of both sides', () => {
  const labels = async (id: string, draft: Draft) =>
    (await readHcl(text(id, draft))).map(({ type, labels: of }) => [type, ...of].join('.'));

  it('has no error node, whatever the draft holds, and names nothing twice', async () => {
    await fc.assert(
      fc.asyncProperty(anyClaimsDraft, async (draft) => {
        for (const { id, language } of forms)
          if (language === 'terraform') {
            const all = await labels(id, draft);
            expect(new Set(all).size).toBe(all.length);
          }
      }),
      { numRuns: 40 },
    );
  });

  it('refers only to what it defines', async () => {
    for (const id of ['terraform-federation', 'terraform-aws-side'])
      for (const draft of Object.values<Draft>(claimKinds)) {
        const defined = (await labels(id, draft)).map((label) => label.replace(/^resource\./, ''));
        for (const [reference] of text(id, draft).matchAll(
          /(?<![\w./"])(?:data\.)?(?:aws|chainguard)_\w+\.\w+(?=[.\]])/g,
        ))
          expect(defined).toContain(reference);
      }
  });

  it('trusts the account’s issuer and the role or user, whose policy it is', async () => {
    const of = async (draft: Draft) => {
      const blocks = await readHcl(text('terraform-federation', draft));
      const identity = blocks.find(({ labels: [type] }) => type === 'chainguard_identity');
      const [principal, policy] = blocks.filter(({ labels: [type = ''] }) =>
        /^aws_iam_(role|user)/.test(type),
      );
      return {
        trust: identity?.blocks.find(({ type }) => type === 'claim_match')?.attributes,
        principal: principal?.attributes,
        policy: { ...policy?.attributes, policy: '' },
      };
    };
    const issuer = 'data.aws_iam_outbound_web_identity_federation.account.issuer_identifier';
    expect(await of(claimKinds.role)).toEqual({
      trust: { issuer, subject: 'data.aws_iam_role.role.arn', audience: '"https://issuer.enforce.dev"' },
      principal: { name: '"deploy"' },
      policy: { name: '"chainguard-web-identity-token"', role: 'data.aws_iam_role.role.name', policy: '' },
    });
    expect(await of(claimKinds.user)).toEqual({
      trust: { issuer, subject: 'data.aws_iam_user.user.arn' },
      principal: { user_name: '"kim"' },
      policy: {
        name: '"chainguard-web-identity-token"',
        user: 'data.aws_iam_user.user.user_name',
        policy: '',
      },
    });
  });

  it('says where it trusts another one than the draft', () => {
    const other = /issuer and the subject of the draft are not used/;
    for (const kind of ['role', 'user'] as const)
      expect(notes('terraform-federation', claimKinds[kind])).not.toMatch(other);
    for (const kind of ['typed role', 'role as a pattern', 'nothing asked', 'permission set'] as const)
      expect(notes('terraform-federation', claimKinds[kind])).toMatch(other);
  });
});

describe('chainctl create', () => {
  it('has a flag for each thing that it can say', () => {
    expect(text('chainctl-claims', claimKinds.role)).toContain(`
chainctl iam identities create ci-runner \\
  --identity-issuer=${awsIssuer} \\
  --subject=arn:aws:iam::123456789012:role/teams/shop/deploy \\
  --audience=https://issuer.enforce.dev \\
  --description='Runs the builds' \\
  --parent=acme.example \\
  --role=registry.pull \\
  --yes \\
  --output=id
`);
    expect(text('chainctl-claims', claimKinds['role as a pattern'])).toMatch(
      /--identity-issuer-pattern='\^https[^]*--subject-pattern='\^arn[^]*--audience-pattern='\^https/,
    );
    expect(text('chainctl-claims', claimKinds['claim patterns'])).toContain(
      `--claim-pattern='ref:^refs/heads/(?:main|dev)$,actor:^kim$'`,
    );
  });

  it('refuses what it cannot say, with the reason', () => {
    const commas = { ...claimKinds['claim patterns'] };
    const list = {
      ...commas.claims,
      claims: [{ name: 'a', rule: { kind: 'pattern', value: 'x{1,2}' } as const }],
    };
    for (const [draft, reason] of [
      [claimKinds['github with claims'], /none for their exact values.*Use id\.json/],
      [{ ...commas, claims: list }, /as one list with commas.*Use id\.json/],
      [claimKinds['nothing asked'], /needs the issuer and the subject/],
      [sample, /needs the issuer and the subject/],
    ] as const) {
      expect(notes('chainctl-claims', draft)).toMatch(reason);
      expect(text('chainctl-claims', draft)).toMatch(
        /Create this identity from id\.json instead.*\nexit 1\n$/,
      );
    }
  });

  it('can do without flags, from a file', () => {
    expect(text('chainctl-file', claimKinds['github with claims'])).toContain(
      text('id-json', claimKinds['github with claims']),
    );
  });
});
