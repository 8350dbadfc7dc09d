import { capabilityEnum } from './capabilities';
import {
  parentOf,
  type Group,
  type Identity,
  type Repo,
  type Resources,
  type Role,
  type RoleBinding,
  type Tag,
} from './resources';

/** v2 messages as the gateway's default marshaler writes them: unset fields are there, unset oneofs are not. */
export function identityJson(identity: Identity) {
  const { awsIdentity: aws, claimMatch, staticKeys, servicePrincipal, ...rest } = identity;
  return {
    ...rest,
    emailUnverified: '',
    ...(aws ? { awsIdentity: aws } : {}),
    ...(claimMatch ? { claimMatch: { claims: {}, claimPatterns: {}, ...claimMatch } } : {}),
    ...(staticKeys ? { staticKeys: { expirationTime: null, audiences: [], ...staticKeys } } : {}),
    ...(servicePrincipal ? { servicePrincipal } : {}),
  };
}

export function groupJson(group: Group) {
  const root = !group.uid.includes('/');
  return {
    ...group,
    resourceLimits: {},
    kind: 'ORG_KIND_CUSTOMER',
    status: root ? 'ORG_STATUS_READY' : 'ORG_STATUS_UNSPECIFIED',
  };
}

export function roleJson(role: Role) {
  return { ...role, capabilities: role.capabilities.map(capabilityEnum) };
}

/** identityUid and roleUid are for input; what the server fills there is not known, so they stay empty. */
export function bindingJson(binding: RoleBinding, resources: Resources) {
  const group = resources.groups.get(parentOf(binding.uid));
  const identity = resources.subject(binding.identityUid);
  const role = resources.roles.get(binding.roleUid);
  return {
    uid: binding.uid,
    group: group ? { uid: group.uid, name: group.name, description: group.description } : null,
    identity: identity
      ? {
          uid: identity.uid,
          name: identity.name,
          description: identity.description,
          email: identity.email,
          issuer: identity.claimMatch?.issuer ?? '',
          subject: identity.claimMatch?.subject ?? '',
        }
      : null,
    role: role ? { uid: role.uid, name: role.name, description: role.description } : null,
    identityUid: '',
    roleUid: '',
    createTime: binding.createTime,
  };
}

export function repoJson(repo: Repo) {
  return { ...repo, aliases: [], sync_config: null, customOverlay: null };
}

export function tagJson(tag: Tag) {
  return { ...tag, deprecated: false };
}

/** v1 messages, which WhoAmI holds. */
export function v1GroupJson({ uid, name, description, verified }: Group) {
  const kind = 'ORG_KIND_CUSTOMER';
  return { id: uid, name, description, resourceLimits: {}, verified, kind, status: 'ORG_STATUS_READY' };
}

export function v1RoleJson({ uid, name, description, capabilities }: Role) {
  return { id: uid, name, description, capabilities };
}
