import { readdir, readFile, rename, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { GitServer, TestRepository } from "../../git-server.ts";
import { closeAfterAll, openFolder, openGit, openServer } from "./open-git.ts";

closeAfterAll();
let server: GitServer;
beforeAll(async () => {
  server = await openServer();
});

/** A hundred files that do not compress, so that sending them again would show. */
async function createLarge(name: string): Promise<TestRepository> {
  const repository = await server.createRepository(name);
  await repository.commit(
    Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`dir/${index}.yaml`, noise(1_000, index)])),
    "Add much",
  );
  return repository;
}

function noise(length: number, seed: number): string {
  let state = seed + 1;
  return Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return String.fromCharCode(33 + (state % 90));
  }).join("");
}

async function repositoryFolder(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => /^[0-9a-f]{32}$/.test(name));
  expect(names).toHaveLength(1);
  return join(folder, names[0] ?? "");
}

async function packFolder(folder: string): Promise<string> {
  const repository = await repositoryFolder(folder);
  const state = JSON.parse(await readFile(join(repository, "state.json"), "utf8"));
  return join(repository, state.generation, "objects", "pack");
}

describe("requests and bytes", () => {
  it("lists refs once per round, whoever asks, and does not fetch what is here", async () => {
    const repository = await createLarge("rounds");
    const git = openGit(await openFolder());
    const sha = (await git.resolve(repository.url, "main")).sha;
    await git.readFiles(repository.url, sha, ["dir/1.yaml"]);
    server.reset();
    git.startRound();
    const asked = ["main", "HEAD", "refs/heads/main", "main", sha];
    const all = await Promise.all(asked.map((revision) => git.resolve(repository.url, revision)));
    expect(new Set(all.map((one) => one.sha))).toEqual(new Set([sha]));
    expect(server.requests.map((one) => `${one.method} ${one.url}`)).toEqual([
      "POST /rounds.git/git-upload-pack",
    ]);
    expect(server.bytesSent()).toBeLessThan(500);
  });

  it("asks nothing for a full SHA that is here, in another process either", async () => {
    const repository = await server.createRepository("pinned");
    const sha = await repository.commit({ "a.yaml": "a: 1\n" });
    const folder = await openFolder();
    await openGit(folder).resolve(repository.url, sha);
    server.reset();
    const git = openGit(folder);
    expect((await git.resolve(repository.url, sha)).sha).toBe(sha);
    expect(await git.readFiles(repository.url, sha, ["a.yaml"])).toHaveLength(1);
    expect(server.requests).toEqual([]);
  });

  it("fetches a commit once for many that ask at the same time", async () => {
    const repository = await createLarge("together");
    const git = openGit(await openFolder());
    await Promise.all(Array.from({ length: 20 }, () => git.resolve(repository.url, "main")));
    // One list (two requests the first time) and one fetch (two).
    expect(server.requests.filter((one) => one.url.startsWith("/together"))).toHaveLength(4);
  });

  it.each([
    [
      "a new commit",
      async (repository: TestRepository) => await repository.commit({ "dir/new.yaml": "a: 1\n" }),
    ],
    [
      "a merge of a branch that is older",
      async (repository: TestRepository) => {
        await repository.git("checkout", "-q", "-b", "side", "main~1");
        await repository.commit({ "side.yaml": "s: 1\n" });
        await repository.git("checkout", "-q", "main");
        await repository.git("merge", "-q", "-m", "Merge side", "side");
        return await repository.git("rev-parse", "HEAD");
      },
    ],
  ])("downloads little for %s", async (name, change) => {
    const repository = await createLarge(`little-${name.length}`);
    await repository.commit({ "dir/second.yaml": "b: 1\n" });
    const git = openGit(await openFolder());
    await git.resolve(repository.url, "main");
    expect(server.bytesSent()).toBeGreaterThan(80_000);
    const sha = await change(repository);
    server.reset();
    git.startRound();
    expect((await git.resolve(repository.url, "main")).sha).toBe(sha);
    expect(server.bytesSent()).toBeLessThan(8_000);
    expect(await git.readTree(repository.url, sha, "dir")).not.toBeUndefined();
  });

  it("takes no more than one clone for a force-pushed branch, whatever the history", async () => {
    const repository = await createLarge("forced");
    for (let index = 0; index < 10; index += 1)
      await repository.commit({ "big.txt": noise(20_000, index + 500) });
    const git = openGit(await openFolder());
    server.reset();
    await git.resolve(repository.url, "main");
    const clone = server.bytesSent();
    await repository.git("reset", "-q", "--soft", "HEAD~5");
    const sha = await repository.commit({ "dir/new.yaml": "n: 1\n" });
    git.startRound();
    server.reset();
    expect((await git.resolve(repository.url, "main")).sha).toBe(sha);
    expect(server.bytesSent()).toBeLessThan(clone * 1.3);
    expect(await git.readFiles(repository.url, sha, ["dir/new.yaml", "dir/7.yaml"])).toHaveLength(2);
  });

  it("starts over at depth 1 when there are too many packs", async () => {
    const repository = await server.createRepository("growing");
    const sha = await repository.commit({ "a.yaml": "a: 1\n" });
    const folder = await openFolder();
    await openGit(folder).resolve(repository.url, sha);
    const before = await packFolder(folder);
    for (let index = 0; index < 50; index += 1) await writeFile(join(before, `pack-${index}.pack`), "");
    const next = await repository.commit({ "a.yaml": "a: 2\n" });
    const git = openGit(folder);
    expect((await git.resolve(repository.url, "main")).sha).toBe(next);
    expect(await packFolder(folder)).not.toBe(before);
    expect(await git.readFiles(repository.url, sha, ["a.yaml"])).toEqual([
      { path: "a.yaml", content: "a: 1\n" },
    ]);
  });
});

