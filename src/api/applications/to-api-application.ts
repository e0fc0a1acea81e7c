import { isObject, type Json, type JsonObject, readField } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";
import type { SeenApplication } from "../../ports/application-data.ts";
import { toArgoOperation } from "../../record/argo-operation.ts";
import { toArgoStatus } from "../../record/argo-status.ts";
import type { AskedFor } from "../../record/ask.ts";
import type { SyncRequest } from "../../record/state.ts";

/** What of metadata an answer holds; whatever else were stored by mistake stays where it is. */
const shownMetadata = [
  "name",
  "namespace",
  "labels",
  "annotations",
  "finalizers",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
];

/** What is known of an Application beside its manifest; `asked`: what somebody asks for now. */
export type Circumstances = {
  readonly seen: SeenApplication | undefined;
  readonly asked?: AskedFor;
};

/**
 * Makes an Application in Argo CD's shape: the spec as it is stored, with its status, and its operation from when a sync is asked
 * for until it starts. `status.refreshing`, which is ours, says that a look was asked for or is under way.
 */
export function toApiApplication(
  { apiVersion, kind, metadata, spec }: JsonObject,
  { seen, asked = seen?.ask?.what }: Circumstances,
): JsonObject {
  const operation = toOperation(asked) ?? toRequested(seen?.state?.requested);
  const status = toArgoStatus(seen?.state, seen?.bulk);
  return {
    apiVersion,
    kind,
    metadata: toMetadata(metadata),
    spec,
    ...(operation === undefined ? {} : { operation }),
    status: {
      ...status,
      sync: { ...asObject(status["sync"]), comparedTo: toComparedTo(spec) },
      summary: {},
      ...(seen?.isDue === true ? { refreshing: true } : {}),
    },
  };
}

function toMetadata(metadata: Json | undefined): JsonObject {
  if (!isObject(metadata)) return {};
  return Object.fromEntries(
    shownMetadata.filter((name) => Object.hasOwn(metadata, name)).map((name) => [name, metadata[name]]),
  );
}

/** What a comparison is made with: as Argo CD's pages show it. */
function toComparedTo(spec: Json | undefined): JsonObject {
  return { source: readField(spec, "source") ?? {}, destination: readField(spec, "destination") ?? {} };
}

function toOperation(asked: AskedFor | undefined): JsonObject | undefined {
  if (asked?.kind === "sync") return toArgoOperation(asked.request);
  if (asked?.kind !== "rollback") return undefined;
  const { initiatedBy, prune, id, dryRun } = asked;
  const choices = { rollbackTo: id, ...(dryRun === true ? { dryRun } : {}) };
  return toArgoOperation({ initiatedBy, prune, choices });
}

function toRequested(request: SyncRequest | undefined): JsonObject | undefined {
  return request === undefined ? undefined : toArgoOperation(request);
}
