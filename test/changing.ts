/** The commands that change groups and identities in Chainguard from the tree, without their prefix. */
export const changing = [
  'createGroup',
  'rename',
  'describe',
  'bindRoles',
  'unbindRoles',
  'deleteGroup',
  'deleteIdentity',
] as const;
