import type { KubeObject } from "../../kube/object.ts";
import { checkCustomResource } from "../custom/custom.ts";
import { validate } from "../validation/validation.ts";
import type { ClusterState } from "./cluster.ts";
import type { Kind } from "./kind.ts";
import { forbidden, invalid, notFound } from "./object-errors.ts";

export type Admission = {
  readonly kind: Kind;
  readonly before: KubeObject | undefined;
  readonly object: KubeObject;
  /** The request came through `/status`. */
  readonly isStatus: boolean;
};

/** Throws the StatusError that the server has for an object it does not take: its namespace, its name, its values. */
export function admit(state: ClusterState, { kind, before, object, isStatus }: Admission): void {
  const { name, namespace = "" } = object.metadata;
  if (before === undefined && kind.namespaced) admitNamespace(state, { kind, name, namespace });
  const { schema } = kind;
  const causes = [
    ...validate({ kind, before, object }),
    ...(schema === undefined ? [] : checkCustomResource({ schema, before, object, isStatus })),
  ];
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
