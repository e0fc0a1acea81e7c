import type { ClusterState } from "../cluster/cluster.ts";
import type { Kind } from "../cluster/kind.ts";
import type { ObjectRequest } from "../cluster/request.ts";
import type { IncomingCall } from "./incoming-call.ts";
import type { Route } from "./route.ts";

/** A request whose kind is known. */
export type ObjectPlace = {
  readonly state: ClusterState;
  readonly kind: Kind;
  readonly route: Route;
  readonly call: IncomingCall;
  readonly warn: (text: string) => void;
};

/** Gives the part of a request that does not depend on what is written. */
export function toRead({ kind, route, warn }: ObjectPlace): ObjectRequest {
  return {
    kind,
    namespace: route.namespace ?? "",
    name: route.name,
    subresource: route.subresource,
    dryRun: false,
    force: false,
    fieldManager: "",
    fieldValidation: "Warn",
    body: null,
    warn,
  };
}
