import { describe, expect, test } from "vitest";
import { describeTimeout, timeoutAnnotation, withTimeout } from "../../src/sync/sync-timeout.ts";
import { toTestOperation } from "./step-case.ts";

const annotated = (text: string) => ({ annotations: { [timeoutAnnotation]: text } });
const plain = { annotations: {} };

describe("the timeout of a sync", () => {
  test.each([
    ["before its time an operation goes on", annotated("10m"), 599_999, 0, "Running"],
    ["at its time it is terminated", annotated("10m"), 600_000, 0, "Terminating"],
    ["without one it may take as long as its waits", plain, 10_000_000, 0, "Running"],
    ["the installation's counts for all", plain, 60_000, 60_000, "Terminating"],
    ["an application's own goes before the installation's", annotated("10m"), 60_000, 60_000, "Running"],
    ["0 of an application switches the installation's off", annotated("0s"), 60_000, 60_000, "Running"],
    ["one that is no duration counts for nothing", annotated("soon"), 60_000, 60_000, "Terminating"],
  ])("%s", (_what, application, now, defaultMs, phase) => {
    expect(withTimeout(toTestOperation(), application, { now, defaultMs }).phase).toBe(phase);
  });

  test("the message says how long it was and what was waited for; it is not retried", () => {
    const operation = toTestOperation({ message: "waiting for completion of hook batch/Job shop/migrate" });
    const ended = withTimeout(operation, annotated("90s"), { now: 90_000, defaultMs: 0 });
    expect(ended).toMatchObject({ terminated: true });
    expect(ended.message).toBe(
      "operation terminated: it took longer than its timeout of 90 s: waiting for completion of hook batch/Job shop/migrate",
    );
  });

  test("what is terminating already keeps its reason", () => {
    const operation = toTestOperation({ phase: "Terminating", message: "operation terminated" });
    expect(withTimeout(operation, annotated("1s"), { now: 5_000, defaultMs: 0 })).toBe(operation);
  });

  test("an annotation that is no duration is told", () => {
    expect(describeTimeout(annotated("soon"))).toMatch(/sync-timeout has no effect: "soon" is no duration/);
    expect([describeTimeout(annotated("5m")), describeTimeout(plain)]).toEqual([undefined, undefined]);
  });
});
