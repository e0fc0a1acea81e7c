import { describe, expect, test } from "vitest";
import { readRefresh, takeRefresh } from "../../src/application/refresh-request.ts";
import type { JsonObject } from "../../src/kube/json.ts";

const refresh = "argocd.argoproj.io/refresh";
const timestamp = "argocd.argoproj.io/refresh-timestamp";

describe("the annotation refresh", () => {
  test.each<[value: string, isHard: boolean]>([
    ["hard", true],
    ["normal", false],
    ["", false],
    ["Hard", false],
    ["true", false],
  ])("%j: a hard look is %s", (value, isHard) =>
    expect(readRefresh({ [refresh]: value })).toMatchObject({ isHard }),
  );

  test.each<[rule: string, annotations: JsonObject]>([
    ["nothing", {}],
    ["a timestamp alone", { [timestamp]: "1" }],
    ["no text", { [refresh]: 1 }],
  ])("%s asks for nothing", (_rule, annotations) => expect(readRefresh(annotations)).toBeUndefined());

  test("is another request with another value or another timestamp, and the same one with neither", () => {
    const id = (annotations: JsonObject) => readRefresh(annotations)?.id;
    const ids = [
      { [refresh]: "hard" },
      { [refresh]: "normal" },
      { [refresh]: "hard", [timestamp]: "2026-01-01T00:00:00Z" },
      { [refresh]: "hard", [timestamp]: "2026-01-01T00:00:01Z" },
    ].map(id);
    expect(new Set(ids).size).toBe(4);
    expect(id({ [refresh]: "hard", other: "x" })).toBe(ids[0]);
    expect(ids[0]).toMatch(/^[\w-]{22}$/);
  });
});

describe("what a person sends", () => {
  const manifest = (annotations?: JsonObject): JsonObject => ({
    kind: "Application",
    metadata: { name: "shop", ...(annotations === undefined ? {} : { annotations }) },
  });

  test.each<
    [rule: string, sent: JsonObject, before: JsonObject | undefined, kept: JsonObject, isHard?: boolean]
  >([
    ["without the annotation", manifest({ a: "b" }), undefined, manifest({ a: "b" })],
    ["of a new one", manifest({ [refresh]: "hard" }), undefined, manifest(), true],
    [
      "beside others",
      manifest({ a: "b", [refresh]: "x", [timestamp]: "1" }),
      manifest(),
      manifest({ a: "b" }),
      false,
    ],
    [
      "as a file declares it",
      manifest({ [refresh]: "hard" }),
      manifest({ [refresh]: "hard" }),
      manifest({ [refresh]: "hard" }),
    ],
    [
      "beside what a file declares",
      manifest({ [refresh]: "hard", [timestamp]: "2" }),
      manifest({ [refresh]: "hard", [timestamp]: "1" }),
      manifest({ [refresh]: "hard", [timestamp]: "1" }),
      true,
    ],
    [
      "that takes it away",
      manifest({ a: "b" }),
      manifest({ a: "b", [refresh]: "hard" }),
      manifest({ a: "b" }),
    ],
    ["without metadata", { kind: "Application" }, undefined, { kind: "Application" }],
  ])("%s", (_rule, sent, before, kept, isHard) => {
    const taken = takeRefresh(sent, before);
    expect(taken.manifest).toEqual(kept);
    expect(taken.refresh?.isHard).toBe(isHard);
  });
});
