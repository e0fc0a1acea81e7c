import { expect, test } from "vitest";
import { type JsonObject, readField } from "../../../../src/kube/json.ts";
import type { RuleSubject } from "../api-server.ts";
import {
  conditionsOf,
  nameOf,
  nowhere,
  openStage,
  ownersOf,
  type Stage,
  template,
  workload,
} from "./settled.ts";

const statusOf = (object: JsonObject | undefined) => readField(object, "status");
const labelOf = (object: JsonObject | undefined, name: string) =>
  readField(object, "metadata", "labels", name);
const pod = (name: string, spec: JsonObject = {}, labels: JsonObject = {}): JsonObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, labels },
  spec: { containers: [{ name: "c", image: "image:1" }], ...spec },
});

/** Rules of ReplicaSets, StatefulSets, DaemonSets and bare pods. */
export function workloadRules({ server, side }: RuleSubject): void {
  replicaSetRules({ server, side });
  statefulSetRules({ server, side });
  daemonSetRules({ server, side });
  podRules({ server, side });
}

function replicaSetRules({ server }: RuleSubject): void {
  const open = async (spec: JsonObject = {}): Promise<Stage> => {
    const stage = await openStage(server());
    await stage.create(workload("ReplicaSet", "web", { replicas: 2, ...spec }));
    await stage.settles(
      () => stage.read("replicasets/web"),
      (set) => expect(set).toMatchObject({ status: { availableReplicas: 2 } }),
    );
    return stage;
  };

  test("a ReplicaSet counts its pods", async () => {
    const stage = await open();
    expect(statusOf(await stage.read("replicasets/web"))).toEqual({
      replicas: 2,
      fullyLabeledReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
      terminatingReplicas: 0,
      observedGeneration: 1,
    });
  });

  test("a pod that is deleted is made anew under another name", async () => {
    const stage = await open();
    const before = (await stage.list("pods")).map(nameOf);
    await stage.remove(`pods/${before[0]}`);
    await stage.settles(
      async () => (await stage.list("pods")).map(nameOf),
      (names) => {
        expect(names).toHaveLength(2);
        expect(names).not.toContain(before[0]);
      },
    );
  });

  test("a ReplicaSet lets a pod go whose labels no longer fit, and makes another", async () => {
    const stage = await open();
    const [first] = await stage.list("pods");
    await stage.patch(`pods/${nameOf(first)}`, { metadata: { labels: { app: "other" } } });
    await stage.settles(
      () => stage.list("pods"),
      (pods) => expect(pods).toHaveLength(3),
    );
    const released = await stage.settles(
      () => stage.read(`pods/${nameOf(first)}`),
      (each) => expect(ownersOf(each)).toEqual([]),
    );
    expect(labelOf(released, "app")).toBe("other");
  });

  test("a ReplicaSet adopts a pod of nobody that fits", async () => {
    const stage = await openStage(server());
    await stage.create(pod("alone", {}, { app: "web" }));
    await stage.create(workload("ReplicaSet", "web", { replicas: 1 }));
    await stage.settles(
      () => stage.read("pods/alone"),
      (each) => expect(ownersOf(each)).toMatchObject([{ kind: "ReplicaSet", name: "web", controller: true }]),
    );
    await stage.settles(
      () => stage.read("replicasets/web"),
      (set) => expect(set).toMatchObject({ status: { replicas: 1, availableReplicas: 1 } }),
    );
    expect(await stage.list("pods")).toHaveLength(1);
  });

  test("a ReplicaSet that is deleted with its dependents orphaned leaves its pods", async () => {
    const stage = await open();
    await server().call("DELETE", `/apis/apps/v1/namespaces/${stage.space}/replicasets/web`, {
      body: { propagationPolicy: "Orphan" },
    });
    await stage.settles(
      () => stage.read("replicasets/web"),
      (set) => expect(set).toEqual({}),
    );
    const pods = await stage.list("pods");
    expect(pods.map(ownersOf)).toEqual([[], []]);
  });

  test("a ReplicationController keeps its pods", async () => {
    const stage = await openStage(server());
    const spec = { replicas: 1, selector: { app: "old" }, template: template("old") };
    await stage.create({ apiVersion: "v1", kind: "ReplicationController", metadata: { name: "old" }, spec });
    const controller = await stage.settles(
      () => stage.read("replicationcontrollers/old"),
      (each) => expect(each).toMatchObject({ status: { availableReplicas: 1 } }),
    );
    expect(statusOf(controller)).toEqual({
      replicas: 1,
      fullyLabeledReplicas: 1,
      readyReplicas: 1,
      availableReplicas: 1,
      observedGeneration: 1,
    });
    const [only] = await stage.list("pods");
    expect(ownersOf(only)).toMatchObject([{ kind: "ReplicationController", name: "old" }]);
  });
}

