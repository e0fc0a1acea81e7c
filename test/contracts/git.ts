import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RoundGit } from "../../src/adapters/git/git.ts";
import type { TestRepository } from "../git-server.ts";

/** What an adapter gives the suite: the port, and repositories with the URL by which the port reads them. */
export type GitSubject = RefsSubject & { readonly git: RoundGit };

/** The same for an adapter that knows refs and no objects. */
export type RefsSubject = {
  readonly git: Pick<RoundGit, "resolve" | "startRound">;
  createRepository(name: string): Promise<{ readonly repository: TestRepository; readonly url: string }>;
  close(): Promise<void>;
};

/** Declares what every Git adapter must do. */
export function describeGit(name: string, open: () => Promise<GitSubject>): void {
  describe(`Git port: ${name}`, () => {
    let subject: GitSubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(async () => {
      await subject.close();
    });
    describe("resolve", () => declareResolve(() => subject));
    describe("resolve, by the commits themselves", () => declareCommits(() => subject));
    describe("moving refs", () => declareMoves(() => subject));
    describe("moving contents", () => declareContents(() => subject));
    describe("readTree", () => declareTree(() => subject));
    describe("readFiles", () => declareFiles(() => subject));
    describe("symbolic links", () => declareLinks(() => subject));
  });
}

/** Declares what every adapter must do that resolves refs, with or without their objects. */
export function describeRefs(name: string, open: () => Promise<RefsSubject>): void {
  describe(`refs of the Git port: ${name}`, () => {
    let subject: RefsSubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(async () => {
      await subject.close();
    });
    describe("resolve", () => declareResolve(() => subject));
    describe("moving refs", () => declareMoves(() => subject));
  });
}

function declareResolve(subject: () => RefsSubject): void {
  let url: string;
  let first: string;
  let second: string;
  beforeAll(async () => {
    const made = await subject().createRepository("resolve");
    url = made.url;
    const { repository } = made;
    first = await repository.commit({ "a.yaml": "a: 1\n" }, "Add a\n\nBecause it was missing.");
    await repository.git("tag", "v1");
    await repository.git("tag", "-a", "-m", "one", "v1-annotated");
    await repository.git("tag", "-a", "-m", "a tag of a tag", "v1-nested", "v1-annotated");
    await repository.git("branch", "old");
    await repository.git("branch", "both");
    second = await repository.commit({ "b.yaml": "b: 2\n" }, "Add b");
    await repository.git("tag", "both");
    await repository.git("branch", "feature/with-slash");
  });

  it.each<[string, string, () => string]>([
    ["HEAD is the default branch", "HEAD", () => second],
    ["nothing means HEAD", "", () => second],
    ["a branch", "main", () => second],
    ["a branch with a slash", "feature/with-slash", () => second],
    ["a fully qualified branch", "refs/heads/old", () => first],
    ["a light tag", "v1", () => first],
    ["an annotated tag is its commit", "v1-annotated", () => first],
    ["a tag of a tag is its commit", "v1-nested", () => first],
    ["a fully qualified tag", "refs/tags/v1-annotated", () => first],
    ["a tag goes before a branch of the same name", "both", () => second],
    ["the branch is there by its full name", "refs/heads/both", () => first],
  ])("resolves: %s", async (_, targetRevision, sha) => {
    expect((await subject().git.resolve(url, targetRevision)).sha).toBe(sha());
  });

  it("resolves a full SHA, in capitals too", async () => {
    expect((await subject().git.resolve(url, first)).sha).toBe(first);
    expect((await subject().git.resolve(url, first.toUpperCase())).sha).toBe(first);
  });

  it.each<[string, string, string, RegExp]>([
    ["a name that is not there", "v9", "REVISION_NOT_FOUND", /"v9".*no such tag or branch/],
    ["a short SHA", "abcdef1", "REVISION_NOT_FOUND", /all 40 digits/],
    ["a range", "1.2.*", "UNSUPPORTED", /version ranges/],
    ["no ref name", "a..b", "REVISION_NOT_FOUND", /cannot be a branch or tag/],
    ["a name that climbs out", "../../HEAD", "REVISION_NOT_FOUND", /cannot be a branch or tag/],
  ])("refuses %s", async (_, targetRevision, code, message) => {
    const refusal = subject().git.resolve(url, targetRevision);
    await expect(refusal).rejects.toThrow(message);
    await expect(refusal).rejects.toMatchObject({ code });
  });

  it("says that an empty repository has no commits", async () => {
    const empty = await subject().createRepository("empty");
    await expect(subject().git.resolve(empty.url, "HEAD")).rejects.toMatchObject({
      code: "REVISION_NOT_FOUND",
      message: expect.stringContaining("has no commits"),
    });
  });
}

