import { expect, test } from "vitest";
import { isObject, type JsonObject, readField } from "../../../../src/kube/json.ts";
import type { RuleSubject } from "../api-server.ts";
import { nameOf, openStage, ownersOf, type Stage, template, workload } from "./settled.ts";

const statusOf = (object: JsonObject | undefined) => readField(object, "status");
const service = (name: string, spec: JsonObject = {}, labels: JsonObject = {}): JsonObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name, labels },
  spec: { selector: { app: "web" }, ports: [{ name: "http", port: 80, targetPort: 8080 }], ...spec },
});
const addressesOf = (slice: JsonObject | undefined) => {
  const endpoints = slice?.["endpoints"];
  return (Array.isArray(endpoints) ? endpoints : []).filter(isObject).flatMap(({ addresses }) => addresses);
};
const labelsOf = (object: JsonObject | undefined) => readField(object, "metadata", "labels");
const slicesOf = (stage: Stage, name: string) =>
  stage.list(`endpointslices?labelSelector=kubernetes.io/service-name=${name}`);

/** Rules of what follows from Services, of budgets, quotas, claims, and of what every namespace and cluster has. */
export function serviceRules({ server, side }: RuleSubject): void {
  endpointRules({ server, side });
  upkeepRules({ server, side });
  firstObjectRules({ server, side });
}

