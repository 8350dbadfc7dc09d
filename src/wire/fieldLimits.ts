/** How many UTF-16 units a person can type into a field; the host refuses more. A live identity’s rule may be longer. */
export const longest = {
  name: 5_000,
  description: 20_000,
  account: 5_000,
  rule: 5_000,
  option: 5_000,
  search: 1_000,
  uniqueId: 1_000,
  arn: 5_000,
} as const;

/** How many further claims a form may ask for. */
export const mostClaims = 100;

/** How many roles a form may have. */
export const mostRoles = 100;
