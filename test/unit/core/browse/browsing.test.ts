import { describe, expect, it } from 'vitest';
import { ago } from '../../../../src/core/age';
import { consoleAddress } from '../../../../src/core/browse/consoleAddress';
import {
  filterText,
  isOpen,
  noFilter,
  passes,
  type IdentityFilter,
} from '../../../../src/core/browse/filter';
import type { Identity, Relationship } from '../../../../src/core/identity';
import { Recent } from '../../../../src/core/browse/recent';
import { IdentityIndex } from '../../../../src/core/browse/search';
import { trustPath, type Reach } from '../../../../src/core/browse/trustPath';

const now = new Date('2026-02-01T12:00:00Z');
const earlier = (ms: number) => new Date(now.getTime() - ms);
const day = 86_400_000;
const aws: Relationship = {
  kind: 'aws',
  match: {
    account: '123456789012',
    arn: { kind: 'pattern', value: '^arn:aws:sts::123456789012:assumed-role/ci/(.+)$' },
    userId: undefined,
  },
};
const identity = (name: string, more: Partial<Identity> = {}): Identity => ({
  id: `${'0'.repeat(40)}/${name}`,
  name,
  description: '',
  relationship: aws,
  lastSeen: undefined,
  created: undefined,
  updated: undefined,
  ...more,
});

describe('searching identities', () => {
  const index = new IdentityIndex();
  index.add([
    identity('web-ci'),
    identity('ci'),
    identity('release', {
      relationship: {
        kind: 'claims',
        issuer: { kind: 'exact', value: 'https://token.actions.githubusercontent.com' },
        subject: { kind: 'exact', value: 'repo:acme/shop' },
        audience: { kind: 'pattern', value: '^deploy-.+$' },
        claims: [{ name: 'environment', rule: { kind: 'exact', value: 'production' } }],
      },
    }),
  ]);
  it.each([
    ['CI', ['ci', 'web-ci']],
    ['123456789012 web', ['web-ci']],
    ['assumed-role/ci', ['web-ci', 'ci']],
    ['acme/shop', ['release']],
    ['deploy production', ['release']],
    ['github actions', ['release']],
    ['0000/release', ['release']],
    ['nothing', []],
  ])('finds %s', (query, names) => {
    expect(index.find(query, 10).map(({ name }) => name)).toEqual(names);
  });

  it('gives no more than was asked for, and the later state', () => {
    expect(index.find('', 2)).toHaveLength(2);
    index.add([identity('ci', { description: 'builds' })]);
    expect(index.find('builds', 10).map(({ name }) => name)).toEqual(['ci']);
    expect(index.size).toBe(3);
  });
});

