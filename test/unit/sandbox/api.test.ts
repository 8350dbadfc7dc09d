import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox';
import { groups, identities, organization, roles } from '../../sandbox/world';
import { ask, call, textOf, type Json } from './ask';

let sandbox: Sandbox;
let clock = new Date();
let kim = '';
beforeAll(async () => {
  sandbox = await startSandbox({ now: () => clock });
  kim = await sandbox.sessionToken('kim@acme.example');
});
afterAll(() => sandbox.close());

const get = (path: string, token = kim) => call(sandbox.urls.api + path, token);
const send = (method: string, path: string, body?: unknown, token = kim) =>
  call(sandbox.urls.api + path, token, method, body);
const list = (json: Json, name: string) => json[name] as unknown as Record<string, unknown>[];
const aws = { awsAccount: '123456789012', arnPattern: '^a$', userIdPattern: '^b$' };

describe('who may call', () => {
  it('refuses calls without a token, with a token for another audience, of another issuer, or expired', async () => {
    expect((await ask(`${sandbox.urls.api}/auth/v1/ok`)).status).toBe(401);
    expect((await get('/auth/v1/ok', await sandbox.sessionToken('kim@acme.example', 'cgr.dev'))).status).toBe(
      401,
    );
    const now = Math.floor(clock.getTime() / 1000);
    const foreign = {
      iss: 'https://evil.example',
      sub: 'x',
      aud: 'https://console-api.enforce.dev',
      exp: now + 60,
    };
    expect((await get('/auth/v1/ok', await sandbox.oidcToken(foreign))).status).toBe(401);
    const old = await sandbox.sessionToken('kim@acme.example', undefined, { lifetime: -1 });
    const { status, json } = await get('/auth/v1/ok', old);
    expect([status, json['code'], json['message']]).toEqual([
      401,
      16,
      'invalid token: "exp" claim timestamp check failed',
    ]);
    const [head, body] = kim.split('.');
    const unsigned = Buffer.from('{"alg":"none"}').toString('base64url');
    expect((await get('/auth/v1/ok', `${unsigned}.${body ?? ''}.`)).status).toBe(401);
    expect((await get('/auth/v1/ok', `${head ?? ''}.${body ?? ''}.AAAA`)).status).toBe(401);
  });

  it('tells a caller who they are', async () => {
    const { json } = await get('/auth/v1/ok', await sandbox.sessionToken('ci-runner'));
    expect(json['subject']).toBe(identities['ci-runner']);
    expect(json['capabilities']?.[0]?.['group']?.['name']).toBe('acme.example');
    expect(json['capabilities']?.[0]?.['role']?.['name']).toBe('registry.pull');
  });
});

