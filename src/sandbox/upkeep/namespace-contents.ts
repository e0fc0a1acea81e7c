import type { JsonObject } from "../../kube/json.ts";
import type { Context, Controller } from "../controllers/context.ts";
import { create, isClosing, read } from "../controllers/write.ts";

const description =
  "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";

// The sandbox has no certificate; what mounts this finds a text.
const contents: readonly { readonly storage: string; readonly body: JsonObject }[] = [
  {
    storage: "/serviceaccounts",
    body: { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default" } },
  },
  {
    storage: "/configmaps",
    body: {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "kube-root-ca.crt", annotations: { "kubernetes.io/description": description } },
      data: { "ca.crt": "" },
    },
  },
];

/** Gives every namespace what pods in it count on: a service account, and the cluster's certificate. */
export const namespaceContents: Controller = {
  name: "namespace-contents",
  rank: 0,
  watches: {
    "/namespaces": ({ type, object }) =>
      type === "ADDED" ? [{ namespace: object.metadata.name, name: "" }] : [],
    "/serviceaccounts": ({ type, object }) =>
      type === "DELETED" ? [{ namespace: object.metadata.namespace ?? "", name: "" }] : [],
    "/configmaps": ({ type, object }) =>
      type === "DELETED" ? [{ namespace: object.metadata.namespace ?? "", name: "" }] : [],
  },
  reconcile: ({ state }: Context, { namespace }) => {
    if (isClosing(state, namespace)) return;
    for (const { storage, body } of contents) {
      const { metadata } = body;
      const name =
        typeof metadata === "object" && metadata !== null && "name" in metadata
          ? String(metadata["name"])
          : "";
      if (read(state, storage, { namespace, name }) !== undefined) continue;
      create(state, storage, { ...body, metadata: { ...Object(metadata), namespace } });
    }
  },
};
