import type { JsonObject } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { asObject } from "../../kube/values.ts";
import { statusPath, type Unwritable } from "../ownership/writable.ts";
import { type Kind, storageOf } from "./kind.ts";

// Strategies of `/status` that restore more than the spec: GetResetFields in pkg/registry/apps/deployment/strategy.go.
const restored: Readonly<Record<string, Unwritable>> = {
  "apps/deployments": [["f:metadata", "f:labels"]],
};
const specPath: Unwritable = [["f:spec"]];
const customPaths: Unwritable = [["f:metadata"], ["f:spec"]];

/** Gives the paths that a request to a subresource cannot write; "" is the object itself. */
export function unwritableOf(kind: Kind, subresource: string): Unwritable {
  if (subresource === "") return kind.hasStatus ? statusPath : [];
  if (subresource !== "status") return [];
  if (kind.typeName === undefined) return customPaths;
  return [...specPath, ...(restored[storageOf(kind)] ?? [])];
}

/** Gives what a write through `/status` makes of an object: its status, and of its metadata what it may write. */
export function toStatusWrite(kind: Kind, before: KubeObject, after: JsonObject): JsonObject {
  const { status: _, ...rest } = before;
  const status = after["status"] === undefined ? {} : { status: after["status"] };
  return {
    ...rest,
    metadata: toMetadata(kind, before, asObject(after["metadata"])),
    ...status,
  };
}

function toMetadata(kind: Kind, before: KubeObject, given: JsonObject): JsonObject {
  const { labels, managedFields } = before.metadata;
  if (kind.typeName === undefined) {
    return { ...before.metadata, ...(managedFields === undefined ? {} : { managedFields }) };
  }
  if (restored[storageOf(kind)] === undefined) return given;
  const { labels: _, ...others } = given;
  return labels === undefined ? others : { ...others, labels };
}
