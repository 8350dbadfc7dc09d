import type { OwnRole } from '../core/draft/ownRole';
import type { Callers } from './callers';
import { readProfiles } from './profiles';

/** The roles that profiles name, and those that were assumed in this window, with what it takes to assume them. */
export async function ownRoles(callers: Callers): Promise<readonly OwnRole[]> {
  const { profiles } = await readProfiles();
  return [
    ...callers.assumed.map(({ role }) => ({ roleArn: role.roleArn, externalId: role.externalId })),
    ...profiles.flatMap(({ settings }) => {
      const roleArn = settings['role_arn'];
      return roleArn === undefined ? [] : [{ roleArn, externalId: settings['external_id'] }];
    }),
  ];
}
