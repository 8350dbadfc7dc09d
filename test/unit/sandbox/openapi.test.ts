import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox';
import { groups, identities, organization, roles } from '../../sandbox/world';
import { call, textOf } from './ask';

/** Chainguard's published API descriptions, when they lie beside the checkout; without them these tests are skipped. */
const folder = fileURLToPath(new URL('../../../../shared/openapi/', import.meta.url));
const present = existsSync(`${folder}api-v2.json`);

interface Schema {
  $ref?: string;
  allOf?: Schema[];
  type?: string;
  enum?: string[];
  format?: string;
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema;
}

interface Description {
  components: { schemas: Record<string, Schema> };
}

let sandbox: Sandbox;
let kim = '';
beforeAll(async () => {
  sandbox = await startSandbox();
  kim = await sandbox.sessionToken('kim@acme.example');
});
afterAll(() => sandbox.close());

/** Where a value departs from a schema: unknown names, wrong types, wrong enums. Null stands for an unset field. */
function departures(value: unknown, schema: Schema, all: Description, at = '$'): string[] {
  const target = schema.$ref ?? schema.allOf?.[0]?.$ref;
  const name = target?.split('/').pop();
  const known = name === undefined ? schema : all.components.schemas[name];
  if (!known) return [`${at}: no schema ${name ?? ''}`];
  if (value === null) return [];
  if (known.enum)
    return known.enum.includes(textOf(value)) ? [] : [`${at}: not in the enum: ${textOf(value)}`];
  if (known.type === 'array' && known.items) {
    const { items } = known;
    if (!Array.isArray(value)) return [`${at}: not an array`];
    return value.flatMap((each, index) => departures(each, items, all, `${at}[${index}]`));
  }
  if (known.type === 'object' || known.properties) {
    if (typeof value !== 'object') return [`${at}: not an object`];
    return Object.entries(value).flatMap(([name, inner]) => {
      const property = known.properties?.[name] ?? known.additionalProperties;
      return property ? departures(inner, property, all, `${at}.${name}`) : [`${at}: unknown name ${name}`];
    });
  }
  if (known.format === 'date-time' && Number.isNaN(Date.parse(textOf(value)))) return [`${at}: not a time`];
  const type = known.type === 'integer' ? 'number' : known.type;
  return typeof value === type ? [] : [`${at}: ${typeof value} instead of ${type ?? ''}`];
}

describe.skipIf(!present)('answers have the names and types of the published description', () => {
  const read = (file: string) => JSON.parse(readFileSync(folder + file, 'utf8')) as Description;
  const binding = () => [...sandbox.world.resources.bindings.keys()][0] ?? '';
  const repo = () => [...sandbox.world.resources.repos.keys()][0] ?? '';
  const tag = () => [...sandbox.world.resources.tags.keys()][0] ?? '';
  const routes: [string, string, () => string][] = [
    ['api-v1.json', 'auth.WhoAmI', () => '/auth/v1/ok'],
    ['api-v2.json', 'iam.v2.ListGroupsResponse', () => '/iam/v2/groups'],
    ['api-v2.json', 'iam.v2.Group', () => `/iam/v2/groups/${organization.uid}`],
    ['api-v2.json', 'iam.v2.ListIdentitiesResponse', () => '/iam/v2/identities'],
    ...Object.values(identities).map((uid): [string, string, () => string] => [
      'api-v2.json',
      'iam.v2.Identity',
      () => `/iam/v2/identities/${uid}`,
    ]),
    ['api-v2.json', 'iam.v2.ListRolesResponse', () => '/iam/v2/roles'],
    ['api-v2.json', 'iam.v2.Role', () => `/iam/v2/roles/${roles['viewer'] ?? ''}`],
    ['api-v2.json', 'iam.v2.ListRoleBindingsResponse', () => '/iam/v2/roleBindings'],
    ['api-v2.json', 'iam.v2.RoleBinding', () => `/iam/v2/roleBindings/${binding()}`],
    ['api-v2.json', 'registry.v2.ListReposResponse', () => '/registry/v2/repos'],
    ['api-v2.json', 'registry.v2.Repo', () => `/registry/v2/repos/${repo()}`],
    ['api-v2.json', 'registry.v2.ListTagsResponse', () => '/registry/v2/tags'],
    ['api-v2.json', 'registry.v2.Tag', () => `/registry/v2/tags/${tag()}`],
  ];

  it.each(routes)('%s %s', async (file, schema, path) => {
    const { status, json } = await call(sandbox.urls.api + path(), kim);
    expect(status).toBe(200);
    expect(departures(json, { $ref: `#/chainguard.platform.${schema}` }, read(file))).toEqual([]);
  });

  it('google.rpc.Status for a refusal', async () => {
    const { json } = await call(`${sandbox.urls.api}/iam/v2/identities/${groups.web}/nobody`, kim);
    expect(
      departures(json, { $ref: '#/google.rpc.Status' }, read('api-v2.json')).filter(
        (d) => !d.includes('details['),
      ),
    ).toEqual([]);
    expect(json['code']).toBe(5);
  });
});
