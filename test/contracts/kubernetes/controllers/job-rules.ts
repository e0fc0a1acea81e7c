import { expect, test } from "vitest";
import { type JsonObject, readField } from "../../../../src/kube/json.ts";
import type { RuleSubject } from "../api-server.ts";
import { conditionsOf, job, nameOf, nowhere, openStage, ownersOf, type Stage } from "./settled.ts";

const reached = "CompletionsReached: Reached expected number of succeeded pods";
const complete = [`SuccessCriteriaMet=True ${reached}`, `Complete=True ${reached}`];
const late = "DeadlineExceeded: Job was active longer than specified deadline";
const isOver = (each: JsonObject) => expect(conditionsOf(each).join()).toMatch(/Complete=True|Failed=True/);

const finish = (stage: Stage, name: string) => stage.settles(() => stage.read(`jobs/${name}`), isOver);
const withoutTimes = (status: unknown) => {
  const { conditions: _c, startTime: _s, completionTime: _t, ...counts } = status as JsonObject;
  return counts;
};

/** Rules of Jobs and CronJobs. */
export function jobRules({ server }: RuleSubject): void {
  test("a Job completes", async () => {
    const stage = await openStage(server());
    await stage.create(job("work"));
    const done = await finish(stage, "work");
    expect(conditionsOf(done)).toEqual(complete);
    expect(withoutTimes(done["status"])).toEqual({
      ready: 0,
      succeeded: 1,
      terminating: 0,
      uncountedTerminatedPods: {},
    });
    expect(readField(done, "status", "completionTime")).toMatch(/Z$/);
    expect(readField(done, "status", "startTime")).toMatch(/Z$/);
  });

  test("the pods of a Job stay, and name it in their labels", async () => {
    const stage = await openStage(server());
    const { metadata } = await stage.create(job("work"));
    await finish(stage, "work");
    const uid = readField(metadata, "uid");
    const pods = await stage.list("pods");
    expect(pods).toHaveLength(1);
    expect(nameOf(pods[0])).toMatch(/^work-[a-z0-9]{5}$/);
    expect(pods[0]).toMatchObject({ status: { phase: "Succeeded" } });
    expect(readField(pods[0], "metadata", "labels")).toEqual({
      "batch.kubernetes.io/controller-uid": uid,
      "batch.kubernetes.io/job-name": "work",
      "controller-uid": uid,
      "job-name": "work",
    });
    expect(ownersOf(pods[0])).toMatchObject([{ kind: "Job", name: "work", controller: true }]);
    await stage.settles(
      async () => (await stage.list("pods")).map((pod) => readField(pod, "metadata", "finalizers")),
      (finalizers) => expect(finalizers).toEqual([undefined]),
    );
  });

  test("a Job with several completions runs as many pods", async () => {
    const stage = await openStage(server());
    await stage.create(job("work", { completions: 3, parallelism: 2 }));
    const done = await finish(stage, "work");
    expect(done).toMatchObject({ status: { succeeded: 3 } });
    expect(await stage.list("pods")).toHaveLength(3);
  });

  test("an indexed Job numbers its pods", async () => {
    const stage = await openStage(server());
    await stage.create(job("work", { completions: 3, parallelism: 3, completionMode: "Indexed" }));
    const done = await finish(stage, "work");
    expect(done).toMatchObject({ status: { succeeded: 3, completedIndexes: "0-2" } });
    const pods = await stage.list("pods");
    expect(pods.map((pod) => readField(pod, "spec", "hostname"))).toEqual(["work-0", "work-1", "work-2"]);
    const [first] = pods;
    expect(nameOf(first)).toMatch(/^work-0-[a-z0-9]{5}$/);
    const index = "batch.kubernetes.io/job-completion-index";
    expect(readField(first, "metadata", "annotations", index)).toBe("0");
    expect(readField(first, "metadata", "labels", index)).toBe("0");
    const fieldPath = `metadata.labels['${index}']`;
    expect(first).toMatchObject({
      spec: {
        containers: [
          {
            env: [{ name: "JOB_COMPLETION_INDEX", valueFrom: { fieldRef: { apiVersion: "v1", fieldPath } } }],
          },
        ],
      },
    });
  });

  test("a Job that is suspended has no pods and no start", async () => {
    const stage = await openStage(server());
    await stage.create(job("work", { suspend: true }));
    const held = await stage.settles(
      () => stage.read("jobs/work"),
      (each) => expect(conditionsOf(each)).toEqual(["Suspended=True JobSuspended: Job suspended"]),
    );
    expect(withoutTimes(held["status"])).toEqual({ ready: 0, terminating: 0, uncountedTerminatedPods: {} });
    expect(readField(held, "status", "startTime")).toBeUndefined();
    expect(await stage.list("pods")).toEqual([]);
  });

  test("a Job that is resumed completes", async () => {
    const stage = await openStage(server());
    await stage.create(job("work", { suspend: true }));
    await stage.settles(
      () => stage.read("jobs/work"),
      (each) => expect(conditionsOf(each)).toHaveLength(1),
    );
    await stage.patch("jobs/work", { spec: { suspend: false } });
    const done = await finish(stage, "work");
    expect(conditionsOf(done)).toEqual(["Suspended=False JobResumed: Job resumed", ...complete]);
  });

  test("a Job that is active for too long fails", async () => {
    const stage = await openStage(server());
    await stage.create(job("work", { activeDeadlineSeconds: 1 }, nowhere));
    const failed = await finish(stage, "work");
    expect(conditionsOf(failed)).toEqual([`FailureTarget=True ${late}`, `Failed=True ${late}`]);
    expect(withoutTimes(failed["status"])).toEqual({
      failed: 1,
      ready: 0,
      terminating: 0,
      uncountedTerminatedPods: {},
    });
    await stage.settles(
      () => stage.list("pods"),
      (pods) => expect(pods).toEqual([]),
    );
  });

  test("a Job whose time to live is over goes with its pods", async () => {
    const stage = await openStage(server());
    await stage.create(job("work", { ttlSecondsAfterFinished: 0 }));
    await stage.settles(
      async () => [...(await stage.list("jobs")), ...(await stage.list("pods"))],
      (left) => expect(left).toEqual([]),
    );
  });

  test("a Job whose time to live is not over stays", async () => {
    const stage = await openStage(server());
    await stage.create(job("work", { ttlSecondsAfterFinished: 100 }));
    await finish(stage, "work");
    expect(await stage.list("pods")).toHaveLength(1);
  });

  test("a Job waits for its pods while they fit no node", async () => {
    const stage = await openStage(server());
    await stage.create(job("work", {}, nowhere));
    const active = await stage.settles(
      () => stage.read("jobs/work"),
      (each) => expect(each).toMatchObject({ status: { active: 1 } }),
    );
    expect(withoutTimes(active["status"])).toEqual({
      active: 1,
      ready: 0,
      terminating: 0,
      uncountedTerminatedPods: {},
    });
    expect(conditionsOf(active)).toEqual([]);
  });

  test("a Job tells of its pods and its end in Events", async () => {
    const stage = await openStage(server());
    await stage.create(job("work"));
    await stage.settles(
      async () => {
        const events = await stage.list("events?fieldSelector=involvedObject.kind=Job");
        return events.map(({ reason }) => reason);
      },
      (reasons) => expect(reasons).toEqual(expect.arrayContaining(["SuccessfulCreate", "Completed"])),
    );
  });

  test("a Job that was made of a CronJob by hand counts as its last success", async () => {
    const stage = await openStage(server());
    const { spec } = job("tick");
    const cron = await stage.create({
      apiVersion: "batch/v1",
      kind: "CronJob",
      metadata: { name: "tick" },
      spec: { schedule: "0 0 1 1 *", suspend: true, jobTemplate: { spec: spec as JsonObject } },
    });
    const owner = {
      apiVersion: "batch/v1",
      kind: "CronJob",
      name: "tick",
      uid: readField(cron, "metadata", "uid"),
    };
    const byHand = {
      ...job("by-hand"),
      metadata: {
        name: "by-hand",
        annotations: { "cronjob.kubernetes.io/instantiate": "manual" },
        ownerReferences: [{ ...owner, controller: true }],
      },
    };
    await stage.create(byHand);
    const done = await finish(stage, "by-hand");
    await stage.settles(
      () => stage.read("cronjobs/tick"),
      (each) =>
        expect(each["status"]).toEqual({ lastSuccessfulTime: readField(done, "status", "completionTime") }),
    );
  });
}
