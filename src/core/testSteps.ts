/** The steps of a test, in their order. */
export const stepNames = ['credentials', 'caller', 'match', 'token', 'whoAmI', 'repositories'] as const;
export type StepName = (typeof stepNames)[number];