function statefulSetRules({ server }: RuleSubject): void {
  const open = async (spec: JsonObject = {}): Promise<Stage> => {
    const stage = await openStage(server());
    await stage.create(workload("StatefulSet", "db", { replicas: 2, serviceName: "dbs", ...spec }));
    await stage.settles(
      () => stage.read("statefulsets/db"),
      (set) => expect(set).toMatchObject({ status: { availableReplicas: 2 } }),
    );
    return stage;
  };
  const revisionOf = async (stage: Stage, name: string) =>
    labelOf(await stage.read(`pods/${name}`), "controller-revision-hash");
  const setImage = (stage: Stage, image: string) =>
    stage.patch("statefulsets/db", { spec: { template: template("db", image) } });

  test("a StatefulSet numbers its pods", async () => {
    const stage = await open();
    const pods = await stage.list("pods");
    expect(pods.map(nameOf)).toEqual(["db-0", "db-1"]);
    const [first] = pods;
    expect(first).toMatchObject({
      metadata: {
        generateName: "db-",
        labels: {
          app: "db",
          "apps.kubernetes.io/pod-index": "0",
          "statefulset.kubernetes.io/pod-name": "db-0",
        },
      },
      spec: { hostname: "db-0", subdomain: "dbs" },
    });
    expect(ownersOf(first)).toMatchObject([{ kind: "StatefulSet", name: "db", controller: true }]);
  });

  test("a StatefulSet that is done names one revision in its status", async () => {
    const stage = await open();
    const set = await stage.read("statefulsets/db");
    const revision = readField(set, "status", "updateRevision");
    expect(revision).toMatch(/^db-[a-z0-9]{6,10}$/);
    expect(statusOf(set)).toEqual({
      observedGeneration: 1,
      replicas: 2,
      readyReplicas: 2,
      currentReplicas: 2,
      updatedReplicas: 2,
      availableReplicas: 2,
      currentRevision: revision,
      updateRevision: revision,
      collisionCount: 0,
    });
    expect(await revisionOf(stage, "db-1")).toBe(revision);
  });

  test("a StatefulSet keeps its templates as ControllerRevisions", async () => {
    const stage = await open();
    const [revision, ...others] = await stage.list("controllerrevisions");
    expect(others).toEqual([]);
    expect(revision).toMatchObject({
      revision: 1,
      metadata: { labels: { app: "db" } },
      data: { spec: { template: { $patch: "replace", metadata: { labels: { app: "db" } } } } },
    });
    const hash = nameOf(revision).replace("db-", "");
    expect(labelOf(revision, "controller.kubernetes.io/hash")).toBe(hash);
    expect(ownersOf(revision)).toMatchObject([{ kind: "StatefulSet", name: "db", controller: true }]);
  });

  test("a StatefulSet starts a pod only when the one before is up", async () => {
    const stage = await openStage(server());
    const spec = { replicas: 2, serviceName: "dbs", template: template("db", "image:1", nowhere) };
    await stage.create(workload("StatefulSet", "db", spec));
    await stage.settles(
      () => stage.read("statefulsets/db"),
      (set) => expect(set).toMatchObject({ status: { replicas: 1, observedGeneration: 1 } }),
    );
    expect((await stage.list("pods")).map(nameOf)).toEqual(["db-0"]);
  });

  test("a StatefulSet that is parallel starts all pods at once", async () => {
    const stage = await openStage(server());
    const spec = { replicas: 3, serviceName: "dbs", template: template("db", "image:1", nowhere) };
    await stage.create(workload("StatefulSet", "db", { ...spec, podManagementPolicy: "Parallel" }));
    await stage.settles(
      async () => (await stage.list("pods")).map(nameOf),
      (names) => expect(names).toEqual(["db-0", "db-1", "db-2"]),
    );
  });

  test("a new template of a StatefulSet reaches all pods, which keep their names", async () => {
    const stage = await open();
    await setImage(stage, "image:2");
    const set = await stage.settles(
      () => stage.read("statefulsets/db"),
      (each) => {
        expect(each).toMatchObject({
          status: { observedGeneration: 2, updatedReplicas: 2, availableReplicas: 2 },
        });
        expect(readField(each, "status", "currentRevision")).toBe(
          readField(each, "status", "updateRevision"),
        );
      },
    );
    expect((await stage.list("pods")).map(nameOf)).toEqual(["db-0", "db-1"]);
    expect(await revisionOf(stage, "db-0")).toBe(readField(set, "status", "updateRevision"));
    expect(await stage.list("controllerrevisions")).toHaveLength(2);
  });

  test("pods below the partition keep the template they have", async () => {
    const updateStrategy = { type: "RollingUpdate", rollingUpdate: { partition: 1 } };
    const stage = await open({ updateStrategy });
    const before = await revisionOf(stage, "db-0");
    await setImage(stage, "image:2");
    const set = await stage.settles(
      () => stage.read("statefulsets/db"),
      (each) =>
        expect(each).toMatchObject({
          status: { observedGeneration: 2, currentReplicas: 1, updatedReplicas: 1, availableReplicas: 2 },
        }),
    );
    expect(await revisionOf(stage, "db-0")).toBe(before);
    expect(await revisionOf(stage, "db-1")).toBe(readField(set, "status", "updateRevision"));
    expect(readField(set, "status", "currentRevision")).toBe(before);
  });

  test("pods that are updated on deletion stay until somebody deletes them", async () => {
    const stage = await open({ updateStrategy: { type: "OnDelete" } });
    const before = await revisionOf(stage, "db-0");
    await setImage(stage, "image:2");
    await stage.settles(
      () => stage.read("statefulsets/db"),
      (each) => expect(each).toMatchObject({ status: { observedGeneration: 2 } }),
    );
    expect(await revisionOf(stage, "db-0")).toBe(before);
    await stage.remove("pods/db-0");
    await stage.settles(
      () => revisionOf(stage, "db-0"),
      (revision) => {
        expect(revision).toBeDefined();
        expect(revision).not.toBe(before);
      },
    );
  });

  test("a StatefulSet that is scaled down loses its highest pods", async () => {
    const stage = await open();
    await stage.patch("statefulsets/db", { spec: { replicas: 1 } });
    await stage.settles(
      async () => (await stage.list("pods")).map(nameOf),
      (names) => expect(names).toEqual(["db-0"]),
    );
  });

  test("every pod of a StatefulSet has claims of its own, which stay when it goes", async () => {
    const stage = await openStage(server());
    const claim = {
      metadata: { name: "data", labels: { tier: "disk" } },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
    };
    await stage.create(
      workload("StatefulSet", "db", { replicas: 1, serviceName: "dbs", volumeClaimTemplates: [claim] }),
    );
    const claims = await stage.settles(
      () => stage.list("persistentvolumeclaims"),
      (each) => expect(each.map(nameOf)).toEqual(["data-db-0"]),
    );
    expect(readField(claims[0], "metadata", "labels")).toEqual({ app: "db", tier: "disk" });
    expect(ownersOf(claims[0])).toEqual([]);
    const first = await stage.settles(
      () => stage.read("pods/db-0"),
      (each) => expect(each).not.toEqual({}),
    );
    const volumes = readField(first, "spec", "volumes") as readonly JsonObject[];
    expect(volumes).toContainEqual({ name: "data", persistentVolumeClaim: { claimName: "data-db-0" } });
    await stage.remove("statefulsets/db");
    await stage.settles(
      () => stage.list("pods"),
      (pods) => expect(pods).toEqual([]),
    );
    expect(await stage.list("persistentvolumeclaims")).toHaveLength(1);
  });
}

