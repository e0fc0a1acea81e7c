import { describe, expect, it } from "vitest";
import type { Repository } from "../../src/application/control-plane.ts";
import {
  normalizeRepositoryUrl,
  parseEnvironmentCredential,
  selectCredential,
  toAuthorization,
} from "../../src/source/credentials.ts";
import { parseRepositoryUrl } from "../../src/source/repository-url.ts";

const own = (url: string, password = url): Repository => ({ url, template: false, password });
const template = (url: string, password = url): Repository => ({ url, template: true, password });

function select(repoUrl: string, repositories: readonly Repository[]): string | undefined {
  return selectCredential(parseRepositoryUrl(repoUrl, { allowLocal: true }), repositories)?.url;
}

describe("selectCredential", () => {
  const known = [
    template("https://git.example.org"),
    template("https://git.example.org/team/inner"),
    template("https://git.example.org/team"),
    own("https://git.example.org/team/app.git"),
    template("https://github.com"),
  ];

  it.each<[string, string, string | undefined]>([
    [
      "a repository's own goes first",
      "https://git.example.org/team/app.git",
      "https://git.example.org/team/app.git",
    ],
    [
      ".git, case and a last slash do not matter",
      "https://Git.Example.org/Team/App/",
      "https://git.example.org/team/app.git",
    ],
    ["no other repository has it", "https://git.example.org/team/app2", "https://git.example.org/team"],
    ["the longest prefix wins", "https://git.example.org/team/inner/x", "https://git.example.org/team/inner"],
    ["a template of the host", "https://git.example.org/other/x", "https://git.example.org"],
    ["another host that begins alike gets nothing", "https://github.com.evil.example/x", undefined],
    ["another port gets nothing", "https://git.example.org:8443/team/app.git", undefined],
    ["another scheme gets nothing", "http://git.example.org/team/app.git", undefined],
    ["another host gets nothing", "https://example.net/team/app.git", undefined],
    ["a local path needs nothing", "/srv/team/app.git", undefined],
  ])("%s", (_, repoUrl, url) => expect(select(repoUrl, known)).toBe(url));

  it("passes over a repository Secret without credentials to the template, as Argo CD does", () => {
    const bare = { url: "https://git.example.org/team/app", template: false };
    expect(select("https://git.example.org/team/app", [bare, template("https://git.example.org/team")])).toBe(
      "https://git.example.org/team",
    );
  });

  it("survives a Secret whose URL is none", () => {
    expect(
      select("https://git.example.org/x", [own("nonsense"), template(""), template("ssh://git.example.org")]),
    ).toBe(undefined);
  });
});

describe("toAuthorization", () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
  it.each<[string, Partial<Repository>, string | undefined, string]>([
    ["name and password", { username: "ann", password: "pä:ss" }, "url-name", basic("ann:pä:ss")],
    ["a token alone", { password: "token" }, undefined, basic("git:token")],
    ["a token, the name in the URL", { password: "token" }, "org", basic("org:token")],
    ["a bearer token goes first", { username: "ann", bearerToken: "t" }, undefined, "Bearer t"],
  ])("%s", (_, credential, usernameInUrl, header) => {
    expect(toAuthorization({ url: "", template: false, ...credential }, usernameInUrl)).toBe(header);
  });
});

describe("normalizeRepositoryUrl", () => {
  it.each([
    ["https://GitHub.com/Org/Repo.git", "https://github.com/org/repo"],
    [" https://ann@github.com/org/repo/ ", "https://github.com/org/repo"],
    ["https://host/.git", "https://host/"],
  ])("%j is %j", (url, normal) => expect(normalizeRepositoryUrl(url)).toBe(normal));
});

describe("parseEnvironmentCredential", () => {
  it.each<[string, Record<string, string>, Repository | undefined]>([
    ["nothing", {}, undefined],
    ["a host alone", { OUTRIGGER_GIT_HOST: "github.com" }, undefined],
    [
      "a token",
      { OUTRIGGER_GIT_HOST: "github.com", OUTRIGGER_GIT_TOKEN: "t" },
      { url: "https://github.com", template: true, password: "t" },
    ],
    [
      "name and password for a prefix over http",
      {
        OUTRIGGER_GIT_HOST: "http://localhost:3000/team",
        OUTRIGGER_GIT_USERNAME: "ann",
        OUTRIGGER_GIT_PASSWORD: "p",
      },
      { url: "http://localhost:3000/team", template: true, username: "ann", password: "p" },
    ],
    [
      "a bearer token for a port",
      { OUTRIGGER_GIT_HOST: "git.example.org:8443", OUTRIGGER_GIT_BEARER_TOKEN: "b" },
      { url: "https://git.example.org:8443", template: true, bearerToken: "b" },
    ],
  ])("%s", (_, environment, credential) =>
    expect(parseEnvironmentCredential(environment)).toEqual(credential),
  );

  it.each([{}, { OUTRIGGER_GIT_HOST: " " }, { OUTRIGGER_GIT_HOST: "not a host" }])(
    "refuses a secret that is bound to no host: %j",
    (environment) => {
      expect(() => parseEnvironmentCredential({ ...environment, OUTRIGGER_GIT_TOKEN: "c4nary" })).toThrow(
        expect.objectContaining({ code: "CONFIG_INVALID", message: expect.not.stringContaining("c4nary") }),
      );
    },
  );
});
