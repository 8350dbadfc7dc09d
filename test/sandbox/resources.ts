/** What the sandbox keeps, in the field names of the v2 API. UIDs are UIDPs; a parent is the UID's prefix. */
export interface Group {
  uid: string;
  name: string;
  description: string;
  verified: boolean;
  createTime: string;
  updateTime: string;
}

interface AwsMatch {
  awsAccount: string;
  arn?: string;
  arnPattern?: string;
  userId?: string;
  userIdPattern?: string;
}

export interface ClaimMatch {
  issuer?: string;
  issuerPattern?: string;
  subject?: string;
  subjectPattern?: string;
  audience?: string;
  audiencePattern?: string;
  claims?: Record<string, string>;
  claimPatterns?: Record<string, string>;
}

interface StaticKeys {
  issuer: string;
  subject: string;
  issuerKeys: string;
  expirationTime?: string;
  audiences?: string[];
}

export interface Identity {
  uid: string;
  name: string;
  description: string;
  company: string;
  email: string;
  lastSeenTime: string | null;
  createTime: string;
  updateTime: string;
  awsIdentity?: AwsMatch;
  claimMatch?: ClaimMatch;
  staticKeys?: StaticKeys;
  servicePrincipal?: string;
}

export interface Role {
  uid: string;
  name: string;
  description: string;
  /** Names such as groups.list. */
  capabilities: string[];
  createTime: string;
  updateTime: string;
}

export interface RoleBinding {
  uid: string;
  identityUid: string;
  roleUid: string;
  createTime: string;
}

export interface Repo {
  uid: string;
  name: string;
  description: string;
  catalogTier: string;
  bundles: string[];
  activeTags: string[];
  createTime: string;
  updateTime: string;
}

export interface Tag {
  uid: string;
  name: string;
  digest: string;
  bundles: string[];
  updateTime: string;
}

/** The UIDP one step up, or empty for a root. */
export function parentOf(uid: string): string {
  return uid.slice(0, Math.max(0, uid.lastIndexOf('/')));
}

/** Whether `ancestor` is `uid` itself or on the way to its root. */
export function covers(ancestor: string, uid: string): boolean {
  return uid.startsWith(ancestor) && (uid.length === ancestor.length || uid[ancestor.length] === '/');
}

/**
 * Everything that Chainguard knows in this world, changed by the API and read by issuer and API. Each list is a map
 * from UID; bindings are also found by identity.
 */
export class Resources {
  readonly groups = new Map<string, Group>();
  private readonly identityMap = new Map<string, Identity>();
  /** People: identities at the root, which are not listed under any group. */
  readonly people = new Map<string, Identity>();
  readonly roles = new Map<string, Role>();
  readonly repos = new Map<string, Repo>();
  readonly tags = new Map<string, Tag>();
  private readonly bindingMap = new Map<string, RoleBinding>();
  private fill: (() => void) | undefined;
  private readonly byIdentity = new Map<string, Set<RoleBinding>>();

  private remembered: Resources | undefined;

  /** Keeps groups, identities and bindings as they are now for {@link asRemembered}. */
  remember(): void {
    const kept = new Resources();
    for (const [uid, group] of this.groups) kept.groups.set(uid, { ...group });
    for (const [uid, identity] of this.identities) kept.identities.set(uid, { ...identity });
    for (const [uid, person] of this.people) kept.people.set(uid, person);
    for (const [uid, role] of this.roles) kept.roles.set(uid, role);
    for (const binding of this.bindings.values()) kept.bind({ ...binding });
    this.remembered = kept;
  }

  /** Everything as it was when it was last remembered. */
  asRemembered(): Resources {
    return this.remembered ?? this;
  }

  /** Puts off work on identities and bindings until either is first looked at. */
  later(fill: () => void): void {
    this.fill = fill;
  }

  get identities(): Map<string, Identity> {
    this.catchUp();
    return this.identityMap;
  }

  get bindings(): Map<string, RoleBinding> {
    this.catchUp();
    return this.bindingMap;
  }

  private catchUp(): void {
    const fill = this.fill;
    this.fill = undefined;
    fill?.();
  }

  bind(binding: RoleBinding): void {
    this.bindings.set(binding.uid, binding);
    const set = this.byIdentity.get(binding.identityUid) ?? new Set();
    this.byIdentity.set(binding.identityUid, set.add(binding));
  }

  unbind(binding: RoleBinding): void {
    this.bindings.delete(binding.uid);
    this.byIdentity.get(binding.identityUid)?.delete(binding);
  }

  bindingsOf(identityUid: string): RoleBinding[] {
    return [...(this.byIdentity.get(identityUid) ?? [])];
  }

  /** An assumable identity or a person. */
  subject(uid: string): Identity | undefined {
    return this.identities.get(uid) ?? this.people.get(uid);
  }

  /** The capabilities that an identity holds, per group that it is bound on. */
  capabilitiesOf(identityUid: string): Map<string, Set<string>> {
    const held = new Map<string, Set<string>>();
    for (const binding of this.bindingsOf(identityUid)) {
      const group = parentOf(binding.uid);
      const set = held.get(group) ?? new Set();
      for (const name of this.roles.get(binding.roleUid)?.capabilities ?? []) set.add(name);
      held.set(group, set);
    }
    return held;
  }
}
