import { ReconcileError } from "../../errors.ts";
import type { ApiResource } from "../../kube/api-catalog.ts";
import { type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { asObjects } from "../../kube/values.ts";
import { limits } from "../../limits.ts";
import type { ApiRequest, ApiServer } from "./api-server.ts";
import { isKubeObject } from "./live-object.ts";
import { collectionPath } from "./resource-path.ts";
import { type Asked, isOutOfReach, parseAnswer } from "./status.ts";

export type ListRequest = {
  readonly resource: ApiResource;
  readonly apiVersion: string;
  readonly namespace: string;
  /** Objects that nobody asks for are dropped page by page, so that memory follows what is wanted. */
  readonly isWanted: (name: string) => boolean;
};

/** A list in pages. `path`: a collection's; `query`: what selects, on every page. */
export type PagedList<T> = {
  readonly path: string;
  readonly query?: string;
  /** Which state it shall be of; left out once the server has said that it cannot give that one. */
  readonly version?: string;
  readonly accept?: string;
  /** Where more pages than these are no error: the items of the first ones are given. */
  readonly pagesMax?: number;
  readonly subject: string;
  readonly kind: string;
  readonly toItems: (page: JsonObject) => readonly T[];
};

/** Items of all pages, and the resourceVersion they are of; `isCut`: of the first pages only. */
export type PagedItems<T> = {
  readonly version: string;
  readonly items: readonly T[];
  readonly isCut?: true;
};

/** Lists a kind in a namespace. Always a consistent read: `resourceVersion=0` could be stale. */
export async function readList(api: ApiServer, request: ListRequest): Promise<readonly KubeObject[]> {
  const { resource, apiVersion, namespace, isWanted } = request;
  const { plural, kind } = resource;
  const { items } = await readPages(api, {
    path: collectionPath(resource, namespace),
    subject: namespace === "" ? plural : `${plural} in namespace ${namespace}`,
    kind,
    toItems: (page) => toObjects(page, apiVersion, kind).filter(({ metadata }) => isWanted(metadata.name)),
  });
  return items;
}

/**
 * Reads a list page by page. A continue token that expired (410 Gone), or a version that the server does not have, starts
 * the list again, then of the newest state.
 */
export async function readPages<T>(api: ApiServer, list: PagedList<T>): Promise<PagedItems<T>> {
  let version = list.version ?? "";
  for (let restarts = 0; restarts <= limits.listRestartsMax; restarts += 1) {
    const read = await readOnce(api, { ...list, version });
    if (read !== "gone") return read;
    version = "";
  }
  throw new ReconcileError(
    "CLUSTER_BUSY",
    `Cannot list ${list.subject}: its pages expire faster than they are read; try again later`,
  );
}

async function readOnce<T>(
  api: ApiServer,
  list: PagedList<T> & { readonly version: string },
): Promise<PagedItems<T> | "gone"> {
  const asked: Asked = { action: "list", subject: list.subject, kind: list.kind };
  const items: T[] = [];
  let version: string | undefined;
  let token = "";
  const { pagesMax } = list;
  for (let page = 0; page < (pagesMax ?? limits.listPagesMax); page += 1) {
    const answer = await api.send(toRequest(list, token));
    if (isOutOfReach(answer)) return "gone";
    const body = parseAnswer(answer, asked);
    items.push(...list.toItems(body));
    // All pages are of one state; should a server break that, the first one claims the least.
    version ??= String(readField(body, "metadata", "resourceVersion") ?? "");
    token = String(readField(body, "metadata", "continue") ?? "");
    if (token === "") return { version, items };
  }
  if (pagesMax !== undefined) return { version: version ?? "", items, isCut: true };
  throw new ReconcileError(
    "LIMIT_EXCEEDED",
    `Cannot list ${asked.subject}: there are more than ${limits.listPagesMax * limits.listPageObjectsMax} objects`,
  );
}

function toRequest<T>(list: PagedList<T> & { readonly version: string }, token: string): ApiRequest {
  const { path, query = "", version, accept } = list;
  const parts = [
    `limit=${limits.listPageObjectsMax}`,
    query,
    // A token names its state itself, and the server refuses a version beside it.
    token === "" && version !== "" ? `resourceVersion=${version}&resourceVersionMatch=NotOlderThan` : "",
    token === "" ? "" : `continue=${encodeURIComponent(token)}`,
  ];
  return {
    method: "GET",
    path: `${path}?${parts.filter((part) => part !== "").join("&")}`,
    isList: true,
    isFinal: isOutOfReach,
    ...(accept === undefined ? {} : { accept }),
  };
}

/** Items of a list lack apiVersion and kind. */
function toObjects(list: JsonObject, apiVersion: string, kind: string): readonly KubeObject[] {
  const items = asObjects(list["items"]);
  return items.map((item) => ({ apiVersion, kind, ...item })).filter(isKubeObject);
}
