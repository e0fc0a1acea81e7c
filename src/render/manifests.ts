import type { Problem } from "../declaration/problem.ts";
import { isObject, type Json, type JsonObject } from "../kube/json.ts";
import type { KubeObject } from "../kube/object.ts";
import { limits } from "../limits.ts";
import { parseKubernetesYaml, YamlError } from "./kubernetes-yaml.ts";
import { type ParsedObject, toKubeObject } from "./manifest-object.ts";
import { createBudget, findDefect, type ValueBudget } from "./value-budget.ts";
import { splitDocuments, type YamlDocument } from "./yaml-documents.ts";

/** A text that holds manifests; `file` is what problems call it. */
export type ManifestFile = { readonly file: string; readonly text: string };

/** Objects in the order they were written, and everything wrong at once. */
export type ParsedManifests = {
  readonly manifests: readonly KubeObject[];
  readonly problems: readonly Problem[];
};

export type ManifestOptions = {
  /** Leaves out files without any of apiVersion, kind and metadata, and those that ask to be skipped (a directory's rule). */
  readonly skipForeignFiles?: boolean;
};

type ParsedFile = ParsedManifests & {
  /** A YAML file of something else: no document has a field that objects have. */
  readonly isForeign: boolean;
};

// Argo CD's docs/user-guide/directory.md: anywhere in the file.
const skipMarker = "+argocd:skip-file-rendering";
const objectFields = ["apiVersion", "kind", "metadata"];

/** Parses manifests as Kubernetes would: YAML or JSON, several documents a file, `List` kinds written out. */
export function parseManifests(
  files: readonly ManifestFile[],
  options: ManifestOptions = {},
): ParsedManifests {
  const manifests: KubeObject[] = [];
  const problems: Problem[] = [];
  const budget = createBudget();
  for (const file of files) {
    if (options.skipForeignFiles && file.text.includes(skipMarker)) continue;
    const parsed = parseFile(file, budget);
    if (options.skipForeignFiles && parsed.isForeign) continue;
    problems.push(...parsed.problems);
    // A loop, not a spread of arguments: a file may hold more objects than a call takes arguments.
    for (const manifest of parsed.manifests) manifests.push(manifest);
  }
  if (manifests.length > limits.objectsPerApplicationMax) problems.push(tooMany(manifests.length, files));
  return { manifests, problems };
}

function parseFile(file: ManifestFile, budget: ValueBudget): ParsedFile {
  const manifests: KubeObject[] = [];
  const problems: Problem[] = [];
  const report = (message: string, line: number): void => {
    problems.push({ file: file.file, line, severity: "error", message });
  };
  // Reading bounds the files of a repository more narrowly; this is also the whole output of a tool.
  if (file.text.length > limits.manifestsBytesMax) {
    report(`the manifests are larger than ${limits.manifestsBytesMax} bytes; split the application`, 1);
    return { manifests, problems, isForeign: false };
  }
  const documents = splitDocuments(file.text);
  const values = documents.map((document) => parseDocument(document, budget, report));
  for (const [index, value] of values.entries()) {
    const line = documents[index]?.line ?? 1;
    for (const { object, problems: defects = [] } of toObjects(value)) {
      if (object !== undefined) manifests.push(object);
      for (const defect of defects) report(defect, line);
    }
  }
  return { manifests, problems, isForeign: values.length > 0 && values.every(isForeign) };
}

function toObjects(value: Json | undefined): readonly ParsedObject[] {
  return value === undefined || value === null ? [] : flattenLists(value).map(toKubeObject);
}

type Report = (message: string, line: number) => void;

function parseDocument(document: YamlDocument, budget: ValueBudget, report: Report): Json | undefined {
  try {
    const value = parseKubernetesYaml(document.text);
    const defect = findDefect(value, budget);
    if (defect === undefined) return value;
    report(`the document ${defect}`, document.line);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    report(`cannot parse YAML: ${error.message}`, document.line + (error.line ?? 1) - 1);
  }
  return undefined;
}

function isForeign(value: Json | undefined): boolean {
  return isObject(value) && objectFields.every((field) => value[field] === undefined);
}

// Depth needs no bound of its own: the document's was checked before.
function flattenLists(value: Json): readonly Json[] {
  if (!isObject(value) || !isList(value)) return [value];
  const items = value["items"];
  return Array.isArray(items) ? items.flatMap(flattenLists) : [];
}

// `List` and typed lists (`ConfigMapList`); a kind that only ends so has no items and is an object of its own.
function isList(value: JsonObject): boolean {
  const { kind, items } = value;
  return typeof kind === "string" && kind.endsWith("List") && (Array.isArray(items) || items === null);
}

function tooMany(count: number, files: readonly ManifestFile[]): Problem {
  const message = `the manifests hold ${count} objects, more than ${limits.objectsPerApplicationMax}; split the application`;
  return { file: files[0]?.file ?? "manifests", severity: "error", message };
}
