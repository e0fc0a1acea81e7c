import { describe, expect, test } from "vitest";
import { toTracked } from "../../src/desired/tracked.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { defaultSettings, type TrackingSettings } from "../../src/settings/settings.ts";

const id = "argocd.argoproj.io/tracking-id";
const installationId = "argocd.argoproj.io/installation-id";
const { labelKey } = defaultSettings.tracking;

/** The marks that an object gets, beside a label and an annotation of its own. */
function marksOf(
  method: TrackingSettings["method"],
  installation = "outrigger",
  name = "shop",
): Pick<KubeObject["metadata"], "labels" | "annotations"> {
  const object: KubeObject = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: "web",
      namespace: "shop",
      labels: { [labelKey]: "chart", team: "blue" },
      annotations: { note: "x", [installationId]: "copied" },
    },
  };
  const application = { namespace: "argocd", name };
  const context = { application, installation, destinationNamespace: "shop" };
  const { labels = {}, annotations = {} } = toTracked(object, {
    ...context,
    tracking: { method, labelKey },
  }).metadata;
  return { labels, annotations };
}

const own = { team: "blue", "outrigger.dev/installation": "outrigger" };
const annotated = { note: "x", [id]: "shop:/ConfigMap:shop/web" };

describe("an object is marked", () => {
  test("by annotation alone: the chart's own label stays, a copied installation id goes", () =>
    expect(marksOf("annotation")).toEqual({
      labels: { ...own, [labelKey]: "chart" },
      annotations: annotated,
    }));

  test.each(["label", "annotation+label"] as const)("by %s: the label names the application", (method) =>
    expect(marksOf(method)).toEqual({ labels: { ...own, [labelKey]: "shop" }, annotations: annotated }),
  );

  test("with the installation's id where the installation has a name", () =>
    expect(marksOf("annotation", "east").annotations).toEqual({ ...annotated, [installationId]: "east" }));

  test.each([
    ["annotation+label", "a".repeat(63), "a".repeat(63)],
    ["annotation+label", `${"a".repeat(62)}-b`, "a".repeat(62)],
    ["annotation+label", `${"a".repeat(60)}-._b`, "a".repeat(60)],
    ["label", "a".repeat(64), "a".repeat(64)],
  ] as const)("by %s, an application %s: the label is %s", (method, name, want) =>
    expect(marksOf(method, "outrigger", name).labels?.[labelKey]).toBe(want),
  );
});
