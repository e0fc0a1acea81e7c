import type { JsonObject } from "../../src/kube/json.ts";
import { formatJson } from "../../src/kube/json.ts";

/** One object of a test's repository, as a YAML document (JSON is YAML); `over` lays fields over it. */
export function manifest(apiVersion: string, kind: string, name: string, over: JsonObject = {}): string {
  const { metadata, ...rest } = over;
  const given = typeof metadata === "object" && metadata !== null ? metadata : {};
  return `---\n${formatJson({ apiVersion, kind, metadata: { name, ...given }, ...rest })}\n`;
}

/** A ConfigMap with one value. */
export function configMap(name: string, value: string, annotations?: JsonObject): string {
  return manifest("v1", "ConfigMap", name, {
    ...(annotations === undefined ? {} : { metadata: { annotations } }),
    data: { value },
  });
}

/** A Deployment of so many replicas. */
export function deployment(name: string, replicas: number, annotations: JsonObject = {}): string {
  const labels = { app: name };
  const template = {
    metadata: { labels },
    spec: { containers: [{ name: "main", image: "example.org/web:1" }] },
  };
  return manifest("apps/v1", "Deployment", name, {
    metadata: { annotations },
    spec: { replicas, selector: { matchLabels: labels }, template },
  });
}

/** A Job that is a hook. */
export function hookJob(name: string, annotations: JsonObject): string {
  const containers = [{ name: "main", image: "example.org/job:1" }];
  return manifest("batch/v1", "Job", name, {
    metadata: { annotations },
    spec: { template: { spec: { containers, restartPolicy: "Never" } } },
  });
}

/** An Application of a repository; `spec` is laid over. */
export function application(name: string, repoURL: string, spec: JsonObject = {}): JsonObject {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name, namespace: "argocd" },
    spec: {
      project: "default",
      source: { repoURL, path: ".", targetRevision: "main" },
      destination: { name: "in-cluster", namespace: name },
      ...spec,
    },
  };
}