function daemonSetRules({ server }: RuleSubject): void {
  const open = async (spec: JsonObject = {}): Promise<Stage> => {
    const stage = await openStage(server());
    await stage.create(workload("DaemonSet", "agent", spec));
    await stage.settles(
      () => stage.read("daemonsets/agent"),
      (set) => expect(set).toMatchObject({ status: { numberAvailable: 1 } }),
    );
    return stage;
  };

  test("a DaemonSet has one pod on the one node", async () => {
    const stage = await open();
    expect(statusOf(await stage.read("daemonsets/agent"))).toEqual({
      currentNumberScheduled: 1,
      desiredNumberScheduled: 1,
      numberAvailable: 1,
      numberMisscheduled: 0,
      numberReady: 1,
      observedGeneration: 1,
      updatedNumberScheduled: 1,
    });
    expect(await stage.list("pods")).toHaveLength(1);
  });

  test("a DaemonSet's pod is bound to its node by affinity and tolerates what ails the node", async () => {
    const stage = await open();
    const [only] = await stage.list("pods");
    const [revision] = await stage.list("controllerrevisions");
    expect(readField(only, "metadata", "labels")).toEqual({
      app: "agent",
      "controller-revision-hash": nameOf(revision).replace("agent-", ""),
      "pod-template-generation": "1",
    });
    const nodeSelectorTerms = [
      {
        matchFields: [
          { key: "metadata.name", operator: "In", values: [readField(only, "spec", "nodeName")] },
        ],
      },
    ];
    expect(only).toMatchObject({
      spec: {
        affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
      },
    });
    const tolerations = readField(only, "spec", "tolerations") as readonly JsonObject[];
    expect(tolerations.map(({ key }) => key)).toEqual([
      "node.kubernetes.io/not-ready",
      "node.kubernetes.io/unreachable",
      "node.kubernetes.io/disk-pressure",
      "node.kubernetes.io/memory-pressure",
      "node.kubernetes.io/pid-pressure",
      "node.kubernetes.io/unschedulable",
    ]);
  });

  test("a new template of a DaemonSet replaces its pod", async () => {
    const stage = await open();
    await stage.patch("daemonsets/agent", { spec: { template: template("agent", "image:2") } });
    await stage.settles(
      () => stage.read("daemonsets/agent"),
      (set) =>
        expect(set).toMatchObject({
          status: { observedGeneration: 2, updatedNumberScheduled: 1, numberAvailable: 1 },
        }),
    );
    const revisions = await stage.list("controllerrevisions");
    expect(revisions.map((each) => each["revision"]).sort()).toEqual([1, 2]);
  });

  test("a DaemonSet that fits no node wants no pod", async () => {
    const stage = await openStage(server());
    await stage.create(workload("DaemonSet", "agent", { template: template("agent", "image:1", nowhere) }));
    const set = await stage.settles(
      () => stage.read("daemonsets/agent"),
      (each) => expect(each).toMatchObject({ status: { observedGeneration: 1 } }),
    );
    expect(statusOf(set)).toEqual({
      currentNumberScheduled: 0,
      desiredNumberScheduled: 0,
      numberMisscheduled: 0,
      numberReady: 0,
      observedGeneration: 1,
    });
  });
}