function declareCommits(subject: () => GitSubject): void {
  let url: string;
  let sha: string;
  beforeAll(async () => {
    const made = await subject().createRepository("commits");
    url = made.url;
    sha = await made.repository.commit({ "a.yaml": "a: 1\n" }, "Add a\n\nBecause it was missing.");
    await made.repository.git("tag", "a-blob", await made.repository.git("rev-parse", "HEAD:a.yaml"));
  });

  it("tells author, first line of the message and time", async () => {
    const revision = await subject().git.resolve(url, "main");
    expect(revision).toMatchObject({ sha, author: "Ada Author <ada@example.org>", subject: "Add a" });
    expect(Math.abs(Date.now() - revision.committedAt)).toBeLessThan(2 * 86_400_000);
    expect(Object.keys(revision).sort()).toEqual(["author", "committedAt", "sha", "subject"]);
  });

  it.each<[string, string, RegExp]>([
    ["a tag of a blob", "a-blob", /commit/],
    ["a SHA that is nowhere", "f".repeat(40), /f{40}/],
  ])("refuses %s", async (_, targetRevision, message) => {
    const refusal = subject().git.resolve(url, targetRevision);
    await expect(refusal).rejects.toThrow(message);
    await expect(refusal).rejects.toMatchObject({ code: "REVISION_NOT_FOUND" });
  });
}

function declareMoves(subject: () => RefsSubject): void {
  it("sees a moved, a force-pushed and a deleted branch in the next round", async () => {
    const { repository, url } = await subject().createRepository("moves");
    const { git } = subject();
    const first = await repository.commit({ "a.yaml": "a: 1\n" });
    expect((await git.resolve(url, "main")).sha).toBe(first);

    const second = await repository.commit({ "a.yaml": "a: 2\n" });
    git.startRound();
    expect((await git.resolve(url, "main")).sha).toBe(second);

    await repository.git("reset", "-q", "--soft", first);
    const forced = await repository.commit({ "a.yaml": "a: 3\n" });
    git.startRound();
    expect((await git.resolve(url, "main")).sha).toBe(forced);

    await repository.git("branch", "gone");
    git.startRound();
    expect((await git.resolve(url, "gone")).sha).toBe(forced);
    await repository.git("branch", "-D", "gone");
    git.startRound();
    await expect(git.resolve(url, "gone")).rejects.toMatchObject({ code: "REVISION_NOT_FOUND" });
  });
}

function declareContents(subject: () => GitSubject): void {
  it("reads every commit of before after a branch moved and was force-pushed", async () => {
    const { repository, url } = await subject().createRepository("kept");
    const { git } = subject();
    const read: [string, string][] = [];
    const resolveNow = async (content: string) => {
      git.startRound();
      read.push([(await git.resolve(url, "main")).sha, content]);
    };
    const first = await repository.commit({ "a.yaml": "a: 1\n" });
    await resolveNow("a: 1\n");
    await repository.git("update-ref", "refs/heads/keep", await repository.commit({ "a.yaml": "a: 2\n" }));
    await resolveNow("a: 2\n");
    await repository.git("reset", "-q", "--soft", first);
    await repository.commit({ "a.yaml": "a: 3\n" });
    await resolveNow("a: 3\n");
    for (const [sha, content] of read)
      expect(await git.readFiles(url, sha, ["a.yaml"])).toEqual([{ path: "a.yaml", content }]);
  });

  it("finds content again that an older commit had and a newer one lacked", async () => {
    const { repository, url } = await subject().createRepository("revert");
    const { git } = subject();
    for (const text of ["old", "new", "old"]) {
      const sha = await repository.commit({ "a.txt": text, "same.txt": "same" });
      git.startRound();
      await git.resolve(url, "main");
      const files = await git.readFiles(url, sha, ["a.txt", "same.txt"]);
      expect(files.map((file) => file.content)).toEqual([text, "same"]);
    }
  });
}