describe("crashes and other processes", () => {
  let repository: TestRepository;
  beforeAll(async () => {
    repository = await createLarge("damaged");
  });

  it("clones again after the connection broke in the middle of a pack", async () => {
    const git = openGit(await openFolder());
    let cut = 0;
    server.intercept((request, response) => {
      if (request.method !== "POST" || request.headers["git-protocol"] !== undefined) return false;
      cut += 1;
      response.write("0008NAK\n2004\u0001PACK");
      setTimeout(() => response.destroy(), 20);
      return true;
    });
    await expect(git.resolve(repository.url, "main")).rejects.toMatchObject({
      code: "REPOSITORY_UNREACHABLE",
    });
    server.intercept(undefined);
    expect(cut).toBeGreaterThan(0);
    const { sha } = await git.resolve(repository.url, "main");
    expect(await git.readTree(repository.url, sha, "dir")).toHaveLength(100);
  });

  it.each<[string, (folder: string) => Promise<void>]>([
    ["a pack without its index", async (folder) => await removeIndexes(folder)],
    ["half a pack", async (folder) => await cutFiles(folder, ".pack", 2_000)],
    ["an empty pack", async (folder) => await cutFiles(folder, ".pack", 0)],
    ["half an index", async (folder) => await cutFiles(folder, ".idx", 1_200)],
    ["a flipped byte in the pack", async (folder) => await flipByte(folder)],
    [
      "a broken state",
      async (folder) => await writeFile(join(await repositoryFolder(folder), "state.json"), '{"ver'),
    ],
    [
      "packs that are gone",
      async (folder) => await rename(await packFolder(folder), join(folder, "moved-away")),
    ],
  ])("finds %s and clones again", async (name, damage) => {
    const folder = await openFolder();
    const { sha } = await openGit(folder).resolve(repository.url, "main");
    await damage(folder);
    const git = openGit(folder);
    expect((await git.resolve(repository.url, "main")).sha).toBe(sha);
    const entries = await git.readTree(repository.url, sha, "dir");
    const files = await git.readFiles(repository.url, sha, entries?.map((entry) => entry.path) ?? []);
    expect(files).toHaveLength(100);
    const next = await repository.commit({ [`next/${name}.yaml`]: "n: 1\n" });
    git.startRound();
    expect((await git.resolve(repository.url, "main")).sha).toBe(next);
    expect(await git.readFiles(repository.url, next, [`next/${name}.yaml`, "dir/5.yaml"])).toHaveLength(2);
  });

  it("shares a folder between two processes that fetch at the same time", async () => {
    const folder = await openFolder();
    const processes = [openGit(folder), openGit(folder)];
    for (let round = 0; round < 3; round += 1) {
      const sha = await repository.commit({ "round/it.yaml": `r: ${round}\n` });
      for (const git of processes) git.startRound();
      const read = await Promise.all(
        processes.map(async (git) => {
          const revision = await git.resolve(repository.url, "main");
          return await git.readFiles(repository.url, revision.sha, ["round/it.yaml", "dir/3.yaml"]);
        }),
      );
      for (const files of read) expect(files[0]?.content).toBe(`r: ${round}\n`);
      expect(sha).toHaveLength(40);
    }
  });

  it("goes on when another process started over and removed the packs", async () => {
    const folder = await openFolder();
    const git = openGit(folder);
    const { sha } = await git.resolve(repository.url, "main");
    const before = await packFolder(folder);
    await cutFiles(folder, ".pack", 0);
    const other = openGit(folder);
    await other.readTree(repository.url, sha, "dir");
    expect(await packFolder(folder)).not.toBe(before);
    server.reset();
    expect(await git.readTree(repository.url, sha, "dir")).toHaveLength(100);
    expect(server.requests).toEqual([]);
  });

  it("removes packs that nobody speaks of once they are old", async () => {
    const repository = await server.createRepository("strays");
    await repository.commit({ "a.yaml": "a: 1\n" });
    const folder = await openFolder();
    await openGit(folder).resolve(repository.url, "main");
    const home = await repositoryFolder(folder);
    const [old, young] = [join(home, "tmp-00000000-old"), join(home, "tmp-00000000-young")];
    for (const path of [old, young]) await writeFile(path, "");
    await utimes(old, 1, 1);
    await repository.commit({ "a.yaml": "a: 2\n" });
    await openGit(folder).resolve(repository.url, "main");
    const names = await readdir(home);
    expect(names).toContain("tmp-00000000-young");
    expect(names).not.toContain("tmp-00000000-old");
  });
});

async function indexes(folder: string, suffix: string): Promise<readonly string[]> {
  const packs = await packFolder(folder);
  return (await readdir(packs)).filter((name) => name.endsWith(suffix)).map((name) => join(packs, name));
}

async function removeIndexes(folder: string): Promise<void> {
  for (const path of await indexes(folder, ".idx")) await rename(path, `${path}.part`);
}

async function cutFiles(folder: string, suffix: string, bytes: number): Promise<void> {
  for (const path of await indexes(folder, suffix)) await truncate(path, bytes);
}

async function flipByte(folder: string): Promise<void> {
  for (const path of await indexes(folder, ".pack")) {
    const bytes = await readFile(path);
    bytes[5_000] = (bytes[5_000] ?? 0) ^ 0xff;
    await writeFile(path, bytes);
  }
}
