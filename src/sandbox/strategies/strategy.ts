import type { KubeObject } from "../../kube/object.ts";
import type { ClusterState } from "../cluster/cluster.ts";
import type { Kind } from "../cluster/kind.ts";

/** One write, on its way into the store. */
export type Subject = {
  readonly state: ClusterState;
  readonly kind: Kind;
  /** undefined: the object is new. */
  readonly before: KubeObject | undefined;
  readonly object: KubeObject;
};

/** Gives an object what the server itself sets on objects of its kind. Throws the server's StatusError. */
export type Strategy = (subject: Subject) => KubeObject;