function endpointRules({ server }: RuleSubject): void {
  const open = async (): Promise<Stage> => {
    const stage = await openStage(server());
    await stage.create(workload("ReplicaSet", "web", { replicas: 2 }));
    await stage.create(service("web", {}, { team: "x" }));
    await stage.settles(
      () => slicesOf(stage, "web"),
      ([slice]) => expect(addressesOf(slice)).toHaveLength(2),
    );
    return stage;
  };

  test("a Service has the addresses of its pods in an EndpointSlice", async () => {
    const stage = await open();
    const [slice] = await slicesOf(stage, "web");
    const pods = await stage.list("pods");
    const ips = pods.map((pod) => readField(pod, "status", "podIP"));
    expect([...addressesOf(slice)].sort()).toEqual([...ips].sort());
    const settled = await stage.settles(
      () => slicesOf(stage, "web"),
      ([each]) => expect(JSON.stringify(each?.["endpoints"])).not.toContain('"ready":false'),
    );
    expect(settled[0]).toMatchObject({
      addressType: "IPv4",
      ports: [{ name: "http", port: 8080, protocol: "TCP" }],
    });
    const endpoints = settled[0]?.["endpoints"] as readonly JsonObject[];
    expect(endpoints[0]).toMatchObject({
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: readField(pods[0], "spec", "nodeName"),
      targetRef: { kind: "Pod", namespace: stage.space },
    });
  });

  test("an EndpointSlice has the labels of its Service, is owned by it and named after it", async () => {
    const stage = await open();
    const [slice] = await slicesOf(stage, "web");
    expect(labelsOf(slice)).toEqual({
      team: "x",
      "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
      "kubernetes.io/service-name": "web",
    });
    expect(nameOf(slice)).toMatch(/^web-[a-z0-9]{5}$/);
    expect(readField(slice, "metadata", "generateName")).toBe("web-");
    expect(ownersOf(slice)).toEqual([
      { apiVersion: "v1", kind: "Service", name: "web", controller: true, blockOwnerDeletion: true },
    ]);
  });

  test("a Service has Endpoints of its own name, too, that nobody owns", async () => {
    const stage = await open();
    const endpoints = await stage.settles(
      () => stage.read("endpoints/web"),
      (each) => expect(readField(each, "subsets")).toMatchObject([{ addresses: [{}, {}] }]),
    );
    expect(readField(endpoints, "subsets")).toMatchObject([
      { ports: [{ name: "http", port: 8080, protocol: "TCP" }] },
    ]);
    expect(labelsOf(endpoints)).toEqual({
      team: "x",
      "endpoints.kubernetes.io/managed-by": "endpoint-controller",
    });
    expect(ownersOf(endpoints)).toEqual([]);
  });

  test("a pod that goes is taken out of the addresses", async () => {
    const stage = await open();
    await stage.patch("replicasets/web", { spec: { replicas: 1 } });
    await stage.settles(
      () => slicesOf(stage, "web"),
      ([slice]) => expect(addressesOf(slice)).toHaveLength(1),
    );
  });

  test("a Service that selects nothing has an empty EndpointSlice", async () => {
    const stage = await openStage(server());
    await stage.create(service("none", { selector: { app: "nothing" } }));
    const slices = await stage.settles(
      () => slicesOf(stage, "none"),
      (each) => expect(each).toHaveLength(1),
    );
    expect(addressesOf(slices[0])).toEqual([]);
  });

  test("a Service without a selector has no EndpointSlice", async () => {
    const stage = await openStage(server());
    const { selector: _, ...spec } = service("bare")["spec"] as JsonObject;
    await stage.create({ ...service("bare"), spec });
    await stage.create(service("none", { selector: { app: "nothing" } }));
    await stage.settles(
      () => slicesOf(stage, "none"),
      (each) => expect(each).toHaveLength(1),
    );
    expect(await slicesOf(stage, "bare")).toEqual([]);
  });

  test("a headless Service says so on its EndpointSlice", async () => {
    const stage = await openStage(server());
    await stage.create(service("head", { clusterIP: "None" }));
    const slices = await stage.settles(
      () => slicesOf(stage, "head"),
      (each) => expect(each).toHaveLength(1),
    );
    expect(labelsOf(slices[0])).toMatchObject({ "service.kubernetes.io/headless": "" });
  });

  test("a target port by name is the number that the pod's container gives it", async () => {
    const stage = await openStage(server());
    const containers = [{ name: "c", image: "image:1", ports: [{ name: "web", containerPort: 9090 }] }];
    const spec = { replicas: 1, template: { ...template("web"), spec: { containers } } };
    await stage.create(workload("ReplicaSet", "web", spec));
    await stage.create(service("web", { ports: [{ port: 80, targetPort: "web" }] }));
    await stage.settles(
      () => slicesOf(stage, "web"),
      ([slice]) => expect(readField(slice, "ports")).toEqual([{ name: "", port: 9090, protocol: "TCP" }]),
    );
  });

  test("what a Service has of addresses goes with it", async () => {
    const stage = await open();
    await stage.remove("services/web");
    await stage.settles(
      async () => [...(await slicesOf(stage, "web")), ...(await stage.list("endpoints"))],
      (left) => expect(left).toEqual([]),
    );
  });
}

