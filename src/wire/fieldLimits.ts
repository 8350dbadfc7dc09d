/** The most characters that a field takes; the host refuses what has more, and a live identity's rule may have more. */
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

/** How many roles a form may have. */
export const mostRoles = 100;
