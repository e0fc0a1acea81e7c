import type { JsonObject } from "../../../../src/kube/json.ts";
import { readField } from "../../../../src/kube/json.ts";
import type { ApiServer } from "../api-server.ts";

const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** A kind of one's own on a server. */
export type Defined = {
  readonly group: string;
  readonly name: string;
  /** Gives the path of the kind's objects in a namespace. */
  objects(space: string, version?: string): string;
  make(space: string, fields: JsonObject, query?: string): ReturnType<ApiServer["call"]>;
  delete(): Promise<unknown>;
};

/** One version of a kind with a schema and, if wanted, more. */
export function toVersion(openAPIV3Schema: JsonObject, more: JsonObject = {}): JsonObject {
  return { name: "v1", served: true, storage: true, schema: { openAPIV3Schema }, ...more };
}

/** Writes the definition of a kind `Sample`. */
export function toDefinition(
  group: string,
  versions: readonly JsonObject[],
  names: JsonObject = {},
): JsonObject {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${names["plural"] ?? "samples"}.${group}` },
    spec: { group, scope: "Namespaced", names: { plural: "samples", kind: "Sample", ...names }, versions },
  };
}

/** Gives a group that nobody else uses. */
export function toGroup(): string {
  return `g${Math.random().toString(36).slice(2, 10)}.example.com`;
}

/** Makes a definition and waits until its kind is served. */
export async function define(server: ApiServer, definition: JsonObject): Promise<Defined> {
  const made = await server.call("POST", path, { body: definition });
  if (made.status !== 201) throw new Error(`Cannot define a kind: ${made.text}`);
  const name = String(readField(definition, "metadata", "name"));
  const group = String(readField(definition, "spec", "group"));
  const plural = name.slice(0, name.indexOf("."));
  const kind = String(readField(definition, "spec", "names", "kind"));
  const objects = (space: string, version = "v1") =>
    `/apis/${group}/${version}/namespaces/${space}/${plural}`;
  await until(async () => (await server.call("GET", objects("default"))).status === 200);
  return {
    group,
    name,
    objects,
    make: (space, fields, query = "") => {
      const metadata = { generateName: "a-" };
      const body = { apiVersion: `${group}/v1`, kind, metadata, ...fields };
      return server.call("POST", objects(space) + query, { body });
    },
    delete: () => server.call("DELETE", `${path}/${name}`),
  };
}

/** Waits for something that a server does in its own time. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("It does not come to pass");
}
