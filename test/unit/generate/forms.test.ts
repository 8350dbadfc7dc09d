import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments, parseDocument } from 'yaml';
import type { Draft } from '../../../src/core/draft/draft';
import type { AwsMatch, Rule } from '../../../src/core/identity';
import { findForm, formGroups, forms, notesOn } from '../../../src/generate/forms';
import { claimKinds } from './claimDrafts';
import { anyDraft, filled, sample } from './drafts';
import { type Block, hclValue, readHcl } from './hcl';

const generate = (id: string, draft: Draft): string => {
  const form = findForm(id);
  if (!form) throw new Error(`no form: ${id}`);
  return form.generate(draft);
};
type Fields = Partial<Record<'arn' | 'arnPattern' | 'userId' | 'userIdPattern' | 'awsAccount', string>>;
const rule = (exact: string | undefined, pattern: string | undefined): Rule | undefined =>
  exact !== undefined
    ? { kind: 'exact', value: exact }
    : pattern !== undefined
      ? { kind: 'pattern', value: pattern }
      : undefined;
const matchFrom = (of: Fields): AwsMatch => ({
  account: of.awsAccount ?? '',
  arn: rule(of.arn, of.arnPattern),
  userId: rule(of.userId, of.userIdPattern),
});

describe('every form', () => {
  it('has an id and a file of its own kind', () => {
    expect(new Set(forms.map(({ id }) => id)).size).toBe(forms.length);
    expect(formGroups.flatMap((group) => group.forms)).toEqual(forms);
    for (const group of formGroups) expect(group.title()).toMatch(/^[A-Z]/);
    for (const form of forms) {
      expect(form.title()).toMatch(/^\S.*\S$/);
      expect(form.fileName).toMatch(/^[\w-]+(?:\.[a-z]+)?$/);
      expect(Object.keys({ ...sample.options, ...sample })).toEqual(expect.arrayContaining([...form.needs]));
    }
    expect(findForm('nonsense')).toBeUndefined();
  });

  it('is made of every draft, without a throw, and ends in one line break', () => {
    fc.assert(
      fc.property(anyDraft, (draft) => {
        for (const form of forms) {
          expect(form.generate(draft)).toMatch(/[^\n]\n$/);
          for (const note of notesOn(form, draft)) expect(note).toMatch(/^\S.*\S$/s);
        }
      }),
    );
  });

  it('changes with the options that it says it needs', () => {
    const { claims, ...unasked } = claimKinds['every option'];
    for (const form of forms)
      for (const field of form.needs) {
        // A role that the claims ask for leaves nothing to type.
        const asked = { ...claims, ...(field === 'roleArn' && { subject: undefined }) };
        const all: Draft =
          form.ways?.includes('signed-request') === false
            ? { ...unasked, subject: undefined, claims: asked }
            : filled;
        const without: Draft =
          field === 'group'
            ? { ...all, group: { id: '', name: '' } }
            : field === 'roles'
              ? { ...all, roles: [] }
              : { ...all, options: { ...all.options, [field]: '' } };
        expect([form.id, field, form.generate(without)]).not.toEqual([form.id, field, form.generate(all)]);
      }
  });

  it('warns where the partition may not work, and where chainctl cannot', () => {
    const china = {
      ...sample,
      options: { ...sample.options, roleArn: 'arn:aws-cn:iam::123456789012:role/x' },
    };
    const note = (id: string, draft: Draft) => {
      const form = findForm(id);
      return form ? notesOn(form, draft).join() : '';
    };
    expect(note('recipe-shell', china)).toMatch(/partition is not published: aws-cn$/);
    expect(note('recipe-shell', sample)).toBe('');
    expect(note('id-json', china)).toBe('');
    expect(note('chainctl-aws', sample)).toMatch(/its own patterns/);
    const pinned: Draft = { ...sample, match: { ...sample.match, arn: { kind: 'exact', value: 'x' } } };
    expect(note('chainctl-aws', pinned)).toMatch(/Use id\.json/);
    expect(generate('chainctl-aws', pinned)).not.toMatch(/create aws role/);
  });
});

describe('id.json and its YAML', () => {
  it.each([
    ['id-json', (text: string): unknown => JSON.parse(text)],
    ['id-yaml', (text: string): unknown => parse(text)],
  ])('%s is read back to the same draft', (id, read) => {
    fc.assert(
      fc.property(anyDraft, (draft) => {
        const back = read(generate(id, draft)) as { name: string; description?: string; awsIdentity: Fields };
        expect(Object.keys(back).sort()).toEqual(
          draft.description === '' ? ['awsIdentity', 'name'] : ['awsIdentity', 'description', 'name'],
        );
        expect(back.name).toBe(draft.name);
        expect(back.description ?? '').toBe(draft.description);
        expect(matchFrom(back.awsIdentity)).toEqual(draft.match);
      }),
    );
  });

  it('has the names that chainctl reads, and one of each pair', () => {
    expect(generate('id-json', sample)).toBe(`{
  "name": "ci-runner",
  "description": "Runs the builds",
  "awsIdentity": {
    "awsAccount": "123456789012",
    "arnPattern": "^arn:aws:sts::123456789012:assumed-role/ci\\\\.runner\\\\+x/(.+)$",
    "userIdPattern": "^AROAQ3EGCIRUNNEXAMPLE:(.+)$"
  }
}
`);
  });
});

