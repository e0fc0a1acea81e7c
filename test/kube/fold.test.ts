import { describe, expect, test } from "vitest";
import { foldObject, toCanonicalBase64 } from "../../src/kube/fold.ts";
import type { KubeObject } from "../../src/kube/object.ts";

const secret = (fields: Omit<KubeObject, "apiVersion" | "kind" | "metadata">): KubeObject => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "s" },
  ...fields,
});

describe("foldObject", () => {
  test("stringData goes into data and wins over it", () => {
    const folded = foldObject(secret({ data: { a: "b2xk", b: "Yg==" }, stringData: { a: "new", c: "ü" } }));
    expect(folded).toEqual(secret({ data: { a: "bmV3", b: "Yg==", c: "w7w=" } }));
  });

  test("base64 loses its line ends", () => {
    expect(foldObject(secret({ data: { a: "aGVs\nbG8=\r\n" } }))).toEqual(
      secret({ data: { a: "aGVsbG8=" } }),
    );
  });

  test("a null in data is a key that is not there", () => {
    expect(foldObject(secret({ data: { a: null, b: "Yg==" } }))).toEqual(secret({ data: { b: "Yg==" } }));
  });

  test("nulls and status are dropped at every depth, empty values stay", () => {
    const object: KubeObject = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "d", creationTimestamp: null },
      spec: { template: { metadata: { creationTimestamp: null }, list: [{ a: null, b: 0 }, null] } },
      status: { replicas: 1 },
    };
    expect(foldObject(object)).toEqual({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "d" },
      spec: { template: { metadata: {}, list: [{ b: 0 }, null] } },
    });
  });

  test("an object with nothing to fold is itself, and folding twice changes nothing", () => {
    const plain = secret({ type: "Opaque" });
    expect(foldObject(plain)).toBe(plain);
    const folded = foldObject(secret({ stringData: { a: "1" }, status: {} }));
    expect(foldObject(folded)).toEqual(folded);
  });

  test("another kind's stringData is its own affair", () => {
    const object: KubeObject = { ...secret({ stringData: { a: "1" } }), kind: "ConfigMap" };
    expect(foldObject(object)).toBe(object);
  });
});

test("toCanonicalBase64 leaves alone what is no base64", () => {
  expect(toCanonicalBase64("not base64!\n")).toBe("not base64!\n");
  expect(toCanonicalBase64(7)).toBe(7);
});