describe('filtering identities', () => {
  const cases: [string, IdentityFilter, Partial<Identity>, boolean][] = [
    ['nothing', noFilter, {}, true],
    ['a kind', { kinds: ['aws'] }, {}, true],
    ['another kind', { kinds: ['claims', 'static'] }, {}, false],
    ['never used', { kinds: [], unused: 'never' }, {}, true],
    ['never used, but was', { kinds: [], unused: 'never' }, { lastSeen: now }, false],
    ['long not used', { kinds: [], unused: { days: 30 } }, { lastSeen: earlier(31 * day) }, true],
    ['long not used, but was', { kinds: [], unused: { days: 30 } }, { lastSeen: earlier(29 * day) }, false],
    ['never used counts as long not used', { kinds: [], unused: { days: 30 } }, {}, true],
  ];
  it.each(cases)('by %s', (_, filter, more, shown) => {
    expect(passes(filter, identity('ci', more), now)).toBe(shown);
  });

  it('is open only when it lets everything through', () => {
    expect([noFilter, { kinds: [], unbound: true }, { kinds: ['aws'] as const }].map(isOpen)).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('what was changed a moment ago', () => {
  const [a, b, c] = [identity('a'), identity('b'), identity('c')];
  it('stands in lists that are older', () => {
    const recent = new Recent<Identity>();
    const renamed = { ...b, name: 'renamed' };
    recent.put('group', c, now);
    recent.put('group', renamed, now);
    recent.drop('group', a.id, now);
    expect(recent.merge('group', [a, b], now)).toEqual([c, renamed]);
    expect(recent.merge('other', [a, b], now)).toEqual([a, b]);
  });

  it('is shown where a list has not come to it, but never in place of what the list says', () => {
    const recent = new Recent<Identity>();
    recent.find('group', { ...b, name: 'older' }, now);
    expect(recent.merge('group', [a], now)).toEqual([{ ...b, name: 'older' }, a]);
    expect(recent.merge('group', [a, b], now)).toEqual([a, b]);
    const renamed = { ...b, name: 'renamed' };
    recent.put('group', renamed, now);
    recent.find('group', { ...b, name: 'older' }, now);
    expect(recent.merge('group', [a, b], now)).toEqual([a, renamed]);
  });

  it('is forgotten when it is to be', () => {
    const recent = new Recent<Identity>();
    recent.put('group', c, now);
    recent.drop('group', a.id, now);
    recent.clear();
    expect(recent.merge('group', [a, b], now)).toEqual([a, b]);
  });

  it('no longer counts after two minutes', () => {
    const recent = new Recent<Identity>();
    recent.put('group', c, earlier(121_000));
    recent.drop('group', a.id, earlier(119_000));
    expect(recent.merge('group', [a, b], now)).toEqual([b]);
  });
});

describe('a filter by platform', () => {
  const of = (relationship: Relationship) => identity('x', { relationship });
  const github = of({
    kind: 'claims',
    issuer: { kind: 'exact', value: 'https://token.actions.githubusercontent.com' },
    subject: undefined,
    audience: undefined,
    claims: [],
  });
  const pull = of({
    kind: 'static',
    issuer: 'https://pulltoken.issuer.chainguard.dev',
    subject: 's',
    expires: undefined,
  });
  it('shows identities that its tokens assume, beside those of the kinds that are asked for', () => {
    const filter: IdentityFilter = { kinds: ['aws'], platforms: ['github', 'pull-token'] };
    expect(isOpen(filter)).toBe(false);
    expect([github, pull, identity('ci')].map((each) => passes(filter, each, now))).toEqual([
      true,
      true,
      true,
    ]);
    expect([github, pull].map((each) => passes({ ...filter, platforms: ['github'] }, each, now))).toEqual([
      true,
      false,
    ]);
    expect(passes({ kinds: [], platforms: ['github'] }, identity('ci'), now)).toBe(false);
    expect(filterText(filter)).toBe('AWS callers or tokens of GitHub Actions or pull tokens');
  });
});

describe('an age', () => {
  it.each([
    [30_000, 'just now'],
    [20 * 60_000, '20 min ago'],
    [5 * 3_600_000, '5 h ago'],
    [day, 'yesterday'],
    [40 * day, '40 days ago'],
    [100 * day, '3 months ago'],
    [800 * day, '2 years ago'],
  ])('of %i ms is %s', (ms, text) => {
    expect(ago(earlier(ms), now)).toBe(text);
  });
});

describe('a page of the console', () => {
  it('is under the organization, whatever its name holds', () => {
    const base = 'https://console.chainguard.dev';
    expect(consoleAddress(base, 'acme.example', { kind: 'identities' })).toBe(
      `${base}/org/acme.example/settings/identities`,
    );
    expect(consoleAddress(base, '../x?y', { kind: 'image', name: 'a/b' })).toBe(
      `${base}/org/..%2Fx%3Fy/images/organization/image/a%2Fb/versions`,
    );
  });
});

describe('a trust path', () => {
  const binding = {
    id: 'x',
    identity: identity('ci').id,
    holder: 'ci',
    group: { id: 'g', name: 'acme.example' },
    role: { id: 'r', name: 'registry.pull' },
  };
  const reach: Reach = { binding, capabilities: ['repo.list', 'groups.list'], repositories: 40 };

  it('goes from the caller to what it reaches, as a picture and in words', () => {
    expect(trustPath(identity('ci'), [reach])).toMatchInlineSnapshot(`
      "Trust path of ci

      ┌─────────────────────────────────────────────────────────────────┐
      │ Caller                                                          │
      │   AWS account: 123456789012                                     │
      │   ARN matches: ^arn:aws:sts::123456789012:assumed-role/ci/(.+)$ │
      │   User ID is not set, so nobody fits                            │
      └─────────────────────────────────────────────────────────────────┘
              │
              │ can assume
              ▼
      ┌───────────────────────────────────────────────┐
      │ Identity: ci                                  │
      │   0000000000000000000000000000000000000000/ci │
      └───────────────────────────────────────────────┘
              │
              │ is bound to
              ▼
      ┌────────────────────────────────────────────┐
      │ Role: registry.pull                        │
      │   On: acme.example and everything below it │
      │   May: groups.list, repo.list              │
      │   Repositories in reach: 40                │
      └────────────────────────────────────────────┘

      In words

      A caller can assume ci when all of this holds. AWS account: 123456789012; ARN matches:
      ^arn:aws:sts::123456789012:assumed-role/ci/(.+)$; User ID is not set, so nobody fits.

      ci has this. Role: registry.pull; On: acme.example and everything below it; May: groups.list,
      repo.list; Repositories in reach: 40.
      "
    `);
  });

  it('says who can assume it, where that is known', () => {
    const claims: Relationship = {
      kind: 'claims',
      issuer: { kind: 'exact', value: 'https://gitlab.com' },
      subject: { kind: 'pattern', value: '^project_path:acme/.+$' },
      audience: undefined,
      claims: [],
    };
    const text = trustPath(identity('ci', { relationship: claims }), [], 'Some job.');
    expect(text).toContain('In words\n\nSome job.\n');
    expect(text).toContain('Audience is: Chainguard’s issuer');
  });

  it('shows a pull token as one, with its end', () => {
    const relationship: Relationship = {
      kind: 'static',
      issuer: 'https://pulltoken.issuer.chainguard.dev',
      subject: 'pull-token-abc',
      expires: new Date('2026-12-24T18:00:00Z'),
    };
    const text = trustPath(identity('pull', { relationship }), []);
    expect(text).toMatch(
      /Pull token .*\n.*Issuer: .*\n.*Subject: pull-token-abc .*\n.*Until: 2026-12-24 18:00 UTC/,
    );
  });

  it('says so when no role is bound, or capabilities may not be read', () => {
    expect(trustPath(identity('ci'), [])).toContain('is bound to no role, so it can do nothing');
    expect(trustPath(identity('ci'), [{ ...reach, capabilities: undefined }])).toContain('could not be read');
  });

  it('shows hidden characters, and keeps its frame straight', () => {
    const text = trustPath(identity('ev\u202eil'), [reach]);
    expect(text).toContain('ev\\u202eil');
    expect(text).not.toContain('\u202e');
    const frame = text
      .split('\n')
      .slice(2, 7)
      .map((line) => line.length);
    expect(new Set(frame).size).toBe(1);
  });
});
