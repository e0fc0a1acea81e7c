import { expect, test } from "vitest";
import { builtInKinds } from "../../../src/sandbox/cluster/kinds.ts";
import { checkDeleteOptions, toDeleteOptions } from "../../../src/sandbox/deletion/delete-options.ts";
import { finalizersOnDeletion, graceOf, policyOf } from "../../../src/sandbox/deletion/finalizers.ts";

function kindOf(name: string) {
  const kind = builtInKinds.find((each) => each.kind === name);
  if (kind === undefined) throw new Error(`There is no kind ${name}`);
  return kind;
}

function object(name: string, fields: object = {}, finalizers?: readonly string[]) {
  const metadata = { name: "a", ...(finalizers === undefined ? {} : { finalizers }) };
  return { apiVersion: "v1", kind: name, metadata, ...fields };
}

test.each([
  ["ConfigMap", undefined, [], []],
  ["ConfigMap", "Foreground", [], ["foregroundDeletion"]],
  ["ConfigMap", "Orphan", ["x/y"], ["x/y", "orphan"]],
  ["ConfigMap", undefined, ["orphan"], ["orphan"]],
  ["ConfigMap", "Background", ["orphan", "x/y"], ["x/y"]],
  ["ConfigMap", "Orphan", ["foregroundDeletion"], ["orphan"]],
  ["Job", undefined, [], ["orphan"]],
  ["Job", "Background", [], []],
  ["ReplicationController", undefined, [], ["orphan"]],
  ["CustomResourceDefinition", undefined, [], ["customresourcecleanup.apiextensions.k8s.io"]],
] as const)("a %s deleted with policy %s and finalizers %j has %j", (name, policy, finalizers, want) => {
  const options = policy === undefined ? {} : { policy };
  expect(finalizersOnDeletion(kindOf(name), object(name, {}, finalizers), options)).toEqual(want);
});

test.each([
  ["of another kind", "ConfigMap", {}, {}, 0],
  ["without a node", "Pod", { spec: {} }, {}, 0],
  ["on a node", "Pod", { spec: { nodeName: "n" } }, {}, 30],
  ["with its own time", "Pod", { spec: { nodeName: "n", terminationGracePeriodSeconds: 5 } }, {}, 5],
  ["told to be quick", "Pod", { spec: { nodeName: "n" } }, { gracePeriodSeconds: 0 }, 0],
  ["that has ended", "Pod", { spec: { nodeName: "n" }, status: { phase: "Succeeded" } }, {}, 0],
] as const)("an object %s has its seconds", (_rule, name, fields, options, want) => {
  expect(graceOf(kindOf(name), object(name, fields), options)).toBe(want);
});

test("finalizers say the policy that is under way", () => {
  expect([policyOf(["orphan"]), policyOf(["foregroundDeletion"]), policyOf(["x/y"])]).toEqual([
    "Orphan",
    "Foreground",
    undefined,
  ]);
});

test.each([
  [null, {}],
  [{ propagationPolicy: "Orphan" }, { policy: "Orphan" }],
  [{ orphanDependents: true }, { policy: "Orphan" }],
  [{ orphanDependents: false }, { policy: "Background" }],
  [{ gracePeriodSeconds: -1 }, { gracePeriodSeconds: 0 }],
  [{ preconditions: { uid: "u", resourceVersion: "5" } }, { uid: "u", resourceVersion: "5" }],
])("options %j", (body, want) => expect(toDeleteOptions(body)).toEqual(want));

test("a policy that there is not is told, with those that there are", () => {
  expect(checkDeleteOptions({ propagationPolicy: "Foreground" })).toEqual([]);
  const [cause] = checkDeleteOptions({ propagationPolicy: "Nope" });
  expect(cause?.message).toBe(
    'Unsupported value: "Nope": supported values: "Foreground", "Background", "Orphan", "nil"',
  );
});
