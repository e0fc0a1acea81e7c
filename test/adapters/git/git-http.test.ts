import { describe, expect, it } from "vitest";
import type { Repository } from "../../../src/application/control-plane.ts";
import { basic, bearer, type GitServer } from "../../git-server.ts";
import { closeAfterAll, openFolder, openGit, openServer } from "./open-git.ts";

closeAfterAll();

const secret = "s3cret-c4nary";

function login(url: string, extra: Partial<Repository> = {}): Repository {
  return { url, template: false, username: "robot", password: secret, ...extra };
}

async function withRepository(server: GitServer): Promise<string> {
  const repository = await server.createRepository("app");
  await repository.commit({ "a.yaml": "a: 1\n" });
  return repository.url;
}

/** What was thrown, after a look that no part of it holds the secret. */
async function refusal(
  promise: Promise<unknown>,
): Promise<{ readonly code?: string; readonly message: string }> {
  const error = await promise.then(
    () => expect.unreachable("it was not refused"),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Error);
  const whole = error instanceof Error ? `${error.message} ${error.stack} ${String(error.cause)}` : "";
  expect(whole).not.toContain(secret);
  expect(whole).not.toContain(Buffer.from(`robot:${secret}`).toString("base64"));
  return error as Error & { readonly code?: string };
}

describe("credentials", () => {
  it("logs in with a repository Secret at the first request", async () => {
    const server = await openServer({ authorization: basic("robot", secret) });
    const url = await withRepository(server);
    const git = openGit(await openFolder(), [login(url)]);
    const { sha } = await git.resolve(url, "main");
    expect(await git.readFiles(url, sha, ["a.yaml"])).toHaveLength(1);
    expect(server.requests.every((one) => one.authorization !== undefined)).toBe(true);
  });

  it("logs in with a bearer token of a template", async () => {
    const server = await openServer({ authorization: bearer(secret) });
    const url = await withRepository(server);
    const git = openGit(await openFolder(), [{ url: server.url, template: true, bearerToken: secret }]);
    expect((await git.resolve(url, "main")).sha).toHaveLength(40);
  });

  it("takes the user name of the URL, as Azure DevOps writes it, and prints neither", async () => {
    const server = await openServer({ authorization: basic("org", secret) });
    const url = await withRepository(server);
    const git = openGit(await openFolder(), [{ url, template: false, password: secret }]);
    expect((await git.resolve(url.replace("//", "//org@"), "main")).sha).toHaveLength(40);
  });

  it("says where it looked when there are none", async () => {
    const server = await openServer({ authorization: basic("robot", secret) });
    const url = await withRepository(server);
    const error = await refusal(openGit(await openFolder()).resolve(url, "main"));
    expect(error.code).toBe("REPOSITORY_DENIED");
    expect(error.message).toContain(url);
    expect(error.message).toContain("repository Secrets, templates and OUTRIGGER_GIT_*");
  });

  it("says whose credentials are refused", async () => {
    const server = await openServer({ authorization: basic("robot", "another") });
    const url = await withRepository(server);
    const error = await refusal(openGit(await openFolder(), [login(url)]).resolve(url, "main"));
    expect(error).toMatchObject({ code: "REPOSITORY_DENIED" });
    expect(error.message).toContain(`refuses the credentials of the repository Secret for ${url}`);
  });

  it("takes credentials as they are now, not as they were at the first call", async () => {
    const server = await openServer({ authorization: basic("robot", secret) });
    const url = await withRepository(server);
    const credentials: Repository[] = [];
    const git = openGit(await openFolder(), credentials);
    await refusal(git.resolve(url, "main"));
    credentials.push(login(url));
    git.startRound();
    expect((await git.resolve(url, "main")).sha).toHaveLength(40);
  });

  it("refuses a password in the URL without printing it", async () => {
    const error = await refusal(
      openGit(await openFolder()).resolve(`https://robot:${secret}@example.org/x`, "main"),
    );
    expect(error.code).toBe("APPLICATION_INVALID");
  });
});

