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

const revision = "deployment.kubernetes.io/revision";
const available = "Available=True MinimumReplicasAvailable: Deployment has minimum availability.";
const progressed = (set: string) =>
  `Progressing=True NewReplicaSetAvailable: ReplicaSet "${set}" has successfully progressed.`;

const annotation = (object: JsonObject | undefined, name: string) =>
  readField(object, "metadata", "annotations", name);
const statusOf = (object: JsonObject) => readField(object, "status") as JsonObject;
const done = (replicas: number) => (deployment: JsonObject) =>
  expect(deployment).toMatchObject({
    status: {
      observedGeneration: readField(deployment, "metadata", "generation"),
      replicas,
      updatedReplicas: replicas,
      availableReplicas: replicas,
    },
  });

async function rollOut(stage: Stage, spec: JsonObject = {}, name = "web"): Promise<JsonObject> {
  await stage.create(workload("Deployment", name, { replicas: 2, ...spec }));
  return stage.settles(() => stage.read(`deployments/${name}`), done(2));
}

const setImage = (stage: Stage, image: string) =>
  stage.patch("deployments/web", { spec: { template: template("web", image) } });
const imageOf = (set: JsonObject) => {
  const containers = readField(set, "spec", "template", "spec", "containers") as readonly JsonObject[];
  return String(containers[0]?.["image"]);
};
const setOf = async (stage: Stage, image: string) =>
  (await stage.list("replicasets")).find((set) => imageOf(set) === image) ?? {};

