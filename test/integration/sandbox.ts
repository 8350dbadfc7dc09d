import type { FaultRule } from '../sandbox/faults';
import type { Recorded } from '../sandbox/serve';

/** The variable that carries what a suite needs to know of the sandbox into the extension host. */
export const sandboxVariable = 'ASSUMABLE_SANDBOX';

/** What it carries, as JSON. */
export interface SandboxAccess {
  readonly api: string;
  readonly controlKey: string;
  /** UIDPs by name. */
  readonly identities: Readonly<Record<string, string>>;
}

/** The sandbox as the extension host sees it; throws where the suite was started without one. */
export function access(): SandboxAccess {
  const text = process.env[sandboxVariable];
  if (text === undefined)
    throw new Error('Start the suite with `npm run test:integration`: there is no sandbox.');
  return JSON.parse(text) as SandboxAccess;
}

/** Makes the sandbox misbehave until `clearFaults`; a path is the beginning of a path. */
export async function setFault(rule: FaultRule & { path?: string }): Promise<void> {
  await control('faults', 'POST', JSON.stringify(rule));
}

/** Ends every fault. */
export async function clearFaults(): Promise<void> {
  await control('faults', 'DELETE');
}

/** What the sandbox was asked so far, oldest first. */
export async function requests(): Promise<Recorded[]> {
  return (await (await control('requests', 'GET')).json()) as Recorded[];
}

async function control(what: string, method: string, body?: string): Promise<Response> {
  const { api, controlKey } = access();
  const headers = { 'X-Sandbox-Key': controlKey };
  const response = await fetch(`${api}/_sandbox/${what}`, {
    method,
    headers,
    ...(body !== undefined && { body }),
  });
  if (!response.ok) throw new Error(`The sandbox refused ${method} ${what}: ${response.status}`);
  return response;
}
