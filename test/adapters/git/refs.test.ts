import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { createRefs } from "../../../src/adapters/git/refs.ts";
import { describeRefs } from "../../contracts/git.ts";
import { basic, createTestRepository, startGitServer } from "../../git-server.ts";
import { closeAfterAll, openFolder, openServer } from "./open-git.ts";

closeAfterAll();
const nobody = { credentials: () => [] };

describeRefs("over HTTP", async () => {
  const server = await startGitServer();
  return {
    git: createRefs({ ...nobody, allowLocal: false }),
    createRepository: async (name) => {
      const repository = await server.createRepository(name);
      return { repository, url: repository.url };
    },
    close: () => server.close(),
  };
});

describeRefs("from a server without protocol v2", async () => {
  const server = await startGitServer({ old: true });
  return {
    git: createRefs({ ...nobody, allowLocal: false }),
    createRepository: async (name) => {
      const repository = await server.createRepository(name);
      return { repository, url: repository.url };
    },
    close: () => server.close(),
  };
});

describe.each([
  ["on the local disk", []],
  ["on the local disk, refs packed", ["pack-refs", "--all"]],
  ["on the local disk, objects packed too", ["gc", "-q", "--prune=now"]],
])("%s", (name, command) => {
  describeRefs(name, async () => {
    const root = await mkdtemp(join(tmpdir(), "outrigger-local-"));
    const refs = createRefs({ ...nobody, allowLocal: true });
    const packing: (() => Promise<unknown>)[] = [];
    return {
      git: {
        // Whatever was committed by then is packed before it is asked for.
        resolve: async (url, revision) => {
          for (const pack of packing) await pack();
          return await refs.resolve(url, revision);
        },
        startRound: () => refs.startRound(),
      },
      createRepository: async (each) => {
        const repository = await createTestRepository(root, each);
        if (command.length > 0) packing.push(() => repository.git(...command));
        return { repository, url: `file://${repository.path}` };
      },
      close: () => rm(root, { recursive: true, force: true }),
    };
  });
});

describe("refs without objects", () => {
  it("fill in the SHA alone, so that nobody takes an unread commit for a read one", async () => {
    const server = await openServer();
    const repository = await server.createRepository("bare");
    const sha = await repository.commit({ "a.yaml": "a: 1\n" });
    const refs = createRefs({ ...nobody, allowLocal: false });
    expect(await refs.resolve(repository.url, "main")).toEqual({
      sha,
      author: "",
      subject: "",
      committedAt: 0,
    });
  });

  it("cost one request a repository and round, two the first time, none for a full SHA", async () => {
    const server = await openServer();
    const repository = await server.createRepository("counted");
    const sha = await repository.commit({ "a.yaml": "a: 1\n" });
    const refs = createRefs({ ...nobody, allowLocal: false });
    expect((await refs.resolve(repository.url, sha.toUpperCase())).sha).toBe(sha);
    expect(server.requests).toEqual([]);
    const asked = ["main", "HEAD", "refs/heads/main", sha];
    await Promise.all(asked.map((revision) => refs.resolve(repository.url, revision)));
    expect(server.requests).toHaveLength(2);
    server.reset();
    refs.startRound();
    await Promise.all(asked.map((revision) => refs.resolve(`${repository.url}/`, revision)));
    expect(server.requests.map(({ method }) => method)).toEqual(["POST"]);
  });

  it("keep a failure for the round, and ask again in the next", async () => {
    const server = await openServer();
    const repository = await server.createRepository("failing");
    const sha = await repository.commit({ "a.yaml": "a: 1\n" });
    const refs = createRefs({ ...nobody, allowLocal: false });
    server.intercept((_request, response) => {
      response.writeHead(503).end();
      return true;
    });
    for (const revision of ["main", "HEAD"])
      await expect(refs.resolve(repository.url, revision)).rejects.toMatchObject({
        code: "REPOSITORY_UNREACHABLE",
      });
    expect(server.requests).toHaveLength(1);
    server.intercept(undefined);
    refs.startRound();
    expect((await refs.resolve(repository.url, "main")).sha).toBe(sha);
  });

  it("log in as the repository's objects are read", async () => {
    const server = await openServer({ authorization: basic("robot", "word") });
    const repository = await server.createRepository("private");
    const sha = await repository.commit({ "a.yaml": "a: 1\n" });
    const { url } = repository;
    const credentials = () => [{ url, template: false, username: "robot", password: "word" }];
    const refs = createRefs({ credentials, allowLocal: false });
    expect((await refs.resolve(url, "main")).sha).toBe(sha);
    const refusal = createRefs({ ...nobody, allowLocal: false }).resolve(url, "main");
    await expect(refusal).rejects.toMatchObject({ code: "REPOSITORY_DENIED" });
  });

  it("are no way to local paths where these are not allowed", async () => {
    const folder = await openFolder();
    const refs = createRefs({ ...nobody, allowLocal: false });
    await expect(refs.resolve(folder, "HEAD")).rejects.toMatchObject({ code: "UNSUPPORTED" });
  });

  it("follow a symbolic ref of a local repository, and no circle of them", async () => {
    const repository = await createTestRepository(await openFolder(), "symbolic");
    const sha = await repository.commit({ "a.yaml": "a: 1\n" });
    await repository.git("symbolic-ref", "refs/heads/alias", "refs/heads/main");
    await repository.git("symbolic-ref", "refs/heads/one", "refs/heads/other");
    await repository.git("symbolic-ref", "refs/heads/other", "refs/heads/one");
    const refs = createRefs({ ...nobody, allowLocal: true });
    expect((await refs.resolve(repository.path, "alias")).sha).toBe(sha);
    await expect(refs.resolve(repository.path, "one")).rejects.toMatchObject({ code: "REVISION_NOT_FOUND" });
  });

  it("load neither isomorphic-git nor anything else from outside", async () => {
    const entry = join(import.meta.dirname, "../../../src/adapters/git/refs.ts");
    const { metafile } = await build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      metafile: true,
      platform: "node",
      format: "esm",
    });
    const inputs = Object.keys(metafile.inputs);
    expect(inputs.length).toBeGreaterThan(5);
    expect(inputs.filter((path) => !path.startsWith("src/"))).toEqual([]);
  });
});
