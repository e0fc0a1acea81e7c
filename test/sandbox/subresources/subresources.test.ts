import { describe, expect, test } from "vitest";
import { builtInKinds } from "../../../src/sandbox/cluster/kinds.ts";
import { readLog } from "../../../src/sandbox/subresources/read-log.ts";
import { scalePathsOf, toScale, withReplicas } from "../../../src/sandbox/subresources/scale-form.ts";
import { toSelectorText } from "../../../src/sandbox/subresources/selector-text.ts";
import { openSandbox } from "../open-sandbox.ts";

test.each([
  [undefined, ""],
  [{ a: "1", b: "2" }, "a=1,b=2"],
  [{ matchLabels: { b: "2", a: "1" } }, "a=1,b=2"],
  [{ matchExpressions: [{ key: "k", operator: "In", values: ["b", "a"] }] }, "k in (a,b)"],
  [{ matchExpressions: [{ key: "k", operator: "NotIn", values: ["a"] }] }, "k notin (a)"],
  [
    {
      matchLabels: { z: "1" },
      matchExpressions: [
        { key: "y", operator: "Exists" },
        { key: "a", operator: "DoesNotExist" },
      ],
    },
    "!a,y,z=1",
  ],
])("selector %j as text", (selector, want) => expect(toSelectorText(selector)).toBe(want));

describe("Scale", () => {
  const kind = builtInKinds.find((each) => each.kind === "Deployment");
  if (kind === undefined) throw new Error("There is no Deployment");
  const object = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "d" },
    spec: { replicas: 2 },
  };

  test("of a built-in kind", () => {
    expect(toScale(kind, object)).toMatchObject({ spec: { replicas: 2 }, status: { replicas: 0 } });
    expect(withReplicas(kind, object, 5)["spec"]).toEqual({ replicas: 5 });
  });

  test("of a custom kind lies where its definition says", () => {
    const scale = { specReplicasPath: ".spec.size", statusReplicasPath: ".status.size" };
    const custom = { ...kind, definition: { crd: {}, version: { subresources: { scale } } } };
    expect(scalePathsOf(custom)).toEqual({
      replicas: ["spec", "size"],
      present: ["status", "size"],
      selector: [],
    });
    expect(withReplicas(custom, object, 5)["spec"]).toEqual({ replicas: 2, size: 5 });
  });
});

describe("log", () => {
  const pod = (containers: readonly string[], status = {}) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p" },
    spec: { containers: containers.map((name) => ({ name })) },
    status,
  });

  test("of the only container, or of a named one", () => {
    expect(readLog(pod(["a"]), "")).toBe("a: the sandbox runs no containers\n");
    expect(readLog(pod(["a", "b"]), "b")).toBe("b: the sandbox runs no containers\n");
  });

  test.each([
    [pod(["a", "b"]), "", "a container name must be specified for pod p, choose one of: [a b]"],
    [pod(["a"]), "x", "container x is not valid for pod p"],
    [pod(["a"], { phase: "Pending" }), "", 'container "a" in pod "p" is waiting to start: ContainerCreating'],
    [
      pod(["a"], { containerStatuses: [{ name: "a", state: { waiting: { reason: "ImagePullBackOff" } } }] }),
      "",
      'container "a" in pod "p" is waiting to start: ImagePullBackOff',
    ],
  ])("that cannot be read", (of, container, message) => {
    expect(() => readLog(of, container)).toThrow(message);
  });
});

test("an Eviction that a disruption budget forbids: 429", async () => {
  const { sandbox, ask } = await openSandbox();
  try {
    const metadata = { name: "p", labels: { app: "p" } };
    const containers = [{ name: "c", image: "i" }];
    await ask("POST", "pods", { apiVersion: "v1", kind: "Pod", metadata, spec: { containers } });
    await ask("POST", "/apis/policy/v1/namespaces/n/poddisruptionbudgets", {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: { name: "b" },
      spec: { minAvailable: 1, selector: { matchLabels: { app: "p" } } },
    });
    const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: "p" } };
    const { status, body } = await ask("POST", "pods/p/eviction", eviction);
    expect([status, body["reason"], body["message"]]).toEqual([
      429,
      "TooManyRequests",
      "Cannot evict pod as it would violate the pod's disruption budget.",
    ]);
  } finally {
    await sandbox.close();
  }
});
