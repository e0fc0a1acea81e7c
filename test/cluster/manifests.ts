import type { JsonObject } from "../../src/kube/json.ts";

const container = { name: "main", image: "registry.example.org/web:1" };

/** Joins objects to the text of one manifest file. JSON is YAML. */
export function toYaml(...objects: readonly JsonObject[]): string {
  return `${objects.map((object) => JSON.stringify(object)).join("\n---\n")}\n`;
}

/** Annotations in short: `hook`, `delete`, `wave` and others by their full name. */
export type Marks = Readonly<Record<string, string>>;

const shortNames: Readonly<Record<string, string>> = {
  hook: "argocd.argoproj.io/hook",
  delete: "argocd.argoproj.io/hook-delete-policy",
  wave: "argocd.argoproj.io/sync-wave",
  options: "argocd.argoproj.io/sync-options",
};

function toMetadata(name: string, marks: Marks): JsonObject {
  const entries = Object.entries(marks).map(([mark, value]) => [shortNames[mark] ?? mark, value]);
  return { name, ...(entries.length === 0 ? {} : { annotations: Object.fromEntries(entries) }) };
}

export function configMap(name: string, data: JsonObject = {}, marks: Marks = {}): JsonObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: toMetadata(name, marks), data };
}

export function service(name: string, marks: Marks = {}): JsonObject {
  const spec = { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }] };
  return { apiVersion: "v1", kind: "Service", metadata: toMetadata(name, marks), spec };
}

/** `replicas` undefined: Git does not say how many. */
export function deployment(name: string, replicas?: number, marks: Marks = {}): JsonObject {
  return toWorkload("Deployment", { name, replicas, marks });
}

export function replicaSet(name: string, replicas?: number, marks: Marks = {}): JsonObject {
  return toWorkload("ReplicaSet", { name, replicas, marks });
}

function toWorkload(
  kind: string,
  { name, replicas, marks }: { name: string; replicas: number | undefined; marks: Marks },
): JsonObject {
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: toMetadata(name, marks),
    spec: {
      ...(replicas === undefined ? {} : { replicas }),
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [container] } },
    },
  };
}

/** A name that ends with "-" becomes generateName. */
export function job(name: string, marks: Marks = {}, spec: JsonObject = {}): JsonObject {
  const { name: _, ...metadata } = toMetadata(name, marks);
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { ...(name.endsWith("-") ? { generateName: name } : { name }), ...metadata },
    spec: { template: { spec: { containers: [container], restartPolicy: "Never" } }, ...spec },
  };
}

/** A Job that Kubernetes gives up at once: its deadline is a second, and it never starts a pod that could end sooner. */
export function failingJob(name: string, marks: Marks = {}): JsonObject {
  const spec = {
    backoffLimit: 0,
    activeDeadlineSeconds: 1,
    template: {
      spec: {
        containers: [container],
        restartPolicy: "Never",
        nodeSelector: { "example.org/no-such-node": "true" },
      },
    },
  };
  return job(name, marks, spec);
}