describe('capabilities', () => {
  const asked: [string, string, number][] = [
    ['ci-runner', '/iam/v2/groups', 200],
    ['ci-runner', '/registry/v2/repos', 200],
    ['ci-runner', '/registry/v2/tags', 200],
    ['ci-runner', '/iam/v2/identities', 403],
    ['ci-runner', '/iam/v2/roles', 403],
    ['ci-runner', '/iam/v2/roleBindings', 403],
    ['nightly', '/iam/v2/groups', 403],
    ['build-keys', '/iam/v2/groups', 200],
    ['build-keys', '/registry/v2/repos', 403],
    ['release', '/iam/v2/identities', 200],
  ];
  it.each(asked)('%s asking for %s gets %i', async (who, path, status) => {
    expect((await get(path, await sandbox.sessionToken(who))).status).toBe(status);
  });

  it('show only what is at or below the group that a role is bound on', async () => {
    const release = await sandbox.sessionToken('release');
    const seen = list((await get('/iam/v2/identities', release)).json, 'identities').map(({ name }) => name);
    expect(seen.sort()).toEqual(['ci-runner', 'ec2-pull', 'release']);
    expect((await get(`/iam/v2/identities/${identities.nightly}`, release)).status).toBe(404);
    const keys = await sandbox.sessionToken('build-keys');
    expect(list((await get('/iam/v2/groups', keys)).json, 'groups').map(({ name }) => name)).toEqual(['web']);
  });

  it('are needed for every change', async () => {
    const release = await sandbox.sessionToken('release');
    const uid = identities['ci-runner'];
    const body = { name: 'x', awsIdentity: aws };
    expect((await send('POST', `/iam/v2/identities/${groups.platform}`, body, release)).status).toBe(403);
    expect((await send('PATCH', `/iam/v2/identities/${uid}`, { description: 'x' }, release)).status).toBe(
      403,
    );
    expect((await send('DELETE', `/iam/v2/identities/${uid}`, undefined, release)).status).toBe(403);
    const binding = { identityUid: uid, roleUid: roles['viewer'] };
    expect((await send('POST', `/iam/v2/roleBindings/${groups.platform}`, binding, release)).status).toBe(
      403,
    );
  });

  it('end where the token was narrowed', async () => {
    const narrow = async (fields: Record<string, string>) => {
      const query = new URLSearchParams({ aud: 'https://console-api.enforce.dev', ...fields }).toString();
      return textOf((await call(`${sandbox.urls.issuer}/sts/exchange?${query}`, kim, 'POST')).json['token']);
    };
    const one = await narrow({ cap: 'groups.list' });
    expect((await get('/iam/v2/groups', one)).status).toBe(200);
    expect((await get('/iam/v2/identities', one)).status).toBe(403);
    const web = await narrow({ scopes: groups.web });
    const names = list((await get('/iam/v2/identities', web)).json, 'identities').map(({ name }) => name);
    expect(names.sort()).toEqual(['build-keys', 'catalog-syncer', 'nightly']);
    expect((await get('/auth/v1/ok', one)).json['capabilities']?.[0]).toMatchObject({
      role: null,
      capabilities: ['groups.list'],
    });
  });

  it('go when the role binding goes, and come with the next token', async () => {
    const made = await send('POST', `/iam/v2/roleBindings/${groups.web}`, {
      identityUid: identities.nightly,
      roleUid: roles['registry.pull'],
    });
    const uid = textOf(made.json['uid']);
    const nightly = await sandbox.sessionToken('nightly');
    expect((await get('/iam/v2/groups', nightly)).status).toBe(200);
    expect((await send('DELETE', `/iam/v2/roleBindings/${uid}`)).status).toBe(200);
    expect((await get('/iam/v2/groups', nightly)).status).toBe(403);
  });
});

