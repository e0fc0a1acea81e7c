import { createHash } from "node:crypto";

/** Gives what is kept of an API token: nobody can make the token of it. A token is random, so it needs no salt. */
export function toTokenHash(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
