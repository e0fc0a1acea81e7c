import type { JsonObject } from "../../kube/json.ts";
import { formatKey } from "../../kube/key.ts";
import { toResourceRef } from "../../record/argo-status.ts";
import type { InventoryEntry, ResourceStatus } from "../../record/bulk.ts";
import type { ApiCall, ApiPorts } from "../api-call.ts";
import type { ApiAnswer } from "../api-request.ts";
import { findApplication } from "../applications/find-application.ts";
import { isAskedFor } from "./object-filter.ts";

/**
 * Shows an application's objects as they were last seen, in the shape of Argo CD's tree. It has one level: what the cluster's own
 * controllers make of them (ReplicaSets, Pods) is not listed, since that would take a list of each kind for every page. Of its
 * orphans it has the first ones, as they were looked for last.
 */
export async function showResourceTree(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const found = await findApplication(call, ports);
  if ("refusal" in found) return found.refusal;
  const { resources = [], inventory = [] } = found.seen?.bulk ?? {};
  const known = new Map(inventory.map((entry) => [formatKey(entry), entry]));
  const shown = resources.filter((resource) => isAskedFor(toRef(resource), call.query.object));
  const nodes = shown.map((resource) => toNode(resource, known.get(formatKey(resource))));
  const { first = [] } = found.seen?.state?.orphans?.found ?? {};
  const orphanedNodes = first.filter((each) => isAskedFor(toRef(each), call.query.object)).map(toOrphan);
  return { status: 200, headers: {}, body: { nodes, orphanedNodes, hosts: [] } };
}

type Shown = Pick<ResourceStatus, "group" | "version" | "kind" | "namespace" | "name">;

function toOrphan({ group, version, kind, namespace, name }: Shown): JsonObject {
  return { ...(group === "" ? {} : { group }), version, kind, namespace, name };
}

function toRef({ group, version, kind, namespace, name }: Shown) {
  const apiVersion = group === "" ? version : `${group}/${version}`;
  return { apiVersion, group, kind, namespace, name };
}

function toNode(resource: ResourceStatus, entry: InventoryEntry | undefined): JsonObject {
  const { health } = resource;
  return {
    ...toResourceRef(resource),
    ...(entry?.uid === undefined ? {} : { uid: entry.uid }),
    ...(health === undefined ? {} : { health: { ...health } }),
  };
}
