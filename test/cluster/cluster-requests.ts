import http from "node:http";
import https from "node:https";
import { KubeConfig } from "@kubernetes/client-node";
import { afterAll, inject } from "vitest";
import { isObject, type JsonObject, parseJson } from "../../src/kube/json.ts";
import type { KubeObject } from "../../src/kube/object.ts";

/** An answer as it came; the code is looked at by who asked. */
type Answer = { readonly status: number; readonly body: JsonObject };

type Request = { readonly method: string; readonly path: string; readonly body?: unknown; type?: string };

const places: Readonly<Record<string, readonly [string, string]>> = {
  ClusterRole: ["apis/rbac.authorization.k8s.io/v1", "clusterroles"],
  Namespace: ["api/v1", "namespaces"],
  ConfigMap: ["api/v1", "configmaps"],
  Secret: ["api/v1", "secrets"],
  Service: ["api/v1", "services"],
  Deployment: ["apis/apps/v1", "deployments"],
  ReplicaSet: ["apis/apps/v1", "replicasets"],
  Job: ["apis/batch/v1", "jobs"],
  Ingress: ["apis/networking.k8s.io/v1", "ingresses"],
  CustomResourceDefinition: ["apis/apiextensions.k8s.io/v1", "customresourcedefinitions"],
};

/** Where an object is. */
export type Place = { readonly kind: string; readonly namespace?: string; readonly name?: string };

const pool = { keepAlive: true, maxSockets: 8 };
const agents = { "http:": new http.Agent(pool), "https:": new https.Agent(pool) };
afterAll(() => {
  for (const agent of Object.values(agents)) agent.destroy();
});

/** Gives the API path of an object, or of a list where it has no name. */
export function toPath({ kind, namespace, name }: Place): string {
  const [group, plural] = places[kind] ?? [];
  if (group === undefined) throw new Error(`Cannot tell where ${kind} is: add it to the table of places`);
  const parts = [group, ...(namespace === undefined ? [] : ["namespaces", namespace]), plural];
  return `/${[...parts, ...(name === undefined ? [] : [name])].join("/")}`;
}

/** Opens a request as the kubeconfig under test says; `isKept`: its connection may serve the next one. */
export async function openRequest(
  { method, path, headers = {} }: { method: string; path: string; headers?: http.OutgoingHttpHeaders },
  isKept: boolean,
): Promise<http.ClientRequest> {
  const config = new KubeConfig();
  config.loadFromFile(inject("kubeconfig"));
  const { hostname, port, protocol } = new URL(config.getCurrentCluster()?.server ?? "");
  const place = { method, host: hostname, port, path };
  // A sandbox has neither TLS nor users.
  if (protocol === "http:")
    return http.request({ ...place, headers, agent: isKept ? agents["http:"] : false });
  const options: https.RequestOptions = { method };
  await config.applyToHTTPSOptions(options);
  const all = { ...options.headers, ...headers };
  return https.request({ ...options, ...place, headers: all, agent: isKept ? agents["https:"] : false });
}

/** Asks the API server. */
export async function ask({ method, path, body, type = "application/json" }: Request): Promise<Answer> {
  const text = body === undefined ? "" : JSON.stringify(body);
  const headers = { "content-type": type, "content-length": Buffer.byteLength(text) };
  const request = await openRequest({ method, path, headers }, true);
  return await new Promise((resolve, reject) => {
    request.on("response", async (answer) => {
      const parts = await answer.toArray();
      const parsed = parseJson(Buffer.concat(parts).toString("utf8"));
      resolve({ status: answer.statusCode ?? 0, body: isObject(parsed) ? parsed : {} });
    });
    request.on("error", reject);
    request.end(text);
  });
}

/** Gives the body of an answer that is one; throws what the API server said otherwise. */
export function requireOk(body: JsonObject, status: number): JsonObject {
  if (status >= 300) throw new Error(`The API server answered ${status}: ${body["message"]}`);
  return body;
}

/** The API server's own objects have what every object has. */
export function toObject(value: unknown): KubeObject {
  return JSON.parse(JSON.stringify(value));
}
