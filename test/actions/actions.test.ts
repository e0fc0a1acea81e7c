import { describe, expect, test } from "vitest";
import type { ActionRun } from "../../src/actions/action.ts";
import { checkRun, listBuiltIn, mergeActions, refuseUnknown, runBuiltIn } from "../../src/actions/actions.ts";
import { builtInActions } from "../../src/actions/built-in-actions.ts";
import { restoreEmpty, toMergePatch } from "../../src/actions/difference.ts";
import type { Json, JsonObject } from "../../src/kube/json.ts";
import type { KubeObject } from "../../src/kube/object.ts";

const now = Date.UTC(2026, 10, 22, 7, 5, 9, 123);
const time = "2026-11-22T07:05:09Z";

function toObject(key: string, fields: JsonObject = {}): KubeObject {
  const [group = "", version = "", kind = ""] = key.split("/");
  const metadata = { name: "red", namespace: "sea", uid: "u1" };
  return { apiVersion: group === "" ? version : `${group}/${version}`, kind, metadata, ...fields };
}

const run = (name: string, parameters: ActionRun["parameters"] = {}): ActionRun => ({
  name,
  parameters,
  now,
});

/** What an action changes, as the merge patch that is sent; a refusal is its sentence. */
function toPatch(object: KubeObject, asked: ActionRun): Json | undefined {
  const outcome = runBuiltIn(object, asked);
  if (outcome === undefined) return "no such action";
  if ("refusal" in outcome) return outcome.refusal;
  expect(outcome.impacts.map(({ operation }) => operation)).toEqual(["patch"]);
  const [impact] = outcome.impacts;
  return impact === undefined ? undefined : toMergePatch(object, impact.object);
}

const deployment = (spec: JsonObject = {}) =>
  toObject("apps/v1/Deployment", { spec: { template: {}, ...spec } });
const job = (fields: JsonObject) => toObject("batch/v1/Job", fields);
const rollout = (status: JsonObject, spec: JsonObject = {}) =>
  toObject("argoproj.io/v1alpha1/Rollout", {
    spec,
    status: { currentPodHash: "b", stableRS: "a", ...status },
  });
const scaled = (annotations: Record<string, string>, kind = "ScaledObject") => {
  const object = toObject(`keda.sh/v1alpha1/${kind}`);
  return { ...object, metadata: { ...object.metadata, annotations } };
};
const restarted = { metadata: { annotations: { "kubectl.kubernetes.io/restartedAt": time } } };
const postgres = (status: JsonObject) => toObject("postgresql.cnpg.io/v1/Cluster", { status });
const healthy = { instancesStatus: { healthy: ["red-1", "red-2", "red-3"] }, currentPrimary: "red-2" };
const switchover = (to: string) => ({
  status: {
    targetPrimary: to,
    targetPrimaryTimestamp: time,
    phase: "Switchover in progress",
    phaseReason: `Switching over to ${to}`,
  },
});

