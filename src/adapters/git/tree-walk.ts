import { ReconcileError } from "../../errors.ts";
import { compareText } from "../../kube/json.ts";
import { limits } from "../../limits.ts";
import type { TreeEntry } from "../../render/tool-run.ts";
import { splitPath } from "../../source/repository-path.ts";
import type { Objects } from "./objects.ts";

/** What a path leads to, all symbolic links followed. */
export type Found = { readonly type: "blob" | "tree" | "commit"; readonly oid: string };

/**
 * Follows a path from the root tree, symbolic links at every part included, inside the repository's object graph; there
 * is no outside. undefined: there is nothing. Throws PATH_NOT_FOUND for a link that is absolute, leaves the repository or
 * goes round in circles.
 */
export async function findPath(objects: Objects, root: string, path: string): Promise<Found | undefined> {
  const above: { readonly oid: string; readonly name: string }[] = [];
  let found: Found = { type: "tree", oid: root };
  let rest = splitPath(path);
  let hops = 0;
  let link = path;
  for (let part = rest.shift(); part !== undefined; part = rest.shift()) {
    if (found.type !== "tree") return undefined;
    if (part === "..") {
      const parent = above.pop();
      if (parent === undefined) throw linkRefused(link, "it leads out of the repository");
      found = { type: "tree", oid: parent.oid };
      continue;
    }
    const entry = (await objects.tree(found.oid)).get(part);
    if (entry === undefined) return undefined;
    if (entry.mode === "120000") {
      link = [...above.map((one) => one.name), part].join("/");
      hops += 1;
      if (hops > limits.symlinkHopsMax) throw linkRefused(link, "it goes round in circles");
      rest = [...splitPath(await readTarget(objects, entry.oid, link)), ...rest];
      continue;
    }
    above.push({ oid: found.oid, name: part });
    found = { type: entry.type, oid: entry.oid };
  }
  return found;
}

/** Lists what is below a tree, recursively, under the path it was asked for; sorted; links are not followed. */
export async function listTree(objects: Objects, tree: string, path: string): Promise<readonly TreeEntry[]> {
  const entries: TreeEntry[] = [];
  const waiting = [{ oid: tree, path: splitPath(path).join("/") }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const [name, entry] of await objects.tree(next.oid)) {
      const below = next.path === "" ? name : `${next.path}/${name}`;
      entries.push({ path: below, oid: entry.oid, type: typeOf(entry.mode) });
      if (entry.type === "tree") waiting.push({ oid: entry.oid, path: below });
    }
    if (entries.length > limits.treeEntriesMax)
      throw new ReconcileError(
        "LIMIT_EXCEEDED",
        `Cannot list ${JSON.stringify(path)}: it has more than ${limits.treeEntriesMax} entries; name a smaller folder`,
      );
  }
  return entries.sort((a, b) => compareText(a.path, b.path));
}

async function readTarget(objects: Objects, oid: string, link: string): Promise<string> {
  const bytes = await objects.blob(oid);
  if (bytes.length > limits.linkTargetBytesMax) throw linkRefused(link, "its target is too long");
  const target = Buffer.from(bytes).toString("utf8");
  if (target.startsWith("/") || target.includes("\0"))
    throw linkRefused(link, `its target ${JSON.stringify(target)} is absolute or no path; make it relative`);
  return target;
}

function typeOf(mode: string): TreeEntry["type"] {
  if (mode === "120000") return "link";
  if (mode === "160000") return "submodule";
  return mode === "040000" ? "tree" : "file";
}

function linkRefused(link: string, problem: string): ReconcileError {
  return new ReconcileError(
    "PATH_NOT_FOUND",
    `Cannot follow symbolic link ${JSON.stringify(link)}: ${problem}`,
  );
}