describe('YAML forms', () => {
  it('have no errors, whatever the draft holds, and keep its values', () => {
    fc.assert(
      fc.property(anyDraft, (draft) => {
        const [account] = parseAllDocuments(generate('kubernetes', draft)).map((document) => {
          expect(document.errors).toEqual([]);
          return document.toJS() as { metadata: { name: string; namespace: string } };
        });
        expect(account?.metadata).toMatchObject({
          name: draft.options.serviceAccount || 'chainguard',
          namespace: draft.options.namespace || 'default',
        });
        expect(parseDocument(generate('github-workflow', draft)).errors).toEqual([]);
      }),
    );
  });

  it('let nobody write an expression of GitHub’s', () => {
    fc.assert(
      fc.property(anyDraft, (draft) => {
        const text = generate('github-workflow', draft);
        const expressions = text.match(/\$\{\{.*?\}\}/g) ?? [];
        const own = [
          "${{ '${{' }}",
          '${{ vars.CHAINGUARD_IDENTITY }}',
          '${{ secrets.AWS_ACCESS_KEY_ID }}',
          '${{ secrets.AWS_SECRET_ACCESS_KEY }}',
        ];
        for (const expression of expressions) expect(own).toContain(expression);
      }),
    );
  });
});

describe('the trust policy', () => {
  it('is JSON with the principal and the conditions', () => {
    fc.assert(
      fc.property(anyDraft, (draft) => {
        const { trustedArn, externalId } = draft.options;
        const policy = JSON.parse(generate('trust-policy', draft)) as {
          Statement: { Principal: { AWS: string }; Condition?: { StringEquals?: Record<string, string> } }[];
        };
        const [statement] = policy.Statement;
        if (trustedArn !== '') expect(statement?.Principal.AWS).toBe(trustedArn);
        expect(statement?.Condition?.StringEquals?.['sts:ExternalId'] ?? '').toBe(externalId);
      }),
    );
    const [statement] = (JSON.parse(generate('trust-policy', sample)) as { Statement: unknown[] }).Statement;
    expect(statement).toEqual({
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::123456789012:root' },
      Action: 'sts:AssumeRole',
    });
    expect(generate('trust-policy', filled)).toMatch(/"aws:MultiFactorAuthPresent": "true"/);
  });
});

/** Half a surrogate pair has no place in HCL. */
const whole = (text: string) => text.replace(/\p{Cs}/gu, '\ufffd');
const wholeRule = (of: Rule | undefined) => of && { ...of, value: whole(of.value) };
const wholeMatch = ({ account, arn, userId }: AwsMatch): AwsMatch => ({
  account: whole(account),
  arn: wholeRule(arn),
  userId: wholeRule(userId),
});

describe('Terraform', () => {
  const ids = forms.filter(({ language }) => language === 'terraform').map(({ id }) => id);
  const find = (blocks: readonly Block[], type: string, label: string) =>
    blocks.filter((block) => block.type === type && block.labels[0] === label);

  it('has no error node, whatever the draft holds', async () => {
    expect(ids).toHaveLength(7);
    await fc.assert(
      fc.asyncProperty(anyDraft, async (draft) => {
        for (const id of ids) {
          const blocks = await readHcl(generate(id, draft));
          const labels = blocks.map(({ type, labels: of }) => [type, ...of].join(' '));
          expect(new Set(labels).size).toBe(labels.length);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is read back to the same draft', async () => {
    await fc.assert(
      fc.asyncProperty(anyDraft, async (draft) => {
        const blocks = await readHcl(generate('terraform', draft));
        const [identity] = find(blocks, 'resource', 'chainguard_identity');
        const [group] = find(blocks, 'data', 'chainguard_group');
        const aws = identity?.blocks.find(({ type }) => type === 'aws_identity')?.attributes ?? {};
        const value = (name: string) => (name in aws ? hclValue(aws[name]) : undefined);
        expect(hclValue(identity?.attributes['name'])).toBe(whole(draft.name));
        expect(
          identity?.attributes['description'] === undefined
            ? ''
            : hclValue(identity.attributes['description']),
        ).toBe(whole(draft.description));
        const where = group?.attributes['id'] ?? group?.attributes['name'];
        if (draft.group.id === '' && draft.group.name.trim() === '') expect(where).toBe('var.group');
        else expect(hclValue(where)).toBe(whole(draft.group.id || draft.group.name));
        expect({
          account: value('aws_account') ?? '',
          arn: rule(value('aws_arn'), value('aws_arn_pattern')),
          userId: rule(value('aws_user_id'), value('aws_user_id_pattern')),
        }).toEqual(wholeMatch(draft.match));
        expect(find(blocks, 'resource', 'chainguard_rolebinding')).toHaveLength(draft.roles.length);
        const roles = find(blocks, 'data', 'chainguard_role').map(({ attributes: { id, name } }) =>
          hclValue(id ?? name),
        );
        expect(roles).toEqual(draft.roles.map(({ id, name }) => whole(id || name)));
      }),
      { numRuns: 60 },
    );
  });

  it('refers only to what it defines', async () => {
    for (const id of ids)
      for (const draft of [sample, filled]) {
        const text = generate(id, draft);
        const defined = (await readHcl(text)).map(({ type, labels }) =>
          (type === 'data' ? ['data', ...labels] : labels).join('.'),
        );
        for (const [reference] of text.matchAll(
          /(?<![\w./"])(?:data\.)?(?:aws|chainguard|archive|ko)_\w+\.\w+(?=\.)/g,
        ))
          expect(defined).toContain(reference);
        expect(text).not.toMatch(/chainguard_roles/);
      }
  });
});
