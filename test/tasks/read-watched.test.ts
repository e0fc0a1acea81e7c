import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Git } from "../../src/ports/git.ts";
import { readWatched } from "../../src/tasks/read-watched.ts";

type Files = Readonly<Record<string, string>>;

const repoUrl = "https://git.example.com/shop";
const before: Files = {
  "app/a.yaml": "1",
  "app/deep/b.yaml": "1",
  "base/c.yaml": "1",
  "overlays/one/d.yaml": "1",
  "overlays/two/x.txt": "1",
  "root.yaml": "1",
};

/** A repository whose only commit has these files, and the folders that were listed. */
function open(files: Files): { git: Pick<Git, "readTree">; listed: string[] } {
  const listed: string[] = [];
  const readTree: Git["readTree"] = (_repoUrl, _sha, folder) => {
    listed.push(folder);
    const start = folder === "" ? "" : `${folder}/`;
    const below = Object.entries(files).filter(([path]) => path.startsWith(start));
    const entries = below.map(([path, text]) => ({ path, type: "file" as const, oid: hash(text) }));
    return Promise.resolve(entries.length === 0 ? undefined : entries);
  };
  return { git: { readTree }, listed };
}

function hash(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}

async function idOf(watched: string, files: Files): Promise<string | undefined> {
  return (await readWatched([watched], { repoUrl, sha: "1".repeat(40) }, open(files).git)).get(watched);
}

describe("the id of what is watched", () => {
  test.each<[watched: string, change: string, text: string | undefined, isTouched: boolean]>([
    ["app", "app/a.yaml", "2", true],
    ["app", "base/c.yaml", "2", false],
    ["/app", "app/deep/b.yaml", "2", true],
    ["/app", "app/new.yaml", "1", true],
    ["/app", "app/a.yaml", undefined, true],
    ["/app", "apple/a.yaml", "1", false],
    ["/app/a.yaml", "app/a.yaml", "2", true],
    ["/app/a.yaml", "app/a.yaml", undefined, true],
    ["/app/a.yaml", "app/deep/b.yaml", "2", false],
    ["/app/none.yaml", "app/none.yaml", "1", true],
    ["/app/none.yaml", "app/a.yaml", "2", false],
    ["/none", "none/a.yaml", "1", true],
    ["/none", "app/a.yaml", "2", false],
    ["/root.yaml", "root.yaml", "2", true],
    ["/root.yaml", "app/a.yaml", "2", false],
    ["/", "overlays/two/x.txt", "2", true],
    ["/overlays/*/*.yaml", "overlays/one/d.yaml", "2", true],
    ["/overlays/*/*.yaml", "overlays/two/new.yaml", "1", true],
    ["/overlays/*/*.yaml", "overlays/two/x.txt", "2", false],
    ["/none/*.yaml", "app/a.yaml", "2", false],
    ["/none/*.yaml", "none/a.yaml", "1", true],
  ])("%s: a change of %s to %j is seen: %s", async (watched, change, text, isTouched) => {
    const { [change]: _, ...others } = before;
    const after = text === undefined ? others : { ...others, [change]: text };
    const first = await idOf(watched, before);
    expect(first).toMatch(/^(-|[\w-]{22})$/);
    expect((await idOf(watched, after)) !== first).toBe(isTouched);
  });

  test("each folder is listed once, whatever names it", async () => {
    const { git, listed } = open(before);
    const ids = await readWatched(
      ["/app", "app", "/app/*.yaml", "/app/a.yaml", "app"],
      { repoUrl, sha: "1" },
      git,
    );
    expect([...ids.keys()]).toEqual(["/app", "app", "/app/*.yaml", "/app/a.yaml"]);
    expect(listed.toSorted()).toEqual(["app", "app/a.yaml"]);
    expect(ids.get("/app")).toBe(ids.get("app"));
  });
});
