import { expect, test } from "vitest";
import type { KubeObject } from "../../../src/kube/object.ts";
import { decideAccess } from "../../../src/sandbox/access/decide-access.ts";
import { allows } from "../../../src/sandbox/access/role-rules.ts";
import { createStore } from "../../../src/sandbox/cluster/store.ts";

const pods = { verb: "get", namespace: "n", group: "", resource: "pods", name: "p", path: undefined };
const rule = { verbs: ["get"], apiGroups: [""], resources: ["pods"] };

test.each<[string, object, object, boolean]>([
  ["the very thing", rule, {}, true],
  ["another verb", rule, { verb: "list" }, false],
  ["another group", rule, { group: "apps" }, false],
  ["a subresource", rule, { resource: "pods/log" }, false],
  ["a subresource that is named", { ...rule, resources: ["pods/log"] }, { resource: "pods/log" }, true],
  ["a subresource of all", { ...rule, resources: ["*/log"] }, { resource: "pods/log" }, true],
  [
    "everything",
    { verbs: ["*"], apiGroups: ["*"], resources: ["*"] },
    { resource: "pods/log", verb: "x" },
    true,
  ],
  ["a name", { ...rule, resourceNames: ["p"] }, {}, true],
  ["another name", { ...rule, resourceNames: ["q"] }, {}, false],
  ["a path", { verbs: ["get"], nonResourceURLs: ["/metrics"] }, { path: "/metrics" }, true],
  ["paths below", { verbs: ["get"], nonResourceURLs: ["/api/*"] }, { path: "/api/v1" }, true],
  ["another path", { verbs: ["get"], nonResourceURLs: ["/api"] }, { path: "/api/v1" }, false],
  [
    "a path by a rule of resources",
    { verbs: ["*"], apiGroups: ["*"], resources: ["*"] },
    { path: "/x" },
    false,
  ],
])("a rule for %s", (_what, given, wanted, want) => {
  expect(allows([Object(given)], { ...pods, ...wanted })).toBe(want);
});

function object(kind: string, name: string, fields: object): KubeObject {
  const namespace = kind.startsWith("Cluster") ? {} : { namespace: "n" };
  return { apiVersion: "rbac.authorization.k8s.io/v1", kind, metadata: { name, ...namespace }, ...fields };
}

test("a service account of the binding's namespace needs no namespace, and a role that is not there allows nothing", () => {
  const store = createStore();
  const add = (each: KubeObject) =>
    store.write(`rbac.authorization.k8s.io/${each.kind.toLowerCase()}s`, each);
  const subjects = [{ kind: "ServiceAccount", name: "robot" }];
  add(object("Role", "reader", { rules: [rule] }));
  add(object("RoleBinding", "gone", { roleRef: { kind: "Role", name: "gone" }, subjects }));
  const user = { name: "system:serviceaccount:n:robot", groups: [] };
  expect(decideAccess(store, user, pods)).toEqual({ allowed: false });
  add(object("RoleBinding", "robots", { roleRef: { kind: "Role", name: "reader" }, subjects }));
  expect(decideAccess(store, user, pods)).toEqual({
    allowed: true,
    reason: 'RBAC: allowed by RoleBinding "robots/n" of Role "reader" to ServiceAccount "robot/n"',
  });
  expect(decideAccess(store, user, { ...pods, namespace: "other" })).toEqual({ allowed: false });
});
