import { describe, expect, it } from "vitest";
import type { Refs } from "../../src/source/revision.ts";
import { candidateRefs, selectRevision } from "../../src/source/source.ts";

const [one, two, three] = ["1", "2", "3"].map((digit) => digit.repeat(40)) as [string, string, string];

function refs(entries: Readonly<Record<string, string>>, head?: string): Refs {
  const map = new Map(Object.entries(entries));
  return head === undefined ? { refs: map } : { refs: map, head };
}

const usual = refs(
  {
    HEAD: one,
    "refs/heads/main": one,
    "refs/heads/both": two,
    "refs/tags/both": three,
    "refs/heads/1.2": two,
    "refs/heads/x": two,
    "refs/heads/abcdef1": three,
    "refs/heads/refs/heads/odd": two,
    "refs/tags/v1.0.0": three,
  },
  "refs/heads/main",
);

describe("selectRevision", () => {
  it.each<[string, string, { readonly sha: string; readonly ref?: string }]>([
    ["HEAD is the default branch", "HEAD", { sha: one, ref: "refs/heads/main" }],
    ["nothing is HEAD", "", { sha: one, ref: "refs/heads/main" }],
    ["spaces around are no part of a name", " main ", { sha: one, ref: "refs/heads/main" }],
    ["a tag goes before a branch", "both", { sha: three, ref: "refs/tags/both" }],
    ["a full name is exact", "refs/heads/both", { sha: two, ref: "refs/heads/both" }],
    [
      "a branch whose own name starts with refs/",
      "refs/heads/odd",
      { sha: two, ref: "refs/heads/refs/heads/odd" },
    ],
    ["a branch that looks like a version", "1.2", { sha: two, ref: "refs/heads/1.2" }],
    ["a branch that looks like a wildcard", "x", { sha: two, ref: "refs/heads/x" }],
    ["a branch that looks like a short SHA", "abcdef1", { sha: three, ref: "refs/heads/abcdef1" }],
    ["an exact version is a tag", "v1.0.0", { sha: three, ref: "refs/tags/v1.0.0" }],
    ["a full SHA is itself, listed or not", "F".repeat(40), { sha: "f".repeat(40) }],
  ])("%s", (_, targetRevision, selected) => {
    expect(selectRevision(usual, targetRevision, "the repository")).toEqual(selected);
  });

  it("takes HEAD itself where it names no branch", () => {
    expect(selectRevision(refs({ HEAD: two }), "HEAD", "r")).toEqual({ sha: two, ref: "HEAD" });
  });

  it.each<[string, Refs, string, string, string]>([
    ["an unknown name", usual, "v2", "REVISION_NOT_FOUND", '"v2": r has no such tag or branch'],
    ["a short SHA", usual, "0123abc", "REVISION_NOT_FOUND", "write all 40 digits"],
    ["a range", usual, "1.2.*", "UNSUPPORTED", "version ranges"],
    ["a name that cannot be one", usual, "a b", "REVISION_NOT_FOUND", "cannot be a branch or tag"],
    ["another namespace", usual, "refs/pull/1/head", "UNSUPPORTED", "only refs/heads/ and refs/tags/"],
    ["an empty repository", refs({}, "refs/heads/main"), "HEAD", "REVISION_NOT_FOUND", "r has no commits"],
    [
      "no default branch",
      refs({ "refs/heads/a": one }),
      "HEAD",
      "REVISION_NOT_FOUND",
      "names no default branch",
    ],
  ])("refuses %s", (_, listed, targetRevision, code, message) => {
    expect(() => selectRevision(listed, targetRevision, "r")).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });
});

describe("candidateRefs", () => {
  it.each<[string, string | undefined, readonly string[]]>([
    ["HEAD", "refs/heads/main", ["refs/heads/main", "HEAD"]],
    ["", undefined, ["HEAD"]],
    ["v1", "refs/heads/main", ["refs/tags/v1", "refs/heads/v1"]],
    ["refs/tags/v1", undefined, ["refs/tags/v1", "refs/tags/refs/tags/v1", "refs/heads/refs/tags/v1"]],
  ])("of %j", (targetRevision, head, candidates) => {
    expect(candidateRefs(targetRevision, head)).toEqual(candidates);
  });
});
