import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/core/draft/draft';
import { findForm, notesOn } from '../../../src/generate/forms';
import { lambdaGo } from '../../../src/generate/recipeGo';
import { kinds, sample } from './drafts';
import { hclValue, readHcl } from './hcl';

const text = (id: string, draft: Draft): string => findForm(id)?.generate(draft) ?? '';
const find = async (id: string, draft: Draft, type: string) =>
  (await readHcl(text(id, draft))).filter(({ labels }) => labels[0] === type);

describe('the identity that Terraform takes over', () => {
  const id = `${'a'.repeat(40)}/${'b'.repeat(16)}`;
  const of = (identity: string): Draft => ({ ...sample, options: { ...sample.options, identity } });
  const imports = async (draft: Draft) =>
    (await readHcl(text('terraform', draft))).filter(({ type }) => type === 'import');
  const notes = (draft: Draft) => {
    const form = findForm('terraform');
    return form ? notesOn(form, draft).join(' ') : '';
  };

  it('is the one that is there, with its bindings left to the person', async () => {
    const [block, ...more] = await imports(of(id));
    expect(more).toEqual([]);
    expect(block && hclValue(block.attributes['id'] ?? '')).toBe(id);
    const [resource] = await find('terraform', of(id), 'chainguard_identity');
    expect(block?.attributes['to']).toBe(`chainguard_identity.${resource?.labels[1] ?? ''}`);
    expect(notes(of(id))).toContain('The import takes over the identity, and not its role bindings');
    expect(notes({ ...of(id), roles: [] })).not.toContain('import');
  });

  it.each(['', '"${x}'])('is a new one where its id is %j', async (identity) => {
    expect(await imports(of(identity))).toEqual([]);
    expect(notes(of(identity))).not.toContain('import');
  });
});

