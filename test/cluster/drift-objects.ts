import { readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";
import type { DesiredObject } from "../../src/desired/desired-object.ts";
import { toTracked } from "../../src/desired/tracked.ts";
import { compareLocally, compareWithPrediction, type DriftContext } from "../../src/drift/drift.ts";
import { type SchemaIndex, toSchemaIndex } from "../../src/drift/schema-index.ts";
import type { Verdict } from "../../src/drift/verdict.ts";
import { foldObject } from "../../src/kube/fold.ts";
import { toKeyedHash } from "../../src/kube/hash.ts";
import { isObject, type Json, type JsonObject } from "../../src/kube/json.ts";
import { formatKey } from "../../src/kube/key.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { toDesiredObject } from "../drift/to-desired-object.ts";
import type { Answer, ApiClient } from "./api-client.ts";

export const hash = toKeyedHash("a key");
const fixture = new URL("../cases/drift/real-objects.yaml", import.meta.url);
const manager = "outrigger-drift";

/** Reads the fixture as desired objects of one application, in a namespace of this run. */
export function readDesired(namespace: string): readonly DesiredObject[] {
  const text = readFileSync(fixture, "utf8").replaceAll("namespace: drift", `namespace: ${namespace}`);
  const documents: Json[] = parseAllDocuments(text).map((document) => document.toJS());
  return documents.filter(isObject).map(({ apiVersion, kind, metadata, ...fields }) => {
    const meta = isObject(metadata) ? metadata : {};
    const object = {
      apiVersion: String(apiVersion),
      kind: String(kind),
      metadata: { ...meta, name: String(meta["name"]) },
    };
    return toDesired({ ...object, ...fields }, namespace);
  });
}

function toDesired(object: KubeObject, destinationNamespace: string): DesiredObject {
  const identity = { application: { namespace: "argocd", name: "drift" }, installation: "drift" };
  return toDesiredObject(foldObject(toTracked(object, { ...identity, destinationNamespace })), hash);
}

/** Both verdicts on an object as it is in the cluster now. */
export type Judged = { readonly live: KubeObject; readonly local: Verdict; readonly confirmed: Verdict };

/** What the tests do with one cluster. */
export type DriftCluster = {
  readonly apply: (desired: DesiredObject, dryRun?: boolean) => Promise<KubeObject>;
  readonly read: (desired: DesiredObject) => Promise<KubeObject>;
  /** Changes an object as somebody else would: a merge patch, a JSON patch for a list, or a merge patch of a subresource. */
  readonly edit: (desired: DesiredObject, patch: Json, subresource?: string) => Promise<void>;
  readonly judge: (desired: DesiredObject, context?: Partial<DriftContext>) => Promise<Judged>;
  readonly contextOf: (desired: DesiredObject) => Promise<DriftContext>;
  readonly remove: (desired: DesiredObject) => Promise<void>;
};

/** Opens what the tests do with a cluster. */
export function openDriftCluster(client: ApiClient): DriftCluster {
  const schemas = new Map<string, Promise<SchemaIndex>>();
  const patch = async (desired: DesiredObject, query: string, body: Json, type: string) => {
    const path = await client.pathOf(desired.object);
    return toObject(desired, await client.call("PATCH", `${path}${query}`, body, type));
  };
  const apply: DriftCluster["apply"] = (desired, dryRun = false) => {
    const query = `?fieldManager=${manager}&force=true${dryRun ? "&dryRun=All" : ""}`;
    return patch(desired, query, desired.object, "application/apply-patch+yaml");
  };
  const read: DriftCluster["read"] = async (desired) =>
    toObject(desired, await client.call("GET", await client.pathOf(desired.object)));
  const contextOf: DriftCluster["contextOf"] = async ({ ref: { apiVersion } }) => {
    const schema = schemas.get(apiVersion) ?? readSchema(client, apiVersion);
    schemas.set(apiVersion, schema);
    return { manager, ignore: [], hash, schema: await schema };
  };
  return {
    apply,
    read,
    contextOf,
    edit: async (desired, body, subresource = "") => {
      const type = Array.isArray(body) ? "application/json-patch+json" : "application/merge-patch+json";
      await patch(desired, `${subresource}?fieldManager=somebody`, body, type);
    },
    judge: async (desired, more = {}) => {
      const context = { ...(await contextOf(desired)), ...more };
      const live = await read(desired);
      const predicted = await apply(desired, true);
      const confirmed = compareWithPrediction(desired, live, predicted, context);
      return { live, local: compareLocally(desired, live, context), confirmed };
    },
    remove: async (desired) => {
      const path = await client.pathOf(desired.object);
      const bare = { metadata: { finalizers: [] } };
      const { finalizers } = desired.object.metadata;
      if (finalizers !== undefined) await client.call("PATCH", path, bare, "application/merge-patch+json");
      await client.call("DELETE", path, {});
    },
  };
}

async function readSchema(client: ApiClient, apiVersion: string): Promise<SchemaIndex> {
  const path = apiVersion.includes("/") ? `apis/${apiVersion}` : `api/${apiVersion}`;
  const answer = await client.call("GET", `/openapi/v3/${path}`);
  if (answer.code !== 200) throw new Error(`No OpenAPI v3 of ${apiVersion}: ${answer.code}`);
  return toSchemaIndex(answer.body);
}

function toObject({ ref }: DesiredObject, { code, body }: Answer): KubeObject {
  const { apiVersion, kind, metadata, ...fields } = body;
  if (code > 201 || !isObject(metadata)) {
    throw new Error(`${formatKey(ref)}: the API server answered ${code}: ${String(body["message"])}`);
  }
  const meta: JsonObject = metadata;
  return {
    apiVersion: String(apiVersion),
    kind: String(kind),
    metadata: { ...meta, name: String(meta["name"]) },
    ...fields,
  };
}