function declareTree(subject: () => GitSubject): void {
  let url: string;
  let sha: string;
  beforeAll(async () => {
    const made = await subject().createRepository("tree");
    url = made.url;
    const { repository } = made;
    sha = await repository.commit({
      "apps/web/z.yaml": "z: 1\n",
      "apps/web/a b.yaml": "with: space\n",
      "apps/web/Ünï/ço dé.yaml": "with: unicode\n",
      "apps/web/link.yaml": { link: "z.yaml" },
      "apps/webby.yaml": "x: 1\n",
      "top.yaml": "t: 1\n",
      "to-web": { link: "apps/web" },
    });
    await repository.git("update-index", "--add", "--cacheinfo", `160000,${sha},vendor/module`);
    await repository.git("commit", "-q", "-m", "Add a submodule");
    sha = await repository.git("rev-parse", "HEAD");
    await subject().git.resolve(url, "main");
  });
  const list = async (path: string) =>
    (await subject().git.readTree(url, sha, path))?.map((entry) => `${entry.type} ${entry.path}`);

  it("lists what is below a directory, recursively, sorted by code unit", async () => {
    expect(await list("apps/web")).toEqual([
      "file apps/web/a b.yaml",
      "link apps/web/link.yaml",
      "file apps/web/z.yaml",
      "tree apps/web/Ünï",
      "file apps/web/Ünï/ço dé.yaml",
    ]);
  });

  it.each([".", "", "/", "./", "apps/.."])("lists the whole repository for %j", async (path) => {
    expect(await list(path)).toHaveLength(12);
    expect(await list(path)).toContain("submodule vendor/module");
  });

  it("follows a link to a directory and keeps the path that was asked for", async () => {
    expect(await list("to-web/Ünï")).toEqual(["file to-web/Ünï/ço dé.yaml"]);
  });

  it.each(["nowhere", "apps/we", "top.yaml", "top.yaml/x", "vendor/module", "vendor/module/x"])(
    "gives undefined for %j, which is no directory",
    async (path) => {
      expect(await subject().git.readTree(url, sha, path)).toBeUndefined();
    },
  );

  it("gives equal ids for equal content", async () => {
    const [one, other] = await Promise.all(
      ["apps/web", "to-web"].map((path) => subject().git.readTree(url, sha, path)),
    );
    expect(one?.map((entry) => entry.oid)).toEqual(other?.map((entry) => entry.oid));
  });

  it.each(["../x", "apps/../../x", "a\\b", "a\0b"])("refuses the path %j", async (path) => {
    await expect(subject().git.readTree(url, sha, path)).rejects.toMatchObject({ code: "PATH_NOT_FOUND" });
    await expect(subject().git.readFiles(url, sha, [path])).rejects.toMatchObject({ code: "PATH_NOT_FOUND" });
  });

  it("refuses a revision that is no full SHA", async () => {
    await expect(subject().git.readTree(url, "main", "")).rejects.toMatchObject({
      code: "REVISION_NOT_FOUND",
    });
  });
}

