import { codeOf } from "../errors.ts";
import { toFieldManager } from "../kube/field-manager.ts";
import type { ObjectRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import { anybody, type Heir, toReleasePatch } from "../live/release.ts";
import type { ClusterConnection } from "../ports/clusters.ts";

/** An object to be released as it was read. */
export type ReleaseRequest = {
  readonly ref: ObjectRef;
  readonly live: KubeObject;
  readonly connection: ClusterConnection;
  readonly installation: string;
  /** Who is given our fields; by default as if `kubectl apply` had written them, so that anybody can take over. */
  readonly heir?: Heir;
  /** Asked before the write. */
  guard(): void | Promise<void>;
};

/**
 * Takes our label, tracking id and ownership off an object and changes nothing else: it is not ours any more, and whoever takes
 * it over meets no conflict. `changed`: it is another version by now, so read it and ask again. One that carries
 * nothing of ours is done without a request.
 */
export async function releaseObject(request: ReleaseRequest): Promise<"done" | "changed" | "gone"> {
  const { ref, live, connection, installation, heir = anybody } = request;
  const manager = toFieldManager(installation);
  const operations = toReleasePatch(live, { installation, manager, heir });
  if (operations === undefined) return "done";
  await request.guard();
  try {
    // In the heir's name: what the patch itself changes belongs to whoever sends it.
    await connection.cluster.patch({ ref, operations, manager: heir.manager });
    return "done";
  } catch (error) {
    const code = codeOf(error);
    if (code === "NOT_FOUND") return "gone";
    if (code === "CONFLICT") return "changed";
    throw error;
  }
}
