import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installationLabel, trackingAnnotation } from "../../src/desired/tracking.ts";
import { codeOf } from "../../src/errors.ts";
import type { ApiResource } from "../../src/kube/api-catalog.ts";
import { findResource } from "../../src/kube/api-catalog.ts";
import { toRef } from "../../src/kube/key.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { limits } from "../../src/limits.ts";
import { toDigests } from "../../src/live/sighting.ts";
import type { ClusterWatch } from "../../src/ports/cluster-watch.ts";
import type { ClusterSubject } from "./cluster.ts";
import { isEventually, objects } from "./cluster-objects.ts";

export type ClusterWatchSubject = Pick<ClusterSubject, "cluster" | "ask" | "close"> & {
  readonly watch: ClusterWatch;
  /** The installation that `watch` belongs to; nobody else's. */
  readonly installation: string;
};

/** The rules of the port ClusterWatch, for any API server: a real one, or the sandbox's. */
export function describeClusterWatchContract(name: string, open: () => Promise<ClusterWatchSubject>): void {
  describe(`contract of ClusterWatch: ${name}`, () => {
    const suffix = Math.random().toString(36).slice(2, 8);
    const namespace = `watch-${suffix}`;
    let subject: ClusterWatchSubject;
    let watch: ClusterWatch;
    /** Secrets and PriorityClasses: kinds that no controller writes by itself. */
    let secrets: ApiResource;
    let classes: ApiResource;

    const make = (object: KubeObject) => subject.cluster.apply({ object, dryRun: false });
    const secret = (each: string, data: Record<string, string> = {}, space = namespace) =>
      objects.secret({ name: each, namespace: space, data });
    const probe = async (resource: ApiResource) => (await watch.probe([resource]))[0];
    const remove = async (object: KubeObject) => {
      const uid = object.metadata.uid ?? "";
      await subject.cluster.delete({ ref: toRef(object), uid, propagation: "background" });
    };
    const isMoved = (resource: ApiResource, before: string | undefined) =>
      isEventually(async () => (await probe(resource)) !== before);
    const ours = (object: KubeObject, extra: KubeObject["metadata"] | object = {}): KubeObject => ({
      ...object,
      metadata: {
        ...object.metadata,
        labels: { [installationLabel]: subject.installation },
        annotations: {
          [trackingAnnotation]: `shop:/${object.kind}:${object.metadata.namespace ?? ""}/${object.metadata.name}`,
        },
        ...extra,
      },
    });
    const requireResource = async (apiVersion: string, kind: string) => {
      const resource = findResource(await subject.cluster.discover({ fresh: true }), apiVersion, kind);
      if (resource === undefined) throw new Error(`Cannot go on: the server has no ${kind}`);
      return resource;
    };
    const namesOf = async (resource: ApiResource, version = "") =>
      (await watch.listOwned(resource, version)).objects.map((each) => each.name);

    beforeAll(async () => {
      subject = await open();
      watch = subject.watch;
      secrets = await requireResource("v1", "Secret");
      classes = await requireResource("scheduling.k8s.io/v1", "PriorityClass");
      await make(objects.namespace(namespace));
    });

    afterAll(async () => {
      await remove(await make(objects.namespace(namespace)));
      await subject.close();
    });

    describe("probe", () => {
      test("gives a version for each kind in the order asked, and undefined for what cannot be listed", async () => {
        const missing = { ...secrets, group: "none.example.com", kind: "None", plural: "nones" };
        const unlisted = { ...secrets, verbs: ["create"] };
        const notAllowed = { ...secrets, group: "authorization.k8s.io", plural: "selfsubjectaccessreviews" };
        const resources = [missing, secrets, unlisted, classes, { ...notAllowed, namespaced: false }];
        const versions = await watch.probe(resources);
        expect(versions).toEqual([
          undefined,
          expect.stringMatching(/^\d+$/),
          undefined,
          expect.stringMatching(/^\d+$/),
          undefined,
        ]);
        expect(await watch.probe([])).toEqual([]);
      });

      test("a change moves its own kind and no other", async () => {
        const before = await watch.probe([secrets, classes]);
        await make(secret("moves"));
        await isMoved(secrets, before[0]);
        expect(await probe(classes)).toBe(before[1]);
      });

      test("a deletion moves its kind", async () => {
        const made = await make(secret("deleted"));
        await isEventually(async () => BigInt((await probe(secrets)) ?? 0) >= versionOf(made));
        const before = await probe(secrets);
        await remove(made);
        await isMoved(secrets, before);
      });

      test("an apply that changes nothing moves nothing, nor does a dry-run", async () => {
        const made = await make(secret("same", { key: "YQ==" }));
        await isEventually(async () => BigInt((await probe(secrets)) ?? 0) >= versionOf(made));
        const before = await probe(secrets);
        await make(secret("same", { key: "YQ==" }));
        await subject.cluster.apply({ object: secret("same", { key: "Yg==" }), dryRun: true });
        await subject.cluster.read([toRef(made)], { shared: false });
        expect(await probe(secrets)).toBe(before);
      });

      test("a list by anybody moves an idle kind too: moved is a hint, and digests tell that nothing changed", async () => {
        await make(ours(secret("hinted")));
        const { version, objects: first } = await watch.listOwned(secrets, "");
        const before = await probe(secrets);
        await make(objects.configMap({ name: "elsewhere", namespace, data: { key: suffix } }));
        expect(await probe(secrets)).toBe(before);
        const refs = ["a", "b", "c"].map((each) => toRef(secret(each)));
        await subject.cluster.read(refs, { shared: false });
        await isMoved(secrets, before);
        const again = await watch.listOwned(secrets, (await probe(secrets)) ?? "");
        expect(BigInt(again.version)).toBeGreaterThan(BigInt(version));
        expect(toDigests(again.objects)).toEqual(toDigests(first));
      });
    });

    describe("listIn", () => {
      test("gives all objects of one namespace, whoever made them, without their contents", async () => {
        const made = await make(secret("anybodys", { key: "c2VjcmV0" }));
        const { objects: listed, isWhole } = await watch.listIn(secrets, namespace);
        const found = listed.find(({ metadata }) => metadata.name === "anybodys");
        expect(isWhole).toBe(true);
        expect(found).toMatchObject({
          apiVersion: "v1",
          kind: "Secret",
          metadata: { uid: made.metadata.uid },
        });
        expect(JSON.stringify(listed)).not.toContain("c2VjcmV0");
        expect(new Set(listed.map(({ metadata }) => metadata.namespace))).toEqual(new Set([namespace]));
      });
    });

    describe("mayList", () => {
      test("an administrator may list everything", async () => {
        expect(await watch.mayList(secrets, namespace)).toBe(true);
        expect(await watch.mayList(classes, "")).toBe(true);
      });
    });

    describe("listOwned", () => {
      test("gives this installation's objects of all namespaces: identity, version and tracking id, nothing else", async () => {
        const space = `${namespace}-other`;
        await make(objects.namespace(space));
        const one = await make(ours(secret("owned", { key: "c2VjcmV0" })));
        const other = await make(ours(secret("owned", {}, space), { annotations: {} }));
        await make(secret("unlabelled"));
        await make(ours(secret("foreign"), { labels: { [installationLabel]: "somebody-else" } }));
        const listed = await watch.listOwned(secrets, "");
        const identityOf = ({ metadata }: KubeObject) => ({
          group: "",
          kind: "Secret",
          name: "owned",
          namespace: metadata.namespace,
          uid: metadata.uid,
          resourceVersion: metadata.resourceVersion,
        });
        const owned = Map.groupBy(listed.objects, (each) => each.name).get("owned") ?? [];
        expect(new Set(owned)).toEqual(
          new Set([
            { ...identityOf(one), trackingId: `shop:/Secret:${namespace}/owned` },
            { ...identityOf(other), trackingId: undefined },
          ]),
        );
        expect(owned.map((each) => Object.keys(each).length)).toEqual([7, 7]);
        const names = listed.objects.map((each) => each.name);
        expect(names).not.toContain("unlabelled");
        expect(names).not.toContain("foreign");
        await remove(await make(objects.namespace(space)));
        // Its deletion goes on changing Secrets, which the other rules need at rest.
        const ref = toRef(objects.namespace(space));
        const isGone = async () =>
          (await subject.cluster.read([ref], { shared: false })).objects.length === 0;
        await isEventually(isGone);
      });

      test("an idle kind is not listed again: the next probe gives the version that its list had", async () => {
        await make(ours(secret("idle")));
        const newest = await watch.listOwned(secrets, "");
        expect(await probe(secrets)).toBe(newest.version);
        await make(objects.configMap({ name: "beside", namespace, data: { key: suffix } }));
        const again = await watch.listOwned(secrets, newest.version);
        expect(again).toEqual(newest);
        expect(await probe(secrets)).toBe(newest.version);
      });

      test("a label is not proof: what a controller made is left out", async () => {
        const [one, other] = await Promise.all(
          ["owner", "controller"].map(async (each) => {
            const { metadata } = await make(ours(secret(each)));
            return { apiVersion: "v1", kind: "Secret", name: each, uid: metadata.uid ?? "" };
          }),
        );
        await make(ours(secret("child"), { ownerReferences: [one, { ...other, controller: true }] }));
        await make(ours(secret("dependent"), { ownerReferences: [one] }));
        const names = await namesOf(secrets);
        expect(names).toEqual(expect.arrayContaining(["owner", "dependent"]));
        expect(names).not.toContain("child");
      });

      test("an object whose label somebody removed leaves the list", async () => {
        await make(ours(secret("stripped")));
        expect(await namesOf(secrets)).toContain("stripped");
        await subject.ask({
          method: "PATCH",
          path: `/api/v1/namespaces/${namespace}/secrets/stripped`,
          contentType: "application/merge-patch+json",
          body: { metadata: { labels: { [installationLabel]: null } } },
        });
        expect(await namesOf(secrets)).not.toContain("stripped");
      });

      test("is never older than the version asked for", async () => {
        for (let round = 0; round < 10; round += 1) {
          const made = await make(ours(secret("newest", { key: `${round}000` })));
          const { resourceVersion = "" } = made.metadata;
          const listed = await watch.listOwned(secrets, resourceVersion);
          expect(BigInt(listed.version)).toBeGreaterThanOrEqual(BigInt(resourceVersion));
          expect(listed.objects.find((each) => each.name === "newest")?.resourceVersion).toBe(
            resourceVersion,
          );
        }
      });

      test("a version that the server has not reached, as after a restored backup: what there is now", async () => {
        await make(ours(secret("restored")));
        expect(await namesOf(secrets, "999999999999")).toContain("restored");
      });

      test("version 0 is no leave to answer from long ago", async () => {
        for (let round = 0; round < 10; round += 1) {
          const made = await make(ours(secret("fresh", { key: `${round}000` })));
          const listed = await watch.listOwned(secrets, "0");
          const { resourceVersion } = made.metadata;
          expect(listed.objects.find((each) => each.name === "fresh")).toMatchObject({ resourceVersion });
        }
      });

      test("pages: every one of more objects than a page holds, once", { timeout: 60_000 }, async () => {
        const count = limits.listPageObjectsMax + 20;
        const names = Array.from({ length: count }, (_, index) => `paged-${String(index).padStart(4, "0")}`);
        const made = await Promise.all(names.map((each) => make(ours(secret(each)))));
        const newest = made.map(versionOf).reduce((one, other) => (one > other ? one : other));
        const listed = await watch.listOwned(secrets, String(newest));
        const paged = listed.objects.map((each) => each.name).filter((each) => each.startsWith("paged-"));
        expect(paged.toSorted()).toEqual(names);
        expect(BigInt(listed.version)).toBeGreaterThanOrEqual(newest);
      });

      test("a cluster-scoped kind: objects without namespace", async () => {
        const object: KubeObject = {
          apiVersion: "scheduling.k8s.io/v1",
          kind: "PriorityClass",
          metadata: { name: `class-${suffix}` },
          value: 7,
        };
        const made = await make(ours(object));
        expect((await watch.listOwned(classes, "")).objects).toEqual([
          {
            group: "scheduling.k8s.io",
            kind: "PriorityClass",
            namespace: "",
            name: `class-${suffix}`,
            uid: made.metadata.uid,
            resourceVersion: made.metadata.resourceVersion,
            trackingId: `shop:/PriorityClass:/class-${suffix}`,
          },
        ]);
        await remove(made);
      });

      test("a custom kind is probed and listed like any other; once its CRD is gone it cannot be", async () => {
        const group = `watch-${suffix}.example.com`;
        const crd = await make(objects.crd({ group, schema: { type: "string" } }));
        const isKnown = async () =>
          findResource(await subject.cluster.discover({ fresh: true }), `${group}/v1`, "Sample") !==
          undefined;
        await isEventually(isKnown);
        const samples = await requireResource(`${group}/v1`, "Sample");
        const object: KubeObject = {
          apiVersion: `${group}/v1`,
          kind: "Sample",
          metadata: { name: "one", namespace },
          spec: { value: "text" },
        };
        // A CRD is in discovery a moment before its path answers.
        let made: KubeObject = object;
        await isEventually(async () => {
          made = await make(ours(object)).catch(() => object);
          return made !== object;
        });
        await isEventually(async () => BigInt((await probe(samples)) ?? 0) >= versionOf(made));
        expect(await namesOf(samples, await probe(samples))).toEqual(["one"]);
        await remove(crd);
        await isEventually(async () => (await probe(samples)) === undefined);
        expect(await watch.listOwned(samples, "").catch(codeOf)).toBe("KIND_MISSING");
      });
    });
  });
}

function versionOf({ metadata }: KubeObject): bigint {
  return BigInt(metadata.resourceVersion ?? 0);
}
