import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { defaultSyncOptions } from "../../src/application/sync-options.ts";
import type { SyncOptions } from "../../src/application/sync-policy.ts";
import { type DesiredState, toDesired } from "../../src/desired/desired.ts";
import type { DesiredContext } from "../../src/desired/desired-context.ts";
import type { DesiredObject } from "../../src/desired/desired-object.ts";
import { isHook, isHookFinalizer } from "../../src/desired/hooks.ts";
import type { ApiResource } from "../../src/kube/api-catalog.ts";
import { toKeyedHash } from "../../src/kube/hash.ts";
import { formatKey } from "../../src/kube/key.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { limits } from "../../src/limits.ts";
import { expectWanted, readCases, readObjects } from "./golden-case.ts";

function toResource(apiVersion: string, kind: string, namespaced: boolean): ApiResource {
  const [version = "", group = ""] = apiVersion.split("/").reverse();
  return { group, version, kind, plural: `${kind.toLowerCase()}s`, namespaced, verbs: [] };
}

const context: DesiredContext = {
  application: { namespace: "argocd", name: "shop" },
  installation: "outrigger",
  destinationNamespace: "shop",
  options: defaultSyncOptions,
  catalog: {
    serverVersion: "v1.35.0",
    stale: [],
    resources: [
      toResource("v1", "ConfigMap", true),
      toResource("v1", "Namespace", false),
      toResource("apps/v1", "Deployment", true),
      toResource("batch/v1", "Job", true),
      toResource("rbac.authorization.k8s.io/v1", "ClusterRole", false),
      toResource("apiextensions.k8s.io/v1", "CustomResourceDefinition", false),
    ],
  },
  hash: toKeyedHash("key"),
};

const cases = readCases("desired").map((golden) => ({ golden, name: golden.name }));

function toContext(text: string): DesiredContext {
  const given: Partial<DesiredContext> & { options?: Partial<SyncOptions> } = parse(text) ?? {};
  return { ...context, ...given, options: { ...context.options, ...given.options } };
}

function format(state: DesiredState, base: SyncOptions): string {
  return [
    ...state.objects.flatMap((desired) => formatObject(desired, base)),
    ...state.deleteHooks.flatMap((hook) => [`delete hook ${formatHook(hook)}`]),
    ...state.skipped.map((ref) => `skipped ${formatKey(ref)}`),
    ...state.warnings.map(({ type, message }) => `warning ${type}: ${message}`),
    ...state.problems.map((problem) => `problem ${problem}`),
  ].join("\n");
}

function formatHook({ index, ref, hook, wave }: DesiredObject): string {
  const { phases = [], deletePolicies = [] } = hook ?? {};
  return `${index} ${formatKey(ref)}; ${phases.join(", ")}; delete ${deletePolicies.join(", ")}; wave ${wave}`;
}

function formatObject(desired: DesiredObject, base: SyncOptions): readonly string[] {
  const { hook, wave, ignoreExtraneous, object } = desired;
  const options = Object.entries(desired.options).filter(
    ([name, value]) => value !== Object.entries(base).find(([other]) => other === name)?.[1],
  );
  const facts = [
    ...(hook === undefined
      ? []
      : [`hook ${hook.phases.join(", ")}`, `delete ${hook.deletePolicies.join(", ")}`]),
    ...(wave === 0 ? [] : [`wave ${wave}`]),
    ...options.map(([name, value]) => `${name} ${value}`),
    ...(ignoreExtraneous ? ["ignoreExtraneous"] : []),
  ];
  return [
    `${desired.index} ${[formatKey(desired.ref), ...facts].join("; ")}`,
    `  labels ${JSON.stringify(object.metadata.labels)}`,
    `  annotations ${JSON.stringify(object.metadata.annotations)}`,
  ];
}

describe("from manifests to desired objects", () => {
  test("there are many cases", () => expect(cases.length).toBeGreaterThan(40));

  test.each(cases)("$name", ({ golden }) => {
    const given = toContext(golden.section("context.yaml"));
    const manifests = readObjects(golden.section("manifests.yaml"));
    expectWanted(golden, format(toDesired(manifests, given), given.options));
  });
});

const deployment: KubeObject = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", labels: { app: "web" } },
  spec: {
    selector: { matchLabels: { app: "web" } },
    template: { metadata: { labels: { app: "web" } } },
  },
};

