import { readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { load } from "js-yaml";
import { messageOf, ReconcileError } from "../../errors.ts";
import { isObject, type JsonObject } from "../../kube/json.ts";
import { limits } from "../../limits.ts";

/** One named entry of a kubeconfig; `folder` is what its relative file names start from. */
export type KubeconfigEntry = { readonly fields: JsonObject; readonly folder: string };

export type Kubeconfig = {
  readonly contexts: ReadonlyMap<string, KubeconfigEntry>;
  readonly clusters: ReadonlyMap<string, KubeconfigEntry>;
  readonly users: ReadonlyMap<string, KubeconfigEntry>;
  readonly currentContext?: string;
};

type Section = Map<string, KubeconfigEntry>;

/**
 * Reads and merges kubeconfig files as kubectl does: the first to name an entry wins, missing files are passed over.
 * Own code, since loading KubeConfig of @kubernetes/client-node costs 0.9 s of CPU and 85 MB at each start, ignores
 * `tokenFile` and drops `as-groups`. Throws CONFIG_INVALID.
 */
export async function loadKubeconfig(paths: readonly string[]): Promise<Kubeconfig> {
  const contexts: Section = new Map();
  const clusters: Section = new Map();
  const users: Section = new Map();
  let currentContext = "";
  for (const path of paths) {
    const document = await readDocument(path);
    addEntries(contexts, document?.["contexts"], { field: "context", path });
    addEntries(clusters, document?.["clusters"], { field: "cluster", path });
    addEntries(users, document?.["users"], { field: "user", path });
    const current = document?.["current-context"];
    if (currentContext === "" && typeof current === "string") currentContext = current;
  }
  return { contexts, clusters, users, ...(currentContext === "" ? {} : { currentContext }) };
}

async function readDocument(path: string): Promise<JsonObject | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  if (found.size > limits.fileBytesMax) throw invalid(path, `it is longer than ${limits.fileBytesMax} bytes`);
  try {
    const document = load(await readFile(path, "utf8"));
    if (document === null || document === undefined) return undefined;
    if (isObject(document)) return document;
  } catch (error) {
    throw invalid(path, firstLine(messageOf(error)), error);
  }
  throw invalid(path, "it is not a YAML mapping");
}

function addEntries(section: Section, list: unknown, at: { field: string; path: string }): void {
  if (list === undefined || list === null) return;
  if (!Array.isArray(list)) throw invalid(at.path, `${at.field}s is not a list`);
  for (const [index, item] of list.entries()) {
    const where = `${at.field}s[${index}]`;
    if (!isObject(item) || typeof item["name"] !== "string") throw invalid(at.path, `${where} has no name`);
    const fields = item[at.field];
    if (!isObject(fields)) throw invalid(at.path, `${where} has no ${at.field}`);
    if (!section.has(item["name"])) section.set(item["name"], { fields, folder: dirname(at.path) });
  }
}

// A YAML error prints the lines around it, and those may hold a token: only its first line is quoted.
function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? text;
}

function invalid(path: string, problem: string, cause?: unknown): ReconcileError {
  const options = cause === undefined ? {} : { cause: new Error(problem) };
  return new ReconcileError("CONFIG_INVALID", `Cannot read kubeconfig ${path}: ${problem}`, options);
}
