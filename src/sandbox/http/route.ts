/** What a path under /api or /apis names. */
export type Route = {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  /** undefined: the path names none. */
  readonly namespace: string | undefined;
  /** "": the collection. */
  readonly name: string;
  readonly subresource: string;
  /** The path says to watch: `/api/v1/watch/…`, an older way than the query's. */
  readonly isWatch: boolean;
};

/** Reads the path of objects; undefined where it is none, or where its escapes are broken. */
export function parseRoute(path: string): Route | undefined {
  const segments = decode(path);
  if (segments === undefined) return undefined;
  const [root, ...rest] = segments;
  if (root === "api") return toRoute("", rest);
  const [group = "", ...others] = rest;
  return root === "apis" ? toRoute(group, others) : undefined;
}

function decode(path: string): readonly string[] | undefined {
  try {
    return path.split("/").slice(1).map(decodeURIComponent);
  } catch {
    return undefined; // a lone % sign
  }
}

function toRoute(group: string, [version = "", ...rest]: readonly string[]): Route | undefined {
  const isWatch = rest[0] === "watch" && rest.length > 1;
  const place = toPlace(isWatch ? rest.slice(1) : rest);
  return place === undefined ? undefined : { group, version, ...place, isWatch };
}

function toPlace(rest: readonly string[]): Omit<Route, "group" | "version" | "isWatch"> | undefined {
  const [first, namespace, plural] = rest;
  if (first === undefined || first === "") return undefined;
  // `namespaces/x/status` is a subresource of the namespace itself, everything longer lies inside it.
  const isInside =
    first === "namespaces" && plural !== undefined && plural !== "status" && plural !== "finalize";
  if (!isInside) {
    const [, name = "", subresource = ""] = rest;
    return rest.length > 3 ? undefined : { plural: first, namespace: undefined, name, subresource };
  }
  const [, , , name = "", subresource = ""] = rest;
  return rest.length > 5 ? undefined : { plural, namespace, name, subresource };
}
