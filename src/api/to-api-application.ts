import { isObject, type Json, type JsonObject } from "../kube/json.ts";
import type { SeenApplication } from "../ports/application-data.ts";
import { toArgoStatus } from "../record/argo-status.ts";
import type { SyncRequest } from "../record/state.ts";

/** What of metadata an answer holds; whatever else were stored by mistake stays where it is. */
const shownMetadata = ["name", "namespace", "labels", "annotations", "finalizers"];

/** What is known of an Application beside its manifest; `request`: a sync that somebody asks for now. */
export type Circumstances = {
  readonly seen: SeenApplication | undefined;
  readonly request?: SyncRequest;
};

/** Makes an Application in Argo CD's shape: the spec as it is stored, with its status, and its operation while one is asked for. */
export function toApiApplication(
  { apiVersion, kind, metadata, spec }: JsonObject,
  { seen, request = seen?.state?.requested }: Circumstances,
): JsonObject {
  return {
    apiVersion,
    kind,
    metadata: toMetadata(metadata),
    spec,
    ...(request === undefined ? {} : { operation: toOperation(request) }),
    status: toArgoStatus(seen?.state, seen?.bulk),
  };
}

function toMetadata(metadata: Json | undefined): JsonObject {
  if (!isObject(metadata)) return {};
  return Object.fromEntries(
    shownMetadata.filter((name) => Object.hasOwn(metadata, name)).map((name) => [name, metadata[name]]),
  );
}

function toOperation({ initiatedBy, prune }: SyncRequest): JsonObject {
  const { username, automated } = initiatedBy;
  return {
    initiatedBy: automated ? { automated } : { username },
    sync: { prune, syncStrategy: { hook: {} } },
  };
}
