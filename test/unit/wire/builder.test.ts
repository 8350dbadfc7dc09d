import { describe, expect, it } from 'vitest';
import { emptyDraft } from '../../../src/core/draft/draft';
import { builderArguments } from '../../../src/wire/builder';
import { formIn } from '../../../src/wire/builderShapes';
import { problemWithMessage } from '../../../src/wire/message';
import { draftOf, emptyForm, type Form, noRules } from '../../../src/wire/builderForm';
import { longest } from '../../../src/wire/fieldLimits';

const form: Form = {
  ...emptyForm,
  way: 'signed-request',
  caller: { account: '1', arn: 'a', userId: undefined },
  name: 'ci',
  group: { id: 'g', name: 'group' },
  roles: [{ id: 'r', name: 'role' }],
  account: '123456789012',
  arn: { kind: 'pattern', value: '^a$' },
  options: { region: 'us-east-1' },
};
const sent = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;
const create = (more: object) => () =>
  builderArguments.create({ form: { ...(sent(form) as object), ...more } });

describe('a form on the wire', () => {
  it('survives', () => {
    expect(builderArguments.create(sent({ form }))).toEqual({ form });
    expect(builderArguments.create({ form: emptyForm })).toEqual({ form: emptyForm });
  });

  it('becomes a draft, in which what is empty is not set', () => {
    expect(draftOf({ ...emptyForm, way: 'signed-request' })).toEqual(emptyDraft);
    expect(
      draftOf({ ...form, editing: { id: 'x', name: 'y', description: '', trusts: 'rules' } }),
    ).toMatchObject({
      match: { account: '123456789012', arn: form.arn, userId: undefined },
      group: form.group,
      subject: form.caller,
      options: { region: 'us-east-1', identity: 'x', externalId: '' },
    });
  });

  it('survives with as much in it as the fields of the page take', () => {
    const most = (of: keyof typeof longest) => 'x'.repeat(longest[of]);
    const full = {
      name: most('name'),
      description: most('description'),
      account: most('account'),
      arn: { kind: 'exact', value: most('rule') },
      userId: { kind: 'pattern', value: most('rule') },
      group: { id: '', name: most('search') },
      roles: [{ id: '', name: most('search') }],
      options: Object.fromEntries(Object.keys(emptyDraft.options).map((name) => [name, most('option')])),
    };
    expect(create(full)()).toEqual({ form: { ...form, ...full } });
    expect(problemWithMessage({ form: { ...form, ...full } })).toBeUndefined();
    expect(
      builderArguments.readCaller({ from: 'arn', text: most('arn'), uniqueId: most('uniqueId') }),
    ).toBeDefined();
    expect(builderArguments.findRoles({ text: most('search'), group: null })).toBeDefined();
  });

  it('is read as an earlier version kept it: for a signed request', () => {
    const { way, rules, templates, words, path, token, ...former } = form;
    expect(way).toBe('signed-request');
    expect([rules, templates, words, path, token]).toHaveLength(5);
    expect(builderArguments.create({ form: sent(former) })).toEqual({ form });
    expect(formIn(sent(former))).toEqual(form);
    expect(formIn({ name: 'x' })).toBeNull();
    expect(formIn(undefined)).toBeNull();
  });

  it('becomes a draft that asks for claims, with the rules of its own way', () => {
    const subject = { kind: 'exact', value: 'arn:aws:iam::123456789012:role/teams/ci' } as const;
    const claims = [
      { name: '', rule: { kind: 'exact', value: '' } },
      { name: 'x', rule: { kind: 'exact', value: 'y' } },
    ] as const;
    const rules = { ...emptyForm.rules, 'web-identity': { ...noRules, subject, claims } };
    const draft = draftOf({ ...form, way: 'web-identity', rules });
    expect(draft).toMatchObject({
      match: emptyDraft.match,
      claims: { issuer: undefined, subject, audience: undefined, claims: [claims[1]] },
      way: 'web-identity',
      subject: form.caller,
      options: { roleArn: subject.value },
    });
    const other = draftOf({ ...form, way: 'github', rules });
    expect(other).toMatchObject({ way: 'token', claims: { subject: undefined }, subject: undefined });
  });

  const lies: [string, object][] = [
    ['an extra field', { token: 'secret' }],
    ['a name that is no text', { name: 7 }],
    ['a name that is too long', { name: 'x'.repeat(5_001) }],
    ['no name', { name: undefined }],
    [
      'a caller with an extra field',
      { caller: { account: '1', arn: 'a', userId: 'u', secretAccessKey: 's' } },
    ],
    ['a rule of another kind', { arn: { kind: 'glob', value: '*' } }],
    ['a rule without a value', { arn: { kind: 'exact' } }],
    ['a list of rules', { arn: [] }],
    ['another strictness', { strictness: 'any' }],
    ['a hundred and one roles', { roles: new Array(101).fill({ id: 'r', name: 'r' }) }],
    ['an edited identity without its description', { editing: { id: 'x', name: 'y' } }],
    ['an option that there is not', { options: { command: 'rm' } }],
    ['an option that is no text', { options: { region: {} } }],
    ['a group that is text', { group: 'g' }],
    ['another way', { way: 'any' }],
    ['rules of a way that there is not', { rules: { ...emptyForm.rules, other: noRules } }],
    ['a token that says more', { token: { issuer: 'i', subject: 's', secret: 'eyJ' } }],
    ['a word that there is not', { words: { command: 'rm' } }],
  ];
  it.each(lies)('is refused with %s', (_, more) => {
    expect(create(more)).toThrow();
  });

  it('is refused where an argument has more than its method takes', () => {
    expect(() => builderArguments.render({ form: emptyForm, id: 'id-json', text: 'mine' })).toThrow();
    expect(() => builderArguments.take({ form: emptyForm, id: 'id-json', how: 'run' })).toThrow();
    expect(() => builderArguments.askCaller({ source: 'profile:x', region: 'y' })).toThrow();
    expect(() => builderArguments.test({})).toThrow();
    expect(() => builderArguments.start(null)).toThrow();
  });
});
