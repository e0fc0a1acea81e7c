import { expect, test } from "vitest";
import { toExclusionTest } from "../../src/drift/resource-filter.ts";
import { defaultSettings } from "../../src/settings/settings.ts";

const cluster = { server: "https://one.example.com", name: "one" };
const filter = (parts: object) => ({ apiGroups: [], kinds: [], clusters: [], ...parts });
const none = { exclusions: [], inclusions: [] };
const lease = { group: "coordination.k8s.io", kind: "Lease" };
const pod = { group: "", kind: "Pod" };

test.each([
  ["what Argo CD never reads", none, lease, true],
  ["an ordinary kind", none, pod, false],
  ["a default of Argo CD 3", defaultSettings.comparison, { group: "", kind: "Endpoints" }, true],
  [
    "a group by glob",
    { ...none, exclusions: [filter({ apiGroups: ["*.io"] })] },
    { group: "a.io", kind: "A" },
    true,
  ],
  ["a kind", { ...none, exclusions: [filter({ kinds: ["Pod"] })] }, pod, true],
  ["a kind, elsewhere", { ...none, exclusions: [filter({ kinds: ["Pod"], clusters: ["two"] })] }, pod, false],
  ["a kind, by server", { ...none, exclusions: [filter({ kinds: ["*"], clusters: ["*one*"] })] }, pod, true],
  ["what inclusions name", { ...none, inclusions: [filter({ kinds: ["Pod"] })] }, pod, false],
  ["what inclusions do not name", { ...none, inclusions: [filter({ kinds: ["Job"] })] }, pod, true],
  [
    "inclusions of another cluster",
    { ...none, inclusions: [filter({ kinds: ["Job"], clusters: ["two"] })] },
    pod,
    false,
  ],
  ["a pattern that is malformed", { ...none, exclusions: [filter({ apiGroups: ["[a"] })] }, pod, false],
])("excluded or not: %s", (_rule, settings, kind, excluded) => {
  expect(toExclusionTest(settings, cluster)(kind)).toBe(excluded);
});
