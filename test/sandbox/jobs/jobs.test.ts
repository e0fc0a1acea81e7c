import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/kube/json.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import { cronJobs } from "../../../src/sandbox/jobs/cron-jobs.ts";
import { parseCron } from "../../../src/sandbox/jobs/cron-schedule.ts";
import { countPods } from "../../../src/sandbox/jobs/job-counts.ts";
import { formatIndexes } from "../../../src/sandbox/jobs/job-status.ts";
import { jobs } from "../../../src/sandbox/jobs/jobs.ts";

describe("a cron schedule", () => {
  test.each([
    ["* * * * *", "2030-01-01T00:00:30Z", "2030-01-01T00:01:00.000Z"],
    ["*/15 * * * *", "2030-01-01T00:45:00Z", "2030-01-01T01:00:00.000Z"],
    ["30 4 * * *", "2030-01-01T04:30:00Z", "2030-01-02T04:30:00.000Z"],
    ["0 0 1 JAN *", "2030-01-01T00:00:00Z", "2031-01-01T00:00:00.000Z"],
    ["0 12 * * MON-FRI", "2030-01-04T13:00:00Z", "2030-01-07T12:00:00.000Z"],
    ["0 0 13 * 5", "2030-01-01T00:00:00Z", "2030-01-04T00:00:00.000Z"],
    ["0 0 * * 7", "2030-01-01T00:00:00Z", "2030-01-06T00:00:00.000Z"],
    ["5,10-20/5 8 * * *", "2030-01-01T08:05:00Z", "2030-01-01T08:10:00.000Z"],
    ["@daily", "2030-01-01T00:00:00Z", "2030-01-02T00:00:00.000Z"],
    ["0 0 30 2 *", "2030-01-01T00:00:00Z", undefined],
  ])("%s after %s is due at %s", (text, after, wanted) => {
    expect(parseCron(text)?.next(new Date(after))?.toISOString()).toBe(wanted);
  });

  test("is of its time zone's wall clock", () => {
    const next = parseCron("0 9 * * *", "Asia/Kolkata")?.next(new Date("2030-01-01T00:00:00Z"));
    expect(next?.toISOString()).toBe("2030-01-01T03:30:00.000Z");
  });

  test.each(["", "* * * *", "60 * * * *", "* * * * MOND", "*/0 * * * *", "5-1 * * * *"])(
    "%j is none",
    (text) => expect(parseCron(text)).toBeUndefined(),
  );
});

describe("a Job", () => {
  test.each([
    [new Set([0, 1, 2]), "0-2"],
    [new Set([5, 0, 1]), "0,1,5"],
    [new Set([3]), "3"],
  ])("%o is printed as %s", (indexes, text) => expect(formatIndexes(indexes)).toBe(text));

  const job = (status: JsonObject): KubeObject => ({
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: "j" },
    spec: {},
    status,
  });
  const pod = (phase: string): KubeObject => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: phase },
    status: { phase },
  });

  test("counts pods by how they ended, those that were deleted since included", () => {
    const pods = [pod("Running"), pod("Succeeded"), pod("Failed")];
    expect(countPods(job({ succeeded: 2 }), pods)).toMatchObject({
      succeeded: 2,
      failed: 1,
      active: [pods[0]],
    });
  });

  test("goes before the CronJob that counts it", () => expect(jobs.rank).toBeLessThan(cronJobs.rank));
});
