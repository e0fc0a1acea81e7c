import { describe, expect, test } from "vitest";
import type { SyncWindow } from "../../src/application/project-spec.ts";
import { defaultSyncOptions } from "../../src/application/sync-options.ts";
import type { SyncPolicy } from "../../src/application/sync-policy.ts";
import { type LastAttempt, toAttempt } from "../../src/sync/attempt.ts";
import { resumeOrDecide } from "../../src/sync/decide.ts";
import type { DecisionInput } from "../../src/sync/decision.ts";
import { toDriftSummary } from "../../src/sync/drift-summary.ts";
import type { TaskResult } from "../../src/sync/operation.ts";
import { beginRetry, nextRetry } from "../../src/sync/retry.ts";
import { type ShortObject, toCompared } from "../plan/situation.ts";
import { toTestOperation } from "./step-case.ts";

const revision = { sha: "a".repeat(40), author: "ann", subject: "change", committedAt: 0 };
const newer = { ...revision, sha: "b".repeat(40) };
const drifted: readonly ShortObject[] = [
  { object: "v1 ConfigMap shop/a", live: true },
  { object: "v1 ConfigMap shop/b", status: "Synced" },
];
const synced: LastAttempt = {
  revision: revision.sha,
  specHash: "spec",
  phase: "Succeeded",
  finishedAt: 1_000,
  selfHeals: 0,
};

const closedWindow: SyncWindow = {
  kind: "deny",
  schedule: "0 0 * * *",
  duration: "1h",
  durationMs: 3_600_000,
  timeZone: "UTC",
  applications: ["*"],
  namespaces: [],
  clusters: [],
  andOperator: false,
  manualSync: false,
  syncOverrun: false,
};

const toPolicy = (automated?: Partial<SyncPolicy["automated"]>): SyncPolicy => ({
  options: defaultSyncOptions,
  ...(automated === undefined
    ? {}
    : { automated: { prune: false, selfHeal: false, allowEmpty: false, ...automated } }),
});

const toInput = (over: Partial<DecisionInput> = {}, objects = drifted): DecisionInput => ({
  policy: toPolicy({}),
  specHash: "spec",
  revision,
  state: {},
  drift: toDriftSummary(objects.map(toCompared), "OutOfSync"),
  windows: [],
  now: 10_000,
  newId: "op-9",
  ...over,
});

const isSynced = { status: "Synced", drifted: [], onlyExtras: true, isEmpty: false } as const;

describe("a sync is not due", () => {
  test.each<[string, Partial<DecisionInput>, string]>([
    ["by hand only", { policy: toPolicy() }, "syncs by hand"],
    ["when nothing differs", { drift: isSynced }, "is Synced"],
    ["when it is not known what differs", { drift: { ...isSynced, status: "Unknown" } }, "is Unknown"],
    ["again, without selfHeal", { state: { attempt: synced } }, "automated.selfHeal is off"],
    ["again, after a failure", { state: { attempt: { ...synced, phase: "Failed" } } }, "is tried once"],
    ["again, after an error", { state: { attempt: { ...synced, phase: "Error" } } }, "ended in an error"],
  ])("%s", (_, over, reason) => {
    const decision = resumeOrDecide(toInput(over));
    expect(decision).toMatchObject({ do: "none", reason: expect.stringContaining(reason) });
  });

  test("for what the last sync left: its deletion is off or not approved; a day later it is tried again", () => {
    const extra = [
      { extra: "v1 ConfigMap shop/old" },
      { object: "v1 ConfigMap shop/b", status: "Synced" as const },
    ];
    const key = { group: "", kind: "ConfigMap", namespace: "shop", name: "old" };
    const left: TaskResult = {
      ...key,
      task: "ConfigMap shop/old",
      syncPhase: "Sync",
      wave: 0,
      hook: false,
      prune: true,
      phase: "Succeeded",
      code: "PruneSkipped",
      message: "ignored (no prune)",
      startedAt: 0,
    };
    const operation = toTestOperation({ phase: "Succeeded", finishedAt: 1_000, results: [left] });
    const input = {
      policy: toPolicy({ prune: true, selfHeal: true }),
      state: { attempt: toAttempt(operation) },
    };
    expect(resumeOrDecide(toInput(input, extra))).toMatchObject({
      do: "none",
      reason: expect.stringContaining("approval"),
    });
    const more = [...extra, { extra: "v1 ConfigMap shop/older" }];
    expect(resumeOrDecide(toInput(input, more)).do).toBe("start");
    expect(resumeOrDecide(toInput({ ...input, now: 90_000_000 }, extra)).do).toBe("start");
  });

  test("while a sync window is closed, whoever asked; what a person asked for is put on record", () => {
    const input = { windows: [closedWindow] };
    const byItself = resumeOrDecide(toInput(input));
    expect(byItself).toMatchObject({ do: "none", closed: true, untilMs: 3_600_000 });
    const requested = { initiatedBy: { username: "ann", automated: false }, prune: false };
    const byHand = resumeOrDecide(toInput({ ...input, state: { requested } }));
    expect(byHand).toMatchObject({
      do: "none",
      ended: { phase: "Error", refused: true, finishedAt: 10_000 },
    });
    const running = toTestOperation({ startedAt: 0 });
    expect(resumeOrDecide(toInput({ ...input, state: { operation: running } }))).toMatchObject({
      do: "none",
      closed: true,
    });
    const ending = toTestOperation({ startedAt: 0, phase: "Terminating" });
    expect(resumeOrDecide(toInput({ ...input, state: { operation: ending } })).do).toBe("resume");
  });

  test("only a failure is told to people", () => {
    const failed = resumeOrDecide(toInput({ state: { attempt: { ...synced, phase: "Failed" } } }));
    expect(failed).toMatchObject({ error: true });
    expect(resumeOrDecide(toInput({ state: { attempt: synced } }))).not.toHaveProperty("error");
  });

  test("for extra objects alone, unless they are pruned", () => {
    const extra = [
      { extra: "v1 ConfigMap shop/old" },
      { object: "v1 ConfigMap shop/b", status: "Synced" as const },
    ];
    expect(resumeOrDecide(toInput({}, extra)).do).toBe("none");
    const pruning = resumeOrDecide(toInput({ policy: toPolicy({ prune: true }) }, extra));
    expect(pruning).toMatchObject({ do: "start", operation: { prune: true } });
  });

  test("to prune everything, unless it may", () => {
    const extra = [{ extra: "v1 ConfigMap shop/old" }, { hook: "batch/v1 Job shop/migrate" }];
    const refused = resumeOrDecide(toInput({ policy: toPolicy({ prune: true }) }, extra));
    expect(refused).toMatchObject({ do: "none", error: true });
    const allowed = toInput({ policy: toPolicy({ prune: true, allowEmpty: true }) }, extra);
    expect(resumeOrDecide(allowed).do).toBe("start");
  });
});

