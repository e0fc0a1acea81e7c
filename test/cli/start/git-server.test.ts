import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { choosePorts } from "../../../src/cli/start/free-ports.ts";
import { requireGit, runGit, toGitEnvironment } from "../../../src/cli/start/git-program.ts";
import { type GitServer, startGitServer } from "../../../src/cli/start/git-server.ts";
import { seedRepository } from "../../../src/cli/start/seed-repository.ts";

const run = promisify(execFile);
const env = process.env;

let folder: string;
let server: GitServer;
const pushes: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "outrigger-start-git-"));
  await mkdir(join(folder, "files", "inner"), { recursive: true });
  await writeFile(join(folder, "files", "a.yaml"), "a: 1\n");
  await writeFile(join(folder, "files", "inner", "b.yaml"), "b: 1\n");
  await seed("examples.git");
  const ports = await choosePorts({ api: 0, lambda: 0, git: 0, cluster: 0 });
  server = await startGitServer({ root: folder, port: ports.git, env, onPush: (name) => pushes.push(name) });
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const seed = async (name: string) =>
  await seedRepository({ path: join(folder, name), files: join(folder, "files"), env });
const git = async (...args: readonly string[]) => await runGit(args, toGitEnvironment(env));
const headOf = async (name: string) => await git("-C", join(folder, name), "rev-parse", "main");

describe("the examples' repository", () => {
  test("its first commit is the same wherever and whenever it is made", async () => {
    expect(await seed("other.git")).toBe("made");
    expect(await headOf("other.git")).toBe(await headOf("examples.git"));
  });

  test("one that is there stays as it is", async () => {
    await writeFile(join(folder, "files", "later.yaml"), "later: true\n");
    const before = await headOf("other.git");
    expect(await seed("other.git")).toBe("found");
    expect(await headOf("other.git")).toBe(before);
    await rm(join(folder, "files", "later.yaml"));
  });

  test("one whose making was interrupted is made anew", async () => {
    await git("init", "-q", "--bare", join(folder, "half.git"));
    expect(await seed("half.git")).toBe("made");
    expect(await headOf("half.git")).toBe(await headOf("examples.git"));
  });
});

describe("the Git server", () => {
  test("is cloned from and pushed to, and tells of the push", async () => {
    const clone = join(folder, "clone");
    await git("clone", "-q", `${server.url}/examples.git`, clone);
    expect(await readFile(join(clone, "inner", "b.yaml"), "utf8")).toBe("b: 1\n");
    await writeFile(join(clone, "a.yaml"), "a: 2\n");
    const who = ["-c", "user.name=me", "-c", "user.email=me@example.org"];
    await git("-C", clone, ...who, "commit", "-qam", "Change a");
    expect(pushes).toEqual([]);
    await git("-C", clone, "push", "-q");
    expect(pushes).toEqual(["examples.git"]);
    expect(await headOf("examples.git")).toBe(await headOf("clone"));
  });

  test("a repository that is not there is not found", async () => {
    await expect(git("ls-remote", `${server.url}/none.git`)).rejects.toThrow("not found");
  });

  test("nothing outside its folder is served", async () => {
    const answer = await fetch(`${server.url}/x%2f..%2f..%2f${basename(folder)}/examples.git/HEAD`);
    expect(answer.status).toBeGreaterThanOrEqual(400);
  });

  test("a web page may not use it, under whatever name it comes", async () => {
    const url = `${server.url}/examples.git/info/refs?service=git-receive-pack`;
    const answer = await fetch(url, { headers: { origin: "http://example.org" } });
    expect(answer.status).toBe(403);
    const port = new URL(server.url).port;
    const { stdout } = await run("curl", [
      "-s",
      "-o",
      "/dev/null",
      "-w",
      "%{http_code}",
      "-H",
      `Host: attacker.example.org:${port}`,
      url,
    ]);
    expect(stdout).toBe("403");
  });
});

describe("git itself", () => {
  test("is enough as most systems have it", async () => {
    await expect(requireGit(env)).resolves.toBeUndefined();
  });

  test("is named where it is missing, with the place to find it", async () => {
    await expect(requireGit({ PATH: join(folder, "files") })).rejects.toThrow(
      "Cannot run git: there is none on the PATH; install Git 2.28 or later: https://git-scm.com/downloads",
    );
  });
});
