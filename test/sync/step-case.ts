import { parse } from "yaml";
import type { Health } from "../../src/health/health-status.ts";
import type { JsonObject } from "../../src/kube/json.ts";
import { isObject } from "../../src/kube/json.ts";
import { formatKey } from "../../src/kube/key.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { formatTask } from "../../src/plan/format-plan.ts";
import { planSync } from "../../src/plan/plan.ts";
import type { SyncPlan, SyncTask } from "../../src/plan/sync-plan.ts";
import type { Operation, TaskResult } from "../../src/sync/operation.ts";
import type { Observation, Observed, Step } from "../../src/sync/step.ts";
import { nextStep } from "../../src/sync/sync.ts";
import { toResult } from "../../src/sync/task-result.ts";
import type { GoldenCase } from "../desired/golden-case.ts";
import { readOptions, readSituation } from "../plan/situation.ts";

/** An operation that has done nothing yet; `over` lays fields over it. */
export function toTestOperation(over: Partial<Operation> = {}): Operation {
  return {
    id: "op-1",
    startedAt: 0,
    initiatedBy: { username: "ann", automated: false },
    revision: { sha: "a".repeat(40), author: "ann", subject: "change", committedAt: 0 },
    specHash: "spec",
    prune: true,
    phase: "Running",
    message: "",
    retries: 0,
    results: [],
    ...over,
  };
}

/** Health as the test objects carry it themselves, in a field `health`. */
export function healthOf(live: KubeObject): Health | undefined {
  const health = live["health"];
  if (!isObject(health)) return undefined;
  const { status, message } = health;
  const known = (["Healthy", "Suspended", "Progressing", "Missing", "Degraded", "Unknown"] as const).find(
    (each) => each === status,
  );
  if (known === undefined) return undefined;
  return typeof message === "string" ? { status: known, message } : { status: known };
}

/**
 * Asks for one step of the situation in a file. `results`: by task id, what came of it so far; `observed`: by task id, `gone`,
 * `unreadable` or fields laid over a plain live object; `tried`: task ids; `now`: milliseconds.
 */
export function stepOf(golden: GoldenCase): Step {
  const plan = planSync(readSituation(golden.section("objects")), readOptions(golden.section("options")));
  const over: Partial<Operation> = parse(golden.section("operation")) ?? {};
  const operation = toTestOperation({ ...over, results: readResults(golden.section("results"), plan) });
  const observed = readObserved(golden, operation);
  return nextStep(plan, operation, observed, Number(golden.section("now") || 0));
}

function readResults(text: string, plan: SyncPlan): readonly TaskResult[] {
  const given: Readonly<Record<string, Partial<TaskResult>>> = parse(text) ?? {};
  return Object.entries(given).map(([id, fields]) => {
    const task = plan.tasks.find((each) => each.id === id);
    if (task === undefined) throw new Error(`No task ${id} among ${plan.tasks.map((each) => each.id)}`);
    return toResult(task, toFields(task, fields));
  });
}

function toFields(task: SyncTask, fields: Partial<TaskResult>): Parameters<typeof toResult>[1] {
  const name = task.ref.name || "generated";
  return { phase: "Succeeded", message: "", startedAt: 0, name, uid: `uid-${name}`, ...fields };
}

function readObserved(golden: GoldenCase, operation: Operation): Observed {
  const given: Readonly<Record<string, string | JsonObject>> = parse(golden.section("observed")) ?? {};
  const entries = Object.entries(given).map(([id, fields]): [string, Observation] => {
    const result = operation.results.find((each) => each.task === id);
    if (fields === "gone") return [id, {}];
    if (typeof fields === "string") return [id, { unknown: fields }];
    return [id, { live: toLive(result, fields) }];
  });
  return { live: new Map(entries), tried: new Set<string>(parse(golden.section("tried")) ?? []), healthOf };
}

function toLive(result: TaskResult | undefined, fields: JsonObject): KubeObject {
  const { metadata, ...rest } = fields;
  const given = isObject(metadata) ? metadata : {};
  const uid = result?.uid ?? "uid";
  return {
    apiVersion: "v1",
    kind: result?.kind ?? "",
    ...rest,
    metadata: { name: result?.name ?? "", uid, ...given },
  };
}

/** Prints a step as golden files show it. */
export function formatStep(step: Step): string {
  switch (step.do) {
    case "record":
      return ["record", ...step.results.map(formatResult)].join("\n  ");
    case "wait":
      return `wait until ${step.untilMs}, at most until ${step.deadlineMs}: ${step.reason}`;
    case "finish":
      return `finish ${step.phase}: ${step.message}`;
    default:
      return [step.do, ...step.tasks.map(formatTask)].join("\n  ");
  }
}

function formatResult(result: TaskResult): string {
  const code = result.code === undefined ? "" : ` ${result.code}`;
  return `${formatKey(result)}  ${result.phase}${code}: ${result.message}`.trimEnd();
}
