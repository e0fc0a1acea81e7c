import type { Received, Reply } from "./local-server.ts";

type Route = Reply | ((received: Received) => Reply);

/** Answers of an API server by `METHOD path`, the query left out; a path that is not there gets 404 as a real one does. */
export type Routes = Record<string, Route | undefined>;

const verbs = ["get", "list", "patch", "create", "delete"];

/** Gives the answer function of a server that has ConfigMaps, one kind without lists, and a group that is down. */
export function smallApi(routes: Routes): (received: Received) => Reply {
  const all: Routes = { ...discoveryRoutes, ...routes };
  return (received) => {
    const path = received.path.split("?", 1)[0];
    const route = all[`${received.method} ${path}`];
    if (route === undefined) return { status: 404, body: "404 page not found\n" };
    return typeof route === "function" ? route(received) : route;
  };
}

/** Gives the answer for an object that is not there. */
export function notFound(name: string): Reply {
  return { status: 404, body: { kind: "Status", reason: "NotFound", message: "…", details: { name } } };
}

/** Gives a ConfigMap as a list holds it. */
export function listItem(name: string): object {
  return { metadata: { name, namespace: "shop" }, data: {} };
}

const discoveryRoutes: Routes = {
  "GET /version": { body: { gitVersion: "v1.35.4" } },
  "GET /api": {
    headers: { etag: '"core-1"' },
    body: discovery([
      {
        name: undefined,
        version: "v1",
        resources: [resource("configmaps", "ConfigMap"), resource("secrets", "Secret")],
      },
    ]),
  },
  "GET /apis": {
    headers: { etag: '"apis-1"' },
    body: discovery([
      { name: "metrics.k8s.io", version: "v1beta1", freshness: "Stale", resources: [] },
      { name: "authentication.k8s.io", version: "v1", resources: [resource("tokens", "Token", ["get"])] },
    ]),
  },
};

type Group = { name: string | undefined; version: string; freshness?: string; resources: object[] };

function discovery(groups: readonly Group[]): object {
  return {
    kind: "APIGroupDiscoveryList",
    apiVersion: "apidiscovery.k8s.io/v2",
    items: groups.map(({ name, ...version }) => ({
      metadata: name === undefined ? {} : { name },
      versions: [version],
    })),
  };
}

function resource(plural: string, kind: string, its: readonly string[] = verbs): object {
  return {
    resource: plural,
    responseKind: { group: "", version: "", kind },
    scope: "Namespaced",
    verbs: its,
  };
}
