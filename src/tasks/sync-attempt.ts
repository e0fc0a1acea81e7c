import type { KubeObject } from "../kube/object.ts";
import type { TaskResult } from "../sync/operation.ts";

/** What came of one try at a task. */
export type Attempt = Pick<TaskResult, "phase" | "message"> &
  Partial<Pick<TaskResult, "code" | "generation" | "uid" | "name" | "replaces">>;

/** It could not be done yet; it is tried again. */
export function later(message: string): Attempt {
  return { phase: "Running", message };
}

/** It may not be done. */
export function rejected(message: string): Attempt {
  return { phase: "Failed", code: "SyncFailed", message };
}

/** It was written; its health or completion is another matter. */
export function written(object: KubeObject, message: string): Attempt {
  const { generation, uid } = object.metadata;
  return {
    phase: "Running",
    code: "Synced",
    message,
    ...(generation === undefined ? {} : { generation }),
    ...(uid === undefined ? {} : { uid }),
  };
}
