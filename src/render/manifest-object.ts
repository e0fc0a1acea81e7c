import { isObject, type Json, type JsonObject } from "../kube/json.ts";
import type { KubeObject, ObjectMeta, TextMap } from "../kube/object.ts";
import { asText } from "../kube/values.ts";

/** An object as Kubernetes would take it, or everything that keeps it from being one. */
export type ParsedObject =
  | { readonly object: KubeObject; readonly problems?: undefined }
  | { readonly object?: undefined; readonly problems: readonly string[] };

/** Turns one parsed document into a Kubernetes object; every problem names the object and the field. */
export function toKubeObject(value: Json): ParsedObject {
  if (!isObject(value)) return { problems: [`a manifest must be a map, not ${describe(value)}`] };
  const subject = describeObject(value);
  const problems: string[] = [];
  const report = (problem: string): void => {
    problems.push(`${subject}: ${problem}`);
  };
  const apiVersion = readText(value, "apiVersion", report);
  const kind = readText(value, "kind", report);
  const metadata = toMetadata(value["metadata"], report);
  if (metadata === undefined || problems.length > 0) return { problems };
  return { object: { ...value, apiVersion, kind, metadata } };
}

type Report = (problem: string) => void;

function readText(value: JsonObject, field: string, report: Report): string {
  const text = value[field];
  if (typeof text === "string" && text !== "") return text;
  report(
    isAbsent(text) || text === "" ? `${field} is missing` : `${field} must be text, not ${describe(text)}`,
  );
  return "";
}

function toMetadata(value: Json | undefined, report: Report): ObjectMeta | undefined {
  if (isAbsent(value)) return reportNothing("metadata is missing", report);
  if (!isObject(value)) return reportNothing(`metadata must be a map, not ${describe(value)}`, report);
  const { name, generateName, namespace, labels, annotations, ...others } = value;
  const names = {
    name: toText(name, "metadata.name", report),
    generateName: toText(generateName, "metadata.generateName", report),
  };
  const isNamed = names.name !== "" || names.generateName !== "";
  if (!isNamed && isAbsent(name) && isAbsent(generateName)) report("metadata.name is missing");
  else if (!isNamed && (name === "" || generateName === "")) report("metadata.name is empty");
  return {
    ...others,
    name: names.name,
    ...(names.generateName === "" ? {} : { generateName: names.generateName }),
    ...withField("namespace", toText(namespace, "metadata.namespace", report)),
    ...withField("labels", toTextMap(labels, "metadata.labels", report)),
    ...withField("annotations", toTextMap(annotations, "metadata.annotations", report)),
  };
}

function reportNothing(problem: string, report: Report): undefined {
  report(problem);
  return undefined;
}

function withField<Value>(field: string, value: Value | undefined): { [field: string]: Value } {
  return value === undefined || value === "" ? {} : { [field]: value };
}

function toText(value: Json | undefined, field: string, report: Report): string {
  if (isAbsent(value)) return "";
  if (typeof value === "string") return value;
  report(`${field} must be text, not ${describe(value)}${quoteHint(value)}`);
  return "";
}

// Kubernetes refuses numbers and booleans here. Null is absent there too, so it is left out.
function toTextMap(value: Json | undefined, field: string, report: Report): TextMap | undefined {
  if (isAbsent(value)) return undefined;
  if (!isObject(value)) return reportNothing(`${field} must be a map, not ${describe(value)}`, report);
  const texts = Object.entries(value).filter((entry) => !isAbsent(entry[1]));
  return Object.fromEntries(texts.map(([name, text]) => [name, toText(text, `${field}.${name}`, report)]));
}

function isAbsent(value: Json | undefined): value is null | undefined {
  return value === undefined || value === null;
}

function describe(value: Json | undefined): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  if (typeof value === "string") return "text";
  return `the ${typeof value === "boolean" ? "boolean" : "number"} ${value}`;
}

function quoteHint(value: Json | undefined): string {
  return typeof value === "object" ? "" : "; put it in quotes";
}

function describeObject(value: JsonObject): string {
  const metadata = value["metadata"];
  const name = isObject(metadata) ? (metadata["name"] ?? metadata["generateName"]) : undefined;
  const kind = value["kind"];
  const words = [typeof kind === "string" ? kind : "manifest", asText(name)];
  return words.filter((word) => word !== "").join(" ");
}
