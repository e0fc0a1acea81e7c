import type { Deletion } from "../application/deletion-mark.ts";
import type { JsonObject } from "../kube/json.ts";
import type { Ports } from "../ports/ports.ts";
import type { Session } from "../stories/session.ts";

/** One call of a deletion: the lease, what the stored manifest says, and the way outside. */
export type DeletionWork = {
  readonly session: Session;
  readonly manifest: JsonObject;
  readonly deletion: Deletion;
  readonly ports: Ports;
};
