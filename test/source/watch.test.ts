import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isTouched, toFolderId, type Watch } from "../../src/source/watch.ts";

const [one, two] = ["1".repeat(40), "2".repeat(40)];
const file = (path: string, oid = one, type = "file") => ({ path, oid, type });
const base = [file("apps/a.yaml"), file("apps/b.yaml", two)];

describe("the id of a folder", () => {
  it("is the same for the same entries, of another commit too", () =>
    expect(toFolderId(base.map((entry) => ({ ...entry })))).toBe(toFolderId(base)));

  it.each([
    ["no such folder", undefined],
    ["an empty folder", []],
    ["another content", [file("apps/a.yaml", two), file("apps/b.yaml", two)]],
    ["another name", [file("apps/c.yaml"), file("apps/b.yaml", two)]],
    ["one file more", [...base, file("apps/c.yaml")]],
    ["one file less", base.slice(1)],
    ["a link in place of a file", [file("apps/a.yaml", one, "link"), file("apps/b.yaml", two)]],
    ["a path that reads like two entries", [file(`apps/a.yaml\nfile ${two} apps/b.yaml`)]],
  ])("is another for %s", (_rule, entries) => expect(toFolderId(entries)).not.toBe(toFolderId(base)));

  it("tells no folder from an empty one", () => expect(toFolderId(undefined)).not.toBe(toFolderId([])));

  it("is short, for it is stored with every application", () => {
    const many = Array.from({ length: 1_000 }, (_, index) => file(`apps/${index}.yaml`));
    expect(toFolderId(many)).toMatch(/^[\w-]{22}$/);
  });

  it("is equal for equal lists alone", () => {
    const oid = fc.constantFrom(one, two);
    const path = fc.stringMatching(/^[a\n 12]{1,4}$/);
    const entries = fc.array(fc.record({ path, oid, type: fc.constantFrom("file", "link") }), {
      maxLength: 3,
    });
    fc.assert(
      fc.property(entries, entries, (a, b) => {
        expect(toFolderId(a) === toFolderId(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });
});

describe("a commit touches an application", () => {
  const watch = (reads: Watch["reads"]): Watch => ({
    repoUrl: "https://git.example.com/shop",
    targetRevision: "main",
    sha: one,
    reads,
  });
  const now = new Map([
    ["apps", "id-1"],
    ["base", "id-2"],
    ["gone", "-"],
  ]);

  it.each<[string, boolean, Watch["reads"]]>([
    ["no folder it reads differs", false, { apps: "id-1", base: "id-2" }],
    ["one of them differs", true, { apps: "id-1", base: "id-old" }],
    ["a folder is gone", true, { gone: "id-3" }],
    ["a folder that was not there still is not", false, { gone: "-" }],
    ["a folder was not looked at", true, { apps: "id-1", other: "id-4" }],
    ["it was never rendered", true, {}],
  ])("%s: %s", (_rule, isSo, reads) => expect(isTouched(watch(reads), now)).toBe(isSo));
});
