import { describe, expect, test } from "vitest";
import { toTracked } from "../../src/desired/tracked.ts";
import { formatKey, toRef } from "../../src/kube/key.ts";
import type { KubeObject, ObjectMeta } from "../../src/kube/object.ts";
import { pairObjects } from "../../src/live/live.ts";
import type { ObjectPair } from "../../src/live/object-pair.ts";
import { toDesiredObject } from "../drift/to-desired-object.ts";

const application = { namespace: "argocd", name: "shop" };
const identity = { application, installation: "outrigger" };
const hash = () => "hash";

const configMap = (name: string, metadata: Partial<ObjectMeta> = {}): KubeObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "shop", ...metadata },
});
const tracked = (object: KubeObject, by = identity) =>
  toTracked(object, { ...by, destinationNamespace: "shop" });
const desired = (object: KubeObject) => toDesiredObject(object, hash);
const remembered = { desiredHash: "d", ownedHash: "o" };

/** Prints pairs as people read them: what is there on which side, whose it is, and what may happen to it. */
function print(pairs: readonly ObjectPair[]): readonly string[] {
  return pairs.map((pair) => {
    const sides = [pair.desired && "desired", pair.live && "live"].filter(Boolean).join("+") || "-";
    const words = [
      pair.owner,
      pair.ownerName,
      pair.extra && "extra",
      pair.unknown,
      pair.remembered && "remembered",
    ];
    return [formatKey(pair.ref), sides, ...words.filter(Boolean)].join(" ");
  });
}

const owners: readonly (readonly [string, KubeObject, string])[] = [
  ["our tracking id and label", tracked(configMap("c")), "ours"],
  ["nothing", configMap("c"), "none"],
  [
    "another application's id",
    tracked(configMap("c"), { ...identity, application: { namespace: "argocd", name: "b" } }),
    "foreign b",
  ],
  [
    "an application in another namespace",
    tracked(configMap("c"), { ...identity, application: { namespace: "team", name: "shop" } }),
    "foreign team_shop",
  ],
  [
    "another installation's label",
    tracked(configMap("c"), { ...identity, installation: "two" }),
    "foreign shop of installation two",
  ],
  [
    "an id that names another object: it was copied",
    configMap("c", { annotations: { "argocd.argoproj.io/tracking-id": "shop:/ConfigMap:shop/parent" } }),
    "none",
  ],
  [
    "our id without the label: somebody removed it, or Argo CD wrote it",
    configMap("c", { annotations: { "argocd.argoproj.io/tracking-id": "shop:/ConfigMap:shop/c" } }),
    "ours",
  ],
  [
    "our label without an id: labels are copied",
    configMap("c", { labels: { "outrigger.dev/installation": "outrigger" } }),
    "none",
  ],
  [
    "a controller that made it",
    configMap("c", {
      annotations: { "argocd.argoproj.io/tracking-id": "shop:/ConfigMap:shop/c" },
      ownerReferences: [{ apiVersion: "v1", kind: "X", name: "x", uid: "u", controller: true }],
    }),
    "none",
  ],
  [
    "text that is no tracking id",
    configMap("c", { annotations: { "argocd.argoproj.io/tracking-id": "shop" } }),
    "none",
  ],
];

describe("whose a live object is", () => {
  test.each(owners)("%s", (_name, live, owner) => {
    const pairs = pairObjects([desired(configMap("c"))], { objects: [live], unknown: [] }, [], identity);
    expect(print(pairs)).toEqual([`ConfigMap shop/c desired+live ${owner}`]);
  });
});

describe("pairs", () => {
  const entry = (name: string) => ({ ...toRef(configMap(name)), uid: "u", remembered });

  test("desired, inventory and live objects, ordered by key whatever the order of the input", () => {
    const objects = ["z", "gone-from-git", "b"].map((name) => tracked(configMap(name)));
    const unknown = [{ ref: toRef(configMap("secret")), message: "403" }];
    const wanted = ["z", "missing", "b", "secret"].map((name) => desired(configMap(name)));
    const inventory = ["z", "gone-from-git", "gone-from-both"].map(entry);
    const expected = [
      "ConfigMap shop/b desired+live ours",
      "ConfigMap shop/gone-from-git live ours extra remembered",
      "ConfigMap shop/missing desired none",
      "ConfigMap shop/secret desired none 403",
      "ConfigMap shop/z desired+live ours remembered",
    ];
    expect(print(pairObjects(wanted, { objects, unknown }, inventory, identity))).toEqual(expected);
    const reversed = { objects: objects.toReversed(), unknown };
    expect(print(pairObjects(wanted.toReversed(), reversed, inventory.toReversed(), identity))).toEqual(
      expected,
    );
  });

  test("an inventory object that is not ours any more is released: not extra, no pair", () => {
    const taken = tracked(configMap("c"), { ...identity, application: { namespace: "argocd", name: "b" } });
    expect(pairObjects([], { objects: [taken], unknown: [] }, [entry("c")], identity)).toEqual([]);
    expect(pairObjects([], { objects: [configMap("c")], unknown: [] }, [entry("c")], identity)).toEqual([]);
  });

  test("an inventory object that could not be read is neither gone nor extra", () => {
    const unknown = [{ ref: toRef(configMap("c")), message: "Forbidden" }];
    const pairs = pairObjects([], { objects: [], unknown }, [entry("c")], identity);
    expect(print(pairs)).toEqual(["ConfigMap shop/c - none Forbidden remembered"]);
  });

  test("an object of ours that is neither desired nor in the inventory is not touched", () => {
    expect(pairObjects([], { objects: [tracked(configMap("c"))], unknown: [] }, [], identity)).toEqual([]);
  });

  test("an object is the same in another version of its group", () => {
    const live = { ...tracked(configMap("c")), apiVersion: "v2" };
    const pairs = pairObjects([desired(configMap("c"))], { objects: [live], unknown: [] }, [], identity);
    expect(print(pairs)).toEqual(["ConfigMap shop/c desired+live ours"]);
  });

  test("hooks are paired like others, in the order of the manifests where they have no name", () => {
    const hook = { phases: ["PreSync"], deletePolicies: [] } as const;
    const nameless = [3, 1].map((index) => ({ ...desired(configMap("")), index, hook }));
    const pairs = pairObjects(nameless, { objects: [], unknown: [] }, [], identity);
    expect(pairs.map((pair) => pair.desired?.index)).toEqual([1, 3]);
    expect(pairs.every((pair) => pair.desired?.hook !== undefined)).toBe(true);
  });
});
