import type { JsonObject } from "../../../src/kube/json.ts";
import type { ApiServer } from "./api-server.ts";

/** A kind that a test has made for itself. */
export type ExampleKind = {
  /** Path of its collection over all namespaces. */
  readonly path: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly remove: () => Promise<void>;
};

/** Makes a namespaced kind with a free schema, and waits until it is served. */
export async function makeKind(server: ApiServer, version: JsonObject = {}): Promise<ExampleKind> {
  const word = Math.random()
    .toString(36)
    .replace(/[^a-z]/g, "")
    .slice(0, 8);
  const group = `${word}.example.com`;
  const names = {
    plural: `${word}s`,
    singular: word,
    kind: word.replace(/^./, (letter) => letter.toUpperCase()),
  };
  const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  const versions = [{ name: "v1", served: true, storage: true, schema, ...version }];
  const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  const name = `${names.plural}.${group}`;
  const body = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name },
    spec: { group, scope: "Namespaced", names, versions },
  };
  const made = await server.call("POST", crds, { body });
  if (made.status !== 201) throw new Error(`Cannot make ${name}: ${made.text}`);
  const path = `/apis/${group}/v1/${names.plural}`;
  for (let tries = 0; (await server.call("GET", path)).status !== 200; tries += 1) {
    if (tries === 100) throw new Error(`${path} is not served`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const remove = async () => {
    await server.call("DELETE", `${crds}/${name}`);
  };
  return { path, apiVersion: `${group}/v1`, kind: names.kind, remove };
}
