import { execFileSync } from "node:child_process";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { createGit } from "../../../src/adapters/git/git.ts";
import { createTestRepository } from "../../git-server.ts";
import { closeAfterAll, openFolder, openGit } from "./open-git.ts";

closeAfterAll();
const git = createGit({ folder: "/nowhere", credentials: () => [], allowLocal: true });

describe("a repository on the local disk", () => {
  it("is read through its work tree's folder: what is committed, not what is there", async () => {
    const root = await openFolder();
    const repository = await createTestRepository(root, "app");
    const sha = await repository.commit({ "a.yaml": "a: 1\n" });
    const tree = join(root, "trees", "app");
    await rename(repository.path, join(tree, ".git"));
    await writeFile(join(tree, "a.yaml"), "a: changed\n");
    for (const url of [tree, `file://${tree}`, relative(process.cwd(), tree)]) {
      git.startRound();
      expect((await git.resolve(url, "HEAD")).sha).toBe(sha);
      expect(await git.readFiles(url, sha, ["a.yaml"])).toEqual([{ path: "a.yaml", content: "a: 1\n" }]);
    }
  });

  it("is read through a linked worktree, whose HEAD is its own", async () => {
    const root = await openFolder();
    const repository = await createTestRepository(root, "app");
    const first = await repository.commit({ "a.yaml": "a: 1\n" });
    await repository.commit({ "a.yaml": "a: 2\n" });
    const linked = join(root, "linked");
    execFileSync("git", ["--git-dir", repository.path, "worktree", "add", "-q", "--detach", linked, first]);
    expect((await git.resolve(linked, "HEAD")).sha).toBe(first);
    expect((await git.resolve(linked, "main")).sha).not.toBe(first);
  });

  it("is read after git packed everything", async () => {
    const repository = await createTestRepository(await openFolder(), "app");
    const sha = await repository.commit({ "a.yaml": "a: 1\n" });
    await repository.git("tag", "-a", "-m", "one", "v1");
    expect((await git.resolve(repository.path, "v1")).sha).toBe(sha);
    await repository.git("pack-refs", "--all");
    await repository.git("gc", "-q", "--prune=now");
    git.startRound();
    expect((await git.resolve(repository.path, "v1")).sha).toBe(sha);
    expect(await git.readTree(repository.path, sha, ".")).toHaveLength(1);
  });

  it("says that there is none, or that a path is not allowed here", async () => {
    const folder = await openFolder();
    await mkdir(join(folder, "empty"));
    await expect(git.resolve(join(folder, "empty"), "HEAD")).rejects.toMatchObject({
      code: "REPOSITORY_UNREACHABLE",
      message: expect.stringContaining("there is no Git repository"),
    });
    await expect(openGit(folder).resolve(folder, "HEAD")).rejects.toMatchObject({ code: "UNSUPPORTED" });
  });

  it("says which commit is missing", async () => {
    const repository = await createTestRepository(await openFolder(), "app");
    await repository.commit({ "a.yaml": "a: 1\n" });
    await expect(git.readTree(repository.path, "f".repeat(40), ".")).rejects.toMatchObject({
      code: "REVISION_NOT_FOUND",
      message: expect.stringContaining("f".repeat(40)),
    });
  });
});
