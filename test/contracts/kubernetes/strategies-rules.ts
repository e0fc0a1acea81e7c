import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { isObject, type JsonObject, readField } from "../../../src/kube/json.ts";
import type { ApiAnswer, ApiServer, RuleSubject } from "./api-server.ts";
import { serviceRules } from "./service-strategy-rules.ts";

export const strategies = { name: "What strategies set", rules };

const mergeType = "application/merge-patch+json";

/** Requests in a namespace that the rules of one topic share. */
export type Asker = {
  space(): Promise<string>;
  ask(method: string, path: string, body?: unknown, contentType?: string): Promise<ApiAnswer>;
  merge(path: string, body: unknown): Promise<ApiAnswer>;
};

const core = "/api/v1/namespaces/";

function rules(subject: RuleSubject): void {
  const asker = toAsker(subject);
  describe("Services", () => serviceRules(asker));
  describe("generations", () => generationRules(asker));
  describe("new objects", () => creationRules(asker));
  describe("Pods", () => podRules(asker));
  describe("limits", () => limitRules(subject));
  describe("updates", () => updateRules(asker));
  describe("versions", () => versionRules(asker));
}

function toAsker({ server }: RuleSubject): Asker {
  let made: Promise<string> | undefined;
  const space = () => {
    made ??= makeSpaceWithAccount(server());
    return made;
  };
  const ask: Asker["ask"] = async (method, path, body, contentType = "application/json") => {
    const full = path.replace("{space}", await space());
    const options = body === undefined ? {} : { body, contentType };
    return await server().call(
      method,
      path.startsWith("/") ? full : `${core}${await space()}/${full}`,
      options,
    );
  };
  return { space, ask, merge: (path, body) => ask("PATCH", path, body, mergeType) };
}

/** Pods need an account, which a real server's controllers make a moment later. */
async function makeSpaceWithAccount(server: ApiServer): Promise<string> {
  const name = await server.makeSpace();
  for (let tries = 0; tries < 50; tries += 1) {
    const account = await server.call("GET", `${core}${name}/serviceaccounts/default`);
    if (account.status === 200) break;
    await pause(50);
  }
  return name;
}

const apps = "/apis/apps/v1/namespaces/{space}";
const batch = "/apis/batch/v1/namespaces/{space}";

function deployment(name: string, fields: JsonObject = {}, metadata: JsonObject = {}): JsonObject {
  const template = {
    metadata: { labels: { app: name } },
    spec: { containers: [{ name: "a", image: "a:1" }] },
  };
  const spec = { replicas: 0, selector: { matchLabels: { app: name } }, template, ...fields };
  return { apiVersion: "apps/v1", kind: "Deployment", metadata: { name, ...metadata }, spec };
}

function generationOf({ body }: ApiAnswer): unknown {
  return readField(body, "metadata", "generation");
}

function generationRules({ ask, merge }: Asker): void {
  const moves: readonly (readonly [string, object, number])[] = [
    ["a field of the spec", { spec: { minReadySeconds: 5 } }, 2],
    ["a label", { metadata: { labels: { a: "b" } } }, 1],
    ["an annotation", { metadata: { annotations: { a: "b" } } }, 2],
    ["nothing", { spec: { replicas: 0 } }, 1],
  ];
  test.each(moves)("%s of a Deployment", async (what, patch, generation) => {
    const name = `moves-${what.replaceAll(" ", "-")}`;
    expect(generationOf(await ask("POST", `${apps}/deployments`, deployment(name)))).toBe(1);
    expect(generationOf(await merge(`${apps}/deployments/${name}`, patch))).toBe(generation);
  });

  test("an annotation does not move the generation of other workloads", async () => {
    const body = { ...deployment("set"), kind: "ReplicaSet" };
    await ask("POST", `${apps}/replicasets`, body);
    const answer = await merge(`${apps}/replicasets/set`, { metadata: { annotations: { a: "b" } } });
    expect(generationOf(answer)).toBe(1);
  });

  test("kinds without a strategy for it have no generation", async () => {
    const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "plain" } };
    expect(generationOf(await ask("POST", "configmaps", body))).toBeUndefined();
  });

  test("a given generation is ignored", async () => {
    const answer = await ask("POST", `${apps}/deployments`, deployment("given", {}, { generation: 7 }));
    expect(generationOf(answer)).toBe(1);
  });

  test("the template of a DaemonSet has a generation of its own", async () => {
    const { replicas: _, ...spec } = Object(deployment("agent")["spec"]);
    const set = { apiVersion: "apps/v1", kind: "DaemonSet", metadata: { name: "agent" }, spec };
    const read = ({ body }: ApiAnswer) =>
      readField(body, "metadata", "annotations", "deprecated.daemonset.template.generation");
    expect(read(await ask("POST", `${apps}/daemonsets`, set))).toBe("1");
    expect(read(await merge(`${apps}/daemonsets/agent`, { spec: { minReadySeconds: 1 } }))).toBe("1");
    const template = { spec: { terminationGracePeriodSeconds: 1 } };
    expect(read(await merge(`${apps}/daemonsets/agent`, { spec: { template } }))).toBe("2");
  });
}

