import type { Reply } from './serve';

/** A gRPC failure as grpc-gateway's default error handler writes it. */
export class StatusError extends Error {
  constructor(
    readonly code: keyof typeof httpStatus,
    message: string,
    readonly details: Record<string, unknown>[] = [],
  ) {
    super(message);
  }
}

/** HTTP statuses of gRPC codes, from grpc-gateway runtime/errors.go. */
const httpStatus = { 3: 400, 5: 404, 6: 409, 7: 403, 9: 400, 12: 501, 13: 500, 14: 503, 16: 401 } as const;

const reasons: Record<number, string | undefined> = {
  3: 'INVALID_ARGUMENT',
  5: 'NOT_FOUND',
  6: 'ALREADY_EXISTS',
  7: 'PERMISSION_DENIED',
  9: 'FAILED_PRECONDITION',
  16: 'UNAUTHENTICATED',
};

/** The reply for a failure; an unauthenticated one also has WWW-Authenticate. */
export function statusReply({ code, message, details }: StatusError): Reply {
  const challenge = { 'www-authenticate': message.replace(/[^\x20-\x7e]/g, ' ') };
  return {
    status: httpStatus[code],
    ...(code === 16 ? { headers: challenge } : {}),
    body: { code, message, details },
  };
}

/** A failure of the v2 API, whose details start with an ErrorInfo. */
export function v2Error(
  code: keyof typeof httpStatus,
  message: string,
  ...more: Record<string, unknown>[]
): StatusError {
  const info = {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason: reasons[code] ?? 'INTERNAL',
    domain: 'iam.chainguard.dev',
    metadata: {},
  };
  return new StatusError(code, message, [info, ...more]);
}

/** Invalid argument with the field that is wrong. */
export function badField(field: string, description: string): StatusError {
  const violations = [{ field, description }];
  const detail = { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: violations };
  return v2Error(3, `Invalid argument: ${field}: ${description}`, detail);
}

/** Not found, with the resource in the details. */
export function notFound(resourceType: string, uid: string): StatusError {
  const detail = {
    '@type': 'type.googleapis.com/google.rpc.ResourceInfo',
    resourceType,
    resourceName: uid,
    owner: '',
    description: '',
  };
  return v2Error(5, `${resourceType} not found: ${uid}`, detail);
}
