import { type Json, parseJson } from "../../kube/json.ts";
import { parseKubernetesYaml } from "../../render/kubernetes-yaml.ts";
import { badRequest, StatusError } from "../cluster/status-error.ts";
import { goKindOf } from "../fields/print-go.ts";
import { toJsonError } from "../patch/go-json-error.ts";

const accepted = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

/** Parses the body of a POST or PUT, which is to be an object of a kind. Throws 400, and 415 for a type that it cannot read. */
export function parseBody(text: string, contentType: string, kind = "Object"): Json {
  const parsed = parseWhole(text, contentType);
  if (typeof parsed !== "string") return parsed;
  throw badRequest(
    `the object provided is unrecognized (must be of type ${kind}): ${parsed} (${summarize(text)})`,
  );
}

/** Parses the options of a DELETE; without a body there are none. Throws 400 and 415. */
export function parseOptions(text: string, contentType: string): Json | undefined {
  if (text === "") return undefined;
  const parsed = parseWhole(text, contentType);
  if (typeof parsed !== "string") return parsed;
  throw badRequest(parsed);
}

/** Parses the configuration of an apply. Throws 400. */
export function parseApplied(text: string): Json {
  try {
    const parsed = text.startsWith("{") ? parseLenient(text) : parseKubernetesYaml(text);
    if (typeof parsed === "object" && !Array.isArray(parsed)) return parsed;
    const given = goKindOf(parsed);
    const why = `json: cannot unmarshal ${given} into Go value of type map[string]interface {}`;
    throw badRequest(`error decoding YAML: error unmarshaling JSON: while decoding JSON: ${why}`);
  } catch (error) {
    if (error instanceof StatusError) throw error;
    throw badRequest(`error decoding YAML: error converting YAML to JSON: yaml: ${yamlError(error)}`);
  }
}

/** What begins like JSON may still be YAML in flow style. */
function parseLenient(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    return parseKubernetesYaml(text);
  }
}

/** A text says what is wrong; a body that is itself a text or a number is wrong, too. */
function parseWhole(text: string, contentType: string): Json {
  const [type = ""] = contentType.split(";", 1);
  if (!accepted.includes(type.trim())) throw unsupported();
  if (type.trim() === "application/vnd.kubernetes.protobuf") throw unsupported();
  const parsed = type.trim() === "application/yaml" ? parseYaml(text) : parsePlain(text);
  if (parsed === null || (typeof parsed === "object" && !Array.isArray(parsed))) return parsed;
  if (typeof parsed === "string" && parsed.startsWith("\0")) return parsed.slice(1);
  const given = goKindOf(parsed);
  const head = String.raw`struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }`;
  return `couldn't get version/kind; json parse error: json: cannot unmarshal ${given} into Go value of type ${head}`;
}

/** An error begins with a NUL, which no other text of a body does. */
function parsePlain(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    return `\0couldn't get version/kind; json parse error: ${toJsonError(text)}`;
  }
}

function parseYaml(text: string): Json {
  try {
    return parseLenient(text);
  } catch (error) {
    return `\0yaml: ${yamlError(error)}`;
  }
}

function yamlError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n", 1)[0] ?? "";
}

function unsupported(): StatusError {
  const why = "the body of the request was in an unknown format - accepted media types include";
  return new StatusError({ code: 415, reason: "UnsupportedMediaType" }, `${why}: ${accepted.join(", ")}`);
}

// apimachinery pkg/util: summarizeData of apiserver pkg/endpoints/handlers/rest.go.
const summaryBytesMax = 30;

function summarize(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length === 0) return "<empty>";
  const end = bytes.length > summaryBytesMax ? " ..." : "";
  const first = bytes.subarray(0, summaryBytesMax);
  return (text.startsWith("{") ? first.toString("utf8") : first.toString("hex")) + end;
}
