import { describe, expect, it } from 'vitest';
import { findMentions } from '../../../src/documents/mentions';
import { readDefinitions } from '../../../src/documents/read';
import { forms } from '../../../src/generate/forms';
import { filled } from '../generate/drafts';

const id = '720909c9f5279097d847ad02a2f24ba8f59de36a/a033a6fabe0bfa0d';
const other = '720909c9f5279097d847ad02a2f24ba8f59de36a/77aa55cc33bb1100';
const encoded = id.replace('/', '%2F');

/** The ids that are mentioned in a text, in order, each as often as it is. */
function mentioned(text: string, language: string): string[] {
  return findMentions(text, language, readDefinitions(text, language)).flatMap((mention) =>
    mention.kind === 'id' ? [mention.id] : [],
  );
}

type Shape = readonly [what: string, language: string, text: string];

const identitys: readonly Shape[] = [
  ['a command on identities', 'shellscript', `chainctl iam identities delete ${id} --yes`],
  ['its singular', 'shellscript', `chainctl iam identity describe ${id} -o json`],
  [
    'an update behind a pipe',
    'shellscript',
    `chainctl iam groups list | grep x; chainctl iam identities update ${id}`,
  ],
  ['terraform import', 'shellscript', `terraform import chainguard_identity.ci ${id}`],
  [
    'terraform import of an instance',
    'markdown',
    `    $ terraform import 'module.ci.chainguard_identity.this["web"]' "${id}"`,
  ],
  ['pulumi import', 'shellscript', `pulumi import chainguard:index/identity:Identity ci ${id}`],
  ['--identity', 'shellscript', `chainctl auth login --identity ${id}`],
  [
    '--identity in a role binding',
    'shellscript',
    `chainctl iam role-bindings create --identity ${id} --role viewer`,
  ],
  [
    '--identity on a line of its own',
    'shellscript',
    `chainctl auth token \\\n  --audience=x \\\n  --identity \\\n  ${id}`,
  ],
  ['--identity=', 'plaintext', `chainctl auth configure-docker --identity='${id}'`],
  ['a variable', 'shellscript', `IDENTITY=${id}`],
  ['a longer one', 'shellscript', `export CHAINGUARD_IDENTITY="${id}"`],
  ['one with ID', 'dotenv', `IDENTITY_UIDP=${id}\n`],
  ['an identity of a group', 'shellscript', `GROUP_IDENTITY=${id}`],
  ['an identity for a role', 'shellscript', `IDENTITY_FOR_ROLE=${id}`],
  ['a variable that says nothing', 'shellscript', `CI_RUNNER=${id}`],
  ['a Docker user', 'shellscript', `docker login cgr.dev -u ${id} --password-stdin`],
  [
    'a workflow',
    'github-actions-workflow',
    `jobs:\n  images:\n    steps:\n      - uses: chainguard-dev/setup-chainctl@v1\n        with:\n          identity: ${id}\n`,
  ],
  ['a list of identities in YAML', 'yaml', `identities:\n  - ${id}\n`],
  [
    'a list of objects below identities',
    'yaml',
    `groups:\n  - name: platform\n    identities:\n      - id: ${id}\n        name: ci\n`,
  ],
  ['a list of arguments', 'yaml', `args:\n  - auth\n  - login\n  - --identity\n  - ${id}\n`],
  ['a variable of Kubernetes', 'yaml', `env:\n  - name: CHAINGUARD_IDENTITY\n    value: ${id}\n`],
  ['an annotation', 'yaml', `metadata:\n  annotations:\n    chainguard.dev/identity: "${id}"\n`],
  ['Helm values', 'yaml', `chainguard:\n  identity:\n    id: ${id}\n`],
  ['identities in JSON', 'json', `{"identities":[{"id":"${id}","name":"ci"}]}`],
  ['JSON with escaped slashes', 'json', `{"identity":"${id.replace('/', '\\/')}"}`],
  ['a listing of identities', 'json', `{"items":[{"id":"${id}","awsIdentity":{"awsAccount":"1"}}]}`],
  ['a task of ECS', 'json', `{"environment":[{"name":"IDENTITY_ID","value":"${id}"}]}`],
  [
    'parameters of CloudFormation',
    'json',
    `[{"ParameterKey":"ChainguardIdentity","ParameterValue":"${id}"}]`,
  ],
  ['claims of a token', 'json', `{"iss":"https://issuer.enforce.dev","sub":"${id}","aud":"x"}`],
  [
    'an event of an identity',
    'json',
    `{"type":"dev.chainguard.api.iam.identity.created.v1","subject":"${id}","data":{}}`,
  ],
  [
    'the actor of an event',
    'json',
    `{"type":"dev.chainguard.api.iam.group.created.v1","data":{"actor":{"subject":"${id}"}}}`,
  ],
  ['Pulumi’s state', 'json', `{"urn":"u","type":"chainguard:index/identity:Identity","id":"${id}"}`],
  ['Terraform in JSON', 'json', `{"import":[{"to":"chainguard_identity.ci","id":"${id}"}]}`],
  ['a data source of an identity', 'terraform', `data "chainguard_identity" "ci" {\n  id = "${id}"\n}\n`],
  ['an import block', 'terraform', `import {\n  to = chainguard_identity.ci\n  id = "${id}"\n}\n`],
  [
    'an import block the other way round',
    'terraform',
    `import {\n  id = "${id}"\n  to = chainguard_identity.ci\n}\n`,
  ],
  ['a role binding', 'terraform', `resource "chainguard_rolebinding" "b" {\n  identity = "${id}"\n}\n`],
  ['a variable of Terraform', 'terraform', `variable "identity_id" {\n  default = "${id}"\n}\n`],
  ['a local', 'terraform', `locals {\n  puller_identity = "${id}"\n}\n`],
  ['a map of identities', 'terraform', `locals {\n  identities = {\n    web = "${id}"\n  }\n}\n`],
  ['variables’ values', 'tfvars', `identity = "${id}"\n`],
  ['a log of Terraform', 'plaintext', `chainguard_identity.ci: Creation complete after 1s [id=${id}]`],
  ['an address of the issuer', 'plaintext', `https://issuer.enforce.dev/${id}`],
  [
    'an address of the issuer with a path',
    'plaintext',
    `curl https://issuer.enforce.dev/${id}/.well-known/openid-configuration`,
  ],
  [
    'a provider of OIDC',
    'terraform',
    `resource "aws_iam_openid_connect_provider" "c" {\n  url = "https://issuer.enforce.dev/${id}"\n}\n`,
  ],
  ['an address of the API', 'shellscript', `curl "https://console-api.enforce.dev/iam/v1/identities/${id}"`],
  [
    'an address with a query',
    'shellscript',
    `curl "https://issuer.enforce.dev/sts/exchange?aud=x&identity=${encoded}"`,
  ],
  ['an address in an address', 'plaintext', `url=https%3A%2F%2Fissuer.enforce.dev%2F${encoded}`],
  ['a query alone', 'plaintext', `identity=${encoded}&aud=x`],
  ['an escaped address', 'json', `{"a":"https:\\/\\/issuer.enforce.dev\\/${id.replace('/', '\\/')}"}`],
  ['a table of identities', 'markdown', `| Identity | Group |\n|---|---|\n| \`${id}\` | web |\n`],
  ['a row that says so', 'markdown', `| What | ID |\n|---|---|\n| Identity | \`${id}\` |\n`],
  [
    'what chainctl prints',
    'plaintext',
    `$ chainctl iam identities list\n ID | NAME | TYPE | LAST SEEN\n----+------+------+-----\n ${id} | ci | aws | 1h\n`,
  ],
  ['a sentence', 'markdown', `Assume the identity \`${id}\` of the folder platform.`],
  ['the identity of a folder', 'markdown', `The identity of the folder is ${id}.`],
  ['a sentence that says nothing', 'markdown', `Use \`${id}\`.`],
  ['pulling images', 'markdown', `Pull the images as ${id}.`],
  ['a heading', 'markdown', `## Identities\n\n- ci: \`${id}\`\n`],
  ['Go', 'go', `sts.New(issuer, audience, sts.WithIdentity("${id}"))`],
  ['Go’s client', 'go', `clients.IAM().Identities().Delete(ctx, &iam.DeleteIdentityRequest{Id: "${id}"})`],
  ['TypeScript', 'typescript', `const identities = ['${id}'];`],
  ['a comparison', 'python', `if identity == "${id}":`],
  ['XML', 'xml', `<identity>${id}</identity>`],
  ['a comment', 'shellscript', `# The identity of CI\nRUNNER=${id}`],
  ['a header', 'plaintext', `ce-type: dev.chainguard.api.iam.identity.deleted.v1\nce-subject: ${id}\n`],
];