function declareFiles(subject: () => GitSubject): void {
  let url: string;
  let sha: string;
  beforeAll(async () => {
    const made = await subject().createRepository("files");
    url = made.url;
    sha = await made.repository.commit({
      "a b.yaml": "with: space\n",
      "Ünï.yaml": "grüße: 🚢\n",
      "empty.yaml": "",
      "dir/x.yaml": "x: 1\n",
      "latin1.yaml": new Uint8Array([0x61, 0xe4, 0x0a]),
      "pointer.yaml": "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n",
      "huge.yaml": `#${"x".repeat(5 * 1024 * 1024)}\n`,
    });
    await subject().git.resolve(url, "main");
  });

  it("reads texts in the order asked for and leaves out what is no file", async () => {
    const paths = ["Ünï.yaml", "nowhere.yaml", "dir", "a b.yaml", "empty.yaml", "dir/x.yaml/y"];
    expect(await subject().git.readFiles(url, sha, paths)).toEqual([
      { path: "Ünï.yaml", content: "grüße: 🚢\n" },
      { path: "a b.yaml", content: "with: space\n" },
      { path: "empty.yaml", content: "" },
    ]);
  });

  it.each([
    ["a Git LFS pointer", "pointer.yaml", "UNSUPPORTED"],
    ["a file over the limit", "huge.yaml", "LIMIT_EXCEEDED"],
  ])("refuses %s by its name", async (_, path, code) => {
    await expect(subject().git.readFiles(url, sha, ["a b.yaml", path])).rejects.toMatchObject({
      code,
      message: expect.stringContaining(JSON.stringify(path)),
    });
  });

  it("reads what is not UTF-8 as base64", async () => {
    expect(await subject().git.readFiles(url, sha, ["latin1.yaml"])).toEqual([
      { path: "latin1.yaml", content: "YeQK", encoding: "base64" },
    ]);
  });

  it("names every file that it cannot read", async () => {
    const refusal = subject().git.readFiles(url, sha, ["pointer.yaml", "huge.yaml", "../x"]);
    await expect(refusal).rejects.toThrow(/pointer\.yaml.*huge\.yaml.*\.\.\/x/);
  });
}

function declareLinks(subject: () => GitSubject): void {
  let url: string;
  let sha: string;
  beforeAll(async () => {
    const made = await subject().createRepository("links");
    url = made.url;
    const chain = Object.fromEntries(
      Array.from({ length: 41 }, (_, index) => [`chain/${index}`, { link: `${index + 1}` }]),
    );
    sha = await made.repository.commit({
      "real/values.yaml": "v: 1\n",
      "app/values.yaml": { link: "../real/values.yaml" },
      "app/dir": { link: "../real" },
      "app/hop": { link: "dir/../app/values.yaml" },
      "app/roundabout": { link: "./../app/./values.yaml" },
      "app/loop": { link: "pool" },
      "app/pool": { link: "loop" },
      "app/self": { link: "self/x" },
      "app/absolute": { link: "/etc/passwd" },
      "app/environ": { link: "/proc/self/environ" },
      "app/escape": { link: "../../outside.yaml" },
      "app/out": { link: "../.." },
      "app/dangling": { link: "nowhere.yaml" },
      ...chain,
      "chain/41": "end\n",
    });
    await subject().git.resolve(url, "main");
  });

  it.each(["app/values.yaml", "app/dir/values.yaml", "app/hop", "app/roundabout"])(
    "follows %s",
    async (path) => {
      expect(await subject().git.readFiles(url, sha, [path])).toEqual([{ path, content: "v: 1\n" }]);
    },
  );

  it("leaves out a link to nothing", async () => {
    expect(await subject().git.readFiles(url, sha, ["app/dangling"])).toEqual([]);
  });

  it.each([
    ["app/loop", /circles/],
    ["app/self", /circles/],
    ["app/absolute", /absolute/],
    ["app/environ", /absolute/],
    ["app/escape", /out of the repository/],
    ["app/out/x", /out of the repository/],
    ["chain/0", /circles/],
  ])("refuses %s and names the link", async (path, reason) => {
    const refusal = subject().git.readFiles(url, sha, [path]);
    await expect(refusal).rejects.toMatchObject({
      code: "PATH_NOT_FOUND",
      message: expect.stringMatching(reason),
    });
    await expect(refusal).rejects.toThrow(/symbolic link "(?:app|chain)\//);
  });

  it("follows as many links as Linux does", async () => {
    expect(await subject().git.readFiles(url, sha, ["chain/1"])).toEqual([
      { path: "chain/1", content: "end\n" },
    ]);
  });

  it("refuses to list a directory through a bad link", async () => {
    await expect(subject().git.readTree(url, sha, "app/out")).rejects.toMatchObject({
      code: "PATH_NOT_FOUND",
    });
  });
}
