import { describe, expect, test } from "vitest";
import { parseApplication } from "../../src/application/read-application.ts";
import { ReconcileError } from "../../src/errors.ts";
import type { Git } from "../../src/ports/git.ts";
import { generatePathsAnnotation } from "../../src/source/generate-paths.ts";
import type { Watch } from "../../src/source/watch.ts";
import { keepRevision, readNamedIds } from "../../src/tasks/keep-revision.ts";

const repoUrl = "https://git.example.com/shop";
const [old, outside, inside, gone] = ["1", "2", "3", "4"].map((digit) => digit.repeat(40)) as [
  string,
  string,
  string,
  string,
];
/** What each commit has in the folder base. */
const contents: Readonly<Record<string, string>> = { [old]: "1", [outside]: "1", [inside]: "2" };

const toRevision = (sha: string) => ({ sha, author: "", subject: "", committedAt: 0 });
const reads: string[] = [];
const git: Pick<Git, "resolve" | "readTree"> = {
  resolve: (_repoUrl, sha) => Promise.resolve(toRevision(sha)),
  readTree: (_repoUrl, sha, path) => {
    reads.push(`${sha.slice(0, 1)} ${path}`);
    const oid = contents[sha];
    if (oid === undefined) return Promise.reject(new ReconcileError("REVISION_NOT_FOUND", "gone"));
    return Promise.resolve([{ path: `${path}/a.yaml`, type: "file", oid }]);
  },
};

function toApplication(annotation: string | undefined) {
  const { application } = parseApplication({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: {
      name: "shop",
      annotations: annotation === undefined ? {} : { [generatePathsAnnotation]: annotation },
    },
    spec: {
      project: "default",
      source: { repoURL: repoUrl, path: "app", targetRevision: "main" },
      destination: { server: "https://kubernetes.default.svc", namespace: "shop" },
    },
  });
  if (application === undefined) throw new Error("the application of the test is wrong");
  return application;
}

const looked: Watch = { repoUrl, targetRevision: "main", sha: old, reads: {} };

describe("the commit that an annotated application is looked at", () => {
  test.each<
    [rule: string, annotation: string | undefined, watch: Watch | undefined, newest: string, kept: string]
  >([
    ["without the annotation: the newest", undefined, looked, outside, outside],
    ["outside of its paths: the one before", "../base", looked, outside, old],
    ["inside: the newest", "../base", looked, inside, inside],
    ["before the first look: the newest", "../base", undefined, outside, outside],
    ["after a look that found no commit: the newest", "../base", { ...looked, sha: "" }, outside, outside],
    ["nothing new: the newest", "../base", looked, old, old],
    [
      "of another repository: the newest",
      "../base",
      { ...looked, repoUrl: "https://other" },
      outside,
      outside,
    ],
    ["of another branch: the newest", "../base", { ...looked, targetRevision: "next" }, outside, outside],
    ["the one before is gone: the newest", "../base", { ...looked, sha: gone }, outside, outside],
    ["all paths are bad: the newest", "../../..", looked, outside, outside],
  ])("%s", async (_rule, annotation, watch, newest, kept) => {
    const application = toApplication(annotation);
    const revision = await keepRevision(toRevision(newest), { application, watch }, git);
    expect(revision.sha).toBe(kept);
  });

  test("is found without another look at the old one, where its ids are noted", async () => {
    const application = toApplication("../base");
    const ids = await readNamedIds(toRevision(old), { application, watch: looked }, git);
    expect(Object.keys(ids ?? {})).toEqual(["/base"]);
    const watch = { ...looked, reads: ids ?? {} };
    reads.length = 0;
    expect((await keepRevision(toRevision(outside), { application, watch }, git)).sha).toBe(old);
    expect(await readNamedIds(toRevision(old), { application, watch }, git)).toBe(watch.reads);
    expect(reads).toEqual(["2 base"]);
  });

  test("what cannot be listed is not watched, so that every commit counts", async () => {
    const at = { application: toApplication("../base"), watch: undefined };
    expect(await readNamedIds(toRevision(gone), at, git)).toEqual({});
    expect(
      await readNamedIds(toRevision(old), { ...at, application: toApplication(undefined) }, git),
    ).toBeUndefined();
  });

  test("a repository that does not answer is told", async () => {
    const error = new ReconcileError("REPOSITORY_UNREACHABLE", "down");
    const down = { ...git, readTree: () => Promise.reject(error) };
    const at = { application: toApplication("../base"), watch: looked };
    await expect(keepRevision(toRevision(outside), at, down)).rejects.toBe(error);
  });
});