function creationRules({ ask, space }: Asker): void {
  test("generateName gets five letters", async () => {
    const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { generateName: "made-" } };
    const { status, body: made } = await ask("POST", "configmaps", body);
    expect(status).toBe(201);
    expect(readField(made, "metadata", "name")).toMatch(/^made-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(readField(made, "metadata", "generateName")).toBe("made-");
  });

  test("what only the server may say is ignored", async () => {
    const uid = "11111111-1111-1111-1111-111111111111";
    const metadata = { name: "claims", uid, creationTimestamp: "2020-01-01T00:00:00Z", selfLink: "/x" };
    const { body } = await ask("POST", "configmaps", { apiVersion: "v1", kind: "ConfigMap", metadata });
    const made = readField(body, "metadata");
    expect(made).not.toMatchObject({ uid });
    expect(made).not.toMatchObject({ creationTimestamp: "2020-01-01T00:00:00Z" });
  });

  test("a given status is dropped", async () => {
    const claim = {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "claim" },
      spec: {
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: "1Gi" } },
        storageClassName: "x",
      },
      status: { phase: "Bound", accessModes: ["ReadWriteOnce"] },
    };
    const { body } = await ask("POST", "persistentvolumeclaims", claim);
    expect(body["status"]).toEqual({ phase: "Pending" });
    expect(readField(body, "metadata", "finalizers")).toEqual(["kubernetes.io/pvc-protection"]);
  });

  test("a Node brings its status", async () => {
    const name = `node-${await space()}`;
    const node = {
      apiVersion: "v1",
      kind: "Node",
      metadata: { name },
      status: { capacity: { cpu: "4000m" } },
    };
    const { body } = await ask("POST", "/api/v1/nodes?dryRun=All", node);
    expect(body["status"]).toMatchObject({ capacity: { cpu: "4" }, allocatable: { cpu: "4" } });
  });

  test("a Job selects its Pods by its uid", async () => {
    const template = { spec: { restartPolicy: "Never", containers: [{ name: "a", image: "a:1" }] } };
    const body = {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "job" },
      spec: { suspend: true, template },
    };
    const { body: job } = await ask("POST", `${batch}/jobs`, body);
    const uid = readField(job, "metadata", "uid");
    const labels = {
      "batch.kubernetes.io/controller-uid": uid,
      "batch.kubernetes.io/job-name": "job",
      "controller-uid": uid,
      "job-name": "job",
    };
    expect(readField(job, "spec", "selector", "matchLabels")).toEqual({
      "batch.kubernetes.io/controller-uid": uid,
    });
    expect(readField(job, "spec", "template", "metadata", "labels")).toEqual(labels);
  });

  test("a namespace is held by its own finalizer", async () => {
    const { body } = await ask("GET", "/api/v1/namespaces/{space}");
    expect(body["spec"]).toEqual({ finalizers: ["kubernetes"] });
    expect(body["status"]).toEqual({ phase: "Active" });
  });

  test("a null is as good as nothing", async () => {
    const { status, body } = await ask(
      "POST",
      `${apps}/deployments?dryRun=All`,
      deployment("nulls", { replicas: null }),
    );
    expect({ status, replicas: readField(body, "spec", "replicas") }).toEqual({ status: 201, replicas: 1 });
  });

  test("a dry-run says what would be stored, and stores nothing", async () => {
    const { status, body } = await ask("POST", `${apps}/deployments?dryRun=All`, deployment("dry"));
    expect({ status, strategy: readField(body, "spec", "strategy", "type") }).toEqual({
      status: 201,
      strategy: "RollingUpdate",
    });
    expect((await ask("GET", `${apps}/deployments/dry`)).status).toBe(404);
  });
}