describe("an object as it is applied", () => {
  test("has the label and the tracking id in its own metadata only, and everything else as it was", () => {
    const [desired] = toDesired([deployment], context).objects;
    expect(desired?.object).toEqual({
      ...deployment,
      metadata: {
        name: "web",
        namespace: "shop",
        labels: { app: "web", "outrigger.dev/installation": "outrigger" },
        annotations: { "argocd.argoproj.io/tracking-id": "shop:apps/Deployment:shop/web" },
      },
    });
  });

  test("has neither nulls nor a status, and a Secret's stringData is data", () => {
    const written: KubeObject = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "key", creationTimestamp: null },
      stringData: { password: "open sesame" },
      status: {},
    };
    const [desired] = toDesired([written], context).objects;
    expect(desired?.object).toMatchObject({ data: { password: "b3BlbiBzZXNhbWU=" } });
    expect(Object.keys(desired?.object ?? {}).sort()).toEqual(["apiVersion", "data", "kind", "metadata"]);
    expect(desired?.object.metadata).not.toHaveProperty("creationTimestamp");
  });

  test("is not the manifest, which stays as it was", () => {
    const copy = structuredClone(deployment);
    toDesired([deployment], context);
    expect(deployment).toEqual(copy);
  });

  test("has a hash that says whether it changed", () => {
    const hashOf = (object: KubeObject) => toDesired([object], context).objects[0]?.hash;
    expect(hashOf(deployment)).toBe(hashOf(structuredClone(deployment)));
    expect(hashOf({ ...deployment, spec: {} })).not.toBe(hashOf(deployment));
  });

  test("may be as large as the API server takes, not larger", () => {
    const config = (bytes: number) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "a" },
      data: { a: "x".repeat(bytes) },
    });
    expect(toDesired([config(limits.objectBytesMax - 1_000)], context).problems).toEqual([]);
    const { objects, problems } = toDesired([config(limits.objectBytesMax)], context);
    expect(objects).toEqual([]);
    expect(problems).toEqual([expect.stringMatching(/^Cannot use ConfigMap shop\/a: it has \d+ bytes; /)]);
  });
});

describe("laws", () => {
  const object = fc
    .record({
      kind: fc.constantFrom("ConfigMap", "Namespace", "Boat"),
      name: fc.constantFrom("a", "b", "c"),
      namespace: fc.constantFrom(undefined, "shop", "other"),
      hook: fc.constantFrom(undefined, "PreSync", "Skip", "PreDelete", "Nonsense"),
    })
    .map(
      ({ kind, name, namespace, hook }): KubeObject => ({
        apiVersion: "v1",
        kind,
        metadata: {
          name,
          ...(namespace === undefined ? {} : { namespace }),
          ...(hook === undefined ? {} : { annotations: { "argocd.argoproj.io/hook": hook } }),
        },
      }),
    );

  test("keys are unique, indexes grow, and what is desired stays as it is when it is desired again", () => {
    fc.assert(
      fc.property(fc.array(object, { maxLength: 8 }), (manifests) => {
        const { objects } = toDesired(manifests, context);
        const keys = objects.map(({ ref }) => formatKey(ref));
        expect(new Set(keys).size).toBe(keys.length);
        expect(objects.map(({ index }) => index)).toEqual(
          objects.map(({ index }) => index).toSorted((a, b) => a - b),
        );
        const again = toDesired(
          objects.map((each) => each.object),
          context,
        );
        expect(again.objects.map((each) => each.object)).toEqual(objects.map((each) => each.object));
        expect(again.warnings).toEqual([]);
      }),
    );
  });

  test("no manifest is lost without a word", () => {
    fc.assert(
      fc.property(object, (manifest) => {
        const { objects, skipped, problems } = toDesired([manifest], context);
        const deleted = manifest.metadata.annotations?.["argocd.argoproj.io/hook"] === "PreDelete";
        expect(objects.length + skipped.length + problems.length).toBe(deleted ? 0 : 1);
      }),
    );
  });
});

describe("what makes a hook", () => {
  test.each<[rule: string, annotations: Record<string, string>, want: boolean]>([
    ["no annotation", {}, false],
    ["a phase", { "argocd.argoproj.io/hook": "PreSync" }, true],
    ["Skip alone", { "argocd.argoproj.io/hook": "Skip" }, false],
    ["a hook of a deletion", { "argocd.argoproj.io/hook": "PostDelete" }, true],
    ["a hook of Helm", { "helm.sh/hook": "test" }, true],
    ["Helm's CRDs", { "helm.sh/hook": "crd-install" }, false],
    ["Skip wins over Helm", { "argocd.argoproj.io/hook": "Skip", "helm.sh/hook": "pre-install" }, false],
  ])("%s", (_rule, annotations, want) => {
    expect(isHook({ ...deployment, metadata: { name: "web", annotations } })).toBe(want);
  });

  test.each<[finalizer: string, want: boolean]>([
    ["outrigger.dev/hook", true],
    ["argocd.argoproj.io/hook-finalizer", true],
    ["foregroundDeletion", false],
  ])("finalizer %s belongs to a hook: %s", (finalizer, want) => {
    expect(isHookFinalizer(finalizer)).toBe(want);
  });
});