describe("a sync starts", () => {
  test("by itself, when the application is OutOfSync", () => {
    const decision = resumeOrDecide(toInput({ state: { yields: 2 } }));
    expect(decision).toMatchObject({
      do: "start",
      operation: {
        id: "op-9",
        startedAt: 10_000,
        initiatedBy: { automated: true },
        revision,
        phase: "Running",
        prune: false,
        results: [],
        yields: 2,
      },
    });
    expect(decision).not.toHaveProperty("operation.only");
  });

  test.each<[string, Partial<LastAttempt>]>([
    ["another revision was tried", { revision: newer.sha }],
    ["another spec was tried", { specHash: "other" }],
  ])("although %s, and failed", (_, over) => {
    const attempt: LastAttempt = { ...synced, phase: "Failed", ...over };
    expect(resumeOrDecide(toInput({ state: { attempt } })).do).toBe("start");
  });

  test("always when a person asks, with what the person asks for", () => {
    const requested = { initiatedBy: { username: "ann", automated: false }, prune: true };
    const decision = resumeOrDecide(toInput({ policy: toPolicy(), drift: isSynced, state: { requested } }));
    expect(decision).toMatchObject({ do: "start", operation: requested });
  });
});

describe("self-healing", () => {
  const decide = (selfHeals: number, now: number) =>
    resumeOrDecide(
      toInput({
        policy: toPolicy({ selfHeal: true }),
        state: { attempt: { ...synced, selfHeals } },
        now,
      }),
    );

  test("syncs only what drifted", () => {
    expect(decide(0, 1_000)).toMatchObject({
      do: "start",
      operation: { only: [{ group: "", kind: "ConfigMap", namespace: "shop", name: "a" }], selfHeals: 1 },
    });
  });

  test.each([
    [1, 2_000],
    [2, 6_000],
    [3, 18_000],
    [5, 162_000],
    [6, 300_000],
    [60, 300_000],
  ])("after %i in a row pauses for %i ms", (selfHeals, pauseMs) => {
    const untilMs = synced.finishedAt + pauseMs;
    expect(decide(selfHeals, untilMs - 1)).toMatchObject({ do: "none", untilMs });
    expect(decide(selfHeals, untilMs)).toMatchObject({
      do: "start",
      operation: { selfHeals: selfHeals + 1 },
    });
  });

  test("what was synced is remembered with its count", () => {
    const operation = toTestOperation({ phase: "Succeeded", finishedAt: 7, selfHeals: 3 });
    const attempt = {
      revision: revision.sha,
      specHash: "spec",
      phase: "Succeeded",
      finishedAt: 7,
      selfHeals: 3,
    };
    expect(toAttempt(operation)).toEqual(attempt);
  });
});

