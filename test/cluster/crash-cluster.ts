import { setTimeout as sleep } from "node:timers/promises";
import { isObject, type Json } from "../../src/kube/json.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import type { CrashCluster } from "../crash/crash-stage.ts";
import { type ApiClient, openClient } from "./api-client.ts";

const plurals = ["api/v1/configmaps", "api/v1/secrets", "apis/apps/v1/deployments", "apis/batch/v1/jobs"];
/** What a cluster itself puts into a namespace, or writes as its own fields. */
const ownNames: ReadonlySet<string> = new Set(["kube-root-ca.crt"]);
/** The world's clock is moved by hand; a real cluster gets this much real time for each wait. */
const tickMs = 150;

/** A real API server as a cluster of crash stories. */
export function toClusterCrash(kubeconfig: string): CrashCluster {
  const client = openClient(kubeconfig);
  return {
    kubeconfig,
    tick: () => sleep(tickMs),
    list: async (namespace) => {
      const lists = await Promise.all(plurals.map((plural) => listAt(client, plural, namespace)));
      return lists.flat().filter(({ metadata }) => !ownNames.has(metadata.name));
    },
    clean: async (namespace) => {
      await client.call("DELETE", `/api/v1/namespaces/${namespace}`, null);
    },
    close: () => Promise.resolve(),
  };
}

async function listAt(client: ApiClient, plural: string, namespace: string): Promise<readonly KubeObject[]> {
  const path = `/${plural.replace(/\/([a-z]+)$/, `/namespaces/${namespace}/$1`)}`;
  const { body } = await client.call("GET", path);
  const items: Json = Array.isArray(body["items"]) ? body["items"] : [];
  const kind = String(body["kind"]).replace(/List$/, "");
  return items.filter(isObject).map((item) => toKubeObject(item, String(body["apiVersion"]), kind));
}

function toKubeObject(item: Json, apiVersion: string, kind: string): KubeObject {
  const object = isObject(item) ? item : {};
  const metadata = isObject(object["metadata"]) ? object["metadata"] : {};
  return { ...object, apiVersion, kind, metadata: { ...metadata, name: String(metadata["name"]) } };
}
