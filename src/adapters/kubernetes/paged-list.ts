import { ReconcileError } from "../../errors.ts";
import type { ApiResource } from "../../kube/api-catalog.ts";
import { isObject, type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { limits } from "../../limits.ts";
import type { ApiServer } from "./api-server.ts";
import { isKubeObject } from "./live-object.ts";
import { collectionPath } from "./resource-path.ts";
import { parseAnswer } from "./status.ts";

export type ListRequest = {
  readonly resource: ApiResource;
  readonly apiVersion: string;
  readonly namespace: string;
  /** Objects that nobody asks for are dropped page by page, so that memory follows what is wanted. */
  readonly isWanted: (name: string) => boolean;
};

/**
 * Lists a kind in a namespace, page by page. A continue token that expired (410 Gone) starts the list again. Always a
 * consistent read: `resourceVersion=0` could be stale.
 */
export async function readList(api: ApiServer, request: ListRequest): Promise<readonly KubeObject[]> {
  for (let restarts = 0; restarts <= limits.listRestartsMax; restarts += 1) {
    const objects = await readPages(api, request);
    if (objects !== "gone") return objects;
  }
  throw new ReconcileError(
    "CLUSTER_BUSY",
    `Cannot list ${describeList(request)}: its pages expire faster than they are read`,
  );
}

async function readPages(api: ApiServer, request: ListRequest): Promise<readonly KubeObject[] | "gone"> {
  const { resource, apiVersion, namespace, isWanted } = request;
  const path = `${collectionPath(resource, namespace)}?limit=${limits.listPageObjectsMax}`;
  const asked = { action: "list", subject: describeList(request), kind: resource.kind };
  const objects: KubeObject[] = [];
  let token = "";
  for (let page = 0; page < limits.listPagesMax; page += 1) {
    const next = token === "" ? "" : `&continue=${encodeURIComponent(token)}`;
    const answer = await api.send({ method: "GET", path: path + next, isList: true });
    if (answer.status === 410) return "gone";
    const body = parseAnswer(answer, asked);
    const items = toItems(body, apiVersion, resource.kind);
    objects.push(...items.filter((object) => isWanted(object.metadata.name)));
    token = String(readField(body, "metadata", "continue") ?? "");
    if (token === "") return objects;
  }
  throw new ReconcileError(
    "LIMIT_EXCEEDED",
    `Cannot list ${asked.subject}: there are more than ${limits.listPagesMax * limits.listPageObjectsMax} objects`,
  );
}

/** Items of a list lack apiVersion and kind. */
function toItems(list: JsonObject, apiVersion: string, kind: string): readonly KubeObject[] {
  const items = Array.isArray(list["items"]) ? list["items"].filter(isObject) : [];
  return items.map((item) => ({ apiVersion, kind, ...item })).filter(isKubeObject);
}

function describeList({ resource, namespace }: ListRequest): string {
  return namespace === "" ? resource.plural : `${resource.plural} in namespace ${namespace}`;
}
