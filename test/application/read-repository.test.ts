import { expect, test } from "vitest";
import { readSecret } from "../../src/application/read-repository.ts";
import { toManifest } from "../../src/declaration/manifest.ts";
import type { JsonObject } from "../../src/kube/json.ts";

function read(type: string, fields: JsonObject) {
  const metadata = { name: "a", labels: { "argocd.argoproj.io/secret-type": type } };
  return readSecret(toManifest({ apiVersion: "v1", kind: "Secret", metadata, ...fields }, "a.yaml"));
}

const url = "https://example.com/shop.git";

test.each([
  ["a repository without credentials", "repository", { stringData: { url } }, { url, template: false }],
  [
    "data is base64",
    "repository",
    { data: { url: Buffer.from(url).toString("base64"), password: "cA==" } },
    { url, template: false, password: "p" },
  ],
  [
    "stringData wins over data, and what is empty is absent",
    "repo-creds",
    { data: { username: "YQ==" }, stringData: { url, username: "b", password: "", bearerToken: "t" } },
    { url, template: true, username: "b", bearerToken: "t" },
  ],
])("%s", (_, type, fields, repository) => expect(read(type, fields)).toEqual({ repository, problems: [] }));

test("a Secret that needs what is not supported is not used in part", () => {
  const { repository, problems } = read("repository", {
    stringData: { url, password: "p", project: "team" },
  });
  expect(repository).toBeUndefined();
  expect(problems).toMatchObject([
    { severity: "error", message: expect.stringContaining("stringData.project") },
  ]);
});
