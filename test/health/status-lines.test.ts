import { describe, expect, test } from "vitest";
import { conventions } from "../../src/health/conventions.ts";
import { knownKinds } from "../../src/health/generic.ts";
import { assessHealth } from "../../src/health/health.ts";
import type { StatusLine } from "../../src/health/status-lines.ts";
import type { KubeObject } from "../../src/kube/object.ts";

type Tree = { [name: string]: unknown };

/** Makes the least object that a line speaks of: the first of its alternatives, with "X" for whatever may stand there. */
function toSample(key: string, when: string, conditionPaths = "status.conditions"): KubeObject {
  const [group = "", kind = ""] = key
    .replace("*.", "x.")
    .replace("/*", "/Thing")
    .replaceAll("*", "X")
    .split("/");
  const object: Tree = {
    apiVersion: `${group}/v1`,
    kind,
    metadata: { name: "sample" },
    status: { other: true },
  };
  const conditions: Tree[] = [];
  for (const term of when.split(" & ").filter((each) => !each.startsWith("!"))) {
    if (term.startsWith(".")) setField(object, term);
    else conditions.push(toCondition(term));
  }
  const [path = ""] = conditionPaths.split(" ");
  if (conditions.length > 0) place(object, path.split("."), conditions);
  return object as unknown as KubeObject;
}

const first = (alternatives: string) => (alternatives.split("|")[0] ?? "").replaceAll("*", "X");

function toCondition(term: string): Tree {
  const [, type = "", status = "", reason = ""] = /^([^=]+)=([^(]*)(?:\((.*)\))?$/.exec(term) ?? [];
  return { type: first(type), status: first(status), reason: first(reason), message: "told" };
}

function setField(object: Tree, term: string): void {
  const [path = "", wanted = "something"] = term.split("=");
  const text = first(wanted);
  const value = text === "true" || text === "false" ? text === "true" : text;
  if (text !== "") place(object, path.slice(1).split("."), value);
}

function place(root: Tree, path: readonly string[], value: unknown): void {
  const [step = "", ...rest] = path;
  const name = step.replace("[]", "").replace("*", "x").replaceAll("\u2024", ".");
  if (rest.length === 0) {
    root[name] = value;
    return;
  }
  const next: Tree = {};
  place(next, rest, value);
  const present = root[name];
  const joined = typeof present === "object" && !step.endsWith("[]") ? { ...present, ...next } : next;
  root[name] = step.endsWith("[]") ? [joined] : joined;
}

const rows = knownKinds.flatMap(({ kinds, conditions, lines }) =>
  lines.map((line): [string, string, string | undefined, StatusLine] => [
    kinds[0] ?? "",
    line[0],
    conditions,
    line,
  ]),
);

describe("what is known of kinds: no line stands in the shadow of another", () => {
  test("there are many", () => expect(rows.length).toBeGreaterThan(200));

  test.each(rows)("%s: %s", (key, when, conditions, [, health]) => {
    expect(assessHealth(toSample(key, when, conditions))?.status).toBe(health);
  });

  test.each(knownKinds.map((each) => [each.kinds.join(", "), each] as const))(
    "%s: has a source",
    (_kinds, { source }) => {
      expect(source).toMatch(/^https:\/\/[^ ]+$/);
    },
  );
});

describe("what controllers share: no line stands in the shadow of another", () => {
  test.each(conventions.map((line) => [line[0], line] as const))("%s", (when, [, health]) => {
    expect(assessHealth(toSample("sea.example/Boat", when))?.status).toBe(health);
  });
});

describe("terms", () => {
  const boat = (status: object, spec: object = {}): KubeObject =>
    ({
      apiVersion: "sea.example/v1",
      kind: "Boat",
      metadata: { name: "red", generation: 3 },
      spec,
      status,
    }) as KubeObject;

  test.each<[rule: string, object: KubeObject, want: string]>([
    ["no status at all", { ...boat({}), status: undefined } as unknown as KubeObject, "Healthy"],
    ["an empty status", boat({}), "Healthy"],
    ["suspended, before there is a status", boat({}, { suspend: true }), "Suspended"],
    ["a status of an older spec", boat({ observedGeneration: 2, phase: "Failed" }), "Progressing"],
    ["a generation written as text", boat({ observedGeneration: "2" }), "Progressing"],
    ["a hash in place of a generation", boat({ observedGeneration: "5f8c" }), "Healthy"],
    [
      "good news of an older spec",
      boat({ conditions: [{ type: "Ready", status: "True", observedGeneration: 2 }] }),
      "Progressing",
    ],
    [
      "old news beside new ones",
      boat({
        conditions: [
          { type: "Ready", status: "False", observedGeneration: 2 },
          { type: "Ready", status: "True", observedGeneration: 3 },
        ],
      }),
      "Healthy",
    ],
    [
      "bad news of an older spec",
      boat({ conditions: [{ type: "Failed", status: "True", observedGeneration: 2 }] }),
      "Degraded",
    ],
    ["conditions that are none", boat({ conditions: "none", phase: 7 }), "Healthy"],
  ])("%s", (_rule, object, want) => {
    expect(assessHealth(object)?.status).toBe(want);
  });

  test("the message is the field that the line names", () => {
    const status = { phase: "Failed", message: "no wind" };
    expect(assessHealth(boat(status))).toEqual({ status: "Degraded", message: "no wind" });
  });

  test("without it the field that decided", () => {
    expect(assessHealth(boat({ phase: "Failed" }))).toEqual({ status: "Degraded", message: "phase: Failed" });
  });
});
