/** What of `@cloud-copilot/iam-simulate` the tests ask: whether policies allow a request. */
interface Simulator {
  runSimulation(simulation: object, options: object): Promise<{ overallResult?: string; errors?: unknown }>;
}

/** The package, where it is installed; says so where it is not, since its checks are skipped then. */
export async function loadSimulator(): Promise<Simulator | undefined> {
  const name = ['@cloud-copilot', 'iam-simulate'].join('/');
  try {
    return (await import(name)) as Simulator;
  } catch {
    console.log(`skipped: ${name} is not installed`);
    return undefined;
  }
}

/** A request for a token, as AWS's policies see it. */
export interface TokenRequest {
  readonly audiences: readonly string[];
  /** As a person asks for it; AWS's default otherwise. */
  readonly seconds?: number;
}

/** What IAM says of a request by a role or user with this policy: `Allowed` or `ImplicitlyDenied`. */
export async function judge(
  simulator: Simulator,
  policy: unknown,
  { audiences, seconds = 300 }: TokenRequest,
): Promise<string | undefined> {
  const { overallResult, errors } = await simulator.runSimulation(
    {
      identityPolicies: [{ name: 'token', policy }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      request: {
        action: 'sts:GetWebIdentityToken',
        principal: 'arn:aws:iam::123456789012:role/deploy',
        resource: { resource: '*', accountId: '123456789012' },
        contextVariables: {
          ...(audiences.length > 0 && { 'sts:IdentityTokenAudience': audiences }),
          'sts:DurationSeconds': String(seconds),
          'sts:SigningAlgorithm': 'ES384',
        },
      },
    },
    {},
  );
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return overallResult;
}
