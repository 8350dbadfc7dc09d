import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../../src/core/draft/draft';
import { withOwnRole } from '../../../../src/core/draft/ownRole';
import { draftOf, emptyForm } from '../../../../src/wire/builderForm';

const account = '123456789012';
const role = `arn:aws:iam::${account}:role/teams/shop/deploy`;

function draft(
  options: Partial<Draft['options']> = {},
  arn = `arn:aws:sts::${account}:assumed-role/deploy/kim`,
) {
  const made = draftOf(emptyForm);
  return {
    ...made,
    subject: { account, arn, userId: 'AROAEXAMPLE:kim' },
    options: { ...made.options, ...options },
  } as Draft;
}

describe("the role of a draft's caller", () => {
  it('has the path and the external ID that its profile says', () => {
    const { options } = withOwnRole(draft(), [{ roleArn: role, externalId: 'shop-7' }]);
    expect(options).toMatchObject({ roleArn: role, externalId: 'shop-7' });
  });

  it('is what the person typed, and has no external ID of another role then', () => {
    const typed = `arn:aws:iam::${account}:role/other/deploy`;
    const { options } = withOwnRole(draft({ roleArn: typed }), [{ roleArn: role, externalId: 'shop-7' }]);
    expect(options).toMatchObject({ roleArn: typed, externalId: '' });
    const own = withOwnRole(draft({ externalId: 'typed' }), [{ roleArn: role, externalId: 'shop-7' }]);
    expect(own.options).toMatchObject({ roleArn: role, externalId: 'typed' });
  });

  it.each([
    ['of another account', 'arn:aws:iam::210987654321:role/teams/shop/deploy'],
    ['of another partition', `arn:aws-cn:iam::${account}:role/teams/shop/deploy`],
    ['of another name', `arn:aws:iam::${account}:role/teams/shop/deploy2`],
  ])('is not one %s', (_, roleArn) => {
    const before = draft();
    expect(withOwnRole(before, [{ roleArn, externalId: 'x' }]).options).toEqual(before.options);
  });

  it('is not taken from profiles that disagree, nor for a caller that is no role', () => {
    const other = `arn:aws:iam::${account}:role/deploy`;
    const roles = [
      { roleArn: role, externalId: 'a' },
      { roleArn: other, externalId: 'a' },
    ];
    expect(withOwnRole(draft(), roles).options.roleArn).toBe('');
    const ids = [
      { roleArn: role, externalId: 'a' },
      { roleArn: role, externalId: undefined },
    ];
    expect(withOwnRole(draft(), ids).options).toMatchObject({ roleArn: role, externalId: '' });
    const user = draft({}, `arn:aws:iam::${account}:user/deploy`);
    expect(withOwnRole(user, roles)).toBe(user);
  });
});
