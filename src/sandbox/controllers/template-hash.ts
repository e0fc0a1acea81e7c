import { canonicalJson } from "../../kube/canonical-json.ts";
import type { Json } from "../../kube/json.ts";

const letters = "bcdfghjklmnpqrstvwxz2456789";

/** Hashes a template to a text as real names have: digits in letters that make no words (apimachinery pkg/util/rand). */
export function hashTemplate(template: Json | undefined, collisions = 0): string {
  // FNV-1a, 32 bits.
  let hash = 0x811c9dc5;
  const text = canonicalJson(template) + (collisions === 0 ? "" : String(collisions));
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return [...String(hash)].map((digit) => letters[digit.charCodeAt(0) % letters.length]).join("");
}
