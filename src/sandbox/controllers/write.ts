import { equalJson } from "../../kube/canonical-json.ts";
import type { Json, JsonObject } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { formatTime } from "../../kube/time.ts";
import { applyObject } from "../cluster/apply-object.ts";
import { type ClusterState, findStored } from "../cluster/cluster.ts";
import { deleteObject } from "../cluster/delete-object.ts";
import type { Kind } from "../cluster/kind.ts";
import { withoutOwners } from "../cluster/owners-after.ts";
import type { ObjectRequest } from "../cluster/request.ts";
import { createObject, replaceObject } from "../cluster/write-object.ts";
import { toManagedFields, toOwners } from "../ownership/managers.ts";
import { update } from "../ownership/update.ts";
import type { Place } from "./context.ts";
import { objectAt } from "./values.ts";

const manager = "kube-controller-manager";

type Target = Place & {
  readonly storage: string;
  readonly subresource?: string;
  readonly body: Json;
  readonly manager?: string;
};

/** Reads an object. */
export function read(
  state: ClusterState,
  storage: string,
  { namespace, name }: Place,
): KubeObject | undefined {
  return state.store.read(storage, namespace, name);
}

/** Creates an object as the controller manager does. Throws the server's StatusError. */
export function create(state: ClusterState, storage: string, body: KubeObject | JsonObject): KubeObject {
  const namespace = String(objectAt(body, "metadata")["namespace"] ?? "");
  return createObject(state, toRequest(state, { storage, namespace, name: "", body }));
}

/** Stores another state of an object, its status apart, as a request would. */
export function replace(state: ClusterState, storage: string, after: KubeObject): KubeObject {
  const { namespace = "", name } = after.metadata;
  return replaceObject(state, toRequest(state, { storage, namespace, name, body: after }));
}

type Rewrite = { readonly before: KubeObject; readonly after: KubeObject; readonly manager?: string };

/** Stores another status, unless it is the same; metadata that goes with it is stored, too. */
export function writeStatus(state: ClusterState, storage: string, change: Rewrite): KubeObject {
  return rewrite(state, storage, { ...change, subresource: "status" });
}

/**
 * Stores another state of an object that is known to be valid and complete, without what a request goes through for that: most
 * writes of controllers are such ones. Nothing is stored where nothing changes.
 */
export function rewrite(
  state: ClusterState,
  storage: string,
  {
    before,
    after,
    manager: writer = manager,
    subresource,
  }: Rewrite & { readonly subresource?: "scale" | "status" },
): KubeObject {
  if (equalJson(before, after)) return before;
  const kind = kindOf(state, storage);
  const owners = update({
    before: withoutOwners(before),
    after: withoutOwners(after),
    type: kind.type,
    owners: toOwners(before),
    writer: {
      manager: writer,
      apiVersion: before.apiVersion,
      time: formatTime(state.now()),
      ...(subresource === undefined ? {} : { subresource }),
    },
    withoutStatus: kind.hasStatus && subresource !== "status",
  });
  const isMoved = kind.hasGeneration && subresource !== "status" && !equalJson(before["spec"], after["spec"]);
  const { generation = 0 } = before.metadata;
  const metadata = {
    ...after.metadata,
    managedFields: toManagedFields(owners),
    ...(isMoved ? { generation: generation + 1 } : {}),
  };
  return state.store.write(storage, { ...after, metadata });
}

/** Applies a configuration as a controller, whoever else owns its fields. */
export function apply(
  state: ClusterState,
  storage: string,
  { body, manager: applier }: { readonly body: KubeObject; readonly manager: string },
): KubeObject {
  const { namespace = "", name } = body.metadata;
  const request = toRequest(state, { storage, namespace, name, body, manager: applier });
  return applyObject(state, { ...request, force: true }).object;
}

/** Deletes an object, if it is still the one that was read. */
export function remove(
  state: ClusterState,
  storage: string,
  object: KubeObject,
  options: JsonObject = {},
): void {
  const { namespace = "", name, uid } = object.metadata;
  if (state.store.read(storage, namespace, name)?.metadata.uid !== uid) return;
  const policy = { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy: "Background" };
  deleteObject(state, toRequest(state, { storage, namespace, name, body: { ...policy, ...options } }));
}

/** Tells whether a namespace takes nothing new. */
export function isClosing(state: ClusterState, namespace: string): boolean {
  const space = state.store.read("/namespaces", "", namespace);
  return space === undefined || space.metadata.deletionTimestamp !== undefined;
}

function toRequest(state: ClusterState, target: Target): ObjectRequest {
  const { storage, namespace, name, subresource = "", body } = target;
  return {
    kind: kindOf(state, storage),
    namespace,
    name,
    subresource,
    dryRun: false,
    force: false,
    fieldManager: target.manager ?? manager,
    fieldValidation: "Ignore",
    body,
  };
}

function kindOf(state: ClusterState, storage: string): Kind {
  const kind = findStored(state, storage);
  if (kind === undefined) throw new Error(`The sandbox has no kind at ${storage}`);
  return kind;
}