describe('lists', () => {
  it('page by 50, at most 200, to the end', async () => {
    const names: unknown[] = [];
    let token = '';
    let pages = 0;
    do {
      const { json } = await get(`/registry/v2/repos?pageSize=15&pageToken=${token}`);
      expect(json['totalCount']).toBe('40');
      names.push(...list(json, 'repos').map(({ name }) => name));
      token = textOf(json['nextPageToken']);
      pages++;
    } while (token !== '');
    expect(pages).toBe(3);
    expect(new Set(names).size).toBe(40);
    expect(list((await get('/registry/v2/tags')).json, 'tags').length).toBe(50);
    expect((await get('/registry/v2/tags?page_size=201')).status).toBe(400);
    expect((await get('/registry/v2/tags?page_size=-1')).status).toBe(400);
  });

  it('start anew with an expired page token, and refuse a false one or another order', async () => {
    const token = textOf((await get('/registry/v2/repos?page_size=10')).json['nextPageToken']);
    const first = (json: Json) => json['repos']?.[0]?.['uid'];
    const start = first((await get('/registry/v2/repos?page_size=10')).json);
    expect(first((await get(`/registry/v2/repos?page_size=10&page_token=${token}`)).json)).not.toBe(start);
    expect((await get(`/registry/v2/repos?page_token=${token}&order_by=name`)).status).toBe(400);
    expect((await get(`/registry/v2/repos?page_token=x${token}`)).status).toBe(400);
    clock = new Date(clock.getTime() + 4 * 24 * 3600_000);
    try {
      const later = await sandbox.sessionToken('kim@acme.example');
      expect(first((await get(`/registry/v2/repos?page_size=10&page_token=${token}`, later)).json)).toBe(
        start,
      );
    } finally {
      clock = new Date(clock.getTime() - 4 * 24 * 3600_000);
    }
  });

  const counts: [string, string, number][] = [
    ['/iam/v2/groups?uidp.in_root=true', 'groups', 1],
    ['/iam/v2/groups?uidp.inRoot=true', 'groups', 1],
    [`/iam/v2/groups?uidp.childrenOf=${organization.uid}`, 'groups', 2],
    [`/iam/v2/identities?uidp.children_of=${organization.uid}`, 'identities', 0],
    [`/iam/v2/identities?uidp.descendantsOf=${organization.uid}`, 'identities', 6],
    [`/iam/v2/groups?uidp.ancestors_of=${identities['ci-runner']}`, 'groups', 2],
    [
      `/iam/v2/identities?uidp.ids=${identities['ci-runner']}&uidp.ids=${identities.release}`,
      'identities',
      2,
    ],
    ['/iam/v2/identities?name=ci-runner', 'identities', 1],
    ['/iam/v2/identities?relationshipType=RELATIONSHIP_TYPE_AWS_IDENTITY', 'identities', 3],
    ['/iam/v2/identities?relationship_type=2', 'identities', 1],
    ['/iam/v2/roles?uidp.childrenOf=/', 'roles', 12],
    [`/iam/v2/roleBindings?identity=${identities.release}`, 'roleBindings', 2],
    [`/iam/v2/roleBindings?group=${groups.web}`, 'roleBindings', 1],
    ['/registry/v2/repos?name=nginx', 'repos', 1],
    ['/registry/v2/repos?unknown=1&skip=39', 'repos', 1],
  ];
  it.each(counts)('%s', async (path, name, count) => {
    expect(list((await get(path)).json, name)).toHaveLength(count);
  });

  it('leave out tags of epochs, dates and referrers until asked', async () => {
    const repo = list((await get('/registry/v2/repos?name=nginx')).json, 'repos')[0]?.['uid'];
    const of = async (more: string) =>
      list((await get(`/registry/v2/tags?uidp.childrenOf=${String(repo)}${more}`)).json, 'tags').length;
    expect(await of('')).toBe(3);
    expect(await of('&includeEpochs=true&include_dates=1&includeReferrers=T')).toBe(6);
    expect((await get('/registry/v2/tags?includeEpochs=maybe')).status).toBe(400);
  });

  it('are refused for what grpc-gateway cannot bind', async () => {
    const refused = [
      'pageSize=1&pageSize=2',
      'page_size=',
      'pageSize=x',
      'pageSize=2147483648',
      'skip=1.5',
      'name=a&name=b',
      'name[a]=b',
      'uidp=1',
      'uidp=',
      'uidp.inRoot=',
      'uidp.in_root=yes',
      'uidp.childrenOf=a&uidp.childrenOf=b',
      'uidp.childrenOf.x=1',
      'pageSize.x=1',
      'relationshipType=9',
      'relationshipType=aws',
      'name=%zz',
      'name=%4',
      'name=a;b',
      'a;b',
      '%zz=1',
    ];
    for (const query of refused) {
      const { status, json } = await get(`/iam/v2/identities?${query}`);
      expect([query, status, json['code']]).toEqual([query, 400, 3]);
    }
    const taken = [
      '',
      'unknown=1&unknown=2',
      'uidp.unknown=1',
      'uidp.ids=a&uidp.ids=b',
      'name=',
      'relationshipType=3',
      'relationship_type=RELATIONSHIP_TYPE_AWS_IDENTITY',
      'pageSize=%2B5',
      'uidp.inRoot=T',
      'name=a+b%20c',
    ];
    for (const query of taken)
      expect([query, (await get(`/iam/v2/identities?${query}`)).status]).toEqual([query, 200]);
  });

  it.each([
    ['2026-01-01', 400],
    ['2026-01-01T00:00:00', 400],
    ['', 400],
    ['2026-01-01T00:00:00Z', 200],
    ['2026-01-01T00:00:00.5%2B01:00', 200],
  ])('take %j for a time: %i', async (since, status) => {
    expect((await get(`/registry/v2/tags?updatedSince=${since}`)).status).toBe(status);
  });

  it('leave out as many as they are told, and say so', async () => {
    const ids = (json: Json) => list(json, 'repos').map(({ uid }) => uid);
    const all = ids((await get('/registry/v2/repos?pageSize=40')).json);
    const { json } = await get('/registry/v2/repos?pageSize=15&skip=30');
    expect(ids(json)).toEqual(all.slice(30));
    expect([json['totalCount'], json['skipped'], json['nextPageToken']]).toEqual(['40', 30, '']);
    expect(ids((await get('/registry/v2/repos?skip=400')).json)).toEqual([]);
  });

  it('order by what the documentation orders by, and by nothing else', async () => {
    for (const order of ['uid', 'name', 'created_at', 'createdAt', 'created_at desc', 'name asc'])
      expect([order, (await get(`/registry/v2/repos?orderBy=${encodeURIComponent(order)}`)).status]).toEqual([
        order,
        200,
      ]);
    for (const order of [
      'updateTime',
      'updateTime desc',
      'update_time',
      'createTime',
      'lastSeenTime',
      'name up',
    ])
      expect([order, (await get(`/registry/v2/repos?orderBy=${encodeURIComponent(order)}`)).status]).toEqual([
        order,
        400,
      ]);
  });

  it('are in order again after a name was changed', async () => {
    const names = async () =>
      list(
        (await get(`/iam/v2/identities?orderBy=name&uidp.childrenOf=${groups.web}`)).json,
        'identities',
      ).map(({ name }) => name);
    expect(await names()).toEqual(['build-keys', 'catalog-syncer', 'nightly']);
    const path = `/iam/v2/identities/${identities['build-keys']}?updateMask=name`;
    await send('PATCH', path, { name: 'zzz' });
    expect(await names()).toEqual(['catalog-syncer', 'nightly', 'zzz']);
    await send('PATCH', path, { name: 'build-keys' });
    expect(await names()).toEqual(['build-keys', 'catalog-syncer', 'nightly']);
  });

  it('order by a field', async () => {
    const names = list((await get('/registry/v2/repos?orderBy=name%20desc')).json, 'repos').map(
      ({ name }) => name,
    );
    expect(names).toEqual([...names].sort().reverse());
    expect((await get('/registry/v2/repos?orderBy=weight')).status).toBe(400);
  });
});