function upkeepRules({ server }: RuleSubject): void {
  test("a PodDisruptionBudget counts how many pods may go", async () => {
    const stage = await openStage(server());
    await stage.create(workload("ReplicaSet", "web", { replicas: 3 }));
    await stage.create({
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: { name: "web" },
      spec: { minAvailable: 2, selector: { matchLabels: { app: "web" } } },
    });
    const budget = await stage.settles(
      () => stage.read("poddisruptionbudgets/web"),
      (each) => expect(each).toMatchObject({ status: { currentHealthy: 3 } }),
    );
    const { conditions, ...counts } = statusOf(budget) as JsonObject;
    expect(counts).toEqual({
      currentHealthy: 3,
      desiredHealthy: 2,
      disruptionsAllowed: 1,
      expectedPods: 3,
      observedGeneration: 1,
    });
    expect(conditions).toMatchObject([
      {
        type: "DisruptionAllowed",
        status: "True",
        reason: "SufficientPods",
        message: "",
        observedGeneration: 1,
      },
    ]);
  });

  test("a PodDisruptionBudget of a share rounds up what must stay", async () => {
    const stage = await openStage(server());
    await stage.create(workload("ReplicaSet", "web", { replicas: 3 }));
    await stage.create({
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: { name: "web" },
      spec: { maxUnavailable: "30%", selector: { matchLabels: { app: "web" } } },
    });
    await stage.settles(
      () => stage.read("poddisruptionbudgets/web"),
      (each) =>
        expect(each).toMatchObject({
          status: { currentHealthy: 3, desiredHealthy: 2, disruptionsAllowed: 1 },
        }),
    );
  });

  test("a ResourceQuota counts what there is", async () => {
    const stage = await openStage(server());
    await stage.settles(
      () => stage.list("configmaps"),
      (maps) => expect(maps).toHaveLength(1),
    );
    const hard = { configmaps: "10", services: "5" };
    await stage.create({ apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "q" }, spec: { hard } });
    await stage.settles(
      () => stage.read("resourcequotas/q"),
      (each) => expect(statusOf(each)).toEqual({ hard, used: { configmaps: "1", services: "0" } }),
    );
  });

  test("a claim that is deleted goes when no pod has it", async () => {
    const stage = await openStage(server());
    await stage.create({
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "data" },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
    });
    expect(await stage.read("persistentvolumeclaims/data")).toMatchObject({
      metadata: { finalizers: ["kubernetes.io/pvc-protection"] },
    });
    await stage.remove("persistentvolumeclaims/data");
    await stage.settles(
      () => stage.list("persistentvolumeclaims"),
      (claims) => expect(claims).toEqual([]),
    );
  });
}

