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
const looksMax = 100;

/** A real API server as a cluster of crash stories. */
export function toClusterCrash(kubeconfig: string): CrashCluster {
  const client = openClient(kubeconfig);
  return {
    kubeconfig,
    tick: () => sleep(tickMs),
    list: (namespace) => listSettled(client, namespace),
    clean: async (namespace) => {
      await client.call("DELETE", `/api/v1/namespaces/${namespace}`, null);
    },
    close: () => Promise.resolve(),
  };
}

/** Waits until what is being deleted is gone: the garbage collector takes its time, and nobody waits for a last hook. */
async function listSettled(client: ApiClient, namespace: string): Promise<readonly KubeObject[]> {
  for (let looks = 0; looks < looksMax; looks += 1) {
    const lists = await Promise.all(plurals.map((plural) => listAt(client, plural, namespace)));
    const objects = lists.flat().filter(({ metadata }) => !ownNames.has(metadata.name));
    if (objects.every(({ metadata }) => metadata.deletionTimestamp === undefined)) return objects;
    await sleep(tickMs);
  }
  throw new Error(`${namespace} still holds objects that are being deleted`);
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
