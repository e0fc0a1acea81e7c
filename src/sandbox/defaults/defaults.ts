/**
 * Defaults: what the server fills in where a request leaves it out, before it is decided who owns which field.
 *
 * In: a kind and an object as a request makes it. Out: the object as Go's types write it, defaults included.
 * 1. fields/normalize.ts drops nulls, unknown fields and zeros, and gives scalars their one form;
 * 2. fill.ts walks the object by its type, from the outside to the inside;
 * 3. fixed-defaults.ts is the table of what is always the same; the *-rules.ts are what depends on other fields.
 * What the server sets later, and nobody owns, is in strategies/: addresses, selectors of Jobs, tokens of Pods.
 */
import { isObject, type Json, type JsonObject, readField } from "../../kube/json.ts";
import type { Kind } from "../cluster/kind.ts";
import { badRequest, StatusError } from "../cluster/status-error.ts";
import { withSchemaDefaults } from "../custom/defaults.ts";
import { DecodeError } from "../fields/decode-error.ts";
import { normalize } from "../fields/normalize.ts";
import { fill } from "./fill.ts";

/**
 * Gives an object the values that the server fills in where a request leaves them out. Throws 400 for a value that is none of
 * its type, or 500 where the object is the result of a server-side apply, whose body is given then.
 */
export function toDefaulted(kind: Kind, object: JsonObject, applied?: Json): JsonObject {
  if (kind.typeName === undefined) return withCustomDefaults(kind, decode(kind, object, applied));
  const filled = fill(decode(kind, object, applied), kind.type);
  return isObject(filled) ? filled : object;
}

/** A custom resource gets the defaults of its schema, once what the schema does not know is gone. */
function withCustomDefaults({ schema }: Kind, known: JsonObject): JsonObject {
  const filled = schema === undefined ? known : withSchemaDefaults(known, schema);
  return isObject(filled) ? filled : known;
}

function decode(kind: Kind, object: JsonObject, applied: Json | undefined): JsonObject {
  try {
    const value = normalize(object, kind.type);
    return isObject(value) ? value : object;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw applied === undefined ? undecodable(kind, error) : unconvertible(kind, { object, applied }, error);
  }
}

function undecodable(kind: Kind, { message }: DecodeError): StatusError {
  const subject = `${kind.kind} in version "${kind.version}"`;
  return badRequest(`${subject} cannot be handled as a ${kind.kind}: ${message}`);
}

type Applied = { readonly object: JsonObject; readonly applied: Json };

function unconvertible(kind: Kind, { object, applied }: Applied, { message }: DecodeError): StatusError {
  const name = readField(object, "metadata", "name") ?? "";
  // An object that is not there yet has only the namespace that its manifest says.
  const isNew = readField(object, "metadata", "uid") === undefined;
  const namespace = readField(isNew ? applied : object, "metadata", "namespace") ?? "";
  const type = `${kind.group}/${kind.version}, Kind=${kind.kind}`;
  // Bytes are decoded by another decoder, which says so.
  const why = message.startsWith("illegal base64") ? `error decoding from json: ${message}` : message;
  return new StatusError(
    { code: 500, reason: "" },
    `failed to convert new object (${namespace}/${name}; ${type}) to proper version: unable to convert unstructured object to ${type}: ${why}`,
  );
}

/** Gives the status that a new object of a kind has. */
export function toFirstStatus(kind: Kind): JsonObject | undefined {
  const field = kind.type.kind === "map" ? kind.type.fields().get("status") : undefined;
  if (field === undefined || !field.isAlways) return undefined;
  const status = fill({}, field.type);
  return isObject(status) ? status : undefined;
}