function pod(name: string, fields: JsonObject): JsonObject {
  const spec = { containers: [{ name: "a", image: "a:1" }], ...fields };
  return { apiVersion: "v1", kind: "Pod", metadata: { name }, spec };
}

function podRules({ ask, space }: Asker): void {
  test("a class of priority that is not there is forbidden", async () => {
    const { status, body } = await ask("POST", "pods?dryRun=All", pod("p", { priorityClassName: "none" }));
    expect({ status, message: body["message"] }).toEqual({
      status: 403,
      message: 'pods "p" is forbidden: no PriorityClass with name none was found',
    });
  });

  test("a priority that is not that of the class is forbidden", async () => {
    const { status, body } = await ask("POST", "pods?dryRun=All", pod("p", { priority: 5 }));
    expect({ status, message: body["message"] }).toEqual({
      status: 403,
      message:
        'pods "p" is forbidden: the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name',
    });
  });

  test("an account that is not there is forbidden", async () => {
    const { status, body } = await ask("POST", "pods?dryRun=All", pod("p", { serviceAccountName: "none" }));
    const account = `service account ${await space()}/none: serviceaccount "none" not found`;
    expect({ status, message: body["message"] }).toEqual({
      status: 403,
      message: `pods "p" is forbidden: error looking up ${account}`,
    });
  });

  test("an account lends its secrets for pulling images, and may keep its token", async () => {
    const account = {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "puller" },
      imagePullSecrets: [{ name: "pull" }],
      automountServiceAccountToken: false,
    };
    await ask("POST", "serviceaccounts", account);
    const { body } = await ask("POST", "pods?dryRun=All", pod("p", { serviceAccountName: "puller" }));
    expect(readField(body, "spec", "imagePullSecrets")).toEqual([{ name: "pull" }]);
    expect(readField(body, "spec")).not.toHaveProperty("volumes");
  });

  const own = {
    key: "node.kubernetes.io/not-ready",
    operator: "Exists",
    effect: "NoExecute",
    tolerationSeconds: 1,
  };
  const all = { operator: "Exists" };
  const tolerations: readonly (readonly [string, readonly object[], number])[] = [
    ["none of its own", [], 2],
    ["one for nodes that are not ready", [own], 2],
    ["one for everything", [all], 1],
    ["one that only keeps Pods from being scheduled", [{ ...all, effect: "NoSchedule" }], 3],
  ];
  test.each(tolerations)("a Pod with %s tolerates sick nodes for a while", async (_, given, count) => {
    const { body } = await ask("POST", "pods?dryRun=All", pod("p", { tolerations: given as never }));
    expect(readField(body, "spec", "tolerations")).toHaveLength(count);
  });

  const classes: readonly (readonly [string, JsonObject])[] = [
    ["BestEffort", {}],
    ["BestEffort", { limits: { "example.com/gpu": "1" }, requests: { "example.com/gpu": "1" } }],
    ["Burstable", { requests: { cpu: "1" } }],
    ["Burstable", { limits: { cpu: "1" } }],
    ["Burstable", { limits: { cpu: "1", memory: "1Gi" }, requests: { cpu: "500m" } }],
    ["Guaranteed", { limits: { cpu: "1", memory: "1Gi" } }],
    ["Guaranteed", { limits: { cpu: "1", memory: "1Gi" }, requests: { cpu: "1000m", memory: "1024Mi" } }],
  ];
  test.each(classes)("it is %s with %j", async (quality, resources) => {
    const containers = [{ name: "a", image: "a:1", resources }];
    const { body } = await ask("POST", "pods?dryRun=All", pod("p", { containers }));
    expect(readField(body, "status", "qosClass")).toBe(quality);
  });
}

