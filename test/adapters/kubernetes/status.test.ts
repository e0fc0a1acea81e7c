import { describe, expect, test } from "vitest";
import { hasReason, parseAnswer, toError } from "../../../src/adapters/kubernetes/status.ts";
import { limits } from "../../../src/limits.ts";

const asked = { action: "apply", subject: "ConfigMap shop/x", kind: "ConfigMap" };
const aboutSecret = { action: "apply", subject: "Secret shop/x", kind: "Secret" };

const answer = (status: number, body: unknown) => ({
  status,
  text: typeof body === "string" ? body : JSON.stringify(body),
});
const details = { name: "x", kind: "configmaps" };
const cause = (reason: string) => ({
  name: "x",
  causes: [{ reason, message: "…", field: "metadata.namespace" }],
});

test.each([
  ["400", 400, { message: "bad" }, "APPLY_REJECTED"],
  ["401", 401, { message: "Unauthorized" }, "CREDENTIALS_REFUSED"],
  ["403", 403, { message: "no right", details }, "FORBIDDEN"],
  [
    "403 for a namespace that ends",
    403,
    { message: "…", details: cause("NamespaceTerminating") },
    "NAMESPACE_TERMINATING",
  ],
  ["404 for an object", 404, { message: "…", details }, "NOT_FOUND"],
  ["404 for a path", 404, "404 page not found\n", "KIND_MISSING"],
  ["409", 409, { message: "…", details }, "CONFLICT"],
  ["413", 413, { message: "too large" }, "LIMIT_EXCEEDED"],
  ["415", 415, { message: "no apply patch" }, "UNSUPPORTED"],
  ["422", 422, { message: "invalid" }, "APPLY_REJECTED"],
  ["429", 429, "Too many requests", "CLUSTER_BUSY"],
  [
    "500 for a schema that does not fit",
    500,
    { message: "failed to create typed patch object (…): .x: …" },
    "APPLY_REJECTED",
  ],
  [
    "500 for a value that does not convert",
    500,
    { message: "failed to convert new object (…)" },
    "APPLY_REJECTED",
  ],
  [
    "500 for a webhook",
    500,
    { message: 'Internal error occurred: failed calling webhook "x"' },
    "WEBHOOK_UNAVAILABLE",
  ],
  [
    "500 for a conversion",
    500,
    { message: "conversion webhook for a/v1, Kind=B failed: Post" },
    "WEBHOOK_UNAVAILABLE",
  ],
  ["500 for anything else", 500, { message: "etcd" }, "CLUSTER_UNREACHABLE"],
  ["503", 503, "service unavailable", "CLUSTER_UNREACHABLE"],
])("%s", (_rule, status, body, code) => {
  const error = toError(answer(status, body), asked);
  expect(error.code).toBe(code);
  expect(error.message).toMatch(new RegExp(`^Cannot apply ConfigMap shop/x: .+ \\(${status}\\)$`));
});

test("the server's message is quoted on one line, and shortened", () => {
  expect(toError(answer(422, { message: "a\n  b" }), asked).message).toBe(
    "Cannot apply ConfigMap shop/x: a b (422)",
  );
  const long = toError(answer(422, { message: "x".repeat(9_999) }), asked);
  expect(long.message.length).toBeLessThan(limits.apiMessageCharsMax + 100);
});

test("a success is a JSON object, or the address is none of an API server", () => {
  expect(parseAnswer(answer(200, { big: 1 }), asked)).toEqual({ big: 1 });
  expect(parseAnswer(answer(200, '{"big":9007199254740993}'), asked)).toEqual({
    big: 9_007_199_254_740_993n,
  });
  expect(() => parseAnswer(answer(200, "<html>"), asked)).toThrow(/no JSON object/);
});

test("reasons tell one 409 from another", () => {
  expect(hasReason(answer(409, { reason: "AlreadyExists" }), "AlreadyExists")).toBe(true);
  expect(hasReason(answer(409, { reason: "Conflict" }), "AlreadyExists")).toBe(false);
});

// Messages as kube-apiserver 1.35 writes them, with a canary where the value was.
describe("a message about a Secret holds no value, and says what is wrong", () => {
  const canary = "canary-51c2";
  test.each([
    [
      "a nested value",
      500,
      {
        message: `failed to create typed patch object (/x; /v1, Kind=Secret): .data.p: expected string, got &value.valueUnstructured{Value:map[string]interface {}{"a":"${canary}"}}`,
      },
      ".data.p: expected string",
    ],
    [
      "a text where a map belongs",
      500,
      {
        message: `failed to create typed patch object (/x; /v1, Kind=Secret): .data: expected map, got &{${canary}}`,
      },
      ".data: expected map",
    ],
    [
      "several errors",
      500,
      {
        message: `failed to create typed patch object (/x; /v1, Kind=Secret): errors:\n  .stringData.a: expected string, got &{${canary}}\n  .foo: field not declared in schema`,
      },
      ".stringData.a: expected string; .foo: field not declared in schema",
    ],
    [
      "not base64",
      500,
      { message: `failed to convert new object: illegal base64 data at input byte 3 of ${canary}` },
      "illegal base64 data",
    ],
    [
      "an invalid value",
      422,
      {
        reason: "Invalid",
        message: `Secret "x" is invalid: data[a]: Invalid value: "${canary}": no`,
        details: {
          causes: [{ reason: "FieldValueInvalid", message: `Invalid value: "${canary}"`, field: "data[a]" }],
        },
      },
      "Invalid; data[a]: FieldValueInvalid",
    ],
    [
      "a webhook that quotes it",
      403,
      { reason: "Forbidden", message: `admission webhook "w" denied: password ${canary} is weak` },
      "Forbidden",
    ],
    ["plain text", 500, canary, "the server refused it"],
  ])("%s", (_rule, status, body, expected) => {
    const { message } = toError(answer(status, body), aboutSecret);
    expect(message).not.toContain(canary);
    expect(message).toContain(`Cannot apply Secret shop/x: ${expected}`);
    expect(message).toContain("left out");
  });
});