describe('the AWS role that Terraform makes', () => {
  const trustOf = async (draft: Draft) => {
    const [document] = await find('terraform-role', draft, 'aws_iam_policy_document');
    const blocks = document?.blocks[0]?.blocks ?? [];
    return {
      principal: blocks.find(({ type }) => type === 'principals')?.attributes,
      conditions: blocks.filter(({ type }) => type === 'condition').map(({ attributes }) => attributes),
    };
  };
  const notes = (draft: Draft) => {
    const form = findForm('terraform-role');
    return form ? notesOn(form, draft).join(' ') : '';
  };

  it('is for EC2 instances, and says so, as long as nobody says who may assume it', async () => {
    expect(await trustOf(sample)).toEqual({
      principal: { type: '"Service"', identifiers: '["ec2.amazonaws.com"]' },
      conditions: [],
    });
    expect(text('terraform-role', sample)).toMatch(/# EC2 instances\. For a user or another role/);
    expect(notes(sample)).toMatch(/trusts EC2 instances/);
    const [profile] = await find('terraform-role', sample, 'aws_iam_instance_profile');
    expect(profile?.attributes['role']).toBe('aws_iam_role.role.name');
  });

  it.each([
    ['externalId', ['"sts:ExternalId"', '["acme-7f3a91"]']],
    ['mfaSerial', ['"aws:MultiFactorAuthPresent"', '["true"]']],
  ] as const)(
    'keeps the condition of %s, for whoever is in the account',
    async (option, [variable, values]) => {
      const draft = { ...sample, options: { ...sample.options, [option]: 'acme-7f3a91' } };
      const { principal, conditions } = await trustOf(draft);
      expect(principal?.['type']).toBe('"AWS"');
      expect(principal?.['identifiers']).toMatch(
        /^\["arn:\$\{.*partition\}:iam::\$\{.*account_id\}:root"\]$/,
      );
      expect(conditions).toEqual([expect.objectContaining({ variable, values })]);
      expect(text('terraform-role', draft)).toMatch(/# Whoever in this account/);
      expect(await find('terraform-role', draft, 'aws_iam_instance_profile')).toEqual([]);
      expect(notes(draft)).toBe('');
    },
  );

  it('trusts whom it is told to, with every condition', async () => {
    const { principal, conditions } = await trustOf(kinds['every option']);
    expect(principal).toEqual({ type: '"AWS"', identifiers: '["arn:aws:iam::123456789012:user/kim"]' });
    expect(conditions.map(({ variable }) => variable)).toEqual([
      '"sts:ExternalId"',
      '"aws:MultiFactorAuthPresent"',
    ]);
  });

  it('has the name and the path of the role that was typed', async () => {
    const [role] = await find('terraform-role', kinds['typed role'], 'aws_iam_role');
    expect(role?.attributes).toMatchObject({ name: '"ci"', path: '"/teams/"' });
  });

  it('is another one than a role of IAM Identity Center, in any session', async () => {
    const draft = kinds['permission set'];
    const [role] = await find('terraform-role', draft, 'aws_iam_role');
    expect(role?.attributes).toMatchObject({ name: '"chainguard"' });
    expect(text('terraform-role', draft)).toMatch(
      /aws_user_id_pattern = "\^\$\{aws_iam_role\.role\.unique_id\}:/,
    );
    expect(notes(draft)).toMatch(/a role of its own; the match of the draft is not used/);
  });
});

describe('a Chainguard role', () => {
  it('is looked up by its id where that is known, a built-in one by name among its kind', async () => {
    const viewer = '63921b2c44617e3f2603851537be0123af4a57d7';
    const roles = [
      { id: viewer, name: 'viewer' },
      { id: '', name: `${viewer}/0123456789abcdef` },
      { id: '', name: 'registry.pull' },
      { id: '', name: 'my role' },
    ];
    const found = await find('terraform', { ...sample, roles }, 'chainguard_role');
    expect(found.map(({ labels, attributes }) => [labels[1], attributes])).toEqual([
      ['viewer', { id: `"${viewer}"` }],
      ['role', { id: `"${viewer}/0123456789abcdef"` }],
      ['registry_pull', { name: '"registry.pull"', parent: '"/"' }],
      ['my_role', { name: '"my role"' }],
    ]);
    const bound = await find('terraform', { ...sample, roles }, 'chainguard_rolebinding');
    expect(bound.map(({ attributes }) => attributes['role'])).toEqual(
      found.map(({ labels }) => `data.chainguard_role.${labels[1] ?? ''}.items[0].id`),
    );
  });

  it('is bound in a group whose id was typed as its name', async () => {
    const id = '45a0c61ea6fd977f050c5fb9ac06a69eed764595/2c5f7abcdefa3871';
    const [group] = await find('terraform', { ...sample, group: { id: '', name: id } }, 'chainguard_group');
    expect([group?.attributes['name'], hclValue(group?.attributes['id'])]).toEqual([undefined, id]);
  });
});

describe('a new folder', () => {
  const inFolder = { ...sample, options: { ...sample.options, newFolder: 'builds ${x}' } };

  it.each(['terraform', 'terraform-role', 'terraform-lambda', 'terraform-lambda-image'])(
    'is made in the group by %s, holds the identity, and is where its roles are bound',
    async (id) => {
      const [folder] = (await find(id, inFolder, 'chainguard_group')).filter(
        ({ type }) => type === 'resource',
      );
      expect(folder?.attributes['parent_id']).toBe('data.chainguard_group.group.id');
      expect(hclValue(folder?.attributes['name'])).toBe('builds ${x}');
      const [identity] = await find(id, inFolder, 'chainguard_identity');
      const [binding] = await find(id, inFolder, 'chainguard_rolebinding');
      expect([identity?.attributes['parent_id'], binding?.attributes['group']]).toEqual([
        'chainguard_group.folder.id',
        'chainguard_group.folder.id',
      ]);
      const form = findForm(id);
      expect(form && notesOn(form, inFolder).join()).toMatch(/does not see the repositories/);
      expect(form && notesOn(form, sample).join()).not.toMatch(/does not see the repositories/);
    },
  );
});

describe('the Lambda forms', () => {
  it.each(['terraform-lambda', 'terraform-lambda-image'])(
    'name the form that the Lambda function is built from: %s',
    (id) => {
      expect(text(id, sample)).toContain(`the form "${lambdaGo.title()}"`);
    },
  );

  it('take their program from a file or from an image that is built for what runs it', async () => {
    const [zip] = await find('terraform-lambda', sample, 'aws_lambda_function');
    expect(zip?.attributes).toMatchObject({ handler: '"bootstrap"', architectures: '["arm64"]' });
    const [image] = await find('terraform-lambda-image', sample, 'aws_lambda_function');
    expect(image?.attributes).toMatchObject({
      package_type: '"Image"',
      image_uri: 'ko_build.lambda.image_ref',
      architectures: '["arm64"]',
    });
    expect(image?.attributes['handler']).toBeUndefined();
    const [build] = await find('terraform-lambda-image', sample, 'ko_build');
    expect(build?.attributes).toMatchObject({
      repo: 'aws_ecr_repository.lambda.repository_url',
      importpath: '"example"',
      platforms: '["linux/arm64"]',
    });
  });
});
