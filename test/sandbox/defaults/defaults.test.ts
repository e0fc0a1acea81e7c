import { describe, expect, test } from "vitest";
import { isObject, type JsonObject } from "../../../src/kube/json.ts";
import { builtInKinds } from "../../../src/sandbox/cluster/kinds.ts";
import { toDefaulted, toFirstStatus } from "../../../src/sandbox/defaults/defaults.ts";
import { fixedDefaults } from "../../../src/sandbox/defaults/fixed-defaults.ts";
import { rules } from "../../../src/sandbox/defaults/rules.ts";
import { readStoredCases } from "../../contracts/kubernetes/stored-case.ts";

function kindOf(name: string, version = "v1") {
  const found = builtInKinds.find((kind) => kind.kind === name && kind.version === version);
  if (found === undefined) throw new Error(`No kind ${name}`);
  return found;
}

function podWith(container: JsonObject): JsonObject {
  return toDefaulted(kindOf("Pod"), { metadata: { name: "p" }, spec: { containers: [container] } });
}

const images: readonly (readonly [image: string, policy: string])[] = [
  ["nginx", "Always"],
  ["nginx:latest", "Always"],
  ["nginx:1.2", "IfNotPresent"],
  ["example.com:5000/a/b", "Always"],
  ["example.com:5000/a/b:1", "IfNotPresent"],
  [`nginx@sha256:${"a".repeat(64)}`, "IfNotPresent"],
  [`nginx:latest@sha256:${"a".repeat(64)}`, "Always"],
  ["Not An Image", "IfNotPresent"],
  ["", "IfNotPresent"],
];

describe("defaults", () => {
  test.each(images)("the image %j is pulled %s", (image, policy) => {
    expect(podWith({ name: "a", image })).toMatchObject({
      spec: { containers: [{ imagePullPolicy: policy }] },
    });
  });

  test("what is there stays", () => {
    const given = { name: "a", image: "a", imagePullPolicy: "Never", terminationMessagePath: "/x" };
    expect(podWith(given)).toMatchObject({ spec: { containers: [given] } });
  });

  test("an object with all its defaults gets no others", () => {
    for (const { object, created } of readStoredCases()) {
      if (/^\d/.test(created)) continue;
      const version = object.apiVersion.split("/").at(-1);
      const kind = kindOf(object.kind, version);
      const once = toDefaulted(kind, object);
      expect(toDefaulted(kind, once), object.kind).toEqual(once);
    }
  });

  test("every type of the tables is one of the schema", () => {
    const known = new Set<string>();
    const look = (type: (typeof builtInKinds)[number]["type"]): void => {
      if (type.kind === "list") look(type.item);
      if (type.kind !== "map") return;
      if (type.values !== undefined) look(type.values);
      if (type.name === undefined || known.has(type.name)) return;
      known.add(type.name);
      for (const field of type.fields().values()) look(field.type);
    };
    for (const kind of builtInKinds) look(kind.type);
    const named = [...Object.keys(fixedDefaults), ...rules.keys()];
    const isServed = (name: string) =>
      /^api\.(apps|batch|core|networking|rbac|storage|scheduling)\./.test(name);
    expect(named.filter((name) => isServed(name) && !known.has(name))).toEqual([]);
  });

  test("the first status of a kind is what Go writes of an empty one", () => {
    expect(toFirstStatus(kindOf("Namespace"))).toEqual({ phase: "Active" });
    expect(toFirstStatus(kindOf("Service"))).toEqual({ loadBalancer: {} });
    expect(toFirstStatus(kindOf("Deployment"))).toEqual({});
    expect(toFirstStatus(kindOf("ConfigMap"))).toBeUndefined();
    expect(isObject(toFirstStatus(kindOf("StatefulSet")))).toBe(true);
  });
});