describe("an operation that is there", () => {
  const waiting = toTestOperation({ retries: 1, retryAt: 20_000, message: "no" });

  test.each(["Running", "Terminating"] as const)("and %s is resumed as it is", (phase) => {
    const operation = toTestOperation({ phase });
    const requested = { initiatedBy: { username: "ann", automated: false }, prune: true };
    const decision = resumeOrDecide(toInput({ revision: newer, state: { operation, requested } }));
    expect(decision).toEqual({ do: "resume", operation });
  });

  test("and is finished does not count", () => {
    const operation = toTestOperation({ phase: "Succeeded" });
    expect(resumeOrDecide(toInput({ state: { operation } })).do).toBe("start");
  });

  test("waits for its retry, and no longer", () => {
    const at = (now: number) => resumeOrDecide(toInput({ state: { operation: waiting }, now }));
    expect(at(19_999)).toMatchObject({ do: "none", untilMs: 20_000 });
    expect(at(20_000)).toEqual({ do: "resume", operation: beginRetry(waiting) });
  });

  test("gives way to a newer revision while it waits for its retry", () => {
    const decision = resumeOrDecide(toInput({ revision: newer, state: { operation: waiting } }));
    expect(decision).toMatchObject({
      do: "start",
      operation: { id: "op-9", revision: newer },
      ended: { id: "op-1", phase: "Failed", finishedAt: 10_000, superseded: true, terminated: true },
    });
    expect(decision).not.toHaveProperty("ended.retryAt");
  });

  test("gives way even when there is nothing to do at the newer revision", () => {
    const input = toInput({ revision: newer, drift: isSynced, state: { operation: waiting } });
    expect(resumeOrDecide(input)).toMatchObject({ do: "none", ended: { id: "op-1" } });
  });

  test("does not give way where only a person syncs", () => {
    const input = toInput({ policy: toPolicy(), revision: newer, state: { operation: waiting } });
    expect(resumeOrDecide(input)).toMatchObject({ do: "none", untilMs: 20_000 });
  });
});

describe("retries", () => {
  const failed = toTestOperation({
    phase: "Failed",
    finishedAt: 9,
    message: "no",
    initiatedBy: { username: "outrigger", automated: true },
  });
  const retryAt = (retries: number) => nextRetry({ ...failed, retries }, undefined, 0)?.retryAt;

  test("an automated sync is retried five times, twice as long apart each time", () => {
    expect([0, 1, 2, 3, 4, 5].map(retryAt)).toEqual([5_000, 10_000, 20_000, 40_000, 80_000, undefined]);
  });

  test("the pause has an upper end; a limit below zero has none", () => {
    const policy = { limit: -1, durationMs: 1_000, factor: 10, maxDurationMs: 3_000 };
    expect(nextRetry({ ...failed, retries: 99 }, policy, 0)).toMatchObject({ retries: 100, retryAt: 3_000 });
  });

  test("it says when, and runs on", () => {
    const waiting = nextRetry(failed, undefined, 0);
    expect(waiting).toMatchObject({ phase: "Running", retries: 1 });
    expect(waiting?.message).toBe("no. Retrying attempt #1 at 1970-01-01T00:00:05.000Z");
    expect(waiting).not.toHaveProperty("finishedAt");
  });

  test.each([
    ["a sync by hand, without a policy", { ...failed, initiatedBy: { username: "ann", automated: false } }],
    ["a success", { ...failed, phase: "Succeeded" as const }],
    ["what was ended on purpose", { ...failed, terminated: true as const }],
  ])("not of %s", (_, operation) => expect(nextRetry(operation, undefined, 0)).toBeUndefined());

  test("a retry keeps only the hooks that succeeded, and not those of SyncFail", () => {
    const base = {
      group: "",
      kind: "Job",
      namespace: "shop",
      wave: 0,
      prune: false,
      message: "",
      startedAt: 0,
    };
    const toOne = (task: string, over: object) => ({
      ...base,
      name: task,
      task,
      syncPhase: "PreSync" as const,
      hook: true,
      phase: "Succeeded" as const,
      ...over,
    });
    const results = [
      toOne("kept", {}),
      toOne("failed", { phase: "Failed" }),
      toOne("object", { hook: false }),
      toOne("tell", { syncPhase: "SyncFail" }),
    ];
    const retry = beginRetry(toTestOperation({ results, retries: 2, retryAt: 5 }));
    expect(retry.results.map(({ task }) => task)).toEqual(["kept"]);
    expect(retry).not.toHaveProperty("retryAt");
    expect(retry.message).toBe("Retrying operation. Attempt #2");
  });
});
