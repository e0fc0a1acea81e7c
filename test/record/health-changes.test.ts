import { expect, test } from "vitest";
import { type HealthChange, noteHealth } from "../../src/record/health-changes.ts";

test("a change of health is noted with its time and reason, the newest first", () => {
  const first = noteHealth([], { status: "Progressing", message: "waiting for Deployment web" }, 1_000);
  expect(noteHealth(first, { status: "Healthy" }, 2_000)).toEqual([
    { status: "Healthy", since: 2_000 },
    { status: "Progressing", message: "waiting for Deployment web", since: 1_000 },
  ]);
});

test("the same status with another message is no change", () => {
  const known: readonly HealthChange[] = [{ status: "Progressing", message: "1 of 3", since: 1 }];
  expect(noteHealth(known, { status: "Progressing", message: "2 of 3" }, 2)).toBe(known);
});

test("ten are kept, with short messages", () => {
  let changes: readonly HealthChange[] = [];
  for (let now = 0; now < 40; now += 1)
    changes = noteHealth(
      changes,
      { status: now % 2 === 0 ? "Healthy" : "Degraded", message: "x".repeat(1_000) },
      now,
    );
  expect(changes).toHaveLength(10);
  expect(changes[0]).toEqual({ status: "Degraded", message: "x".repeat(200), since: 39 });
});
