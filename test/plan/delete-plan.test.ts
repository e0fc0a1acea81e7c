import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type DeletePlan, planDeletion } from "../../src/plan/delete-plan.ts";
import type { DeleteRules } from "../../src/plan/delete-rules.ts";
import { formatPlan } from "../../src/plan/format-plan.ts";
import { compareTasks } from "../../src/plan/task-order.ts";
import { expectWanted, readCases } from "../desired/golden-case.ts";
import { type ShortObject, toCompared } from "./situation.ts";

const cases = readCases("deletion").map((golden) => ({ golden, name: golden.name }));

type GivenRules = Partial<Omit<DeleteRules, "isPermitted">> & { readonly denied?: readonly string[] };

function readRules(text: string): DeleteRules {
  const { denied = [], ...given }: GivenRules = parse(text) ?? {};
  return {
    cascade: true,
    approved: false,
    deleteOption: undefined,
    ...given,
    isPermitted: ({ kind }) => !denied.includes(kind),
  };
}

/** `extra` and `object` are objects of the application, live unless said otherwise; `hook` runs at the deletion. */
function planOf(objects: readonly ShortObject[], rules: DeleteRules): DeletePlan {
  const all = objects.map((short, index) =>
    toCompared({ live: short.unknown === undefined, ...short }, index),
  );
  return planDeletion(
    {
      pairs: all.filter(({ desired }) => desired?.hook === undefined),
      hooks: all.flatMap(({ desired }) => (desired?.hook === undefined ? [] : [desired])),
    },
    rules,
  );
}

function format(plan: DeletePlan): string {
  const text = formatPlan(plan);
  return plan.awaitsApproval === undefined ? text : `${text}\n${plan.awaitsApproval}`;
}

describe("a situation gives the deletion that its file shows", () => {
  test("there are situations", () => expect(cases.length).toBeGreaterThanOrEqual(25));

  test.each(cases)("$name", ({ golden }) => {
    const objects: readonly ShortObject[] = parse(golden.section("objects")) ?? [];
    expectWanted(golden, format(planOf(objects, readRules(golden.section("rules")))));
  });
});

const anyObject: fc.Arbitrary<ShortObject> = fc
  .record({
    kind: fc.constantFrom("v1 Namespace", "v1 ConfigMap", "apps/v1 Deployment"),
    name: fc.constantFrom("a", "b", "c", "d"),
    wave: fc.integer({ min: -2, max: 3 }),
    option: fc.constantFrom("", "Delete=false"),
    owner: fc.constantFrom("ours", "none", "foreign"),
  })
  .map(({ kind, name, wave, option, owner }) => ({
    extra: kind === "v1 Namespace" ? `${kind} ${name}` : `${kind} ${name}/${name}`,
    owner,
    annotations: {
      "argocd.argoproj.io/sync-wave": String(wave),
      ...(option === "" ? {} : { "argocd.argoproj.io/sync-options": option }),
    },
  }));
const anyObjects = fc.uniqueArray(anyObject, { selector: ({ extra }) => extra ?? "", maxLength: 15 });

describe("laws of deletions", () => {
  test("the order of the input does not matter, and tasks stand in order", () => {
    fc.assert(
      fc.property(anyObjects, (objects) => {
        const plan = planOf(objects, readRules(""));
        expect(planOf(objects.toReversed(), readRules("")).tasks.map(({ id }) => id)).toEqual(
          plan.tasks.map(({ id }) => id),
        );
        expect([...plan.tasks].sort(compareTasks)).toEqual(plan.tasks);
      }),
    );
  });

  test("nothing that is kept or not ours is pruned, with or without its namespace", () => {
    fc.assert(
      fc.property(anyObjects, (objects) => {
        const { tasks } = planOf(objects, readRules(""));
        const pruned = new Set(tasks.filter(({ action }) => action === "prune").map(({ id }) => id));
        const kept = tasks.filter(({ action }) => action === "release");
        for (const { ref } of kept) expect(pruned.has(`Namespace ${ref.namespace}`)).toBe(false);
        expect(tasks.filter(({ action, live }) => action === "prune" && live === undefined)).toEqual([]);
        expect(tasks.length).toBe(objects.filter(({ owner }) => owner !== "none").length);
      }),
    );
  });

  test("without cascade nothing is pruned", () => {
    fc.assert(
      fc.property(anyObjects, (objects) => {
        const { tasks } = planOf(objects, readRules("cascade: false"));
        expect(tasks.filter(({ action }) => action === "prune" || action === "hook")).toEqual([]);
      }),
    );
  });
});
