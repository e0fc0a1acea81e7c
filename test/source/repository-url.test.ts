import { describe, expect, it } from "vitest";
import { maskUrl, parseRepositoryUrl } from "../../src/source/repository-url.ts";

const canary = "c4nary";

describe("parseRepositoryUrl over HTTP", () => {
  it.each<[string, string, string]>([
    ["https://github.com/org/repo", "https://github.com/org/repo", "https://github.com"],
    ["  https://github.com/org/repo.git/ ", "https://github.com/org/repo.git", "https://github.com"],
    ["HTTPS://GitHub.com:443/Org/Repo", "https://github.com/Org/Repo", "https://github.com"],
    ["http://127.0.0.1:3000/x", "http://127.0.0.1:3000/x", "http://127.0.0.1:3000"],
    ["https://host/a%20b", "https://host/a%20b", "https://host"],
  ])("%j is asked at %j", (text, url, origin) => {
    expect(parseRepositoryUrl(text, { allowLocal: false })).toEqual({ kind: "http", key: url, url, origin });
  });

  it("takes a user name out of the URL", () => {
    const address = parseRepositoryUrl("https://my%20org@dev.azure.com/my/_git/x", { allowLocal: false });
    expect(address).toMatchObject({ url: "https://dev.azure.com/my/_git/x", username: "my org" });
  });
});

describe("parseRepositoryUrl on the local disk", () => {
  it.each([
    ["/srv/repo", "/srv/repo"],
    ["./repo", "./repo"],
    ["../repo", "../repo"],
    [".", "."],
    ["file:///srv/a%20b", "/srv/a b"],
    ["file://localhost/srv/repo", "/srv/repo"],
  ])("%j is the path %j where that is allowed", (text, path) => {
    expect(parseRepositoryUrl(text, { allowLocal: true })).toMatchObject({ kind: "local", path });
    expect(() => parseRepositoryUrl(text, { allowLocal: false })).toThrow(
      expect.objectContaining({ code: "UNSUPPORTED", message: expect.stringContaining("local modes only") }),
    );
  });

  it("refuses a file URL of another host", () => {
    expect(() => parseRepositoryUrl("file://server/share", { allowLocal: true })).toThrow(/no other host/);
  });
});

describe("parseRepositoryUrl refuses", () => {
  it.each<[string, string, RegExp]>([
    ["git@github.com:org/repo.git", "UNSUPPORTED", /write https:\/\/github\.com\/org\/repo\.git/],
    ["github.com:org/repo", "UNSUPPORTED", /write https:\/\/github\.com\/org\/repo/],
    ["ssh://git@host:22/org/repo", "UNSUPPORTED", /write https:\/\/host\/org\/repo/],
    ["git://host/repo", "UNSUPPORTED", /only http and https/],
    ["ftp://host/repo", "UNSUPPORTED", /only http and https/],
    ["oci://host/chart", "UNSUPPORTED", /only http and https/],
    ["ext::sh -c touch% /tmp/x", "UNSUPPORTED", /only http and https|SSH/],
    ["not a url", "APPLICATION_INVALID", /write https:/],
    ["", "APPLICATION_INVALID", /write https:/],
    ["https://", "APPLICATION_INVALID", /write https:/],
    ["https://host/x?a=b", "APPLICATION_INVALID", /no query/],
    ["https://host/x#y", "APPLICATION_INVALID", /fragment/],
  ])("%j", (text, code, message) => {
    expect(() => parseRepositoryUrl(text, { allowLocal: true })).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  it.each([
    `https://user:${canary}@host/x`,
    `https://:${canary}@host/x`,
    `https://host/x?token=${canary}`,
    `https://user:${canary}@/broken`,
    `https://user:${canary}@host:port/x`,
    `ssh://user:${canary}@host/x`,
    `ftp://user:${canary}@host/x`,
  ])("%j without printing a password", (text) => {
    const refused = thrownBy(() => parseRepositoryUrl(text, { allowLocal: true }));
    expect(refused).toBeInstanceOf(Error);
    expect(JSON.stringify([refused, refused?.message, refused?.cause])).not.toContain(canary);
  });
});

describe("maskUrl", () => {
  it.each([
    ["https://user:pass@host/x", "https://host/x"],
    ["https://user:p@ss@host/x", "https://host/x"],
    ["https://host/x?token=1#2", "https://host/x"],
    ["git@github.com:org/repo", "git@github.com:org/repo"],
    ["/plain/path", "/plain/path"],
  ])("%j is printed as %j", (text, masked) => expect(maskUrl(text)).toBe(masked));
});

function thrownBy(run: () => unknown): Error | undefined {
  try {
    run();
  } catch (error) {
    return error instanceof Error ? error : undefined;
  }
  return undefined;
}
