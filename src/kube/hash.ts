import { createHmac, createSecretKey } from "node:crypto";
import { canonicalJson } from "./canonical-json.ts";
import type { Json } from "./json.ts";

/** A keyed hash: it says whether two values are equal to whoever has the key, and nothing to anybody else. */
export type KeyedHash = (value: Json | undefined) => string;

/** Makes the hash of an installation from its key; a plain hash of a Secret may not be stored: its values could be guessed. */
export function toKeyedHash(key: string): KeyedHash {
  const secret = createSecretKey(key, "utf8");
  return (value) => createHmac("sha256", secret).update(canonicalJson(value)).digest("base64url");
}
