import { describe, expect, test } from "vitest";
import {
  approvedAt,
  hasHookFinalizer,
  keepMark,
  readDeletion,
  toApproved,
  toMarked,
} from "../../src/application/deletion-mark.ts";
import type { JsonObject } from "../../src/kube/json.ts";

const now = Date.UTC(2026, 0, 1, 12, 0, 0, 400);
const later = now + 60_000;
const all = "resources-finalizer.argocd.argoproj.io";
const ann = { cascade: true, requestedBy: "ann" };

function manifest(finalizers?: readonly string[], more: JsonObject = {}): JsonObject {
  const metadata = {
    name: "app",
    namespace: "argocd",
    ...(finalizers === undefined ? {} : { finalizers }),
    ...more,
  };
  return { kind: "Application", metadata, spec: { project: "default" } };
}

const finalizersOf = ({ metadata }: JsonObject) =>
  (metadata as { finalizers?: readonly string[] }).finalizers;

describe("an application is marked as being deleted", () => {
  test.each([
    ["cascades in the foreground by default", undefined, {}, [all], "foreground"],
    [
      "keeps the policy that its manifest has",
      [`${all}/background`],
      {},
      [`${all}/background`],
      "background",
    ],
    [
      "takes the policy asked for in its place",
      [all],
      { propagation: "background" },
      [`${all}/background`],
      "background",
    ],
    [
      "keeps finalizers of others",
      ["x/y"],
      { propagation: "foreground" },
      ["x/y", `${all}/foreground`],
      "foreground",
    ],
  ] as const)("%s", (_, present, wish, finalizers, propagation) => {
    const marked = toMarked(manifest(present), { ...ann, ...wish }, now);
    expect(finalizersOf(marked)).toEqual(finalizers);
    expect(readDeletion(marked)).toEqual({
      cascade: true,
      propagation,
      requestedBy: "ann",
      since: Date.UTC(2026, 0, 1, 12),
    });
  });

  test("without cascade only the finalizers that cascade go", () => {
    const marked = toMarked(manifest([all, "x/y"]), { ...ann, cascade: false }, now);
    expect(finalizersOf(marked)).toEqual(["x/y"]);
    expect(readDeletion(marked)?.cascade).toBe(false);
  });

  test("what is asked for twice keeps its time, and may be given up, never taken back", () => {
    const first = toMarked(manifest(), ann, now);
    const given = toMarked(first, { cascade: false, requestedBy: "bob" }, later);
    expect(readDeletion(given)).toMatchObject({
      cascade: false,
      requestedBy: "bob",
      since: Date.UTC(2026, 0, 1, 12),
    });
    expect(readDeletion(toMarked(given, ann, later))?.cascade).toBe(false);
    expect(readDeletion(toMarked(given, { ...ann, propagation: "background" }, later))?.cascade).toBe(false);
    expect(readDeletion(toMarked(first, { ...ann, propagation: "background" }, later))?.propagation).toBe(
      "background",
    );
  });

  test("a manifest that nobody marked is not being deleted", () => {
    expect(readDeletion(manifest([all]))).toBeUndefined();
    expect(readDeletion({ kind: "Application" })).toBeUndefined();
  });
});

describe("declared again while it is being deleted", () => {
  const known = toApproved(toMarked(manifest(), ann, now), now);

  test("an application keeps mark, finalizers and approval, and takes the rest", () => {
    const declared = { ...manifest(["x/y"], { annotations: { a: "1" } }), spec: { project: "other" } };
    const kept = keepMark(known, declared);
    expect(kept["spec"]).toEqual({ project: "other" });
    expect(readDeletion(kept)).toEqual(readDeletion(known));
    expect(approvedAt(kept)).toBe(now);
    expect(kept["metadata"]).toMatchObject({ annotations: { a: "1" }, finalizers: [all] });
  });

  test("one that is not, and one that is there for the first time, are taken as they are", () => {
    const declared = manifest();
    expect(keepMark(undefined, declared)).toBe(declared);
    expect(keepMark(manifest([all]), declared)).toBe(declared);
    expect(keepMark(known, known)).toBe(known);
  });
});

test("an approval that is no time is none", () => {
  const name = "argocd.argoproj.io/deletion-approved";
  expect(approvedAt(manifest([], { annotations: { [name]: "yes" } }))).toBeUndefined();
  expect(approvedAt(manifest())).toBeUndefined();
  expect(approvedAt(manifest([], { annotations: { [name]: "2026-01-01T00:00:00Z" } }))).toBe(
    Date.UTC(2026, 0, 1),
  );
});

test.each([
  ["pre-delete-finalizer.argocd.argoproj.io", true],
  ["post-delete-finalizer.argocd.argoproj.io/cleanup", true],
  ["post-delete-finalizer.argocd.argoproj.io.example.org", false],
  [all, false],
])("%s says that there are hooks: %s", (finalizer, expected) => {
  expect(hasHookFinalizer(manifest([finalizer]))).toBe(expected);
});
