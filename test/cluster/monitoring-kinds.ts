import type { JsonObject } from "../../src/kube/json.ts";

/** The custom kinds of the stack: their CRDs, and how an object of one is made. */
export type CustomKinds = {
  readonly group: string;
  readonly crds: readonly JsonObject[];
  custom(kind: string, name: string, spec: JsonObject): JsonObject;
};

const text = { type: "string" };
const count = { type: "integer", minimum: 0, default: 1 };
const texts = { type: "array", items: text, "x-kubernetes-list-type": "set" };
const map = { type: "object", additionalProperties: text };
const free = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
const selector = object({ matchLabels: map });

function object(properties: JsonObject, required: readonly string[] = []): JsonObject {
  return { type: "object", properties, ...(required.length === 0 ? {} : { required: [...required] }) };
}

function list(items: JsonObject, key?: string): JsonObject {
  const keys = { "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": [key ?? ""] };
  return { type: "array", items, ...(key === undefined ? {} : keys) };
}

const rule = object(
  {
    alert: text,
    expr: { "x-kubernetes-int-or-string": true },
    for: text,
    keepFiringFor: { ...text, default: "0s" },
    labels: map,
    annotations: map,
  },
  ["expr"],
);
const endpoint = object({
  port: text,
  path: { ...text, default: "/metrics" },
  scheme: { ...text, enum: ["http", "https"], default: "http" },
  interval: { ...text, default: "30s" },
  tls: object({ insecureSkipVerify: { type: "boolean", default: false } }),
});

const specs: Readonly<Record<string, JsonObject>> = {
  Rule: object({ groups: list(object({ name: text, interval: text, rules: list(rule) }, ["name"]), "name") }),
  ServiceTarget: object({ selector, endpoints: list(endpoint) }, ["selector"]),
  PodTarget: object({ selector, port: text, path: { ...text, default: "/metrics" } }, ["selector"]),
  Probe: object({
    interval: text,
    module: { ...text, default: "http_2xx" },
    targets: object({ static: texts }),
  }),
  Scrape: object({
    jobName: text,
    relabel: list(object({ source: text, target: text, action: { ...text, default: "replace" } })),
  }),
  Collector: object({
    replicas: count,
    retention: { ...text, default: "24h" },
    resources: map,
    external: free,
  }),
  Alerter: object({
    replicas: count,
    logLevel: { ...text, default: "info" },
    routes: list(object({ receiver: text, matchers: map, continue: { type: "boolean", default: false } })),
  }),
  AlertRoute: object({ receiver: text, groupBy: texts, groupWait: { ...text, default: "30s" } }),
  Agent: object({ mode: { ...text, enum: ["daemon", "set"] }, replicas: count }),
  Ruler: object({ replicas: count, evaluation: object({ interval: { ...text, default: "15s" } }) }),
};

/** Makes the custom kinds of a stack whose names hold `id`. */
export function toCustomKinds(id: string): CustomKinds {
  const group = `${id}.example.com`;
  return {
    group,
    crds: Object.entries(specs).map(([kind, spec]) => toCrd(group, kind, spec)),
    custom: (kind, name, spec) => ({ apiVersion: `${group}/v1`, kind, metadata: { name }, spec }),
  };
}

function toCrd(group: string, kind: string, spec: JsonObject): JsonObject {
  const singular = kind.toLowerCase();
  const plural = `${singular}s`;
  const openAPIV3Schema = { type: "object", required: ["spec"], properties: { spec, status: free } };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: { kind, plural, singular },
      scope: "Namespaced",
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema },
          subresources: { status: {} },
          additionalPrinterColumns: [{ name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" }],
        },
      ],
    },
  };
}
