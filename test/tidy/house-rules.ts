import type { SourceFile } from "./source-file.ts";

/** The rooms in the order of the flow; a room imports only rooms above it. Stories stand between ports and adapters. */
export const roomOrder = [
  "kube",
  "errors.ts",
  "limits.ts",
  "declaration",
  "settings",
  "application",
  "generate",
  "project",
  "source",
  "render",
  "desired",
  "live",
  "drift",
  "health",
  "actions",
  "plan",
  "sync",
  "record",
  "access",
  "webhook",
  "notify",
  "ports",
  "tasks",
  "stories",
  "moves",
  "deletion",
  "touch",
  "tick.ts",
  "observe.ts",
  "look.ts",
  "reconcile.ts",
  "act.ts",
  "serve.ts",
  "adapters",
  "sandbox",
  "local",
  "api",
  "ui",
  "cli",
  "functions",
] as const;

/** Rooms that compute only: no await, clock, randomness or environment. */
export const pureRooms = new Set<string>(roomOrder.slice(0, roomOrder.indexOf("ports") + 1));

/** Packages each room may use; a room that is not named uses none but node:crypto. */
export const packagesOf: Readonly<Record<string, readonly string[]>> = {
  declaration: ["yaml", "zod"],
  settings: ["yaml", "zod"],
  application: ["croner", "zod"],
  project: ["croner"],
  local: ["classic-level", "dynalite", "node:*"],
  render: ["js-yaml", "yaml"],
  drift: ["diff", "yaml"],
  api: ["zod"],
  cli: ["commander", "p-limit", "yaml", "node:*"],
  sandbox: ["croner", "node:*"],
  adapters: ["*"],
  functions: ["*"],
};

/** Compositions join stories and adapters; no other room imports an adapter. */
const compositions = new Set(["api", "cli", "functions", "local"]);

const topRoom = (room: string) => room.split("/")[0] ?? room;

/** Gives what is wrong with the imports of a file. */
export function toImportProblems(file: SourceFile): readonly string[] {
  return file.imports.flatMap(({ from, line, typesOnly }) => {
    const place = `${file.path}:${line}`;
    if (!from.startsWith("src/"))
      return isAllowedPackage(file, from) ? [] : [`${place}: may not import ${from}`];
    const target = topRoom(from.split("/")[1] ?? "");
    const own = topRoom(file.room);
    if (target === own)
      return isOtherAdapter(file, from, typesOnly) ? [`${place}: adapters do not share: ${from}`] : [];
    if (target === "adapters" && !compositions.has(own))
      return [`${place}: only compositions import adapters: ${from}`];
    const isAbove = rank(target) < rank(own);
    return isAbove ? [] : [`${place}: ${own} may not import ${from}: ${target} is not above it`];
  });
}

function rank(room: string): number {
  const rooms: readonly string[] = roomOrder;
  const index = rooms.indexOf(room);
  if (index < 0) throw new Error(`Cannot rank room "${room}": it is not in roomOrder`);
  return index;
}

function isOtherAdapter(file: SourceFile, from: string, typesOnly: boolean): boolean {
  if (!file.room.startsWith("adapters/") || typesOnly) return false;
  const other = from.split("/")[2];
  const own = file.room.split("/")[1];
  // The kubeconfig names EKS clusters, whose tokens only the EKS adapter can make.
  return other !== own && !(own === "kubernetes" && other === "eks");
}

function isAllowedPackage(file: SourceFile, name: string): boolean {
  if (name === "node:crypto") return true;
  const allowed = packagesOf[topRoom(file.room)] ?? [];
  return allowed.some(
    (each) => each === "*" || each === name || (each === "node:*" && name.startsWith("node:")),
  );
}

/** Gives one import cycle for every knot of files; types count, since a cycle of types is a muddle too. */
export function toCycles(files: readonly SourceFile[]): readonly string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(" -> "));
      return;
    }
    if (done.has(path)) return;
    for (const { from } of byPath.get(path)?.imports ?? []) visit(from, [...trail, path]);
    done.add(path);
  };
  for (const file of files) visit(file.path, []);
  return cycles;
}

/** Gives the files that some other file reaches by imports, itself included. */
export function toReachable(
  roots: readonly string[],
  files: ReadonlyMap<string, SourceFile>,
): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [...roots];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    for (const { from } of files.get(path)?.imports ?? []) open.push(from);
  }
  return reached;
}

/** The value below which a share of the numbers lies. */
export function toQuantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
