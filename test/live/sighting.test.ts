import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toTrackingId } from "../../src/desired/tracking.ts";
import { findMoved, type SightedObject, toDigests } from "../../src/live/sighting.ts";

const key = (name: string, namespace = "shop") => ({ group: "apps", kind: "Deployment", namespace, name });
const idOf = (application: string, name: string, namespace = "shop") =>
  toTrackingId({ namespace: "argocd", name: application }, key(name, namespace));

function sighted(application: string, name: string, fields: Partial<SightedObject> = {}): SightedObject {
  const trackingId = idOf(application, name);
  return { ...key(name), uid: `uid-${name}`, resourceVersion: "7", trackingId, ...fields };
}

describe("digests of a list", () => {
  const objects = [sighted("web", "front"), sighted("web", "back"), sighted("data", "store")];

  it("are one for each application, the same whatever the order", () => {
    const digests = toDigests(objects);
    expect(Object.keys(digests).sort()).toEqual(["data", "web"]);
    expect(toDigests(objects.toReversed())).toEqual(digests);
    expect(toDigests([])).toEqual({});
  });

  it.each<[string, readonly SightedObject[]]>([
    ["another version", [sighted("web", "front", { resourceVersion: "8" }), ...objects.slice(1)]],
    ["another object of that name", [sighted("web", "front", { uid: "uid-new" }), ...objects.slice(1)]],
    ["an object that came", [...objects, sighted("web", "side")]],
    ["an object that went", objects.slice(1)],
    [
      "an object of that name in another namespace",
      [
        sighted("web", "front", { namespace: "test", trackingId: idOf("web", "front", "test") }),
        ...objects.slice(1),
      ],
    ],
    [
      "an object that lost its tracking id",
      [sighted("web", "front", { trackingId: undefined }), ...objects.slice(1)],
    ],
  ])("change with %s, for that application alone", (_rule, changed) => {
    const [before, after] = [toDigests(objects), toDigests(changed)];
    expect(after["web"]).not.toBe(before["web"]);
    expect(after["data"]).toBe(before["data"]);
  });

  it("change for both applications when an object passes from one to the other", () => {
    const moved = [sighted("data", "front"), ...objects.slice(1)];
    const [before, after] = [toDigests(objects), toDigests(moved)];
    expect(after["web"]).not.toBe(before["web"]);
    expect(after["data"]).not.toBe(before["data"]);
  });

  it.each<[string, Partial<SightedObject>]>([
    ["a tracking id copied from another object", { trackingId: idOf("copied", "front") }],
    ["one copied from another namespace", { trackingId: idOf("copied", "child", "test") }],
    ["one copied from another kind", { kind: "ReplicaSet", trackingId: idOf("copied", "child") }],
    ["no tracking id", { trackingId: undefined }],
    ["one that nobody would have written", { trackingId: "copied" }],
  ])("do not count %s: a label is not proof", (_rule, fields) => {
    expect(toDigests([...objects, sighted("copied", "child", fields)])).toEqual(toDigests(objects));
  });

  it("take the namespace in a cluster-scoped object's id for where its application deploys", () => {
    const role = { group: "rbac.authorization.k8s.io", kind: "ClusterRole", namespace: "", name: "reader" };
    const trackingId = toTrackingId({ namespace: "argocd", name: "web" }, role, "shop");
    expect(toDigests([{ ...role, uid: "u", resourceVersion: "1", trackingId }])).toHaveProperty("web");
  });

  it("name an application outside the control plane's namespace as its tracking ids do", () => {
    const trackingId = toTrackingId({ namespace: "team", name: "web" }, key("front"));
    expect(Object.keys(toDigests([sighted("", "front", { trackingId })]))).toEqual(["team_web"]);
  });
});

describe("what moved between two sightings", () => {
  const sighting = (digests: Record<string, string>, version = "1") => ({ version, digests });

  it.each<[string, readonly string[], Record<string, string> | undefined, Record<string, string>]>([
    ["nothing", [], { a: "1", b: "2" }, { a: "1", b: "2" }],
    ["one that changed", ["b"], { a: "1", b: "2" }, { a: "1", b: "3" }],
    ["one that came", ["b"], { a: "1" }, { a: "1", b: "2" }],
    ["one whose last object went", ["b"], { a: "1", b: "2" }, { a: "1" }],
    ["everything, where nothing was known", ["a", "b"], undefined, { b: "2", a: "1" }],
    ["sorted", ["B", "a", "é"], {}, { é: "1", a: "1", B: "1" }],
    ["one named as objects' own parts are", ["constructor"], {}, { constructor: "1" }],
  ])("%s: %j", (_rule, moved, before, after) => {
    expect(findMoved(before && sighting(before), sighting(after))).toEqual(moved);
  });

  it("is nothing where only the list's version moved", () =>
    expect(findMoved(sighting({ a: "1" }, "1"), sighting({ a: "1" }, "2"))).toEqual([]));

  it("is what was changed, whatever the objects", () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(names, fc.nat(), (all, pick) => {
        const objects = all.map((name, index) => sighted(`app-${index % 3}`, name));
        const chosen = pick % objects.length;
        const changed = objects.map((object, index) =>
          index === chosen ? { ...object, resourceVersion: "8" } : object,
        );
        const moved = findMoved(sighting(toDigests(objects)), sighting(toDigests(changed)));
        expect(moved).toEqual([`app-${chosen % 3}`]);
      }),
    );
  });
});
