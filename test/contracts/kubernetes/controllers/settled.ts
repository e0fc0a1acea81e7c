import { expect } from "vitest";
import { isObject, type JsonObject, readField } from "../../../../src/kube/json.ts";
import type { ApiAnswer, ApiServer } from "../api-server.ts";

/** A namespace of one rule, and short ways to ask for what is in it. */
export type Stage = {
  readonly space: string;
  /** Creates an object; its kind says where. Gives it as it was stored. */
  create(body: JsonObject): Promise<JsonObject>;
  /** Reads `deployments/web`; `{}` where it is not there. */
  read(path: string): Promise<JsonObject>;
  /** Lists `pods` or `pods?labelSelector=app=web`, by name. */
  list(path: string): Promise<readonly JsonObject[]>;
  /** Changes an object by a merge patch. */
  patch(path: string, body: JsonObject): Promise<ApiAnswer>;
  remove(path: string): Promise<ApiAnswer>;
  /** Asks again until the answer is as wanted; the last assertion's failure is the rule's. */
  settles<T>(ask: () => Promise<T>, wanted: (value: T) => void | Promise<void>): Promise<T>;
};

const groups: Readonly<Record<string, string>> = {
  controllerrevisions: "apis/apps/v1",
  cronjobs: "apis/batch/v1",
  daemonsets: "apis/apps/v1",
  deployments: "apis/apps/v1",
  endpointslices: "apis/discovery.k8s.io/v1",
  horizontalpodautoscalers: "apis/autoscaling/v2",
  ingresses: "apis/networking.k8s.io/v1",
  jobs: "apis/batch/v1",
  poddisruptionbudgets: "apis/policy/v1",
  replicasets: "apis/apps/v1",
  statefulsets: "apis/apps/v1",
};

const deadlineMs = 15_000;

/** Makes a namespace for one rule. */
export async function openStage(server: ApiServer): Promise<Stage> {
  const space = await server.makeSpace();
  const toPath = (path: string) => {
    const plural = path.split(/[/?]/, 1)[0] ?? "";
    return `/${groups[plural] ?? "api/v1"}/namespaces/${space}/${path}`;
  };
  const stage: Stage = {
    space,
    async create(body) {
      const kind = String(body["kind"]).toLowerCase();
      const plural = kind.endsWith("s") ? `${kind}es` : `${kind}s`;
      const answer = await server.call("POST", toPath(plural), { body });
      expect(answer.status, answer.text).toBe(201);
      return answer.body;
    },
    async read(path) {
      const { status, body } = await server.call("GET", toPath(path));
      return status === 200 ? body : {};
    },
    async list(path) {
      const { body } = await server.call("GET", toPath(path));
      const items = body["items"];
      return Array.isArray(items) ? items.filter(isObject) : [];
    },
    patch: (path, body) =>
      server.call("PATCH", toPath(path), { body, contentType: "application/merge-patch+json" }),
    remove: (path) => server.call("DELETE", toPath(path), { body: { propagationPolicy: "Background" } }),
    settles,
  };
  return stage;
}

async function settles<T>(ask: () => Promise<T>, wanted: (value: T) => void | Promise<void>): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const value = await ask();
    try {
      await wanted(value);
      return value;
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Makes a workload whose pods are labelled `app: <name>`. */
export function workload(kind: string, name: string, spec: JsonObject = {}): JsonObject {
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: { name },
    spec: { selector: { matchLabels: { app: name } }, template: template(name), ...spec },
  };
}

/** Makes a template of pods. */
export function template(app: string, image = "image:1", spec: JsonObject = {}): JsonObject {
  return { metadata: { labels: { app } }, spec: { containers: [{ name: "c", image }], ...spec } };
}

/** Makes a Job. */
export function job(name: string, spec: JsonObject = {}, pod: JsonObject = {}): JsonObject {
  const containers = [{ name: "c", image: "image:1" }];
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name },
    spec: { template: { spec: { restartPolicy: "Never", containers, ...pod } }, ...spec },
  };
}

/** A spec of pods that no node takes. */
export const nowhere = { nodeSelector: { "rule.example/none": "here" } };

/** Gives an object's conditions as `type=status reason: message`. */
export function conditionsOf(object: JsonObject): readonly string[] {
  const conditions = readField(object, "status", "conditions");
  return (Array.isArray(conditions) ? conditions : [])
    .filter(isObject)
    .map(({ type, status, reason = "", message = "" }) => `${type}=${status} ${reason}: ${message}`);
}

/** Gives the name of an object. */
export function nameOf(object: JsonObject | undefined): string {
  return String(readField(object, "metadata", "name") ?? "");
}

/** Gives who controls an object, without its uid. */
export function ownersOf(object: JsonObject | undefined): unknown {
  const owners = readField(object, "metadata", "ownerReferences");
  return Array.isArray(owners) ? owners.filter(isObject).map(({ uid: _, ...owner }) => owner) : [];
}