describe("what an action changes", () => {
  test.each<[rule: string, object: KubeObject, asked: ActionRun, want: Json]>([
    [
      "a Deployment restarts as with kubectl rollout restart",
      deployment(),
      run("restart"),
      { spec: { template: restarted } },
    ],
    ["a StatefulSet too", toObject("apps/v1/StatefulSet"), run("restart"), { spec: { template: restarted } }],
    ["a DaemonSet too", toObject("apps/v1/DaemonSet"), run("restart"), { spec: { template: restarted } }],
    ["a Deployment is paused", deployment(), run("pause"), { spec: { paused: true } }],
    ["and resumed", deployment({ paused: true }), run("resume"), { spec: { paused: false } }],
    ["scaled", deployment({ replicas: 1 }), run("scale", { replicas: "3" }), { spec: { replicas: 3 } }],
    [
      "scaled to nothing",
      toObject("apps/v1/StatefulSet", { spec: { replicas: 1 } }),
      run("scale", { replicas: "0" }),
      { spec: { replicas: 0 } },
    ],
    [
      "a CronJob is suspended",
      toObject("batch/v1/CronJob", { spec: {} }),
      run("suspend"),
      { spec: { suspend: true } },
    ],
    ["a Job is resumed", job({ spec: { suspend: true } }), run("resume"), { spec: { suspend: false } }],
    [
      "a Job is ended, with the conditions it has",
      job({ status: { conditions: [{ type: "Suspended", status: "False" }] } }),
      run("terminate"),
      {
        status: {
          conditions: [
            { type: "Suspended", status: "False" },
            {
              type: "FailureTarget",
              status: "True",
              reason: "ManuallyTerminated",
              message: "Job was terminated by a person",
              lastTransitionTime: time,
            },
          ],
        },
      },
    ],
    ["a Rollout restarts its pods", rollout({}), run("restart"), { spec: { restartAt: time } }],
    ["a Rollout is paused", rollout({}), run("pause"), { spec: { paused: true } }],
    [
      "a Rollout that waits goes on",
      rollout({ pauseConditions: [{ reason: "CanaryPauseStep" }] }),
      run("resume"),
      { spec: { paused: false }, status: { pauseConditions: null } },
    ],
    ["a Rollout is aborted", rollout({}), run("abort"), { status: { abort: true } }],
    ["and tried again", rollout({ abort: true }), run("retry"), { status: { abort: null } }],
    ["promoted at once", rollout({}), run("promote-full"), { status: { promoteFull: true } }],
    [
      "a step is left out",
      rollout(
        { currentStepIndex: 1, pauseConditions: [{}] },
        { strategy: { canary: { steps: [{}, {}, {}] } } },
      ),
      run("skip-current-step"),
      { status: { currentStepIndex: 2, pauseConditions: null } },
    ],
    [
      "an analysis ends",
      toObject("argoproj.io/v1alpha1/AnalysisRun", { status: { phase: "Running" } }),
      run("terminate"),
      { spec: { terminate: true } },
    ],
    [
      "a secret is fetched anew",
      toObject("external-secrets.io/v1/ExternalSecret"),
      run("refresh"),
      { metadata: { annotations: { "force-sync": time } } },
    ],
    [
      "a secret is pushed",
      toObject("external-secrets.io/v1alpha1/PushSecret"),
      run("push"),
      { metadata: { annotations: { "force-sync": time } } },
    ],
    [
      "Flux looks again",
      toObject("helm.toolkit.fluxcd.io/v2/HelmRelease"),
      run("reconcile"),
      { metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": time } } },
    ],
    [
      "Flux is suspended",
      toObject("kustomize.toolkit.fluxcd.io/v1/Kustomization", { spec: {} }),
      run("suspend"),
      { spec: { suspend: true } },
    ],
    [
      "and resumed",
      toObject("notification.toolkit.fluxcd.io/v1/Alert", { spec: { suspend: true } }),
      run("resume"),
      { spec: { suspend: false } },
    ],
    [
      "scaling pauses",
      scaled({}),
      run("pause"),
      { metadata: { annotations: { "autoscaling.keda.sh/paused": "true" } } },
    ],
    [
      "scaling pauses at a number",
      scaled({}),
      run("paused-replicas", { replicas: "2" }),
      { metadata: { annotations: { "autoscaling.keda.sh/paused-replicas": "2" } } },
    ],
    [
      "the number has a default",
      scaled({}),
      run("paused-replicas"),
      { metadata: { annotations: { "autoscaling.keda.sh/paused-replicas": "0" } } },
    ],
    [
      "scaling goes on",
      scaled({ "autoscaling.keda.sh/paused": "true" }, "ScaledJob"),
      run("resume"),
      { metadata: { annotations: { "autoscaling.keda.sh/paused": null } } },
    ],
    [
      "Kafka's pods roll",
      toObject("core.strimzi.io/v1beta2/StrimziPodSet"),
      run("rolling-update"),
      { metadata: { annotations: { "strimzi.io/manual-rolling-update": "true" } } },
    ],
    ["PostgreSQL restarts", postgres({}), run("restart"), { metadata: restarted.metadata }],
    [
      "PostgreSQL reads its settings anew",
      postgres({}),
      run("reload"),
      { metadata: { annotations: { "cnpg.io/reloadedAt": time } } },
    ],
    ["PostgreSQL: the next instance leads", postgres(healthy), run("promote"), switchover("red-3")],
    [
      "PostgreSQL: the first after the last",
      postgres({ ...healthy, currentPrimary: "red-3" }),
      run("promote"),
      switchover("red-1"),
    ],
    [
      "PostgreSQL: an instance by number",
      postgres(healthy),
      run("promote", { instance: "1" }),
      switchover("red-1"),
    ],
    [
      "PostgreSQL: an instance by name",
      postgres(healthy),
      run("promote", { instance: "red-3" }),
      switchover("red-3"),
    ],
    [
      "PostgreSQL is left alone",
      postgres({}),
      run("suspend"),
      { metadata: { annotations: { "cnpg.io/reconciliationLoop": "disabled" } } },
    ],
    [
      "MongoDB pauses",
      toObject("psmdb.percona.com/v1/PerconaServerMongoDB", { spec: {} }),
      run("pause"),
      { spec: { pause: true } },
    ],
  ])("%s", (_rule, object, asked, want) => expect(toPatch(object, asked)).toEqual(want));
});

describe("what is refused", () => {
  test.each<[rule: string, object: KubeObject, asked: ActionRun, want: string]>([
    [
      "what makes no sense now",
      deployment({ paused: true }),
      run("pause"),
      "it makes no sense in the object's present state",
    ],
    [
      "a Job that has ended",
      job({ status: { conditions: [{ type: "Complete", status: "True" }] } }),
      run("terminate"),
      "it makes no sense",
    ],
    ["a Rollout that is promoted", rollout({ stableRS: "b" }), run("abort"), "it makes no sense"],
    [
      "a number that is none",
      deployment(),
      run("scale", { replicas: "many" }),
      'replicas must be a whole number from 0: "many"',
    ],
    ["less than nothing", deployment(), run("scale", { replicas: "-1" }), "must be a whole number from 0"],
    ["a parameter that is missing", deployment(), run("scale"), "give its parameter replicas"],
    [
      "a parameter that it does not have",
      deployment(),
      run("restart", { hard: "yes" }),
      "it has no parameter hard (there are: none)",
    ],
    [
      "a Rollout without a step left",
      rollout({ currentStepIndex: 1 }, { strategy: { canary: { steps: [{}] } } }),
      run("skip-current-step"),
      "no step left",
    ],
    [
      "an instance that is not healthy",
      postgres(healthy),
      run("promote", { instance: "9" }),
      'no healthy instance "9" (there are: red-1, red-2, red-3)',
    ],
  ])("%s", (_rule, object, asked, want) => expect(toPatch(object, asked)).toContain(want));

  test("an action that the kind does not have is nobody's", () => {
    expect(runBuiltIn(deployment(), run("promote"))).toBeUndefined();
    expect(refuseUnknown("promote", listBuiltIn(deployment()))).toEqual({
      refusal:
        "Cannot run the action promote: the object has no such action (there are: restart, pause, resume, scale)",
    });
  });
});

describe("what is made", () => {
  const template = {
    metadata: { labels: { app: "red" } },
    spec: { template: { spec: { restartPolicy: "Never" } } },
  };

  test("a Job of a CronJob, as kubectl create job --from", () => {
    const cronJob = toObject("batch/v1/CronJob", { spec: { jobTemplate: template } });
    expect(runBuiltIn(cronJob, run("create-job"))).toEqual({
      impacts: [
        {
          operation: "create",
          object: {
            apiVersion: "batch/v1",
            kind: "Job",
            metadata: {
              name: "red-2611220705",
              namespace: "sea",
              labels: { app: "red" },
              annotations: { "cronjob.kubernetes.io/instantiate": "manual" },
              ownerReferences: [
                {
                  apiVersion: "batch/v1",
                  kind: "CronJob",
                  name: "red",
                  uid: "u1",
                  blockOwnerDeletion: true,
                  controller: true,
                },
              ],
            },
            spec: template.spec,
          },
        },
      ],
    });
  });

  test("a name that is too long for a Job is cut", () => {
    const cronJob = toObject("batch/v1/CronJob", { spec: { jobTemplate: template } });
    const long = { ...cronJob, metadata: { ...cronJob.metadata, name: "r".repeat(63) } };
    const outcome = runBuiltIn(long, run("create-job"));
    const impacts = outcome !== undefined && "impacts" in outcome ? outcome.impacts : [];
    expect(impacts[0]?.object.metadata.name).toBe(`${"r".repeat(52)}-2611220705`);
  });

  test("a Workflow of a CronWorkflow, with its labels", () => {
    const spec = { workflowSpec: { entrypoint: "main" }, workflowMetadata: { labels: { team: "sea" } } };
    const outcome = runBuiltIn(
      toObject("argoproj.io/v1alpha1/CronWorkflow", { spec }),
      run("create-workflow"),
    );
    expect(outcome).toMatchObject({
      impacts: [
        {
          operation: "create",
          object: {
            kind: "Workflow",
            metadata: {
              name: "red-202611220705",
              labels: { team: "sea", "workflows.argoproj.io/cron-workflow": "red" },
            },
            spec: { entrypoint: "main" },
          },
        },
      ],
    });
  });

  test("a Workflow of a WorkflowTemplate refers to it", () => {
    const outcome = runBuiltIn(toObject("argoproj.io/v1alpha1/WorkflowTemplate"), run("create-workflow"));
    expect(outcome).toMatchObject({
      impacts: [{ object: { spec: { workflowTemplateRef: { name: "red" } } } }],
    });
  });
});

describe("what is listed", () => {
  test("every action of a kind, disabled where it makes no sense now", () => {
    const listed = listBuiltIn(deployment({ paused: true }));
    expect(listed.map(({ name, disabled }) => `${name}${disabled ? " (disabled)" : ""}`)).toEqual([
      "restart",
      "pause (disabled)",
      "resume",
      "scale",
    ]);
    expect(listed.find(({ name }) => name === "scale")).toEqual({
      name: "scale",
      disabled: false,
      iconClass: "fa fa-fw fa-plus-circle",
      params: [{ name: "replicas" }],
    });
  });

  test("nothing for a kind without actions", () =>
    expect(listBuiltIn(toObject("/v1/ConfigMap"))).toEqual([]));

  test("the settings' own come first, and in place of those of their name", () => {
    const own = [{ name: "pause", disabled: false }];
    expect(mergeActions(own, listBuiltIn(deployment())).map(({ name }) => name)).toEqual([
      "pause",
      "restart",
      "resume",
      "scale",
    ]);
    expect(mergeActions(own, listBuiltIn(deployment({ paused: true })))[0]?.disabled).toBe(false);
  });

  test("no kind has two actions of one name", () => {
    const names = builtInActions.flatMap(({ kinds, name }) => kinds.map((kind) => `${kind} ${name}`));
    expect(new Set(names).size).toBe(names.length);
  });

  test("whatever an object holds, its actions are listed", () => {
    for (const { kinds } of builtInActions) {
      const [group = "", kind = ""] = (kinds[0] ?? "").split("/");
      for (const status of [undefined, null, [], "odd", { conditions: "odd", phase: 7 }])
        expect(listBuiltIn(toObject(`${group}/v1/${kind}`, { spec: null, status })).length).toBeGreaterThan(
          0,
        );
    }
  });

  test("a parameter with a default need not be given", () => {
    const action = { name: "a", disabled: false, params: [{ name: "x", default: "1" }] };
    expect(checkRun(action, run("a"))).toBeUndefined();
  });
});

describe("the difference that is sent", () => {
  test.each<[rule: string, before: JsonObject, after: JsonObject, want: JsonObject | undefined]>([
    ["nothing changed", { a: { b: 1 } }, { a: { b: 1 } }, undefined],
    ["a field that is gone is null", { a: 1, b: 2 }, { b: 2 }, { a: null }],
    [
      "maps are compared by their fields",
      { a: { b: 1, c: 2 } },
      { a: { b: 1, c: 3, d: 4 } },
      { a: { c: 3, d: 4 } },
    ],
    ["lists are sent as a whole", { a: [1, 2] }, { a: [1] }, { a: [1] }],
    ["a map in place of a text", { a: "x" }, { a: { b: 1 } }, { a: { b: 1 } }],
  ])("%s", (_rule, before, after, want) => expect(toMergePatch(before, after)).toEqual(want));

  test("an empty map that went through a script stays one", () => {
    const before = { spec: { selector: {}, list: [], pods: [{ limits: {} }] } };
    const after = { spec: { selector: [], list: [], pods: [{ limits: [] }], fresh: [] } };
    expect(restoreEmpty(before, after)).toEqual({
      spec: { selector: {}, list: [], pods: [{ limits: {} }], fresh: [] },
    });
  });
});
