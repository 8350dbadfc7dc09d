import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findMentions } from '../../../src/documents/mentions';
import { readDefinitions } from '../../../src/documents/read';
import { identities, organization } from '../../sandbox/world';

const root = '0123456789abcdef0123456789abcdef01234567';
const id = `${root}/89abcdef01234567`;
const other = `${root}/89abcdef01234567/0011223344556677`;

/** What is mentioned, after checking that every mention stands where it says. */
function mentioned(text: string, languageOrPath = 'plaintext'): string[] {
  return findMentions(text, languageOrPath, readDefinitions(text, languageOrPath)).map((mention) => {
    const value = mention.kind === 'id' ? mention.id : mention.name;
    expect(text.slice(mention.start, mention.end).replace(/\\\/|%2f/gi, '/')).toBe(value);
    return mention.kind === 'id' ? value : `name ${value}`;
  });
}

describe('an id is mentioned', () => {
  it.each([
    ['a shell script', `export CHAINGUARD_IDENTITY=${id}`, 'shellscript'],
    ['a flag', `chainctl auth login --identity ${id} --identity-token x`, 'shellscript'],
    ['a flag with =', `chainctl auth login --identity="${id}"`, 'shellscript'],
    ['a workflow', `        with:\n          identity: ${id}`, 'yaml'],
    ['a quoted YAML value behind astral characters', `# 🚀\nidentity: '${id}'`, 'yaml'],
    ['Terraform', `output "id" {\n  value = "${id}"\n}`, 'terraform'],
    ['a role binding', `  identity = "${id}"\n  group = "${other}"\n  role = "${other}"`, 'terraform'],
    ['Go', `sts.New(issuer, api, sts.WithIdentity("${id}"))`, 'go'],
    ['TypeScript', `const identity = '${id}';`, 'typescript'],
    ['a list', `args: [login, --identity, ${id}]`, 'yaml'],
    ['Python', `assume(identity="${id}", group="${other}", roleId="${other}")`, 'python'],
    ['Markdown', `Use \`${id}\`.`, 'markdown'],
    ['a script inside JSON', `{"scripts":{"login":"chainctl auth login --identity ${id}"}}`, 'json'],
    ['JSON inside JSON', `{"body":"{\\"identity\\":\\"${id}\\",\\"group\\":\\"${other}\\"}"}`, 'json'],
    ['JSON of chainctl', `{"items":[{"id":"${id}","name":"x","awsIdentity":{"arn":"a"}}]}`, 'json'],
    ['JSON that is cut short', `{"items":[{"id":"${id}","name":"x`, 'json'],
    ['JSON with comments', `{ /* "capabilities": { */ "id": "${id}" // , "role": 1\n }`, 'jsonc'],
  ])('in %s', (_, text, language) => expect(mentioned(text, language)).toEqual([id]));

  it('once for each line', () => {
    expect(mentioned(`${id} ${id} ${other}\r\n${id}`)).toEqual([id, other, id]);
  });

  it('wherever it stands in any text', () => {
    const gap = fc.string({ unit: 'binary', maxLength: 30 }).map((text) => `${text}\n`);
    fc.assert(
      fc.property(fc.array(gap, { maxLength: 8 }), (gaps) => {
        expect(mentioned(gaps.map((text) => `${text}${id}\n`).join(''))).toEqual(gaps.map(() => id));
      }),
    );
  });
});

describe('an id is not mentioned', () => {
  it.each([
    ['when it is an organization’s', `parent ${root}`, 'plaintext'],
    ['in upper case', id.toUpperCase(), 'plaintext'],
    [
      'as a piece of something longer',
      `a${id} ${id}0 ${id}x ${id}/ ${id}/001122 /${id} x_${id}_`,
      'plaintext',
    ],
    [
      'as a group',
      `group: ${id}\n--group ${id} --parent=${id}\nparent_id = "${id}"\nparentId: "${id}"`,
      'yaml',
    ],
    ['as a role', `role: ${id}\n"role_id": "${id}"\nroles=${id}\nROLE_UID='${id}'\nrole := "${id}"`, 'go'],
    ['in a list on one line', `roles = ["${id}", "${other}"]\nscopes: [${id}]`, 'terraform'],
    ['in a list of roles', `[{"id":"${id}","name":"viewer","capabilities":["groups.list"]}]`, 'json'],
    ['in a list of groups', `{"groups":[{"uid":"${id}","name":"platform"}]}`, 'json'],
    ['in a list of repositories', `{"id":"${id}","name":"go","catalogTier":"BASE"}`, 'json'],
    [
      'as a role binding’s own',
      `{"id":"${id}","group":{"id":"${other}"},"role":{"id":"${other}"},"email":""}`,
      'json',
    ],
  ])('%s', (_, text, language) => expect(mentioned(text, language)).toEqual([]));
});