/** Rules of Deployments. */
export function deploymentRules({ server }: RuleSubject): void {
  test("a Deployment that is done says so in its counts and conditions", async () => {
    const stage = await openStage(server());
    const deployment = await rollOut(stage);
    const [set] = await stage.list("replicasets");
    const { conditions: _, ...counts } = statusOf(
      await stage.settles(
        () => stage.read("deployments/web"),
        (each) => expect(conditionsOf(each)).toContain(progressed(nameOf(set))),
      ),
    );
    expect(counts).toEqual({
      observedGeneration: 1,
      replicas: 2,
      updatedReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
      terminatingReplicas: 0,
    });
    expect(conditionsOf(deployment)).toContain(available);
    expect(annotation(deployment, revision)).toBe("1");
  });

  test("a Deployment owns a ReplicaSet that is named and labelled by its template's hash", async () => {
    const stage = await openStage(server());
    await rollOut(stage);
    const [set, ...others] = await stage.list("replicasets");
    expect(others).toEqual([]);
    const [, hash] = /^web-([bcdf-hj-np-tv-xz2456789]{6,10})$/.exec(nameOf(set)) ?? [];
    expect(hash, nameOf(set)).toBeDefined();
    const labels = { app: "web", "pod-template-hash": hash };
    expect(set).toMatchObject({
      metadata: { labels },
      spec: { replicas: 2, selector: { matchLabels: labels }, template: { metadata: { labels } } },
    });
    expect(ownersOf(set)).toEqual([
      { apiVersion: "apps/v1", kind: "Deployment", name: "web", controller: true, blockOwnerDeletion: true },
    ]);
  });

  test("pods of a Deployment are named after their ReplicaSet and owned by it", async () => {
    const stage = await openStage(server());
    await rollOut(stage);
    const [set] = await stage.list("replicasets");
    const pods = await stage.list("pods");
    expect(pods).toHaveLength(2);
    for (const pod of pods) {
      expect(nameOf(pod)).toMatch(new RegExp(`^${nameOf(set)}-[a-z0-9]{5}$`));
      expect(readField(pod, "metadata", "generateName")).toBe(`${nameOf(set)}-`);
      expect(ownersOf(pod)).toMatchObject([{ kind: "ReplicaSet", name: nameOf(set), controller: true }]);
    }
  });

  test("a ReplicaSet says what its Deployment wanted, and has the Deployment's annotations but for kubectl's", async () => {
    const stage = await openStage(server());
    const annotations = { team: "x", "kubectl.kubernetes.io/last-applied-configuration": "{}\n" };
    const body = workload("Deployment", "web", { replicas: 4 });
    await stage.create({ ...body, metadata: { name: "web", annotations } });
    const sets = await stage.settles(
      () => stage.list("replicasets"),
      (each) => expect(each).toHaveLength(1),
    );
    expect(readField(sets[0], "metadata", "annotations")).toEqual({
      "deployment.kubernetes.io/desired-replicas": "4",
      "deployment.kubernetes.io/max-replicas": "5",
      [revision]: "1",
      team: "x",
    });
  });

  test("a Deployment without replicas is available and has no counts", async () => {
    const stage = await openStage(server());
    await stage.create(workload("Deployment", "web", { replicas: 0 }));
    const deployment = await stage.settles(
      () => stage.read("deployments/web"),
      (each) => expect(conditionsOf(each).join()).toContain("NewReplicaSetAvailable"),
    );
    const { conditions: _, ...counts } = statusOf(deployment);
    expect(counts).toEqual({ observedGeneration: 1, terminatingReplicas: 0 });
    expect(conditionsOf(deployment)).toContain(available);
  });

  test("the controller manager owns a Deployment's status and the annotation of its revision", async () => {
    const stage = await openStage(server());
    const deployment = await rollOut(stage);
    const entries = readField(deployment, "metadata", "managedFields") as readonly JsonObject[];
    const own = entries.find(({ manager }) => manager === "kube-controller-manager");
    expect(own).toMatchObject({
      operation: "Update",
      subresource: "status",
      apiVersion: "apps/v1",
      fieldsV1: { "f:metadata": { "f:annotations": { [`f:${revision}`]: {} } } },
    });
    const fields = Object.keys(readField(own, "fieldsV1", "f:status") as JsonObject);
    expect(fields).toEqual(expect.arrayContaining(["f:availableReplicas", "f:conditions", "f:replicas"]));
  });

  test("the controller manager owns what it sets of a ReplicaSet, its status apart", async () => {
    const stage = await openStage(server());
    await rollOut(stage);
    const [set] = await stage.settles(
      () => stage.list("replicasets"),
      ([each]) => expect(each).toMatchObject({ status: { availableReplicas: 2 } }),
    );
    const entries = readField(set, "metadata", "managedFields") as readonly JsonObject[];
    expect(
      entries.map(({ manager, operation, subresource = "" }) => ({ manager, operation, subresource })),
    ).toEqual([
      { manager: "kube-controller-manager", operation: "Update", subresource: "" },
      { manager: "kube-controller-manager", operation: "Update", subresource: "status" },
    ]);
    expect(readField(entries[0], "fieldsV1")).toMatchObject({
      "f:metadata": {
        "f:labels": { "f:pod-template-hash": {} },
        "f:ownerReferences": { ".": {} },
      },
      "f:spec": { "f:replicas": {}, "f:selector": {} },
    });
  });

  test("a new template gets a ReplicaSet of its own, and the old one loses its pods", async () => {
    const stage = await openStage(server());
    await rollOut(stage);
    await setImage(stage, "image:2");
    const deployment = await stage.settles(() => stage.read("deployments/web"), done(2));
    expect(annotation(deployment, revision)).toBe("2");
    expect(await setOf(stage, "image:1")).toMatchObject({ spec: { replicas: 0 }, status: { replicas: 0 } });
    expect(await setOf(stage, "image:2")).toMatchObject({
      spec: { replicas: 2 },
      status: { readyReplicas: 2 },
    });
    const pods = await stage.settles(
      () => stage.list("pods"),
      (each) => expect(each).toHaveLength(2),
    );
    expect(pods.map((pod) => readField(pod, "metadata", "labels", "pod-template-hash"))).not.toContain(
      readField(await setOf(stage, "image:1"), "metadata", "labels", "pod-template-hash"),
    );
  });

  test("a rollout is progressed when the new ReplicaSet is", async () => {
    const stage = await openStage(server());
    await rollOut(stage);
    await setImage(stage, "image:2");
    await stage.settles(
      () => stage.read("deployments/web"),
      async (each) => expect(conditionsOf(each)).toContain(progressed(nameOf(await setOf(stage, "image:2")))),
    );
  });

  test("a Deployment that recreates its pods gets there, too", async () => {
    const stage = await openStage(server());
    await rollOut(stage, { strategy: { type: "Recreate" } });
    await setImage(stage, "image:2");
    await stage.settles(() => stage.read("deployments/web"), done(2));
    expect(await setOf(stage, "image:1")).toMatchObject({ spec: { replicas: 0 } });
    const [set] = await stage.list("replicasets");
    expect(annotation(set, "deployment.kubernetes.io/max-replicas")).toBe("2");
  });

  test("going back to an earlier template makes its ReplicaSet the newest revision", async () => {
    const stage = await openStage(server());
    await rollOut(stage);
    await setImage(stage, "image:2");
    await stage.settles(() => stage.read("deployments/web"), done(2));
    await setImage(stage, "image:1");
    const deployment = await stage.settles(
      () => stage.read("deployments/web"),
      (each) => {
        done(2)(each);
        expect(annotation(each, revision)).toBe("3");
      },
    );
    expect(conditionsOf(deployment)).toContain(available);
    const set = await setOf(stage, "image:1");
    expect(set).toMatchObject({ spec: { replicas: 2 } });
    expect(annotation(set, revision)).toBe("3");
    expect(annotation(set, "deployment.kubernetes.io/revision-history")).toBe("1");
    expect(await stage.list("replicasets")).toHaveLength(2);
  });

  test("a paused Deployment says so and rolls nothing out until it is resumed", async () => {
    const stage = await openStage(server());
    await rollOut(stage);
    await stage.patch("deployments/web", { spec: { paused: true } });
    await stage.settles(
      () => stage.read("deployments/web"),
      (each) =>
        expect(conditionsOf(each)).toContain("Progressing=Unknown DeploymentPaused: Deployment is paused"),
    );
    await setImage(stage, "image:2");
    await stage.settles(
      () => stage.read("deployments/web"),
      (each) => expect(each).toMatchObject({ status: { observedGeneration: 3 } }),
    );
    expect(await stage.list("replicasets")).toHaveLength(1);
    await stage.patch("deployments/web", { spec: { paused: false } });
    await stage.settles(() => stage.read("deployments/web"), done(2));
    expect(await stage.list("replicasets")).toHaveLength(2);
  });

  test("a paused Deployment can be scaled", async () => {
    const stage = await openStage(server());
    await rollOut(stage);
    await stage.patch("deployments/web", { spec: { paused: true, replicas: 3 } });
    await stage.settles(
      () => stage.list("pods"),
      (pods) => expect(pods).toHaveLength(3),
    );
  });

  test("scaling changes the number of pods and no revision", async () => {
    const stage = await openStage(server());
    await rollOut(stage);
    const before = (await stage.list("pods")).map(nameOf);
    await stage.patch("deployments/web", { spec: { replicas: 3 } });
    const deployment = await stage.settles(() => stage.read("deployments/web"), done(3));
    expect((await stage.list("pods")).map(nameOf)).toEqual(expect.arrayContaining(before));
    expect(annotation(deployment, revision)).toBe("1");
    const [set] = await stage.list("replicasets");
    expect(annotation(set, "deployment.kubernetes.io/desired-replicas")).toBe("3");
    await stage.patch("deployments/web", { spec: { replicas: 1 } });
    await stage.settles(
      () => stage.list("pods"),
      (pods) => expect(pods).toHaveLength(1),
    );
  });

  test("only as many old ReplicaSets are kept as the history limit says", async () => {
    const stage = await openStage(server());
    await rollOut(stage, { revisionHistoryLimit: 1 });
    for (const image of ["image:2", "image:3"]) {
      await setImage(stage, image);
      await stage.settles(() => stage.read("deployments/web"), done(2));
    }
    const sets = await stage.settles(
      () => stage.list("replicasets"),
      (each) => expect(each).toHaveLength(2),
    );
    expect(sets.map(imageOf).sort()).toEqual(["image:2", "image:3"]);
  });

  test("a Deployment whose pods fit no node exceeds its deadline", async () => {
    const stage = await openStage(server());
    const spec = { progressDeadlineSeconds: 1, template: template("web", "image:1", nowhere) };
    await stage.create(workload("Deployment", "web", spec));
    const [set] = await stage.settles(
      () => stage.list("replicasets"),
      (sets) => expect(sets).toHaveLength(1),
    );
    const message = `ReplicaSet "${nameOf(set)}" has timed out progressing.`;
    const deployment = await stage.settles(
      () => stage.read("deployments/web"),
      (each) =>
        expect(conditionsOf(each)).toContain(`Progressing=False ProgressDeadlineExceeded: ${message}`),
    );
    expect(conditionsOf(deployment)).toContain(
      "Available=False MinimumReplicasUnavailable: Deployment does not have minimum availability.",
    );
    expect(deployment).toMatchObject({ status: { replicas: 1, updatedReplicas: 1, unavailableReplicas: 1 } });
  });

  test("a rollout that is stuck leaves as many old pods as may not be missing", async () => {
    const stage = await openStage(server());
    await rollOut(stage, { progressDeadlineSeconds: 1 });
    await stage.patch("deployments/web", { spec: { template: template("web", "image:2", nowhere) } });
    const deployment = await stage.settles(
      () => stage.read("deployments/web"),
      (each) => expect(conditionsOf(each).join()).toContain("ProgressDeadlineExceeded"),
    );
    expect(deployment).toMatchObject({
      status: { replicas: 3, updatedReplicas: 1, availableReplicas: 2, unavailableReplicas: 1 },
    });
  });

  test("a deleted Deployment takes its ReplicaSets and pods along", async () => {
    const stage = await openStage(server());
    await rollOut(stage);
    await stage.remove("deployments/web");
    await stage.settles(
      async () => [...(await stage.list("replicasets")), ...(await stage.list("pods"))],
      (left) => expect(left).toEqual([]),
    );
  });

  test("a Deployment tells of its scalings in Events", async () => {
    const stage = await openStage(server());
    await rollOut(stage);
    const [set] = await stage.list("replicasets");
    const [event] = await stage.settles(
      () => stage.list("events?fieldSelector=involvedObject.kind=Deployment"),
      (events) => expect(events).not.toEqual([]),
    );
    expect(event).toMatchObject({
      type: "Normal",
      reason: "ScalingReplicaSet",
      message: `Scaled up replica set ${nameOf(set)} from 0 to 2`,
      source: { component: "deployment-controller" },
      reportingComponent: "deployment-controller",
      involvedObject: { kind: "Deployment", name: "web", apiVersion: "apps/v1" },
      count: 1,
    });
  });
}
