import { isObject, type Json, type JsonObject } from "../kube/json.ts";

const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

// Argo CD's masks: six plus signs, more where a value differs from the live one, so that drift shows and nothing else.
const mask = "++++++";
const otherMask = "++++++++";

/** Shorter values are too common to look for inside other texts. */
const searchedLengthMin = 4;

/** The same object twice; `desired` may also be what a dry-run predicts. */
export type MaskedPair = { readonly desired: JsonObject | undefined; readonly live: JsonObject | undefined };

/**
 * Replaces the values of a Secret on both sides: equal values by equal masks, others by different ones. Annotations and
 * labels that hold the last-applied configuration or a value of the Secret are masked too. Takes compared fields
 * (stringData folded into data). `annotations`: names of those that are always masked.
 */
export function maskPair(pair: MaskedPair, annotations: readonly string[] = []): MaskedPair {
  const secrets = [...toSecretTexts(pair.desired), ...toSecretTexts(pair.live)];
  const isSensitive = (name: string, value: Json | undefined) =>
    name === lastApplied ||
    annotations.includes(name) ||
    secrets.some((text) => String(value).includes(text));
  return {
    desired: maskSide(pair.desired, pair.live, isSensitive),
    live: maskSide(pair.live, undefined, isSensitive),
  };
}

type IsSensitive = (name: string, value: Json | undefined) => boolean;

function maskSide(
  side: JsonObject | undefined,
  other: JsonObject | undefined,
  isSensitive: IsSensitive,
): JsonObject | undefined {
  if (side === undefined) return undefined;
  const masked: Record<string, Json | undefined> = { ...side };
  for (const field of ["data", "stringData"]) {
    if (side[field] !== undefined) masked[field] = maskMap(side[field], other?.[field], () => true);
  }
  if (isObject(side["metadata"])) {
    masked["metadata"] = maskMetadata(side["metadata"], other?.["metadata"], isSensitive);
  }
  return masked;
}

function maskMetadata(metadata: JsonObject, other: Json | undefined, isSensitive: IsSensitive): JsonObject {
  const masked: Record<string, Json | undefined> = { ...metadata };
  for (const field of ["annotations", "labels"]) {
    const otherField = isObject(other) ? other[field] : undefined;
    if (metadata[field] !== undefined) masked[field] = maskMap(metadata[field], otherField, isSensitive);
  }
  return masked;
}

function maskMap(value: Json | undefined, other: Json | undefined, isSensitive: IsSensitive): Json {
  if (!isObject(value)) return mask; // no map: a broken Secret, but one that may hold a value
  const masked: Record<string, Json | undefined> = {};
  for (const [name, field] of Object.entries(value)) {
    masked[name] = isSensitive(name, field)
      ? toMask(field, isObject(other) ? other[name] : undefined)
      : field;
  }
  return masked;
}

function toMask(value: Json | undefined, other: Json | undefined): string {
  return other === undefined || JSON.stringify(value) === JSON.stringify(other) ? mask : otherMask;
}

/** Gives all ways in which a value may stand in another text: as it is, in base64, in JSON, in JSON within JSON. */
function toSecretTexts(side: JsonObject | undefined): readonly string[] {
  const data = side?.["data"];
  const values = isObject(data) ? Object.values(data) : [];
  return values.flatMap((value) => {
    if (typeof value !== "string") return [];
    const decoded = Buffer.from(value, "base64").toString("utf8");
    const escaped = escapeText(decoded);
    const texts = [value, value.replace(/=+$/, ""), decoded, escaped, escapeText(escaped)];
    return texts.filter((text) => text.length >= searchedLengthMin);
  });
}

function escapeText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
