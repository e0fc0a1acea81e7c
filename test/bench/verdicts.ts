import { readFileSync } from "node:fs";
import { compareLocally, type DriftContext } from "../../src/drift/drift.ts";
import { type SchemaIndex, toSchemaIndex } from "../../src/drift/schema-index.ts";
import { toKeyedHash } from "../../src/kube/hash.ts";
import { isObject, type Json, type JsonObject } from "../../src/kube/json.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { readYaml } from "../drift/read-golden.ts";
import { toDesiredObject } from "../drift/to-desired-object.ts";
import { toMedian, toRounded } from "./statistics.ts";

/** Local verdicts on objects that nobody remembers: with a schema, as a comparison of many has it. */
export type VerdictFigures = {
  readonly objects: number;
  /** Of one live object as JSON. */
  readonly bytes: number;
  /** For all of them, in one thread; the median of `rounds`. */
  readonly ms: number;
  /** Heap in use while they were judged, the objects included, less what this process had before. */
  readonly peakMb: number;
};

const objects = 1_000;
const rounds = 7;
/** It makes a Deployment of 5 kB as the API server gives it, its owners counted in. */
const environmentSize = 32;

/** Measures how long 1,000 Deployments of 5 kB take to be found Synced. */
export function measureVerdicts(): VerdictFigures {
  const before = process.memoryUsage().heapUsed;
  const hash = toKeyedHash("bench");
  const context: DriftContext = { manager: "outrigger-bench", ignore: [], hash, schema: readSchema() };
  const pairs = Array.from({ length: objects }, (_, index) => {
    const desired = toDesiredObject(toDeployment(`web-${index}`), hash);
    return { desired, live: toLive(toDeployment(`web-${index}`)) };
  });
  let peak = 0;
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now();
    const verdicts = pairs.map(({ desired, live }) => compareLocally(desired, live, context));
    const ms = performance.now() - start;
    const other = verdicts.find(({ status, repair }) => status !== "Synced" || repair);
    if (other !== undefined) throw new Error(`Cannot measure verdicts: ${other.status} ${other.reason}`);
    peak = Math.max(peak, process.memoryUsage().heapUsed);
    return ms;
  });
  const bytes = Buffer.byteLength(JSON.stringify(pairs[0]?.live));
  return {
    objects,
    bytes,
    ms: toRounded(toMedian(times), 1),
    peakMb: toRounded((peak - before) / 2 ** 20, 1),
  };
}

function readSchema(): SchemaIndex {
  return toSchemaIndex(
    readYaml(readFileSync(new URL("../cases/drift/schema.yaml", import.meta.url), "utf8")),
  );
}

function toDeployment(name: string): KubeObject {
  const labels = { app: name, tier: "front", team: "shop" };
  const env = Array.from({ length: environmentSize }, (_, index) => ({
    name: `SETTING_${index}`,
    value: `the value of setting ${index}`,
  }));
  const container = { name: "web", image: "registry.example.org/web:1.2.3", args: ["--serve"], env };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "shop", labels },
    spec: {
      replicas: 3,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  };
}

/** As the API server has it after an apply. */
function toLive(object: KubeObject): KubeObject {
  const { apiVersion, metadata, spec } = object;
  const fieldsV1 = { "f:metadata": { "f:labels": toOwned(metadata.labels) }, "f:spec": toOwned(spec) };
  const entry = { manager: "outrigger-bench", operation: "Apply", apiVersion, fieldsV1 };
  return { ...object, metadata: { ...metadata, uid: "u", resourceVersion: "1", managedFields: [entry] } };
}

function toOwned(value: Json | undefined, name = ""): JsonObject {
  if (name === "matchLabels" || name === "args") return {};
  if (Array.isArray(value)) return Object.fromEntries(value.map((item) => toOwnedItem(item)));
  if (!isObject(value)) return {};
  if (name === "selector") return {};
  return Object.fromEntries(
    Object.entries(value).map(([field, each]) => [`f:${field}`, toOwned(each, field)]),
  );
}

function toOwnedItem(item: Json): readonly [string, JsonObject] {
  const name = isObject(item) ? item["name"] : item;
  return [`k:${JSON.stringify({ name })}`, { ".": {}, ...toOwned(item) }];
}