describe("redirects", () => {
  it("never go to another server, with or without credentials", async () => {
    const [first, second] = [await openServer(), await openServer()];
    await withRepository(second);
    first.intercept((request, response) => {
      response.writeHead(302, { location: `${second.url}${request.url}` }).end();
      return true;
    });
    const url = `${first.url}/app.git`;
    for (const credentials of [[login(url), login(second.url, { template: true })], []]) {
      const error = await refusal(openGit(await openFolder(), credentials).resolve(url, "main"));
      expect(error.code).toBe("REPOSITORY_DENIED");
      expect(error.message).toContain(`redirects to another server; if ${second.url}/app.git is right`);
    }
    expect(second.requests).toEqual([]);
  });

  it("are followed within the server, with credentials", async () => {
    const server = await openServer({ authorization: basic("robot", secret) });
    const url = await withRepository(server);
    server.intercept((request, response) => {
      if (!request.url?.startsWith("/old.git")) return false;
      response.writeHead(301, { location: request.url.replace("/old.git", "/app.git") }).end();
      return true;
    });
    const git = openGit(await openFolder(), [login(server.url, { template: true })]);
    expect((await git.resolve(url.replace("app.git", "old.git"), "main")).sha).toHaveLength(40);
  });

  it("end after a few", async () => {
    const server = await openServer();
    server.intercept((request, response) => {
      response.writeHead(302, { location: request.url ?? "" }).end();
      return true;
    });
    const error = await refusal(openGit(await openFolder()).resolve(`${server.url}/app.git`, "main"));
    expect(error.message).toContain("more than 5 redirects");
    expect(server.requests).toHaveLength(6);
  });
});

describe("answers that are no repository", () => {
  it.each<[number, string, RegExp]>([
    [403, "REPOSITORY_DENIED", /forbids/],
    [404, "REPOSITORY_DENIED", /no such repository, or no right to see it/],
    [203, "REPOSITORY_DENIED", /wants credentials/],
    [429, "REPOSITORY_UNREACHABLE", /HTTP 429/],
    [503, "REPOSITORY_UNREACHABLE", /HTTP 503/],
  ])("HTTP %i is %s", async (status, code, message) => {
    const server = await openServer();
    server.intercept((_, response) => {
      response.writeHead(status).end("no");
      return true;
    });
    const error = await refusal(openGit(await openFolder()).resolve(`${server.url}/app.git`, "main"));
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it.each([
    ["a web page", "text/html", "<!doctype html><title>Welcome</title>"],
    ["nothing", "text/plain", ""],
    ["garbage of the right type", "application/x-git-upload-pack-advertisement", "zzzz not pkt-lines"],
  ])("%s is said to be no Git server", async (_, type, body) => {
    const server = await openServer();
    server.intercept((_request, response) => {
      response.writeHead(200, { "content-type": type }).end(body);
      return true;
    });
    const error = await refusal(openGit(await openFolder()).resolve(`${server.url}/app.git`, "main"));
    expect(error).toMatchObject({ code: "REPOSITORY_UNREACHABLE" });
    expect(error.message).toContain("not that of a Git server");
  });

  it("a broken list of refs is said to be one", async () => {
    const server = await openServer();
    const url = await withRepository(server);
    server.intercept((request, response) => {
      if (request.method !== "POST") return false;
      response.writeHead(200).end("003fnot a list");
      return true;
    });
    const error = await refusal(openGit(await openFolder()).resolve(url, "main"));
    expect(error.message).toContain("a broken line of Git's protocol");
  });

  it("a refused connection and an unknown host say so, once per round", async () => {
    const server = await openServer();
    await server.close();
    const git = openGit(await openFolder());
    const closed = await refusal(git.resolve(`${server.url}/app.git`, "main"));
    expect(closed).toMatchObject({
      code: "REPOSITORY_UNREACHABLE",
      message: expect.stringContaining("ECONNREFUSED"),
    });
    const again = await refusal(git.resolve(`${server.url}/app.git`, "HEAD"));
    expect(again).toBe(closed);
    const unknown = await refusal(git.resolve("https://nowhere.invalid/app.git", "main"));
    expect(unknown).toMatchObject({
      code: "REPOSITORY_UNREACHABLE",
      message: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
    });
  });
});

describe("old servers", () => {
  it("work without protocol v2, annotated tags and default branch included", async () => {
    const server = await openServer({ old: true });
    const repository = await server.createRepository("app");
    const first = await repository.commit({ "a.yaml": "a: 1\n" });
    await repository.git("tag", "-a", "-m", "one", "v1");
    const second = await repository.commit({ "a.yaml": "a: 2\n" });
    const git = openGit(await openFolder());
    expect((await git.resolve(repository.url, "HEAD")).sha).toBe(second);
    expect((await git.resolve(repository.url, "v1")).sha).toBe(first);
    server.reset();
    git.startRound();
    await git.resolve(repository.url, "v1");
    expect(server.requests).toHaveLength(1);
  });
});