describe('a path', () => {
  it.each([
    ['PUT', `/iam/v2/identities/${identities.nightly}`, 501],
    ['POST', '/iam/v2/identities', 501],
    ['DELETE', '/iam/v2/groups', 501],
    ['POST', '/auth/v1/ok', 501],
    ['GET', '/iam/v2/roleBindings:batchCreate', 501],
    ['POST', '/iam/v2/identities:lookupIdentity', 501],
    ['PATCH', `/registry/v2/tags/${identities.nightly}`, 501],
    ['GET', '/iam/v2/weather', 404],
    ['GET', '/iam/v3/groups', 404],
    ['GET', '/', 404],
  ])('that is not served by %s %s is told by status %s %i', async (method, path, status) => {
    const { status: said, json } = await send(method, path);
    expect([said, json['code']]).toEqual([status, status === 501 ? 12 : 5]);
  });
});

describe('changes', () => {
  it.each([
    'awsIdentity',
    'claimMatch',
    'description,awsIdentity',
    ' description',
    'description, name',
    'aws_identity.awsAccount',
    'Description',
    'weather',
  ])('refuse the update mask %j, which names no field of proto', async (mask) => {
    const path = `/iam/v2/identities/${identities.nightly}?updateMask=${encodeURIComponent(mask)}`;
    const { status } = await send('PATCH', path, { description: 'x', awsIdentity: aws });
    expect(status).toBe(400);
  });

  it('refuse a mask that is there twice, and a body without a mask that has unknown members', async () => {
    const path = `/iam/v2/identities/${identities.nightly}`;
    expect(
      (await send('PATCH', `${path}?updateMask=name&updateMask=description`, { name: 'x' })).status,
    ).toBe(400);
    expect((await send('PATCH', path, { weather: 'fine' })).status).toBe(400);
    expect((await send('PATCH', path, { awsIdentity: { aws_arn: 'x' } })).status).toBe(400);
    expect((await send('PATCH', `/iam/v2/groups/${groups.web}`, { weather: 'fine' })).status).toBe(400);
    const kept = { description: 'kept', weather: 'fine' };
    expect((await send('PATCH', `${path}?updateMask=description`, kept)).json['description']).toBe('kept');
  });

  it('refuse a member that is there twice', async () => {
    const create = (body: string) =>
      ask(`${sandbox.urls.api}/iam/v2/identities/${groups.web}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${kim}`, 'content-type': 'application/json' },
        body,
      });
    for (const body of [
      `{"name":"one","name":"two","awsIdentity":${JSON.stringify(aws)}}`,
      '{"name":"one","awsIdentity":{"awsAccount":"1","awsAccount":"2"}}',
      '{"name":"one","claimMatch":{"claims":{"a":"1","a":"2"}}}',
    ]) {
      const { status, json } = await create(body);
      expect([status, textOf(json['message'])]).toEqual([400, expect.stringContaining('duplicate field')]);
    }
  });

  it('make, change and delete an identity with its bindings', async () => {
    const made = await send('POST', `/iam/v2/identities/${groups.web}`, {
      name: 'fresh',
      aws_identity: aws,
      arn: 'dropped',
    });
    const uid = textOf(made.json['uid']);
    expect(uid).toMatch(new RegExp(`^${groups.web}/[0-9a-f]{16}$`));
    expect(made.json['awsIdentity']).toEqual(aws);
    const path = `/iam/v2/identities/${uid}`;
    const exact = { awsIdentity: { arn: 'arn:x' } };
    const changed = await send('PATCH', `${path}?updateMask=aws_identity.arn`, exact);
    const { awsAccount, userIdPattern } = aws;
    expect(changed.json['awsIdentity']).toEqual({ awsAccount, userIdPattern, arn: 'arn:x' });
    expect((await send('PATCH', path, { description: 'now' })).json['name']).toBe('fresh');
    const binding = { identityUid: uid, roleUid: roles['viewer'] };
    expect((await send('POST', `/iam/v2/roleBindings/${groups.web}`, binding)).status).toBe(200);
    expect((await send('POST', `/iam/v2/roleBindings/${groups.web}`, binding)).status).toBe(409);
    expect((await send('DELETE', path)).json).toEqual({});
    expect((await get(path)).status).toBe(404);
    expect(list((await get(`/iam/v2/roleBindings?identity=${uid}`)).json, 'roleBindings')).toEqual([]);
  });

  const bad: [string, unknown][] = [
    ['a name in capitals', { name: 'Fresh', awsIdentity: aws }],
    ['no name', { awsIdentity: aws }],
    ['no relationship', { name: 'x' }],
    ['a short account', { name: 'x', awsIdentity: { ...aws, awsAccount: '123' } }],
    ['an account as a number', { name: 'x', awsIdentity: { ...aws, awsAccount: 123456789012 } }],
    [
      'Terraform names',
      { name: 'x', awsIdentity: { awsAccount: '123456789012', aws_arn: 'a', aws_user_id: 'b' } },
    ],
    ['both ARN fields', { name: 'x', awsIdentity: { ...aws, arn: 'a' } }],
    ['both spellings', { name: 'x', awsIdentity: { ...aws, aws_account: '123456789012' } }],
    ['two relationships', { name: 'x', awsIdentity: aws, servicePrincipal: 'SERVICE_PRINCIPAL_COSIGNED' }],
    ['a pattern that RE2 refuses', { name: 'x', awsIdentity: { ...aws, arnPattern: '(?=a)' } }],
    ['no user id', { name: 'x', awsIdentity: { awsAccount: '123456789012', arn: 'a' } }],
  ];
  it.each(bad)('refuse an identity with %s', async (_, body) => {
    const { status, json } = await send('POST', `/iam/v2/identities/${groups.web}`, body);
    expect([status, json['code']]).toEqual([400, 3]);
  });

  it('explain themselves in the details', async () => {
    const { json } = await send('POST', `/iam/v2/identities/${groups.web}`, { name: 'X', awsIdentity: aws });
    const description = 'name must match "^[a-z0-9 ._-]{1,}$"';
    expect(json['message']).toBe(`Invalid argument: name: ${description}`);
    expect(json['details']?.[0]?.['reason']).toBe('INVALID_ARGUMENT');
    expect(json['details']?.[1]?.['fieldViolations']).toEqual([{ field: 'name', description }]);
  });

  it('bind several at once or none', async () => {
    const request = (identityUid: string) => ({
      parent: groups.web,
      roleBinding: { identityUid, roleUid: roles['viewer'] },
    });
    const batch = (...uids: string[]) =>
      send('POST', '/iam/v2/roleBindings:batchCreate', { parent: groups.web, requests: uids.map(request) });
    expect((await batch(identities.nightly, 'nobody')).status).toBe(404);
    const none = await get(`/iam/v2/roleBindings?identity=${identities.nightly}`);
    expect(list(none.json, 'roleBindings')).toEqual([]);
    expect((await batch(...Array.from({ length: 26 }, () => identities.nightly))).status).toBe(400);
    expect(list((await batch(identities.nightly)).json, 'roleBindings')).toHaveLength(1);
  });

  it('take a role binding that is not there for deleted', async () => {
    const path = `/iam/v2/roleBindings/${groups.web}/${'0'.repeat(16)}`;
    const { status, json } = await send('DELETE', path);
    expect([status, json]).toEqual([200, {}]);
  });

  it('make and delete groups, and keep those that are not empty', async () => {
    const made = await send('POST', `/iam/v2/groups/${organization.uid}`, { name: 'ops' });
    const path = `/iam/v2/groups/${textOf(made.json['uid'])}`;
    expect((await send('PATCH', path, { description: 'Operations' })).json['description']).toBe('Operations');
    expect((await send('DELETE', path)).status).toBe(200);
    const full = await send('DELETE', `/iam/v2/groups/${groups.platform}`);
    expect([full.status, full.json['code']]).toEqual([400, 9]);
    expect((await send('POST', `/iam/v2/groups/${organization.uid}`, { name: 'web' })).status).toBe(409);
  });
});
