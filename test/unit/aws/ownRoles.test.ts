import { expect, it } from 'vitest';
import { Callers } from '../../../src/aws/callers';
import { ownRoles } from '../../../src/aws/ownRoles';
import { draftOf, emptyForm } from '../../../src/wire/builderForm';
import { withOwnRole } from '../../../src/core/draft/ownRole';
import { roleArnOf } from '../../../src/core/draft/draft';
import { externalId } from '../../sandbox/awsWorld';
import { accounts } from '../../sandbox/world';
import { useHome } from './home';

const home = useHome();

it("a profile's role comes into a draft of its caller with its path and its external ID", async () => {
  const callers = new Callers();
  const { caller } = await callers.identify({ kind: 'profile', name: 'deploy' });
  expect(home().sandbox).toBeDefined();
  const { options } = withOwnRole(draftOf({ ...emptyForm, caller }), await ownRoles(callers));
  expect(options.externalId).toBe(externalId);
  const roleArn = roleArnOf({ ...draftOf({ ...emptyForm, caller }), options });
  expect(roleArn).toBe(`arn:aws:iam::${accounts.aws}:role/teams/shop/deploy`);
});