function podRules({ server }: RuleSubject): void {
  test("a bare pod runs on the node and is ready", async () => {
    const stage = await openStage(server());
    await stage.create(pod("alone"));
    const running = await stage.settles(
      () => stage.read("pods/alone"),
      (each) => expect(conditionsOf(each).join()).toContain("Ready=True"),
    );
    expect(running).toMatchObject({
      spec: { nodeName: expect.stringMatching(/./) },
      status: {
        phase: "Running",
        qosClass: "BestEffort",
        podIP: expect.stringMatching(/^10\./),
        startTime: expect.stringMatching(/Z$/),
        containerStatuses: [{ name: "c", ready: true, restartCount: 0, state: { running: {} } }],
      },
    });
    const types = conditionsOf(running).map((each) => each.split(" ")[0]);
    expect(types).toEqual(
      expect.arrayContaining(["Initialized=True", "Ready=True", "ContainersReady=True", "PodScheduled=True"]),
    );
  });

  test("nobody owns the node of a pod that was scheduled", async () => {
    const stage = await openStage(server());
    await stage.create(pod("alone"));
    const running = await stage.settles(
      () => stage.read("pods/alone"),
      (each) => expect(each).toMatchObject({ status: { phase: "Running" } }),
    );
    const entries = readField(running, "metadata", "managedFields") as readonly JsonObject[];
    expect(entries.filter(({ manager }) => manager === "kube-scheduler")).toEqual([]);
    expect(JSON.stringify(entries)).not.toContain("f:nodeName");
    expect(JSON.stringify(entries)).not.toContain("PodScheduled");
  });

  test("a pod that fits no node says why", async () => {
    const stage = await openStage(server());
    await stage.create(pod("alone", nowhere));
    const waiting = await stage.settles(
      () => stage.read("pods/alone"),
      (each) => expect(conditionsOf(each)).toHaveLength(1),
    );
    const why = "1 node(s) didn't match Pod's node affinity/selector";
    const preemption = "0/1 nodes are available: 1 Preemption is not helpful for scheduling.";
    expect(conditionsOf(waiting)).toEqual([
      `PodScheduled=False Unschedulable: 0/1 nodes are available: ${why}. no new claims to deallocate, preemption: ${preemption}`,
    ]);
    expect(waiting).toMatchObject({ status: { phase: "Pending", qosClass: "BestEffort" } });
  });

  test.each([
    ["that is not there", 'persistentvolumeclaim "data" not found', []],
    ["that no volume is bound to", "pod has unbound immediate PersistentVolumeClaims", ["data"]],
  ])("a pod waits for a claim %s", async (_, why, claims) => {
    const stage = await openStage(server());
    for (const name of claims) {
      await stage.create({
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata: { name },
        spec: {
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: "1Gi" } },
          storageClassName: "none",
        },
      });
    }
    await stage.create(
      pod("alone", { volumes: [{ name: "v", persistentVolumeClaim: { claimName: "data" } }] }),
    );
    await stage.settles(
      () => stage.read("pods/alone"),
      (each) =>
        expect(conditionsOf(each)).toEqual([
          `PodScheduled=False Unschedulable: 0/1 nodes are available: ${why}. not found`,
        ]),
    );
  });

  test("a pod that asks for more than any node has waits", async () => {
    const stage = await openStage(server());
    const containers = [{ name: "c", image: "image:1", resources: { requests: { cpu: "5000" } } }];
    await stage.create(pod("alone", { containers }));
    await stage.settles(
      () => stage.read("pods/alone"),
      (each) => expect(conditionsOf(each).join()).toContain("0/1 nodes are available: 1 Insufficient cpu."),
    );
  });

  test("a pod that is for a node that is not there waits without a word", async () => {
    const stage = await openStage(server());
    await stage.create(pod("alone", { nodeName: `${stage.space}-none` }));
    await stage.create(pod("other"));
    await stage.settles(
      () => stage.read("pods/other"),
      (each) => expect(each).toMatchObject({ status: { phase: "Running" } }),
    );
    expect(await stage.read("pods/alone")).toMatchObject({ status: { phase: "Pending" } });
  });

  test("a pod that is deleted goes", async () => {
    const stage = await openStage(server());
    await stage.create(pod("alone"));
    await stage.settles(
      () => stage.read("pods/alone"),
      (each) => expect(each).toMatchObject({ status: { phase: "Running" } }),
    );
    await stage.remove("pods/alone");
    await stage.settles(
      () => stage.read("pods/alone"),
      (each) => expect(each).toEqual({}),
    );
  });

  test("a pod that waits at a gate is not scheduled until it is opened", async () => {
    const stage = await openStage(server());
    await stage.create(pod("alone", { schedulingGates: [{ name: "rule.example/gate" }] }));
    await stage.settles(
      () => stage.read("pods/alone"),
      (each) =>
        expect(conditionsOf(each)).toEqual([
          "PodScheduled=False SchedulingGated: Scheduling is blocked due to non-empty scheduling gates",
        ]),
    );
    await stage.patch("pods/alone", { spec: { schedulingGates: null } });
    await stage.settles(
      () => stage.read("pods/alone"),
      (each) => expect(each).toMatchObject({ status: { phase: "Running" } }),
    );
  });
}