function limitRules({ server }: RuleSubject): void {
  // Limits hold for a whole namespace, so these have one of their own.
  let made: Promise<string> | undefined;
  const range = {
    apiVersion: "v1",
    kind: "LimitRange",
    metadata: { name: "limits" },
    spec: {
      limits: [
        {
          type: "Container",
          default: { cpu: "2" },
          defaultRequest: { cpu: "1", memory: "1Gi" },
          max: { cpu: "4" },
        },
        { type: "PersistentVolumeClaim", max: { storage: "2Gi" }, min: { storage: "1Gi" } },
      ],
    },
  };
  const makeSpace = async () => {
    const space = await makeSpaceWithAccount(server());
    await server().call("POST", `${core}${space}/limitranges`, { body: range });
    await pause(300); // a real server's plugin sees the range a moment later
    return space;
  };
  const send = async (plural: string, body: JsonObject) => {
    made ??= makeSpace();
    return await server().call("POST", `${core}${await made}/${plural}?dryRun=All`, { body });
  };

  test("containers get the requests and limits of the namespace", async () => {
    const containers = [
      { name: "a", image: "a:1" },
      { name: "b", image: "b:1", resources: { limits: { cpu: "3" } } },
    ];
    const { body } = await send("pods", pod("limited", { containers }));
    const written = readField(body, "spec", "containers");
    const resources = (Array.isArray(written) ? written : []).map((each) => readField(each, "resources"));
    expect(resources).toEqual([
      { limits: { cpu: "2" }, requests: { cpu: "1", memory: "1Gi" } },
      { limits: { cpu: "3" }, requests: { cpu: "3", memory: "1Gi" } },
    ]);
    expect(readField(body, "metadata", "annotations")).toEqual({
      "kubernetes.io/limit-ranger":
        "LimitRanger plugin set: cpu, memory request for container a; cpu limit for container a; memory request for container b",
    });
  });

  test("a container above the limits is forbidden", async () => {
    const containers = [{ name: "a", image: "a:1", resources: { limits: { cpu: "5" } } }];
    const { status, body } = await send("pods", pod("large", { containers }));
    expect({ status, message: body["message"] }).toEqual({
      status: 403,
      message: 'pods "large" is forbidden: maximum cpu usage per Container is 4, but limit is 5',
    });
  });

  test.each([
    ["3Gi", "maximum storage usage per PersistentVolumeClaim is 2Gi, but request is 3Gi"],
    ["512Mi", "minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 512Mi"],
  ])("a claim of %s is forbidden", async (storage, why) => {
    const spec = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } };
    const claim = { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name: "c" }, spec };
    const { status, body } = await send("persistentvolumeclaims", claim);
    expect({ status, message: body["message"] }).toEqual({
      status: 403,
      message: `persistentvolumeclaims "c" is forbidden: ${why}`,
    });
  });
}

