import { isObject, type Json } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { ClusterState } from "./cluster.ts";
import type { Kind } from "./kind.ts";
import { forbidden, invalid, notFound } from "./object-errors.ts";
import type { Cause } from "./status-error.ts";

export type Admission = {
  readonly kind: Kind;
  readonly before: KubeObject | undefined;
  readonly object: KubeObject;
};

/** Throws the StatusError that the server has for an object it does not take: its namespace, its name, its values. */
export function admit(state: ClusterState, { kind, before, object }: Admission): void {
  const { name, namespace = "" } = object.metadata;
  if (before === undefined && kind.namespaced) admitNamespace(state, { kind, name, namespace });
  const causes = [...(before === undefined ? checkName(name) : []), ...checkPorts(object["spec"], "spec")];
  if (causes.length > 0) throw invalid({ kind, name }, causes);
}

function admitNamespace(state: ClusterState, at: { kind: Kind; name: string; namespace: string }): void {
  const space = state.store.read("/namespaces", "", at.namespace);
  if (space === undefined) throw notFound({ kind: namespaceKind(at.kind), name: at.namespace });
  if (space.metadata.deletionTimestamp === undefined) return;
  const message = `namespace ${at.namespace} is being terminated`;
  const cause = { reason: "NamespaceTerminating", message, field: "metadata.namespace" };
  const why = `unable to create new content in namespace ${at.namespace} because it is being terminated`;
  throw forbidden(at, why, [cause]);
}

function namespaceKind(like: Kind): Kind {
  return { ...like, group: "", kind: "Namespace", plural: "namespaces" };
}

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
// RBAC names may be any path segment (`system:node`); so may those that other groups validate themselves.
const segment = /^[^/%]+$/;
const rule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end " +
  "with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

function checkName(name: string): readonly Cause[] {
  const field = "metadata.name";
  if (name === "") {
    return [
      { reason: "FieldValueRequired", message: "Required value: name or generateName is required", field },
    ];
  }
  if (subdomain.test(name) || (name.includes(":") && segment.test(name))) return [];
  return [{ reason: "FieldValueInvalid", message: `Invalid value: ${JSON.stringify(name)}: ${rule}`, field }];
}

/** Every `ports[].port` and `ports[].containerPort` is a number of a port. */
function checkPorts(value: Json | undefined, path: string): readonly Cause[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => checkPorts(item, `${path}[${index}]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, entry]) => {
    const field = `${path}.${name}`;
    const isPort = name === "containerPort" || (name === "port" && /ports\[\d+\]$/.test(path));
    if (!isPort) return checkPorts(entry, field);
    if (typeof entry !== "number" || (entry >= 1 && entry <= 65_535)) return [];
    const message = `Invalid value: ${entry}: must be between 1 and 65535, inclusive`;
    return [{ reason: "FieldValueInvalid", message, field }];
  });
}
