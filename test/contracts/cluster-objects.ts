import { setTimeout as pause } from "node:timers/promises";
import type { JsonObject } from "../../src/kube/json.ts";
import type { KubeObject, ManagedFieldsEntry } from "../../src/kube/object.ts";

type Named = { readonly name: string; readonly namespace: string };

/** The objects that the contract of Cluster is tried with. */
export const objects = {
  namespace: (name: string): KubeObject => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } }),

  configMap: ({ name, namespace, data }: Named & { data: JsonObject }): KubeObject => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace },
    data,
  }),

  secret: ({ name, namespace, data }: Named & { data: JsonObject }): KubeObject => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace },
    data,
  }),

  service: ({ name, namespace }: Named): KubeObject => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace },
    spec: { ports: [{ port: 80 }] },
  }),

  /** Kind Sample with one field, spec.value. */
  crd: ({ group, schema }: { group: string; schema: JsonObject }): KubeObject => ({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `samples.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural: "samples", singular: "sample", kind: "Sample", listKind: "SampleList" },
      versions: [
        { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: toSampleSchema(schema) } },
      ],
    },
  }),
};

function toSampleSchema(value: JsonObject): JsonObject {
  return { type: "object", properties: { spec: { type: "object", properties: { value } } } };
}

/** Gives what a field manager owns by server-side apply. */
export function readOwner(object: KubeObject, manager: string): ManagedFieldsEntry | undefined {
  return object.metadata.managedFields?.find(
    (entry) => entry.manager === manager && entry.operation === "Apply",
  );
}

/** Waits up to 20 seconds for what a controller does; throws after that. */
export async function isEventually(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end; await pause(50)) {
    if (await isSo()) return;
  }
  throw new Error("Cannot go on: what was waited for did not come within 20 seconds");
}
