import { describe, expect, test } from "vitest";
import { addFirstNamespaces, addFirstObjects } from "../../../src/sandbox/bootstrap/first-objects.ts";
import { firstRoles } from "../../../src/sandbox/bootstrap/first-roles.ts";
import { createCluster } from "../../../src/sandbox/cluster/cluster.ts";

describe("what a cluster begins with", () => {
  test("is stored once", () => {
    const state = createCluster(() => new Date());
    addFirstNamespaces(state);
    addFirstObjects(state);
    const version = state.store.version();
    addFirstNamespaces(state);
    addFirstObjects(state);
    expect(state.store.version()).toBe(version);
    expect(state.store.list("/namespaces").map(({ metadata }) => metadata.name)).toEqual([
      "default",
      "kube-node-lease",
      "kube-public",
      "kube-system",
    ]);
    expect(state.store.read("/nodes", "", "sandbox")).toMatchObject({ status: { capacity: { cpu: "64" } } });
    expect(state.store.list("storage.k8s.io/storageclasses")).toHaveLength(1);
  });

  test("every role that is put together has a part to begin with", () => {
    const roles = new Map(firstRoles().map((role) => [role.metadata.name, role]));
    for (const name of ["admin", "edit", "view"]) {
      const key = `rbac.authorization.k8s.io/aggregate-to-${name}`;
      expect(roles.get(name)?.["aggregationRule"]).toEqual({
        clusterRoleSelectors: [{ matchLabels: { [key]: "true" } }],
      });
      expect(roles.get(`system:aggregate-to-${name}`)?.metadata.labels?.[key]).toBe("true");
    }
  });
});
