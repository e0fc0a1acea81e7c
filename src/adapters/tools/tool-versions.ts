import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isObject, type JsonObject, parseJson } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";

/**
 * Gives a program's version, asking the program only if it changed since the last time: a start costs 90 ms, and with nothing to
 * render no program is started at all.
 */
export async function readVersion(
  program: string,
  folder: string,
  ask: () => Promise<string>,
): Promise<string> {
  const { size, mtimeMs } = await stat(program);
  const identity = `${program} ${size} ${mtimeMs}`;
  const file = join(folder, "versions.json");
  const known = (await readKnown(file))[identity];
  if (typeof known === "string") return known;
  const version = await ask();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const partial = `${file}.${randomUUID()}`;
  // Read again: the other tool's version may have been saved meanwhile. One that is lost is asked for again.
  await writeFile(
    partial,
    JSON.stringify({ ...keepOthers(await readKnown(file), program), [identity]: version }),
  );
  await rename(partial, file);
  return version;
}

async function readKnown(file: string): Promise<JsonObject> {
  try {
    const value = parseJson(await readFile(file, "utf8"));
    return asObject(value);
  } catch {
    return {}; // none yet, or damaged: asked for again
  }
}

function keepOthers(known: JsonObject, program: string): JsonObject {
  return Object.fromEntries(
    Object.entries(known).filter(([identity]) => !identity.startsWith(`${program} `)),
  );
}

/** Reads the version that a tool prints: helm and kustomize print a text, kubectl JSON with its kustomize's. */
export function parseVersion(output: string): string {
  const text = output.trim();
  if (!text.startsWith("{")) return text;
  const value = parseJson(text);
  const version = isObject(value) ? value["kustomizeVersion"] : undefined;
  return typeof version === "string" ? version : text;
}
