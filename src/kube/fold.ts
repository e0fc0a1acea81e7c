import { isObject, type Json, type JsonObject } from "./json.ts";
import type { KubeObject } from "./object.ts";
import { asObject } from "./values.ts";

/**
 * Gives an object as it has to be applied: without nulls (`creationTimestamp: null` of templates) and status (unless it is to be
 * compared), and a Secret's
 * stringData in its data. Else server-side apply would own `stringData` and leave dropped keys in `data` for ever, and a
 * null in `data` would change the object at every apply. Idempotent; gives the object itself where there is nothing to fold.
 */
export function foldObject(
  object: KubeObject,
  { keepsStatus }: { readonly keepsStatus: boolean } = { keepsStatus: false },
): KubeObject {
  const { status, ...fields } = object;
  const kept: KubeObject = status === undefined || keepsStatus ? object : { ...fields, ...headOf(object) };
  const secret = isSecret(kept) ? foldSecret(kept) : kept;
  const folded = secret === kept ? kept : { ...secret, ...headOf(kept) };
  const bare = dropNulls(folded);
  return isObject(bare) && bare !== folded
    ? { ...bare, ...headOf(folded), metadata: toMetadata(folded) }
    : folded;
}

function headOf({
  apiVersion,
  kind,
  metadata,
}: KubeObject): Pick<KubeObject, "apiVersion" | "kind" | "metadata"> {
  return { apiVersion, kind, metadata };
}

function toMetadata({ metadata }: KubeObject): KubeObject["metadata"] {
  const bare = dropNulls(metadata);
  return isObject(bare) ? { ...bare, name: metadata.name } : metadata;
}

/** Tells whether an object is a Secret: its values are never shown, hashed without a key or logged. */
export function isSecret(object: KubeObject): boolean {
  return object.kind === "Secret" && object.apiVersion === "v1";
}

function dropNulls(value: Json): Json {
  if (Array.isArray(value)) return dropFromList(value);
  if (!isObject(value)) return value;
  let copy: Record<string, Json | undefined> | undefined;
  for (const [name, field] of Object.entries(value)) {
    const bare = field === null || field === undefined ? undefined : dropNulls(field);
    if (bare === field) continue;
    copy ??= { ...value };
    if (bare === undefined) delete copy[name];
    else copy[name] = bare;
  }
  return copy ?? value;
}

function dropFromList(list: readonly Json[]): Json {
  const bare = list.map(dropNulls); // a null item stays: it is for the API server to refuse
  return bare.every((item, index) => item === list[index]) ? list : bare;
}

/** Gives a Secret's fields with stringData in data, base64 as the server writes it; the same fields if there is neither. */
export function foldSecret(fields: JsonObject): JsonObject {
  const { data, stringData, ...others } = fields;
  if (!isObject(data) && !isObject(stringData)) return fields;
  const folded: Record<string, Json | undefined> = {};
  for (const [name, value] of Object.entries(asObject(data))) {
    folded[name] = toCanonicalBase64(value);
  }
  for (const [name, value] of Object.entries(asObject(stringData))) {
    folded[name] = typeof value === "string" ? Buffer.from(value, "utf8").toString("base64") : value;
  }
  return { ...others, data: folded };
}

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Gives base64 as the server writes it, without line ends; anything else stays as it is. */
export function toCanonicalBase64(value: Json | undefined): Json | undefined {
  if (typeof value !== "string" || !/[\r\n]/.test(value)) return value;
  const text = value.replaceAll(/[\r\n]/g, "");
  return base64.test(text) ? text : value;
}
