/**
 * What the loop does next after an error, by its code:
 * - `stall`: somebody must change the application, the repository, the project or the cluster; tried again when that moves;
 * - `wait`: another invocation is at work, or an answer is out of date; come back soon;
 * - `retry`: an outside is failing; try again with back-off.
 */
export const nextMove = {
  ACTION_REFUSED: "stall", // an action that the object has not, or not now
  APPLICATION_INVALID: "stall", // the Application's own YAML is wrong
  APPLY_REJECTED: "stall", // the API server refuses this object as it is
  CLUSTER_GONE: "stall", // the cloud says that this cluster does not exist any more
  CLUSTER_UNKNOWN: "stall", // no registered cluster answers to the destination
  CLUSTER_BUSY: "retry", // 429 with Retry-After, more often than we obey
  CLUSTER_UNREACHABLE: "retry", // connection, TLS, time-out, 5xx
  CONFIG_INVALID: "stall", // kubeconfig, argocd-cm, flags, environment
  CONFLICT: "wait", // 409: the object changed or was replaced since it was read
  CREDENTIALS_REFUSED: "stall", // 401, exec plug-ins, no AWS credentials
  FORBIDDEN: "stall", // 403
  IMMUTABLE: "stall", // 422 because of what is live: only a new object could be so
  KIND_MISSING: "stall", // the API server has no such kind (its CRD is missing)
  LEASE_LOST: "wait", // another invocation owns the application now
  LIMIT_EXCEEDED: "stall", // a bound of limits.ts
  MANIFEST_INVALID: "stall", // YAML, or an object without kind or name
  NAMESPACE_TERMINATING: "retry", // the namespace is being deleted
  NOT_FOUND: "retry", // 404 on a namespace or object that may still appear
  PAUSED: "wait", // a person paused it, or what it belongs to
  PATH_NOT_FOUND: "stall", // spec.source.path or a file it names is not in the revision
  PROJECT_DENIED: "stall", // the AppProject does not allow it
  RENDER_FAILED: "stall", // helm or kustomize said no
  REPOSITORY_DENIED: "stall", // wrong or missing credentials
  REPOSITORY_UNREACHABLE: "retry",
  REVISION_NOT_FOUND: "stall",
  STATE_DAMAGED: "stall", // stored data is missing or fails its checksum
  STATE_UNREACHABLE: "retry", // the table, the queues, the render function
  TOOL_MISSING: "stall", // no helm or kubectl here
  UNSUPPORTED: "stall", // a feature that is named, never ignored
  WEBHOOK_UNAVAILABLE: "retry", // an admission webhook is not up
} as const;

export type ErrorCode = keyof typeof nextMove;

/** The one error class: a code for programs, a message for people that says what to do. Never holds a secret. */
export class ReconcileError extends Error {
  override name = "ReconcileError";
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Gives the code of an error of ours; undefined for any other. */
export function codeOf(error: unknown): ErrorCode | undefined {
  return error instanceof ReconcileError ? error.code : undefined;
}

/** Gives the message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
