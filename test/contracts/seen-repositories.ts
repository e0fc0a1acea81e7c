import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Applications } from "../../src/ports/applications.ts";
import type { SeenRepositories } from "../../src/ports/seen-repositories.ts";
import type { Watch } from "../../src/source/watch.ts";
import { codeFrom, newName, take, type Weather } from "./worker.ts";

/** One process that sees repositories. */
export type RepositoriesWorker = {
  readonly repositories: SeenRepositories;
  readonly applications: Applications;
  setWeather(weather: Weather): void;
};

export type RepositoriesHarness = {
  readonly clock: { now: number };
  start(): RepositoriesWorker;
  close(): Promise<void>;
};

/** What the SeenRepositories port promises, on any adapter. */
export function seenRepositoriesContract(adapter: string, open: () => Promise<RepositoriesHarness>): void {
  describe(`${adapter} remembers repositories`, () => {
    let harness: RepositoriesHarness;
    let a: RepositoriesWorker;
    let b: RepositoriesWorker;
    let url: string;
    let urls = 0;

    beforeAll(async () => {
      harness = await open();
    });
    afterAll(() => harness.close());
    beforeEach(() => {
      urls += 1;
      url = `https://git.example.org/team/Repo-${urls}.git`;
      a = harness.start();
      b = harness.start();
    });

    const heads = (count: number, sha: string) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`branch/${n}`, `${sha}${n}`]));

    describe("in use", () => {
      test("is listed as it was added first, sorted, however often and wherever it is added", async () => {
        const last = `https://z.example.org/${urls}`;
        await a.repositories.add(last);
        await Promise.all([a, b, a, b].map((each) => each.repositories.add(url)));
        await b.repositories.add(url.toLowerCase());
        const listed = await a.repositories.list();
        expect(listed.filter((each) => each.toLowerCase() === url.toLowerCase())).toEqual([url]);
        expect(listed.indexOf(url)).toBeLessThan(listed.indexOf(last));
      });
      test("only because it was added", async () => {
        await a.repositories.saveHeads(url, { main: "1" });
        expect(await a.repositories.list()).not.toContain(url);
      });
      test("an add whose answer is lost is made again", async () => {
        a.setWeather("lost");
        expect(await codeFrom(a.repositories.add(url))).toBe("STATE_UNREACHABLE");
        a.setWeather("fine");
        await a.repositories.add(url);
        expect((await b.repositories.list()).filter((each) => each === url)).toHaveLength(1);
      });
      test("a URL that no index takes is refused", async () => {
        expect(await codeFrom(a.repositories.add(`${url}${"x".repeat(2_000)}`))).toBe("LIMIT_EXCEEDED");
      });
    });

    describe("heads", () => {
      test("of a repository that was never seen are none", async () => {
        expect(await a.repositories.readHeads(url)).toEqual({});
      });
      test.each([
        ["are read as they were saved", {}, { main: "1", "feature/x#1": "2", "*": "3" }],
        ["move", { main: "1", v1: "9" }, { main: "2", v1: "9" }],
        ["that are not named are forgotten", { main: "1", gone: "1" }, { main: "1" }],
        ["are all forgotten", { main: "1", gone: "1" }, {}],
        [
          "may be called as fields of every object",
          { constructor: "1" },
          { constructor: "2", toString: "1" },
        ],
      ])("%s", async (_, before, after) => {
        await a.repositories.saveHeads(url, before);
        await a.repositories.saveHeads(url, after);
        expect(await b.repositories.readHeads(url)).toEqual(after);
      });
      test("of hundreds of branches come back", async () => {
        await a.repositories.saveHeads(url, heads(300, "a"));
        await a.repositories.saveHeads(url, heads(200, "b"));
        expect(await b.repositories.readHeads(url)).toEqual(heads(200, "b"));
      });
      test("are one repository's, however its URL is written", async () => {
        await a.repositories.saveHeads(url, { main: "1" });
        await a.repositories.saveHeads(`${url}/other`, { main: "2" });
        expect(await b.repositories.readHeads(url.toLowerCase().replace(/\.git$/, "/"))).toEqual({
          main: "1",
        });
      });
      test("saved twice at once are there", async () => {
        await Promise.all([a, b].map((each) => each.repositories.saveHeads(url, heads(20, "c"))));
        expect(await a.repositories.readHeads(url)).toEqual(heads(20, "c"));
      });
      test.each(["lost", "doubled"] as const)("a %s answer: saved again without harm", async (weather) => {
        a.setWeather(weather);
        await a.repositories.saveHeads(url, { main: "1" }).catch(() => undefined);
        a.setWeather("fine");
        await a.repositories.saveHeads(url, { main: "1" });
        expect(await b.repositories.readHeads(url)).toEqual({ main: "1" });
      });
    });

    describe("who watches", () => {
      const watchOf = (repoUrl: string, reads = {}): Watch => ({
        repoUrl,
        targetRevision: "main",
        sha: "f".repeat(40),
        reads,
      });
      const save = async (name: ReturnType<typeof newName>, watch: Watch | undefined) => {
        await a.applications.mark(name, harness.clock.now);
        const lease = await take(a, name);
        await a.applications.finish(lease, watch === undefined ? {} : { watch }, undefined);
      };

      test("nobody, at first", async () => {
        await save(newName(), undefined);
        expect(await b.repositories.applications(url)).toEqual([]);
      });
      test("all whose HEAD says so, however they write its URL, and what they read of it", async () => {
        const [one, two, other] = [newName(), newName(), newName()];
        const large = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`folder/${n}`, `id-${n}`]));
        await save(one, watchOf(url, { apps: "1" }));
        await save(two, watchOf(url.replace(/\.git$/, "").toUpperCase(), large));
        await save(other, watchOf(`${url}/other`));
        expect(await b.repositories.applications(url)).toEqual([
          { name: one, watch: watchOf(url, { apps: "1" }) },
          { name: two, watch: watchOf(url.replace(/\.git$/, "").toUpperCase(), large) },
        ]);
      });
      test("as long as no write says otherwise", async () => {
        const name = newName();
        await save(name, watchOf(url));
        await save(name, undefined);
        expect(await b.repositories.applications(url)).toEqual([{ name, watch: watchOf(url) }]);
        await save(name, watchOf(url, { apps: "2" }));
        expect(await b.repositories.applications(url)).toEqual([
          { name, watch: watchOf(url, { apps: "2" }) },
        ]);
        await save(name, watchOf(`${url}/moved`));
        expect(await b.repositories.applications(url)).toEqual([]);
        expect(await b.repositories.applications(`${url}/moved`)).toHaveLength(1);
      });
      test("also a repository whose URL is too long for a key", async () => {
        const name = newName();
        const long = `https://git.example.org/${"x".repeat(3_000)}-${urls}`;
        await save(name, watchOf(long));
        expect(await b.repositories.applications(long)).toEqual([{ name, watch: watchOf(long) }]);
      });
    });
  });
}
