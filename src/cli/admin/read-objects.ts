import { readPaths } from "../../adapters/declarations/read-paths.ts";
import type { ControlPlaneFile } from "../../declaration/control-plane-file.ts";
import { readManifests } from "../../declaration/declaration.ts";
import type { Manifest } from "../../declaration/manifest.ts";
import { formatProblem } from "../../declaration/problem.ts";
import { codeOf, messageOf } from "../../errors.ts";
import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { limits } from "../../limits.ts";
import { parseKubernetesYaml } from "../../render/kubernetes-yaml.ts";

/** An object of a file, or why there is none; what is known of its identity is told all the same. */
export type ReadObject =
  | { readonly object: KubeObject }
  | { readonly problem: string; readonly json: JsonObject };

/** Reads objects in the order of the files and of the documents in them. What cannot be read keeps its place. */
export async function readObjects(paths: readonly string[]): Promise<readonly ReadObject[]> {
  const read = await Promise.all(paths.map(readObjectsAt));
  return read.flat();
}

async function readObjectsAt(path: string): Promise<readonly ReadObject[]> {
  try {
    const files = await readPaths([path]);
    return files.flatMap((file) => {
      const quick = readQuickly(file);
      if (quick !== undefined) return [quick];
      const { manifests, unreadable } = readManifests(file);
      const placed = [
        ...manifests.map((manifest) => ({ line: manifest.lineOf([]) ?? 0, read: toObject(manifest) })),
        ...unreadable.map(({ problem, json = {} }) => ({
          line: problem.line ?? 0,
          read: { problem: formatProblem(problem), json },
        })),
      ];
      return placed.toSorted((a, b) => a.line - b.line).map(({ read }) => read);
    });
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return [{ problem: messageOf(error), json: {} }];
  }
}

/** Several documents, or anchors and aliases, which may be many times as large as they are written. */
const notPlain = /^---|^\.\.\.|[&*][\w-]/m;

/** Reads a file of one plain object; undefined: it is another one, or wrong, and the reader that knows lines has to say so. */
function readQuickly({ file, text }: ControlPlaneFile): ReadObject | undefined {
  if (text.length > limits.fileBytesMax || notPlain.test(text)) return undefined;
  const json = parseQuickly(text);
  if (!isObject(json) || Array.isArray(json["items"])) return undefined;
  const read = toObject({ json, file, lineOf: () => 1 });
  return "problem" in read ? undefined : read;
}

function parseQuickly(text: string): Json | undefined {
  try {
    return parseKubernetesYaml(text);
  } catch {
    return undefined;
  }
}

function toObject({ json, file, lineOf }: Manifest): ReadObject {
  const { apiVersion, kind, metadata } = json;
  const refuse = (reason: string) => {
    const problem = { file, line: lineOf([]) ?? 1, severity: "error", message: reason } as const;
    return { problem: formatProblem(problem), json };
  };
  if (typeof apiVersion !== "string" || apiVersion === "") return refuse("apiVersion must be a text");
  if (typeof kind !== "string" || kind === "") return refuse("kind must be a text");
  if (!isObject(metadata)) return refuse("metadata must be a mapping");
  const { name = "" } = metadata;
  if (typeof name !== "string") return refuse("metadata.name must be a text");
  return { object: { ...json, apiVersion, kind, metadata: { ...metadata, name } } };
}