const others: readonly Shape[] = [
  ['terraform import of a group', 'shellscript', `terraform import chainguard_group.x ${id}`],
  [
    'terraform import of a role binding',
    'shellscript',
    `terraform import -var-file=a.tfvars 'module.a.chainguard_rolebinding.x["a"]' ${id}`,
  ],
  ['pulumi import', 'shellscript', `pulumi import chainguard:index/group:Group web ${id}`],
  ['a data source of a group', 'terraform', `data "chainguard_group" "g" {\n  id = "${id}"\n}\n`],
  ['one on one line', 'terraform', `data "chainguard_group" "g" { id = "${id}" }\n`],
  ['a command on folders', 'shellscript', `chainctl iam folders delete ${id}`],
  ['one on groups', 'shellscript', `chainctl iam groups describe ${id} -o json`],
  ['one on organizations', 'shellscript', `chainctl iam organizations delete "${id}" --yes`],
  ['one on role bindings', 'shellscript', `chainctl iam role-bindings delete ${id}`],
  ['one on roles', 'shellscript', `chainctl iam roles delete --yes ${id}`],
  ['one on identity providers', 'shellscript', `chainctl iam identity-providers delete ${id}`],
  ['one on repositories', 'shellscript', `chainctl images repos describe ${id}`],
  ['one in a list', 'json', `{"command":["chainctl","iam","folders","delete","${id}"]}`],
  [
    'one in a list with lines',
    'yaml',
    `command:\n  - chainctl\n  - iam\n  - folders\n  - delete\n  - ${id}\n`,
  ],
  ['a role beside another', 'shellscript', `chainctl iam identities create aws --role registry.pull,${id}`],
  ['--role', 'shellscript', `chainctl iam role-bindings create --role=${id} --identity x`],
  ['--parent', 'shellscript', `chainctl iam identities create ci --parent ${id} -f id.json`],
  ['--group on another line', 'shellscript', `chainctl iam role-bindings create \\\n  --group \\\n  ${id}`],
  ['--group in a list', 'yaml', `args:\n  - --group\n  - ${id}\n`],
  ['a folder’s variable', 'shellscript', `FOLDER_ID=${id}`],
  ['an image’s', 'shellscript', `export IMAGE_ID='${id}'`],
  ['a parent’s', 'dotenv', `CHAINGUARD_PARENT="${id}"`],
  ['a role for an identity', 'shellscript', `ROLE_FOR_IDENTITY=${id}`],
  ['an identity’s group', 'shellscript', `IDENTITY_GROUP_ID=${id}`],
  ['an identity provider’s', 'shellscript', `IDENTITY_PROVIDER_ID=${id}`],
  ['a variable for Terraform', 'shellscript', `export TF_VAR_group_id=${id}`],
  ['an option for Terraform', 'shellscript', `terraform plan -var "parent_id=${id}"`],
  ['a list below groups', 'yaml', `groups:\n  - ${id}\n  - ${other}\n`],
  ['a list below groups, not indented', 'yaml', `groups:\n- "${id}"\n`],
  [
    'objects below groups',
    'yaml',
    `groups:\n  - name: platform\n    id: ${id}\n  - id: ${other}\n    name: web\n`,
  ],
  ['a map of groups', 'yaml', `groups:\n  platform: ${id}\n  web: ${other}\n`],
  ['a list in brackets on lines', 'yaml', `groups: [\n  ${id},\n  ${other}\n]\n`],
  ['a variable of Kubernetes', 'yaml', `env:\n  - name: GROUP_ID\n    value: ${id}\n`],
  ['one the other way round', 'yaml', `env:\n  - value: ${id}\n    name: GROUP_ID\n`],
  ['Helm values', 'yaml', `chainguard:\n  organization:\n    id: ${id}\n`],
  ['a document of a kind', 'yaml', `kind: Group\nmetadata:\n  id: ${id}\n`],
  [
    'a workflow',
    'github-actions-workflow',
    `      - run: |\n          chainctl iam folders delete \\\n            ${id}\n`,
  ],
  ['a list of groups in JSON', 'json', `{\n  "groups": [\n    "${id}",\n    "${other}"\n  ]\n}`],
  ['JSON in JSON', 'json', `{"body":"{\\"groups\\":[{\\"name\\":\\"a]\\",\\"id\\":\\"${id}\\"}]}"}`],
  ['a bracket in a text', 'json', `{"groups":[{"name":"a] }","id":"${id}"}]}`],
  ['a listing of roles', 'json', `{"items":[{"id":"${id}","name":"viewer","capabilities":["groups.list"]}]}`],
  ['a listing of repositories', 'json', `{"items":[{"id":"${id}","name":"go","catalogTier":"BASE"}]}`],
  [
    'an event of a group',
    'json',
    `{"type":"dev.chainguard.api.iam.group.created.v1","subject":"${id}","data":{"body":{"id":"${other}"}}}`,
  ],
  [
    'one with its type behind',
    'json',
    `{"subject":"${id}","type":"dev.chainguard.api.iam.group.created.v1"}`,
  ],
  ['an event’s header', 'plaintext', `ce-type: dev.chainguard.api.iam.group.deleted.v1\nce-subject: ${id}\n`],
  ['parameters of CloudFormation', 'json', `[{"ParameterKey":"GroupId","ParameterValue":"${id}"}]`],
  ['Pulumi’s state', 'json', `{"urn":"u","type":"chainguard:index/group:Group","id":"${id}"}`],
  ['Terraform in JSON', 'json', `{"data":{"chainguard_group":{"g":{"id":"${id}"}}}}`],
  [
    'Terraform’s plan',
    'json',
    `{"address":"chainguard_group.g","type":"chainguard_group","values":{"id":"${id}","name":"x"}}`,
  ],
  ['an import block', 'terraform', `import {\n  id = "${id}"\n  to = chainguard_group.g\n}\n`],
  [
    'a role binding’s parts',
    'terraform',
    `resource "chainguard_rolebinding" "b" {\n  group = "${id}"\n  role  = "${other}"\n}\n`,
  ],
  [
    'a variable’s default',
    'terraform',
    `variable "group_id" {\n  type    = string\n  default = "${id}"\n}\n`,
  ],
  ['an output', 'terraform', `output "folder_id" {\n  value = "${id}"\n}\n`],
  [
    'a map of groups in Terraform',
    'terraform',
    `locals {\n  groups = {\n    web = "${id}"\n    ops = { id = "${other}" }\n  }\n}\n`,
  ],
  ['a list in Terraform', 'terraform', `  group_ids = [\n    "${id}",\n    "${other}",\n  ]\n`],
  ['a policy', 'terraform', `resource "chainguard_policy" "p" {\n  parent_id = "${id}"\n}\n`],
  ['a log of Terraform', 'plaintext', `chainguard_group.web: Refreshing state... [id=${id}]`],
  ['an address of the API', 'shellscript', `curl "https://console-api.enforce.dev/iam/v1/groups/${id}"`],
  ['a query', 'shellscript', `curl -G "https://console-api.enforce.dev/iam/v1/identities?parent=${encoded}"`],
  [
    'a query’s field',
    'shellscript',
    `curl -G https://console-api.enforce.dev/iam/v1/identities -d "group=${encoded}"`,
  ],
  ['a table of repositories', 'markdown', `| Repository | ID |\n|---|---|\n| go | \`${id}\` |\n`],
  ['one with a tier', 'markdown', `| ID | Name | Tier |\n|---|---|---|\n| ${id} | go | BASE |\n`],
  ['a row that says so', 'markdown', `| Folder | \`${id}\` |\n| Role | \`${other}\` |\n`],
  ['a column', 'markdown', `| Group | Identity |\n|---|---|\n| ${id} | ci |\n`],
  [
    'what chainctl prints of groups',
    'plaintext',
    `$ chainctl iam groups list\n  ID | NAME | DESCRIPTION\n-----+------+----\n ${id} | web | The web team\n`,
  ],
  ['what it prints of repositories', 'plaintext', `REPO                 ID\ngo                   ${id}\n`],
  [
    'its table of boxes',
    'plaintext',
    `┌────┬────┐\n│ ROLE │ ID │\n├────┼────┤\n│ viewer │ ${id} │\n└────┴────┘\n`,
  ],
  [
    'its JSON',
    'markdown',
    `\`\`\`console\n$ chainctl iam folders list -o json\n{"items":[{"id":"${id}","name":"web"}]}\n\`\`\`\n`,
  ],
  ['values between commas', 'csv', `group_id,name\n${id},web\n`],
  ['a sentence', 'markdown', `Delete the folder \`${id}\` afterwards.`],
  ['a longer one', 'markdown', `Give the identity access to the folder platform with the ID \`${id}\`.`],
  ['the role of an identity', 'markdown', `The role of this identity is ${id}.`],
  ['a heading', 'markdown', `## Folders\n\n- platform: \`${id}\`\n`],
  ['words that lead to it', 'markdown', `The folder’s ID is:\n\n\`\`\`\n${id}\n\`\`\`\n`],
  ['a list in Markdown', 'markdown', `Folders:\n\n- \`${id}\`\n- \`${other}\`\n`],
  ['words behind it', 'yaml', `- ${id} # the platform folder\n`],
  ['Go’s client', 'go', `clients.IAM().Groups().Delete(ctx, "${id}")`],
  ['Go’s list', 'go', `roleIDs := []string{"${id}", "${other}"}`],
  ['Go’s struct', 'go', `iam.Group{\n\tID: "${id}",\n}`],
  ['an object', 'typescript', `const group = {\n  id: '${id}',\n};`],
  ['an index', 'python', `groups["web"] = "${id}"`],
  ['a call', 'python', `delete_group("${id}")`],
  ['XML', 'xml', `<group id="${id}"/>\n<parent>${other}</parent>`],
  ['a comment', 'shellscript', `# The folder of the web team\nWEB=${id}`],
];

