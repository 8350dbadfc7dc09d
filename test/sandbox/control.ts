import type { FaultRule, Faults } from './faults';
import type { Asked, Recorded, Reply } from './serve';

interface Sent extends Omit<FaultRule, 'path'> {
  /** The beginning of a path, or with `pathPattern` a regular expression. */
  path?: string;
  pathPattern?: string;
}

/**
 * For another process on this machine: POST /_sandbox/faults sets a fault (a FaultRule as JSON), DELETE clears them,
 * GET /_sandbox/requests tells what was asked. Undefined for other paths; 403 without the key in X-Sandbox-Key.
 */
export function answerControl(
  key: string,
  faults: Faults,
  requests: Recorded[],
): (asked: Asked) => Reply | undefined {
  return ({ method, path, headers, body }) => {
    if (!path.startsWith('/_sandbox/')) return undefined;
    if (headers.get('x-sandbox-key') !== key)
      return { status: 403, body: { message: 'X-Sandbox-Key is wrong' } };
    if (path === '/_sandbox/requests' && method === 'GET') return { status: 200, body: requests };
    if (path !== '/_sandbox/faults') return { status: 404, body: { message: 'no such control' } };
    if (method === 'DELETE') {
      faults.clear();
      return { status: 200, body: {} };
    }
    if (method !== 'POST') return { status: 405, body: { message: 'use POST or DELETE' } };
    const { pathPattern, ...rule } = JSON.parse(body.toString()) as Sent;
    faults.set(pathPattern === undefined ? rule : { ...rule, path: new RegExp(pathPattern) });
    return { status: 200, body: {} };
  };
}
