import { toTokenHash } from "../access/token.ts";
import type { ApiPorts } from "./api-call.ts";
import type { ApiRequest } from "./api-request.ts";

// RFC 6750, section 2.1; no token of ours is longer.
const bearer = /^bearer +([A-Za-z0-9._~+/-]{1,512}=*)$/i;

/** Tells whether a request may be served: it brings a token that is known by its hash, or somebody vouches for the caller. */
export async function isAuthentic(
  { caller, headers }: ApiRequest,
  tokens: ApiPorts["tokens"],
): Promise<boolean> {
  if (caller !== "anonymous") return true;
  const token = bearer.exec(headers["authorization"] ?? "")?.[1];
  if (token === undefined) return false;
  return await tokens.has(toTokenHash(token));
}
