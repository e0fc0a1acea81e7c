import { isObject, type Json, type JsonObject } from "./json.ts";

// What a value is taken for where anything else counts as absent.

/** Takes a value as an object; anything else is an empty one. */
export function asObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** Takes a value as a list; anything else is an empty one. */
export function asList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** Takes a value as a text; anything else is an empty one. */
export function asText(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

/** Gives the objects of a list; items that are none are passed over. */
export function asObjects(value: Json | undefined): readonly JsonObject[] {
  return asList(value).filter(isObject);
}

/** Gives the texts of a list; items that are none are passed over. */
export function asTexts(value: Json | undefined): readonly string[] {
  return asList(value).filter((item) => typeof item === "string");
}
