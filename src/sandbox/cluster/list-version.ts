import { badRequest, StatusError } from "./status-error.ts";
import type { Store } from "./store.ts";

/** Which state of a kind a list asks for. */
export type VersionQuery = {
  /** "": the newest; "0": whatever the cache has. */
  readonly resourceVersion: string;
  readonly resourceVersionMatch: string;
  /** 0: everything. */
  readonly limit: number;
};

/** The state a list is of; `isPast`: as it was at that version, instead of as it is now. */
export type ListVersion = { readonly version: string; readonly isPast: boolean };

/**
 * Gives the resourceVersion a list is of. As in a real server's watch cache, a kind's version is that of its last change until
 * somebody wants a newer state, be it of this kind or not: then the cache catches up. Throws 504 for a version that is not
 * there yet (at once; a real server waits three seconds for it), 410 for one that is no longer known, 400 for none.
 */
export function toListVersion(store: Store, storage: string, query: VersionQuery): ListVersion {
  const { resourceVersion, resourceVersionMatch, limit } = query;
  const invalid = checkVersion(resourceVersion);
  if (invalid !== undefined) throw badRequest(`invalid resource version: ${invalid}`);
  if (resourceVersion === "") return { version: store.catchUp(storage), isPast: false };
  checkNotAhead(store, resourceVersion);
  // A page of a named version is a page of that very version, unless the request says otherwise.
  const isExact = resourceVersionMatch === "Exact" || (limit > 0 && resourceVersionMatch === "");
  if (isExact && BigInt(resourceVersion) > 0n) {
    if (BigInt(resourceVersion) < BigInt(store.knownSince(storage))) throw expired();
    return { version: resourceVersion, isPast: true };
  }
  const cached = store.cachedVersion(storage);
  if (BigInt(resourceVersion) <= BigInt(cached)) return { version: cached, isPast: false };
  return { version: store.catchUp(storage), isPast: false };
}

/** Checks the version that a GET or a watch names. Throws 500 for what is none: only lists answer 400. */
export function checkReadVersion(version: string): void {
  const invalid = checkVersion(version);
  if (invalid !== undefined) throw new StatusError({ code: 500, reason: "" }, invalid);
}

function checkVersion(version: string): string | undefined {
  if (/^\d*$/.test(version)) return undefined;
  const text = JSON.stringify(version);
  return `resourceVersion: Invalid value: ${text}: strconv.ParseUint: parsing ${text}: invalid syntax`;
}

/** Throws 504 for a version that the server has not reached. */
export function checkNotAhead(store: Store, version: string): void {
  const newest = store.version();
  if (version === "" || BigInt(version) <= BigInt(newest)) return;
  const causes = [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }];
  throw new StatusError(
    { code: 504, reason: "Timeout", details: { causes, retryAfterSeconds: 1 } },
    `Timeout: Too large resource version: ${version}, current: ${newest}`,
  );
}

function expired(): StatusError {
  const status = { code: 410, reason: "Expired" };
  return new StatusError(status, "The resourceVersion for the provided list is too old.");
}
