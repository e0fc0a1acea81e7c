import type { JsonObject } from "../../src/kube/json.ts";

/** What an Application says beside its name. */
export type ApplicationParts = {
  readonly repoUrl: string;
  readonly path?: string;
  readonly targetRevision?: string;
  readonly namespace: string;
  readonly destination?: JsonObject;
  readonly source?: JsonObject;
  readonly syncPolicy?: JsonObject;
  readonly spec?: JsonObject;
};

/** Makes an Application that syncs, prunes and heals by itself, unless its parts say otherwise. */
export function application(name: string, parts: ApplicationParts): JsonObject {
  const { repoUrl, path = ".", targetRevision = "main", namespace } = parts;
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name },
    spec: {
      project: "default",
      source: { repoURL: repoUrl, path, targetRevision, ...parts.source },
      destination: { server: "https://kubernetes.default.svc", namespace, ...parts.destination },
      syncPolicy: parts.syncPolicy ?? { automated: { prune: true, selfHeal: true } },
      ...parts.spec,
    },
  };
}
