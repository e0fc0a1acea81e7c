import type { Json, JsonObject } from "../../kube/json.ts";
import { groupOf, versionOf } from "../../kube/key.ts";
import { asObject } from "../../kube/values.ts";
import { joinProblems, toStrictProblems } from "../decoding/strict-problems.ts";
import { decode, type Mistake } from "../fields/decode.ts";
import { findScalarFault } from "../fields/normalize.ts";
import { printGo } from "../fields/print-go.ts";
import { apiVersionOf, type Kind } from "./kind.ts";
import { discoveredKinds } from "./kinds.ts";
import { invalid } from "./object-errors.ts";
import type { ObjectRequest } from "./request.ts";
import { badRequest, StatusError } from "./status-error.ts";

/** Gives the body of a POST or PUT as an object of the request's kind. Throws 400 for one that is none. */
export function decodeObject(request: ObjectRequest): JsonObject {
  const { kind, body } = request;
  const object = withHead(kind, asObject(body));
  const subject = `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}`;
  const why = findFault(request, object);
  if (why !== undefined) throw badRequest(`${subject}: ${why.text}`);
  return object;
}

/** Gives the object that a patch leads to. One that the kind cannot hold makes the patch invalid: 422. */
export function decodePatched(request: ObjectRequest, patched: Json, patch: Json): JsonObject {
  const isStrategic = request.patch?.type === "strategic";
  const shown = isStrategic ? printGo(patch) : JSON.stringify(patched);
  try {
    const object = withHead(request.kind, asObject(patched));
    const why = findFault(request, object);
    if (why === undefined) return object;
    throw invalidPatch(shown, isStrategic ? toConverterText(why) : why.text);
  } catch (error) {
    if (error instanceof StatusError && error.code === 400) {
      throw invalidPatch(shown, error.message.replace(/^.* cannot be handled as a \w+: /, ""));
    }
    throw error;
  }
}

function invalidPatch(shown: string, why: string): StatusError {
  const message = `Invalid value: ${JSON.stringify(shown)}: ${why}`;
  const causes = [{ reason: "FieldValueInvalid", message, field: "patch" }];
  return new StatusError(
    { code: 422, reason: "Invalid", details: { causes } },
    ` "" is invalid: patch: ${message}`,
  );
}

type Fault = { readonly text: string; readonly mistake?: Mistake };

/** A strategic merge patch is read by another converter, which has other words. */
function toConverterText({ text, mistake }: Fault): string {
  if (mistake === undefined)
    return text.startsWith("illegal base64") ? `error decoding from json: ${text}` : text;
  if (mistake.wanted === "struct") return `cannot restore struct from: ${mistake.given}`;
  if (mistake.wanted === "slice") return `cannot restore slice from ${mistake.given}`;
  if (mistake.wanted === "map") return `cannot restore map from ${mistake.given}`;
  return `unrecognized type: ${mistake.goType}`;
}

/** Unknown and duplicate fields are refused in strict validation, and else told; wrong types never pass. */
function findFault(
  { kind, fieldValidation, source, warn }: ObjectRequest,
  object: JsonObject,
): Fault | undefined {
  const { mistake, unknown } = decode(object, kind.type);
  // The values of custom resources are checked by their schema, later.
  if (mistake !== undefined && kind.typeName !== undefined) return { text: mistake.text, mistake };
  const scalar = findScalarFault(object, kind.type);
  if (scalar !== undefined) return { text: scalar };
  if (fieldValidation === "Ignore") return undefined;
  const odd = toStrictProblems(source, unknown, kind.typeName === undefined);
  if (odd.length === 0) return undefined;
  if (fieldValidation === "Strict") return { text: `strict decoding error: ${joinProblems(odd)}` };
  for (const text of odd) warn?.(text);
  return undefined;
}

function withHead(kind: Kind, object: JsonObject): JsonObject {
  if (kind.typeName === undefined) return withCustomHead(kind, object);
  const name = String(object["kind"] ?? "") || kind.kind;
  const apiVersion = String(object["apiVersion"] ?? "") || apiVersionOf(kind);
  if (name !== kind.kind || apiVersion !== apiVersionOf(kind)) throw otherKind(kind, name, apiVersion);
  return object["kind"] === name && object["apiVersion"] === apiVersion
    ? object
    : { ...object, apiVersion, kind: name };
}

function withCustomHead(kind: Kind, object: JsonObject): JsonObject {
  const { kind: name, apiVersion = "" } = object;
  if ((name ?? "") === "") {
    const text = JSON.stringify(object);
    const why = `Object 'Kind' is missing in '${text}' (${text.slice(0, 30)}${text.length > 30 ? " ..." : ""})`;
    throw badRequest(`the object provided is unrecognized (must be of type ${kind.kind}): ${why}`);
  }
  if (apiVersion !== apiVersionOf(kind)) {
    const expected = `does not match the expected API version (${apiVersionOf(kind)})`;
    throw badRequest(`the API version in the data (${apiVersion}) ${expected}`);
  }
  if (name === kind.kind) return object;
  const message = `Invalid value: ${JSON.stringify(name)}: must be ${kind.kind}`;
  const metadata = asObject(object["metadata"]);
  const subject = { kind: { ...kind, kind: String(name) }, name: String(metadata["name"] ?? "") };
  throw invalid(subject, [{ reason: "FieldValueInvalid", message, field: "kind" }]);
}

/** The scheme of the server knows more kinds than the one that is wanted: these it cannot convert. */
function otherKind(kind: Kind, name: string, apiVersion: string): StatusError {
  const version = versionOf(apiVersion);
  const isKnown = discoveredKinds.some((each) => each.kind === name && apiVersionOf(each) === apiVersion);
  const internal = groupOf(apiVersionOf(kind)).split(".", 1)[0] || "core";
  const why = isKnown
    ? `converting (${version}.${name}) to (${internal}.${kind.kind}): unknown conversion`
    : `no kind "${name}" is registered for version "${apiVersion}" in scheme "pkg/runtime/scheme.go:111"`;
  return badRequest(`${name} in version "${version}" cannot be handled as a ${kind.kind}: ${why}`);
}
