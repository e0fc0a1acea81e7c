import { describe, expect, test } from "vitest";
import { codeOf, messageOf, nextMove, ReconcileError } from "../src/errors.ts";

describe("ReconcileError", () => {
  test("keeps code, message and cause", () => {
    const cause = new Error("socket hang up");
    const error = new ReconcileError("CLUSTER_UNREACHABLE", "Cannot reach main", { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: "ReconcileError", code: "CLUSTER_UNREACHABLE", cause });
    expect(String(error)).toBe("ReconcileError: Cannot reach main");
  });
});

describe("codeOf", () => {
  test.each([
    ["an error of ours", new ReconcileError("CONFLICT", "x"), "CONFLICT"],
    ["another error, even with a code", Object.assign(new Error("x"), { code: "ENOENT" }), undefined],
    ["a text", "CONFLICT", undefined],
  ])("%s", (_, error, code) => expect(codeOf(error)).toBe(code));
});

describe("messageOf", () => {
  test.each([
    ["an error", new Error("no"), "no"],
    ["a text", "no", "no"],
    ["nothing", undefined, "undefined"],
  ])("%s", (_, error, message) => expect(messageOf(error)).toBe(message));
});

describe("nextMove", () => {
  test("every code says what the loop does next", () => {
    const moves = new Set(Object.values(nextMove));
    expect([...moves].sort()).toEqual(["retry", "stall", "wait"]);
  });
  test.each([
    ["a lost lease is somebody else's affair", "LEASE_LOST", "wait"],
    ["an outside that fails is asked again", "CLUSTER_UNREACHABLE", "retry"],
    ["what people wrote wrong is theirs to change", "MANIFEST_INVALID", "stall"],
  ] as const)("%s", (_, code, move) => expect(nextMove[code]).toBe(move));
});
