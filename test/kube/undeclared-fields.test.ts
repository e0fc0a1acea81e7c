import { describe, expect, test } from "vitest";
import { withoutUndeclared } from "../../src/kube/undeclared-fields.ts";

const head = "failed to create typed patch object (default/x; apps/v1, Kind=Deployment): ";
const object = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "x" },
  spec: {
    replicaz: 2,
    foo: { a: 1 },
    containers: [
      { name: "side", bar: 1 },
      { name: "main", bar: 2, ports: [{ containerPort: 80, baz: 3 }] },
    ],
    args: [{ x: 1 }, { y: 2, z: 3 }],
  },
};

describe("fields that an API server does not know", () => {
  test("one is taken out", () => {
    const result = withoutUndeclared(object, `${head}.spec.replicaz: field not declared in schema`);
    expect(result?.["spec"]).toEqual({
      foo: object.spec.foo,
      containers: object.spec.containers,
      args: object.spec.args,
    });
    expect(object.spec.replicaz).toBe(2);
  });

  test("several are, in list items found by key, with keys left to their defaults, and by position", () => {
    const message = `${head}errors:
  .spec.containers[name="main"].ports[containerPort=80,protocol="TCP"].baz: field not declared in schema
  .spec.containers[name="side"].bar: field not declared in schema
  .spec.args[1].z: field not declared in schema
  .spec.foo: field not declared in schema`;
    expect(withoutUndeclared(object, message)?.["spec"]).toEqual({
      replicaz: 2,
      containers: [{ name: "side" }, { name: "main", bar: 2, ports: [{ containerPort: 80 }] }],
      args: [{ x: 1 }, { y: 2 }],
    });
  });

  test.each([
    [
      "another complaint beside",
      `${head}errors:\n  .spec.foo: field not declared in schema\n  .spec.replicas: expected numeric (int or float), got bool`,
    ],
    ["a field that the object does not have", `${head}.spec.other: field not declared in schema`],
    ["a path that cannot be read", `${head}.spec[name=: field not declared in schema`],
    ["another message", "admission webhook denied the request"],
    ["an empty one", ""],
  ])("%s: nothing is taken out", (_what, message) => {
    expect(withoutUndeclared(object, message)).toBeUndefined();
  });
});
