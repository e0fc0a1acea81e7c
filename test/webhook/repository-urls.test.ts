import { describe, expect, it } from "vitest";
import { readRepositoryUrls } from "../../src/webhook/repository-urls.ts";
import { toPush } from "./deliveries.ts";

const read = (repository: unknown) => readRepositoryUrls({ repository });

describe("readRepositoryUrls", () => {
  it("gives a repository of GitHub by HTTPS, the form with .git standing for both, and by SSH", () => {
    expect(readRepositoryUrls(JSON.parse(toPush("org/shop")))).toEqual([
      "https://github.com/org/shop.git",
      "git@github.com:org/shop.git",
    ]);
  });

  it.each<[string, object, readonly string[]]>([
    ["only html_url", { html_url: "https://h/o/r" }, ["https://h/o/r"]],
    ["only clone_url", { clone_url: "https://h/o/r.git" }, ["https://h/o/r.git"]],
    ["only ssh_url", { ssh_url: "git@h:o/r.git" }, ["git@h:o/r.git"]],
    ["an SSH URL with a port", { ssh_url: "ssh://git@h:2222/o/r.git" }, ["ssh://git@h:2222/o/r.git"]],
    [
      "plain HTTP, of a host inside",
      { clone_url: "http://git.local:3000/o/r" },
      ["http://git.local:3000/o/r"],
    ],
    ["git_url, where it is of HTTP", { git_url: "https://h/o/r" }, ["https://h/o/r"]],
    [
      "a name in another case",
      { clone_url: "https://H/O/R.git", html_url: "https://h/o/r/" },
      ["https://H/O/R.git"],
    ],
    [
      "two repositories' names are both looked at",
      { clone_url: "https://a/r", html_url: "https://b/r" },
      ["https://a/r", "https://b/r"],
    ],
  ])("takes %s", (_rule, repository, urls) => expect(read(repository)).toEqual(urls));

  it.each<[string, unknown]>([
    ["the git protocol", "git://github.com/org/repo.git"],
    ["a file", "file:///etc/passwd"],
    ["a helper of Git", "ext::sh -c touch% /tmp/x"],
    ["a script", "javascript:alert(1)"],
    ["another protocol", "ftp://host/repo"],
    ["a path", "/srv/repo"],
    ["no host", "https://"],
    ["no host in an SSH URL", "ssh:///org/repo"],
    ["a password", "https://user:c4nary@host/repo"],
    ["a query", "https://host/repo?x=y"],
    ["a fragment", "https://host/repo#x"],
    ["a space", "https://host/a b"],
    ["a line", "https://host/a\nb"],
    ["a NUL character", "https://host/a\0b"],
    ["other letters, which are more bytes than characters", "https://host/é"],
    ["more than 1,000 characters", `https://host/${"x".repeat(1_000)}`],
    ["an empty text", ""],
    ["a number", 7],
    ["a list", ["https://host/repo"]],
    ["an object", { href: "https://host/repo" }],
    ["null", null],
  ])("class 4, SSRF: refuses %s", (_rule, url) =>
    expect(read({ clone_url: url, html_url: url, ssh_url: url, git_url: url })).toEqual([]),
  );

  it.each<[string, unknown]>([
    ["null", null],
    ["a list", []],
    ["a text", "repository"],
    ["no repository", {}],
    ["a repository that is null", { repository: null }],
    ["a repository that is a list", { repository: [{ clone_url: "https://h/r" }] }],
    ["a repository that is a text", { repository: "https://h/r" }],
    ["fields of a prototype", JSON.parse('{"__proto__":{"repository":{"clone_url":"https://h/r"}}}')],
  ])("finds none in %s", (_rule, payload) => expect(readRepositoryUrls(payload)).toEqual([]));
});