function firstObjectRules({ server, side }: RuleSubject): void {
  test("every namespace has a service account", async () => {
    const stage = await openStage(server());
    await stage.settles(
      () => stage.list("serviceaccounts"),
      (accounts) => expect(accounts.map(nameOf)).toEqual(["default"]),
    );
  });

  test("the service account of a namespace comes back", async () => {
    const stage = await openStage(server());
    const [first] = await stage.settles(
      () => stage.list("serviceaccounts"),
      (accounts) => expect(accounts).toHaveLength(1),
    );
    await stage.remove("serviceaccounts/default");
    await stage.settles(
      () => stage.list("serviceaccounts"),
      ([again]) => {
        expect(nameOf(again)).toBe("default");
        expect(readField(again, "metadata", "uid")).not.toBe(readField(first, "metadata", "uid"));
      },
    );
  });

  test("every namespace has the cluster's certificate", async () => {
    const stage = await openStage(server());
    const map = await stage.settles(
      () => stage.read("configmaps/kube-root-ca.crt"),
      (each) => expect(each).not.toEqual({}),
    );
    expect(Object.keys(readField(map, "data") as JsonObject)).toEqual(["ca.crt"]);
    const entries = readField(map, "metadata", "managedFields");
    expect(entries).toMatchObject([{ manager: "kube-controller-manager", operation: "Update" }]);
  });

  test("there is one node, and it is ready", async () => {
    const { body } = await server().call("GET", "/api/v1/nodes");
    const [node] = body["items"] as readonly JsonObject[];
    const conditions = readField(node, "status", "conditions") as readonly JsonObject[];
    expect(conditions.find(({ type }) => type === "Ready")).toMatchObject({
      status: "True",
      reason: "KubeletReady",
    });
    const { body: lease } = await server().call(
      "GET",
      `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${nameOf(node)}`,
    );
    expect(readField(lease, "spec", "leaseDurationSeconds")).toBe(40);
  });

  test.each(["system-cluster-critical", "system-node-critical"])("there is a priority %s", async (name) => {
    const { body } = await server().call("GET", `/apis/scheduling.k8s.io/v1/priorityclasses/${name}`);
    expect(body).toMatchObject({
      value: name === "system-node-critical" ? 2_000_001_000 : 2_000_000_000,
      preemptionPolicy: "PreemptLowerPriority",
    });
  });

  test.each(["admin", "cluster-admin", "edit", "view"])("there is a ClusterRole %s", async (name) => {
    const { body } = await server().call("GET", `/apis/rbac.authorization.k8s.io/v1/clusterroles/${name}`);
    expect(body).toMatchObject({ metadata: { labels: { "kubernetes.io/bootstrapping": "rbac-defaults" } } });
    const rules = readField(body, "rules");
    expect(Array.isArray(rules) && rules.length).toBeGreaterThan(1);
  });

  test("a ClusterRole that is labelled for it becomes a part of those of people", async () => {
    const stage = await openStage(server());
    const path = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
    const name = `${stage.space}-things`;
    const rule = { apiGroups: [`${stage.space}.example`], resources: ["things"], verbs: ["get"] };
    const labels = { "rbac.authorization.k8s.io/aggregate-to-view": "true" };
    const body = {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRole",
      metadata: { name, labels },
      rules: [rule],
    };
    await server().call("POST", path, { body });
    try {
      for (const role of ["view", "edit", "admin"]) {
        const found = await stage.settles(
          async () => (await server().call("GET", `${path}/${role}`)).body,
          (each) => expect(each["rules"]).toContainEqual(rule),
        );
        expect(readField(found, "metadata", "managedFields")).toContainEqual(
          expect.objectContaining({ manager: "clusterrole-aggregation-controller", operation: "Apply" }),
        );
      }
    } finally {
      await server().call("DELETE", `${path}/${name}`);
    }
    await stage.settles(
      async () => (await server().call("GET", `${path}/admin`)).body,
      (each) => expect(each["rules"]).not.toContainEqual(rule),
    );
  });

  test("the server is a Service itself", async () => {
    const { body } = await server().call("GET", "/api/v1/namespaces/default/services/kubernetes");
    expect(body).toMatchObject({
      metadata: { labels: { component: "apiserver", provider: "kubernetes" } },
      spec: { clusterIP: "10.96.0.1", ports: [{ name: "https", port: 443, protocol: "TCP" }] },
    });
  });

  // A bare API server has no StorageClass and nobody who gives addresses; the sandbox has both for a first try.
  test.skipIf(side === "real")("a claim is bound to a volume that is made for it", async () => {
    const stage = await openStage(server());
    await stage.create({
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "data" },
      spec: {
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: "1Gi" } },
        storageClassName: "standard",
      },
    });
    const claim = await stage.settles(
      () => stage.read("persistentvolumeclaims/data"),
      (each) => expect(each).toMatchObject({ status: { phase: "Bound", capacity: { storage: "1Gi" } } }),
    );
    const volume = String(readField(claim, "spec", "volumeName"));
    const { body } = await server().call("GET", `/api/v1/persistentvolumes/${volume}`);
    expect(body).toMatchObject({ spec: { claimRef: { name: "data" } }, status: { phase: "Bound" } });
    await stage.remove("persistentvolumeclaims/data");
    await stage.settles(
      async () => (await server().call("GET", `/api/v1/persistentvolumes/${volume}`)).status,
      (status) => expect(status).toBe(404),
    );
  });

  // As above: nobody gives addresses there.
  test.skipIf(side === "real")("a Service of type LoadBalancer and an Ingress get an address", async () => {
    const stage = await openStage(server());
    await stage.create(service("web", { type: "LoadBalancer" }));
    await stage.create({
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { name: "web" },
      spec: { defaultBackend: { service: { name: "web", port: { number: 80 } } } },
    });
    await stage.settles(
      () => stage.read("services/web"),
      (each) => expect(statusOf(each)).toMatchObject({ loadBalancer: { ingress: [{ ipMode: "VIP" }] } }),
    );
    await stage.settles(
      () => stage.read("ingresses/web"),
      (each) => expect(JSON.stringify(statusOf(each))).toContain('"ip"'),
    );
  });
}