describe('a state of Terraform', () => {
  it('Terraform’s state mentions identities, and no other resource', () => {
    const resource = (type: string, attributes: unknown) => ({
      type,
      name: 'x',
      instances: [{ attributes }],
    });
    const state = {
      version: 4,
      outputs: { identity: { value: other, type: 'string' } },
      resources: [
        resource('chainguard_group', { id: id, name: 'platform', parent_id: root }),
        resource('chainguard_identity', {
          id,
          name: 'ci',
          parent_id: `${root}/ffffffffffffffff`,
          aws_identity: [],
        }),
        resource('chainguard_rolebinding', {
          id: `${other}/ffffffffffffffff`,
          group: root,
          identity: other,
          role: id,
        }),
      ],
    };
    expect(mentioned(JSON.stringify(state, undefined, 2), 'terraform.tfstate')).toEqual([other, id, other]);
  });
});

describe('a definition is mentioned by its name', () => {
  it.each([
    ['{"name":"ci","awsIdentity":{"arn":"a"}}', 'id.json'],
    ['{"aws_identity":{"aws_account":"1","name":"inner"},\n "name" : "ci"}', 'json'],
    ['[{"name":"ci","awsIdentity":{}},{"name":"c","claimMatch":{}}]', 'json'],
    ['{"name":"ci","awsIdentity":{"arn"', 'json'],
    ['name: ci # the builder\nawsIdentity:\n  awsAccount: "1"\n', 'id.yaml'],
    ['- aws_identity:\n    arn: a\n  name: "ci"\n- name: other\n  claimMatch: {}\n', 'yaml'],
    ["---\nname: other\n---\nawsIdentity: {}\nname: 'ci'\n", 'yaml'],
    [
      'resource "chainguard_identity" "x" {\n  name = "ci"\n  aws_identity {\n    name = "no"\n  }\n}\n',
      'a.tf',
    ],
  ])('%j', (text, language) => expect(mentioned(text, language)).toEqual(['name ci']));

  it.each([
    [`{"name":"ci","awsIdentity":{}}`, 'plaintext'],
    ['{"name":"${name}","awsIdentity":{}}', 'json'],
    ['{"awsIdentity":{"name":"ci"}}', 'json'],
    ['name: ci\nspec:\n  awsIdentity: {}\n', 'yaml'],
    ['name: {{ name }}\nawsIdentity: {}\n', 'yaml'],
    ['resource "chainguard_identity" "x" {\n  name = "${var.name}-ci"\n  aws_identity {\n  }\n}\n', 'tf'],
    ['resource "aws_iam_role" "x" {\n  name = "ci"\n  aws_identity {\n  }\n}\n', 'tf'],
  ])('not: %j', (text, language) => expect(mentioned(text, language)).toEqual([]));

  it('but by its id when it has one', () => {
    expect(mentioned(`{"name":"ci","id":"${id}","awsIdentity":{}}`, 'json')).toEqual([id]);
    expect(mentioned(`name: ci\nid: ${id}\nawsIdentity: {}\n`, 'yaml')).toEqual([id]);
  });
});

describe('reading mentions', () => {
  it('no text makes it throw or lie about a place', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      '\\',
      '\n',
      ' ',
      '//',
      '/*',
      'name',
      'id',
      id,
      root,
    );
    const text = fc.array(fc.oneof(pieces, fc.string()), { maxLength: 60 }).map((all) => all.join(''));
    fc.assert(
      fc.property(text, fc.constantFrom('json', 'yaml', 'terraform', 'go'), (document, language) => {
        const found = findMentions(document, language, readDefinitions(document, language));
        mentioned(document, language);
        expect(found.map(({ start }) => start)).toEqual(
          found.map(({ start }) => start).sort((a, b) => a - b),
        );
      }),
    );
  });

  it('it comes to an end with whatever it is given', () => {
    const units = [
      'a',
      id,
      `${id} `,
      '/89abcdef01234567',
      '{',
      '[{',
      '"',
      '\\"',
      '"{',
      '{"a":',
      '/',
      '/*',
      '\n',
      '- ',
      ' ',
    ];
    for (const unit of [
      ...units,
      `{"id":"${id}",`,
      'resource "chainguard_identity" "x" {\n',
      `role:::"${id}"`,
    ])
      for (const language of ['json', 'yaml', 'terraform', 'go'])
        expect(Array.isArray(findMentions(unit.repeat(1 + 1_000_000 / unit.length), language, []))).toBe(
          true,
        );
  });
});

describe('the sample workspace', () => {
  const folder = path.resolve(import.meta.dirname, '../../workspace');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const known = new Set<string>([organization.uid, ...Object.values(identities)]);

  it.each(files)('names only what the sandbox has: %s', (file) => {
    const text = readFileSync(file, 'utf8');
    for (const [written] of text.matchAll(/[0-9a-f]{40}(?:\/[0-9a-f]{16})*/g))
      expect(known).toContain(written);
    expect(mentioned(text, file).length).toBeGreaterThan(0);
  });

  it('mentions the identities that people try first', () => {
    const all = files.flatMap((file) => mentioned(readFileSync(file, 'utf8'), file));
    expect(all).toEqual(
      expect.arrayContaining([
        identities['ci-runner'],
        identities['ec2-pull'],
        'name ec2-pull',
        'name deploy',
      ]),
    );
  });
});
