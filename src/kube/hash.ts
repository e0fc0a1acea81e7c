import { createHmac } from "node:crypto";
import { canonicalJson } from "./canonical-json.ts";
import type { Json } from "./json.ts";

/** A keyed hash: it says whether two values are equal to whoever has the key, and nothing to anybody else. */
export type KeyedHash = (value: Json | undefined) => string;

/** Makes the hash of an installation from its key (KUBERNETES.md 17: no plain hash of a Secret may be stored). */
export function toKeyedHash(key: string): KeyedHash {
  return (value) => createHmac("sha256", key).update(canonicalJson(value)).digest("base64url");
}