function updateRules({ ask, merge }: Asker): void {
  test("a status in a PUT is ignored", async () => {
    await ask("POST", `${apps}/deployments`, deployment("put", { paused: true }));
    const body = { ...deployment("put", { paused: true }), status: { collisionCount: 9 } };
    const answer = await ask("PUT", `${apps}/deployments/put`, body);
    expect(answer.status).toBe(200);
    expect(answer.body["status"]).not.toHaveProperty("collisionCount", 9);
  });

  test("a PUT gets the defaults of what it leaves out", async () => {
    await ask("POST", `${apps}/deployments`, deployment("out", { revisionHistoryLimit: 3 }));
    const answer = await ask("PUT", `${apps}/deployments/out`, deployment("out"));
    expect(readField(answer.body, "spec", "revisionHistoryLimit")).toBe(10);
  });

  test("a field that a patch removes gets its default", async () => {
    await ask("POST", `${apps}/deployments`, deployment("gone", { revisionHistoryLimit: 3 }));
    const answer = await merge(`${apps}/deployments/gone`, { spec: { revisionHistoryLimit: null } });
    expect(readField(answer.body, "spec", "revisionHistoryLimit")).toBe(10);
  });

  test("a strategy that changes its type drops what belonged to the old one", async () => {
    await ask("POST", `${apps}/deployments`, deployment("type"));
    const strategy = { type: "Recreate", rollingUpdate: null };
    const recreated = await merge(`${apps}/deployments/type`, { spec: { strategy } });
    expect(readField(recreated.body, "spec", "strategy")).toEqual({ type: "Recreate" });
    const rolled = await merge(`${apps}/deployments/type`, { spec: { strategy: { type: "RollingUpdate" } } });
    expect(readField(rolled.body, "spec", "strategy")).toEqual({
      type: "RollingUpdate",
      rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" },
    });
  });

  test("stringData of a patch goes over data", async () => {
    const secret = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "s" },
      data: { a: "YQ==", b: "Yg==" },
    };
    await ask("POST", "secrets", secret);
    const { body } = await merge("secrets/s", { stringData: { a: "new" } });
    expect(body["data"]).toEqual({ a: "bmV3", b: "Yg==" });
    expect(body).not.toHaveProperty("stringData");
  });

  test("a namespace gets its label back", async () => {
    const label = "kubernetes.io/metadata.name";
    const { body } = await merge("/api/v1/namespaces/{space}", { metadata: { labels: { [label]: null } } });
    expect(readField(body, "metadata", "labels", label)).toBe(readField(body, "metadata", "name"));
  });

  test("the finalizers of a namespace are not changed by an update", async () => {
    const { body } = await merge("/api/v1/namespaces/{space}", { spec: { finalizers: [] } });
    expect(body["spec"]).toEqual({ finalizers: ["kubernetes"] });
  });
}

function versionRules({ ask }: Asker): void {
  const autoscalers = (version: string) =>
    `/apis/autoscaling/${version}/namespaces/{space}/horizontalpodautoscalers`;
  const target = { apiVersion: "apps/v1", kind: "Deployment", name: "none" };
  const resource = (name: string, averageUtilization: number) => ({
    type: "Resource",
    resource: { name, target: { type: "Utilization", averageUtilization } },
  });

  test("an autoscaler of version 1 is read with metrics in version 2", async () => {
    const spec = { maxReplicas: 3, targetCPUUtilizationPercentage: 50, scaleTargetRef: target };
    const body = {
      apiVersion: "autoscaling/v1",
      kind: "HorizontalPodAutoscaler",
      metadata: { name: "one" },
      spec,
    };
    await ask("POST", autoscalers("v1"), body);
    const { body: read } = await ask("GET", `${autoscalers("v2")}/one`);
    expect(read["apiVersion"]).toBe("autoscaling/v2");
    expect(read["spec"]).toEqual({
      maxReplicas: 3,
      minReplicas: 1,
      metrics: [resource("cpu", 50)],
      scaleTargetRef: target,
    });
  });

  test("an autoscaler of version 2 is read with a percentage in version 1", async () => {
    const metrics = [resource("memory", 60), resource("cpu", 70)];
    const spec = { maxReplicas: 3, metrics, scaleTargetRef: target };
    const body = {
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      metadata: { name: "two" },
      spec,
    };
    await ask("POST", autoscalers("v2"), body);
    const { body: read } = await ask("GET", `${autoscalers("v1")}/two`);
    expect(read["spec"]).toEqual({
      maxReplicas: 3,
      minReplicas: 1,
      targetCPUUtilizationPercentage: 70,
      scaleTargetRef: target,
    });
    const annotation = readField(read, "metadata", "annotations", "autoscaling.alpha.kubernetes.io/metrics");
    expect(JSON.parse(String(annotation))).toEqual([
      { type: "Resource", resource: { name: "memory", targetAverageUtilization: 60 } },
    ]);
  });

  test("a list is in the version that it is asked in", async () => {
    const { body } = await ask("GET", autoscalers("v1"));
    const items = body["items"];
    const specs = (Array.isArray(items) ? items : []).map((item) => readField(item, "spec"));
    expect(specs.filter((spec) => isObject(spec) && spec["metrics"] !== undefined)).toEqual([]);
  });
}
