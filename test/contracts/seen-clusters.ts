import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ClusterSighting } from "../../src/live/sighting.ts";
import type { SeenClusters } from "../../src/ports/seen-clusters.ts";
import { codeFrom, type Weather } from "./worker.ts";

/** One process that sees clusters. */
export type ClustersWorker = { readonly clusters: SeenClusters; setWeather(weather: Weather): void };

export type ClustersHarness = { start(): ClustersWorker; close(): Promise<void> };

/** Makes a sighting of some kinds; `applications` makes it large, and nothing of it compresses. */
export function sightingOf(version: string, applications = 1): ClusterSighting {
  const digests = Object.fromEntries(
    Array.from({ length: applications }, (_, n) => [`app-${n}`, randomBytes(16).toString("base64url")]),
  );
  return { "apps/Deployment": { version, digests }, "/ConfigMap": { version: `${version}0`, digests: {} } };
}

/** What the SeenClusters port promises, on any adapter. */
export function seenClustersContract(adapter: string, open: () => Promise<ClustersHarness>): void {
  describe(`${adapter} remembers clusters`, () => {
    let harness: ClustersHarness;
    let a: ClustersWorker;
    let b: ClustersWorker;
    let cluster: string;
    let clusters = 0;

    beforeAll(async () => {
      harness = await open();
    });
    afterAll(() => harness.close());
    beforeEach(() => {
      clusters += 1;
      cluster = `arn:aws:eks:eu-west-1:1:cluster/#${clusters}`;
      a = harness.start();
      b = harness.start();
    });

    describe("kinds", () => {
      test("of a cluster that nobody noted: there is no such cluster", async () => {
        expect(await a.clusters.read(cluster)).toBeUndefined();
        expect(await a.clusters.list()).not.toContain(cluster);
      });
      test("are added to those that are known, and the cluster is listed", async () => {
        await a.clusters.addKinds(cluster, ["apps/Deployment", "/ConfigMap"]);
        await b.clusters.addKinds(cluster, ["/ConfigMap", "/Secret"]);
        await a.clusters.addKinds(cluster, ["/Secret", "/Service", "/Service"]);
        const kinds = ["/ConfigMap", "/Secret", "/Service", "apps/Deployment"];
        expect(await b.clusters.read(cluster)).toEqual({ kinds, sighting: {}, revision: 0 });
        expect(await b.clusters.list()).toContain(cluster);
      });
      test("a cluster without any is listed, too", async () => {
        await a.clusters.addKinds(cluster, []);
        expect(await b.clusters.read(cluster)).toEqual({ kinds: [], sighting: {}, revision: 0 });
        expect(await b.clusters.list()).toContain(cluster);
      });
      test("twenty at once, of two processes, are all there", async () => {
        const kinds = Array.from({ length: 20 }, (_, n) => `group/Kind${String(n).padStart(2, "0")}`);
        await Promise.all(
          kinds.map((kind, n) => (n % 2 === 0 ? a : b).clusters.addKinds(cluster, [kind, "/Pod"])),
        );
        expect((await a.clusters.read(cluster))?.kinds).toEqual(["/Pod", ...kinds]);
      });
      test("whose answer is lost are noted again", async () => {
        a.setWeather("lost");
        expect(await codeFrom(a.clusters.addKinds(cluster, ["/Pod"]))).toBe("STATE_UNREACHABLE");
        a.setWeather("fine");
        await a.clusters.addKinds(cluster, ["/Pod"]);
        expect((await a.clusters.read(cluster))?.kinds).toEqual(["/Pod"]);
      });
      test("clusters are listed by name, sorted", async () => {
        for (const name of ["zoo", "in-cluster"]) await a.clusters.addKinds(name, []);
        const listed = await b.clusters.list();
        expect(listed).toEqual(listed.toSorted());
        expect(listed).toEqual(expect.arrayContaining(["in-cluster", "zoo"]));
      });
    });

    describe("what was seen", () => {
      test("is read as it was saved, beside the kinds", async () => {
        await a.clusters.addKinds(cluster, ["/Pod"]);
        const sighting = sightingOf("7");
        expect(await a.clusters.save(cluster, sighting, 0)).toBe(true);
        expect(await b.clusters.read(cluster)).toEqual({ kinds: ["/Pod"], sighting, revision: 1 });
      });
      test("is kept while kinds are noted", async () => {
        const sighting = sightingOf("7");
        await a.clusters.save(cluster, sighting, 0);
        await b.clusters.addKinds(cluster, ["/Pod"]);
        expect(await b.clusters.read(cluster)).toEqual({ kinds: ["/Pod"], sighting, revision: 1 });
      });
      test.each([
        ["small to small", 1, 1],
        ["small to large", 1, 20_000],
        ["large to small", 20_000, 1],
        ["large to large", 22_000, 20_000],
      ])("is replaced as a whole, from %s", async (_, before, after) => {
        await a.clusters.save(cluster, sightingOf("7", before), 0);
        const sighting = sightingOf("8", after);
        expect(await b.clusters.save(cluster, sighting, 1)).toBe(true);
        expect(await a.clusters.read(cluster)).toEqual({ kinds: [], sighting, revision: 2 });
      });
      test.each([
        ["a revision that is over", 1],
        ["the first, again", 0],
        ["a revision that is yet to come", 3],
      ])("on %s it is dropped", async (_, revision) => {
        await a.clusters.save(cluster, sightingOf("7"), 0);
        const sighting = sightingOf("8");
        await a.clusters.save(cluster, sighting, 1);
        expect(await b.clusters.save(cluster, sightingOf("9", 20_000), revision)).toBe(false);
        expect(await b.clusters.read(cluster)).toEqual({ kinds: [], sighting, revision: 2 });
      });
      test.each([
        ["small", 1],
        ["large", 20_000],
      ])("of five at once on one revision, %s, one is kept, whole", async (_, applications) => {
        await a.clusters.save(cluster, sightingOf("7", applications), 0);
        const sightings = Array.from({ length: 5 }, (_, n) => sightingOf(`8${n}`, applications));
        const outcomes = await Promise.all(
          sightings.map((sighting) => harness.start().clusters.save(cluster, sighting, 1)),
        );
        expect(outcomes.filter((isSaved) => isSaved)).toHaveLength(1);
        const sighting = sightings[outcomes.indexOf(true)];
        expect(await a.clusters.read(cluster)).toEqual({ kinds: [], sighting, revision: 2 });
      });
      test("large ones that are replaced while they are read are read whole", async () => {
        let present = sightingOf("0", 20_000);
        await a.clusters.save(cluster, present, 0);
        for (let revision = 1; revision < 4; revision += 1) {
          const next = sightingOf(String(revision), 20_000);
          const [seen] = await Promise.all([
            b.clusters.read(cluster),
            a.clusters.save(cluster, next, revision),
          ]);
          expect([present, next]).toContainEqual(seen?.sighting);
          present = next;
        }
      });
      test.each(["lost", "doubled"] as const)(
        "a %s answer: it is saved, and known to be",
        async (weather) => {
          const sighting = sightingOf("7", 20_000);
          a.setWeather(weather);
          const first = await a.clusters.save(cluster, sighting, 0).catch(() => "failed");
          expect(first).toBe(weather === "lost" ? "failed" : true);
          a.setWeather("fine");
          expect(await a.clusters.save(cluster, sighting, 0)).toBe(true);
          expect(await b.clusters.read(cluster)).toEqual({ kinds: [], sighting, revision: 1 });
        },
      );
    });
  });
}
