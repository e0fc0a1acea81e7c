import { badRequest, StatusError } from "./status-error.ts";
import type { Store } from "./store.ts";

/** Which state of a kind a list asks for. */
export type VersionQuery = {
  /** "": the newest; "0": whatever the cache has. */
  readonly resourceVersion: string;
  readonly resourceVersionMatch: string;
  /** Continues an earlier list. */
  readonly isContinued: boolean;
};

/**
 * Gives the resourceVersion a list is of. As in a real server's watch cache, a kind's version is that of its last change until
 * somebody wants a newer state, be it of this kind or not: then the cache catches up. Throws 504 for a version that is not
 * there yet (at once; a real server waits three seconds for it), 400 and 422 for what contradicts itself.
 */
export function toListVersion(store: Store, storage: string, query: VersionQuery): string {
  checkVersion(query);
  const { resourceVersion } = query;
  if (resourceVersion === "") return store.catchUp(storage);
  const cached = store.cachedVersion(storage);
  if (BigInt(resourceVersion) <= BigInt(cached)) return cached;
  const newest = store.version();
  if (BigInt(resourceVersion) > BigInt(newest)) throw tooLarge(resourceVersion, newest);
  return store.catchUp(storage);
}

function checkVersion({ resourceVersion, resourceVersionMatch, isContinued }: VersionQuery): void {
  if (resourceVersionMatch !== "") checkMatch(resourceVersion, resourceVersionMatch, isContinued);
  if (!/^\d*$/.test(resourceVersion))
    throw badRequest(`invalid resource version: resourceVersion: Invalid value: "${resourceVersion}"`);
  if (isContinued && resourceVersion !== "" && resourceVersion !== "0")
    throw badRequest("specifying resource version is not allowed when using continue");
}

function checkMatch(version: string, match: string, isContinued: boolean): void {
  if (isContinued) throw invalidMatch("resourceVersionMatch is forbidden when continue is provided");
  if (version === "")
    throw invalidMatch("resourceVersionMatch is forbidden unless resourceVersion is provided");
  if (match !== "NotOlderThan")
    throw invalidMatch(`the sandbox has no earlier states: use NotOlderThan instead of "${match}"`);
}

function invalidMatch(why: string): StatusError {
  const message = `Forbidden: ${why}`;
  const causes = [{ reason: "FieldValueForbidden", message, field: "resourceVersionMatch" }];
  return new StatusError(
    {
      code: 422,
      reason: "Invalid",
      details: { group: "meta.k8s.io", kind: "ListOptions", causes },
    },
    `ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: ${message}`,
  );
}

function tooLarge(version: string, newest: string): StatusError {
  const causes = [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }];
  return new StatusError(
    { code: 504, reason: "Timeout", details: { causes, retryAfterSeconds: 1 } },
    `Timeout: Too large resource version: ${version}, current: ${newest}`,
  );
}