describe('an id that is an identity’s', () => {
  it.each(identitys)('%s (%s)', (_, language, text) => expect(mentioned(text, language)).toEqual([id]));
});

describe('an id that is something else’s', () => {
  it.each(others)('%s (%s)', (_, language, text) => expect(mentioned(text, language)).toEqual([]));
});

describe('what the extension writes itself', () => {
  const draft = {
    ...filled,
    group: { id: other, name: '' },
    roles: [
      { id: `${other}/0011223344556677`, name: '' },
      { id: '', name: 'registry.pull' },
    ],
    options: { ...filled.options, identity: id },
  };

  it.each(forms.map((form) => [form.id, form] as const))('mentions its identity alone: %s', (_, form) => {
    const text = form.generate(draft);
    expect(text).toMatch(/\S/);
    const found = new Set([form.language, form.fileName].flatMap((each) => mentioned(text, each)));
    expect([...found]).toEqual(text.includes(id) ? [id] : []);
  });
});

describe('telling whose ids are', () => {
  const shapes = [...identitys, ...others].map(([, language, text]) => ({ language, unit: `${text}\n` }));
  const nested = [
    '{"a":',
    '[{',
    '(',
    `{"id":"${id}",`,
    `(${id} `,
    `- ${id} `,
    `"${id}",`,
    '"\\"',
    '| a ',
    '  a:\n',
  ];

  it('takes time linear in the text', () => {
    const time = (unit: string, language: string, size: number) => {
      const text = unit.repeat(Math.ceil(size / unit.length)) + id;
      const times = [1, 2].map(() => {
        const before = performance.now();
        findMentions(text, language, []);
        return performance.now() - before;
      });
      return Math.min(...times);
    };
    const all = [
      ...shapes.filter((_, index) => index % 4 === 0),
      ...nested.flatMap((unit) => ['json', 'yaml', 'markdown'].map((language) => ({ language, unit }))),
    ];
    const total = (size: number) =>
      all.reduce((sum, { unit, language }) => sum + time(unit, language, size), 0);
    total(1000);
    expect(total(120_000) / total(30_000)).toBeLessThan(12);
  }, 120_000);
});
