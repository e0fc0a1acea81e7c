import https from "node:https";
import { setTimeout as pause } from "node:timers/promises";
import { KubeConfig } from "@kubernetes/client-node";
import { afterAll, inject } from "vitest";
import { isObject, type JsonObject, parseJson, readField } from "../../src/kube/json.ts";
import type { KubeObject } from "../../src/kube/object.ts";

/** An answer as it came; the code is looked at by who asked. */
type Answer = { readonly status: number; readonly body: JsonObject };

type Request = { readonly method: string; readonly path: string; readonly body?: unknown; type?: string };

const places: Readonly<Record<string, readonly [string, string]>> = {
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

const agent = new https.Agent({ keepAlive: true, maxSockets: 8 });
const spaces: string[] = [];

// Nobody waits for namespaces to go: the names are never used again.
afterAll(async () => {
  const removed = spaces.map(async (name) => await remove({ kind: "Namespace", name }));
  await Promise.allSettled(removed);
  agent.destroy();
});

/** Gives the name of a namespace that nobody else uses; it is deleted when the test file ends, whoever makes it. */
export function nameSpace(prefix: string): string {
  const name = `${prefix}-${Math.random().toString(36).slice(2, 8)}`;
  spaces.push(name);
  return name;
}

/** Makes a namespace of one's own and gives its name. */
export async function makeSpace(prefix: string): Promise<string> {
  const name = nameSpace(prefix);
  await create({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
  return name;
}

/** Reads one object; undefined: there is none. */
export async function read(place: Place): Promise<KubeObject | undefined> {
  const { status, body } = await ask({ method: "GET", path: toPath(place) });
  return status === 404 ? undefined : toObject(requireOk(body, status));
}

/** Reads one object that must be there. */
export async function requireObject(place: Place): Promise<KubeObject> {
  const object = await read(place);
  if (object === undefined) throw new Error(`There is no ${place.kind} ${place.namespace}/${place.name}`);
  return object;
}

/** Lists a kind in a namespace, by name; without the ConfigMap that Kubernetes puts into every namespace. */
export async function list(kind: string, namespace: string): Promise<readonly KubeObject[]> {
  const { status, body } = await ask({ method: "GET", path: toPath({ kind, namespace }) });
  const items = requireOk(body, status)["items"];
  const objects = Array.isArray(items) ? items.map(toObject) : [];
  return objects.filter(({ metadata }) => metadata.name !== "kube-root-ca.crt");
}

/** Lists the names of a kind in a namespace. */
export async function namesOf(kind: string, namespace: string): Promise<readonly string[]> {
  return (await list(kind, namespace)).map(({ metadata }) => metadata.name);
}

/** Creates an object as somebody who is not the program. */
export async function create(object: KubeObject): Promise<void> {
  const { kind, metadata } = object;
  const place = metadata.namespace === undefined ? { kind } : { kind, namespace: metadata.namespace };
  const { status, body } = await ask({ method: "POST", path: toPath(place), body: object });
  requireOk(body, status);
}

/** Changes an object by a merge patch as somebody else would; `part` is a subresource, such as scale. */
export async function patch(place: Place, body: JsonObject, part = ""): Promise<void> {
  const path = `${toPath(place)}${part === "" ? "" : `/${part}`}?fieldManager=somebody`;
  const answer = await ask({ method: "PATCH", path, body, type: "application/merge-patch+json" });
  requireOk(answer.body, answer.status);
}

/** Deletes an object; one that is not there is no error. */
export async function remove(place: Place): Promise<void> {
  const body = { propagationPolicy: "Background" };
  const answer = await ask({ method: "DELETE", path: toPath(place), body });
  if (answer.status !== 404) requireOk(answer.body, answer.status);
}

/** Something that happened to an object. */
export type Event = { readonly type: string; readonly object: KubeObject };

/** Follows what happens to a kind in a namespace from now on; `stop` gives all of it. */
export async function follow(kind: string, namespace: string): Promise<{ stop(): readonly Event[] }> {
  const path = toPath({ kind, namespace });
  const { body } = await ask({ method: "GET", path });
  const version = readField(body, "metadata", "resourceVersion");
  const options = await toOptions("GET", `${path}?watch=1&resourceVersion=${version}&timeoutSeconds=3600`);
  const events: Event[] = [];
  const request = https.request({ ...options, agent: false });
  request.on("error", () => undefined); // stop() breaks the connection
  request.on("response", (answer) => {
    let rest = "";
    answer.on("error", () => undefined);
    answer.setEncoding("utf8").on("data", (text: string) => {
      const lines = `${rest}${text}`.split("\n");
      rest = lines.pop() ?? "";
      events.push(...lines.map(toEvent));
    });
  });
  request.end();
  return {
    stop: () => {
      request.destroy();
      return events;
    },
  };
}

function toEvent(line: string): Event {
  const event = parseJson(line);
  return { type: String(readField(event, "type")), object: toObject(readField(event, "object")) };
}

/** Asks again and again until there is an answer; throws after two minutes. */
export async function until<T>(what: string, probe: () => Promise<T | undefined | false>): Promise<T> {
  for (const end = Date.now() + 120_000; Date.now() < end; await pause(200)) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
  }
  throw new Error(`Two minutes passed before ${what}`);
}

function toPath({ kind, namespace, name }: Place): string {
  const [group, plural] = places[kind] ?? [];
  if (group === undefined) throw new Error(`Cannot tell where ${kind} is: add it to the table of places`);
  const parts = [group, ...(namespace === undefined ? [] : ["namespaces", namespace]), plural];
  return `/${[...parts, ...(name === undefined ? [] : [name])].join("/")}`;
}

async function toOptions(method: string, path: string): Promise<https.RequestOptions & { host: string }> {
  const config = new KubeConfig();
  config.loadFromFile(inject("kubeconfig"));
  const server = new URL(config.getCurrentCluster()?.server ?? "");
  const options: https.RequestOptions = { method };
  await config.applyToHTTPSOptions(options);
  return { ...options, host: server.hostname, port: server.port, path };
}

async function ask({ method, path, body, type = "application/json" }: Request): Promise<Answer> {
  const options = await toOptions(method, path);
  const text = body === undefined ? "" : JSON.stringify(body);
  const headers = { ...options.headers, "content-type": type, "content-length": Buffer.byteLength(text) };
  return await new Promise((resolve, reject) => {
    const request = https.request({ ...options, headers, agent }, async (answer) => {
      const parts = await answer.toArray();
      const parsed = parseJson(Buffer.concat(parts).toString("utf8"));
      resolve({ status: answer.statusCode ?? 0, body: isObject(parsed) ? parsed : {} });
    });
    request.on("error", reject);
    request.end(text);
  });
}

function requireOk(body: JsonObject, status: number): JsonObject {
  if (status >= 300) throw new Error(`The API server answered ${status}: ${body["message"]}`);
  return body;
}

/** The API server's own objects have what every object has. */
function toObject(value: unknown): KubeObject {
  return JSON.parse(JSON.stringify(value));
}
