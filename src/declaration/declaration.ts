import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  Parser,
  type YAMLMap,
  type YAMLParseError,
} from "yaml";
import { messageOf } from "../errors.ts";
import { isObject, type Json, type JsonObject } from "../kube/json.ts";
import { asObject } from "../kube/values.ts";
import { limits } from "../limits.ts";
import type { ControlPlaneFile } from "./control-plane-file.ts";
import type { FieldPath, Manifest } from "./manifest.ts";
import type { Problem } from "./problem.ts";
import { kubernetesYaml, toJson } from "./yaml-dialect.ts";

/** What a file holds. */
export type FileReading = {
  readonly manifests: readonly Manifest[];
  readonly unreadable: readonly Unreadable[];
};

/** A document that is not YAML; `json` is what could be made out all the same, so that its object can be named. */
export type Unreadable = { readonly problem: Problem; readonly json?: JsonObject; readonly text: string };

type Reader = { readonly file: string; readonly text: string; readonly lines: LineCounter };

/** Reads the objects of a file, JSON or YAML, `List`s taken apart. Never throws: what cannot be read is told. */
export function readManifests({ file, text }: ControlPlaneFile): FileReading {
  if (text.length > limits.fileBytesMax) return refuseFile(file, text, tooLong);
  const reader = { file, text, lines: new LineCounter() };
  const reading: { manifests: Manifest[]; unreadable: Unreadable[] } = { manifests: [], unreadable: [] };
  try {
    for (const document of compose(reader)) {
      const result = readDocument(document, reader);
      if ("problem" in result) reading.unreadable.push(result);
      else reading.manifests.push(...result.manifests);
      if (reading.manifests.length > limits.objectsPerApplicationMax) return refuseFile(file, text, tooMany);
    }
  } catch (error) {
    return refuseFile(file, text, `cannot be read as YAML: ${messageOf(error)}`);
  }
  return reading;
}

const tooLong = `longer than ${limits.fileBytesMax} bytes: split the file`;
const tooMany = `more than ${limits.objectsPerApplicationMax} objects: split the file`;

function refuseFile(file: string, text: string, message: string): FileReading {
  return { manifests: [], unreadable: [{ problem: { file, severity: "error", message }, text }] };
}

function* compose(reader: Reader): Generator<Document.Parsed> {
  const tokens = new Parser(reader.lines.addNewLine).parse(reader.text);
  let documents = 0;
  for (const document of new Composer(kubernetesYaml).compose(tokens)) {
    documents += 1;
    if (documents > limits.objectsPerApplicationMax) throw new RangeError(tooMany);
    yield document;
  }
}

type DocumentReading = Unreadable | { readonly manifests: readonly Manifest[] };

function readDocument(document: Document.Parsed, reader: Reader): DocumentReading {
  const error = document.errors[0];
  if (error !== undefined)
    return { ...toUnreadable(document, reader), problem: toSyntaxProblem(error, reader) };
  try {
    return { manifests: toManifests(readJson(document, reader), document, reader) };
  } catch (cause) {
    const line = lineAt(document, [], reader);
    const problem = { file: reader.file, line, severity: "error", message: messageOf(cause) } as const;
    return { ...toUnreadable(document, reader), problem };
  }
}

function readJson(document: Document.Parsed, reader: Reader): Json {
  // Without aliases no document has more values than characters.
  const nodesMax = reader.text.length + limits.objectsPerApplicationMax;
  return toJson(document.toJS({ maxAliasCount: limits.yamlAliasesMax }), nodesMax);
}

function toUnreadable(document: Document.Parsed, reader: Reader): Omit<Unreadable, "problem"> {
  const text = reader.text.slice(document.range[0], document.range[2]);
  try {
    const json = readJson(document, reader);
    return isObject(json) ? { json, text } : { text };
  } catch {
    return { text }; // the problem is told already; this was only for the name
  }
}

function toSyntaxProblem(error: YAMLParseError, reader: Reader): Problem {
  const { line } = reader.lines.linePos(error.pos[0]);
  // The library's own messages may quote the text, and the text may be a Secret: only its code is told.
  const reason = error.code.toLowerCase().replaceAll("_", " ");
  return { file: reader.file, line, severity: "error", message: `not valid YAML: ${reason}` };
}

function toManifests(json: Json, document: Document.Parsed, reader: Reader): Manifest[] {
  if (json === null) return [];
  const items = isObject(json) && isList(json) ? json.items : undefined;
  if (!Array.isArray(items)) return [toManifestAt(json, [], document, reader)];
  return items.map((item: Json, index) => toManifestAt(item, ["items", index], document, reader));
}

function isList({ apiVersion, kind }: JsonObject): boolean {
  if (typeof kind !== "string" || !kind.endsWith("List")) return false;
  return apiVersion === "v1" || apiVersion === "argoproj.io/v1alpha1";
}

function toManifestAt(json: Json, base: FieldPath, document: Document.Parsed, reader: Reader): Manifest {
  return {
    json: asObject(json),
    file: reader.file,
    lineOf: (path) => lineAt(document, [...base, ...path], reader),
  };
}

/** The line of a field: of its key, where it has one; of the nearest field above, where it is absent. */
function lineAt(document: Document.Parsed, path: FieldPath, reader: Reader): number {
  let node: unknown = document.contents;
  let offset = offsetOf(node) ?? document.range[0];
  for (const step of path) {
    const next = childOf(resolveAlias(node, document), step);
    if (next === undefined) break;
    node = next.value;
    offset = next.offset ?? offset;
  }
  return reader.lines.linePos(offset).line;
}

function resolveAlias(node: unknown, document: Document.Parsed): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function childOf(node: unknown, step: string | number) {
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return item === undefined ? undefined : { value: item, offset: offsetOf(item) };
  }
  const pair = isMap(node) ? findPair(node, String(step)) : undefined;
  return pair && { value: pair.value, offset: offsetOf(pair.key) };
}

/** The last pair of a name, since the last of duplicate keys wins. */
function findPair(map: YAMLMap, name: string): Pair | undefined {
  return map.items.findLast(({ key }) => isScalar(key) && String(key.value) === name);
}

function offsetOf(node: unknown): number | undefined {
  const range = isNode(node) ? (node as Node).range : undefined;
  return range?.[0];
}
