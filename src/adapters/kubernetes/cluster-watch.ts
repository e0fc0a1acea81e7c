import { installationLabel, trackingAnnotation } from "../../desired/tracking.ts";
import { ReconcileError } from "../../errors.ts";
import type { ApiResource } from "../../kube/api-catalog.ts";
import { formatJson, isObject, type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { asList, asText } from "../../kube/values.ts";
import { limits } from "../../limits.ts";
import { lastAppliedAnnotation } from "../../live/adoption.ts";
import type { SightedObject } from "../../live/sighting.ts";
import type { ClusterWatch, NamespaceList, SelectedList } from "../../ports/cluster-watch.ts";
import type { ApiServer } from "./api-server.ts";
import { toLiveObject } from "./live-object.ts";
import { readPages } from "./paged-list.ts";
import { collectionPath, everywherePath } from "./resource-path.ts";
import { parseAnswer, toError } from "./status.ts";
import type { HttpAnswer } from "./transport.ts";

const metadataOnly = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json";

// Selects nothing, and version 0 is what the watch cache has: the answer is the list's version alone, at the price of a GET.
const nothing = encodeURIComponent(`${installationLabel},!${installationLabel}`);
const probeQuery = `limit=1&resourceVersion=0&labelSelector=${nothing}`;

/** Makes the port ClusterWatch over one API server. Requests count within the server's caps: a probe is a small one. */
export function createClusterWatch(api: ApiServer, installation: string): ClusterWatch {
  return {
    probe: (resources) => probe(api, resources),
    listOwned: (resource, version) => listOwned(api, resource, { installation, version }),
    listIn: (resource, namespace) => listIn(api, resource, namespace),
    mayList: (resource, namespace) => mayList(api, resource, namespace),
  };
}

async function probe(
  api: ApiServer,
  resources: readonly ApiResource[],
): Promise<readonly (string | undefined)[]> {
  const answers = await Promise.all(
    resources.map(async (resource) =>
      resource.verbs.includes("list")
        ? await api.send({
            method: "GET",
            path: `${everywherePath(resource)}?${probeQuery}`,
            accept: metadataOnly,
          })
        : undefined,
    ),
  );
  const down = findDown(answers.filter((answer) => answer !== undefined));
  if (down !== undefined) throw toError(down, { action: "probe", subject: api.server, kind: "" });
  return answers.map((answer) => (answer === undefined ? undefined : toVersion(answer, api.server)));
}

/** One kind that fails is unknown; a server that knows us not, or fails for all kinds, has told nothing. */
function findDown(answers: readonly HttpAnswer[]): HttpAnswer | undefined {
  const refused = answers.find(({ status }) => status === 401);
  return refused ?? (answers.every(({ status }) => status >= 500) ? answers[0] : undefined);
}

function toVersion(answer: HttpAnswer, server: string): string | undefined {
  if (answer.status >= 300) return undefined;
  const body = parseAnswer(answer, { action: "probe", subject: server, kind: "" });
  // An aggregated API may version its lists by nothing.
  return textOf(readField(body, "metadata"), "resourceVersion") || undefined;
}

async function listOwned(
  api: ApiServer,
  resource: ApiResource,
  { installation, version }: { readonly installation: string; readonly version: string },
): Promise<SelectedList> {
  const { version: read, items } = await readPages(api, {
    path: everywherePath(resource),
    query: `labelSelector=${encodeURIComponent(`${installationLabel}=${installation}`)}`,
    // 0 would allow a state of long ago.
    version: version === "0" ? "" : version,
    accept: metadataOnly,
    subject: resource.plural,
    kind: resource.kind,
    toItems: (page) => toSighted(page, resource),
  });
  return { version: read, objects: items };
}

async function listIn(api: ApiServer, resource: ApiResource, namespace: string): Promise<NamespaceList> {
  const { plural, kind } = resource;
  const { items, isCut } = await readPages(api, {
    path: collectionPath(resource, namespace),
    accept: metadataOnly,
    pagesMax: limits.orphanPagesMax,
    subject: `${plural} in namespace ${namespace}`,
    kind,
    toItems: (page) => toMarked(page, resource),
  });
  return { objects: items, isWhole: isCut !== true };
}

/** Of an object's metadata what says whose it is; values that somebody applied may stand in the rest. */
function toMarked(page: JsonObject, resource: ApiResource): readonly KubeObject[] {
  const { group, version, kind } = resource;
  const apiVersion = group === "" ? version : `${group}/${version}`;
  const items = asList(page["items"]);
  return items.map((item) =>
    toLiveObject({ apiVersion, kind, metadata: toMarks(readField(item, "metadata")) }, kind),
  );
}

const marks = ["name", "namespace", "uid", "labels", "ownerReferences", "deletionTimestamp"];

function toMarks(metadata: unknown): JsonObject {
  if (!isObject(metadata)) return {};
  const { [lastAppliedAnnotation]: _, ...annotations } = isObject(metadata["annotations"])
    ? metadata["annotations"]
    : {};
  const kept = Object.entries(metadata).filter(([name]) => marks.includes(name));
  return { ...Object.fromEntries(kept), annotations };
}

const reviewKind = "SelfSubjectAccessReview";

/** SelfSubjectAccessReview for the verb list alone, as in gitops-engine/pkg/cache/cluster.go. */
async function mayList(
  api: ApiServer,
  resource: ApiResource,
  namespace: string,
): Promise<boolean | undefined> {
  const { group, plural } = resource;
  const resourceAttributes = { namespace, verb: "list", group, resource: plural };
  const answer = await api.send({
    method: "POST",
    path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
    contentType: "application/json",
    body: formatJson({
      apiVersion: "authorization.k8s.io/v1",
      kind: reviewKind,
      spec: { resourceAttributes },
    }),
  });
  if (answer.status >= 300) return undefined;
  const body = parseAnswer(answer, { action: "review", subject: plural, kind: reviewKind });
  const allowed = readField(body, "status", "allowed");
  return typeof allowed === "boolean" ? allowed : undefined;
}

function toSighted(page: JsonObject, resource: ApiResource): readonly SightedObject[] {
  const items = asList(page["items"]);
  return items.flatMap((item) => {
    const metadata = readField(item, "metadata");
    if (isControlled(metadata)) return [];
    const trackingId = textOf(readField(metadata, "annotations"), trackingAnnotation) || undefined;
    return [{ ...toIdentity(metadata, resource), trackingId }];
  });
}

/** Labels are copied to what a controller makes, and that is never ours. */
function isControlled(metadata: unknown): boolean {
  const owners = isObject(metadata) ? metadata["ownerReferences"] : undefined;
  return Array.isArray(owners) && owners.some((owner) => readField(owner, "controller") === true);
}

function toIdentity(metadata: unknown, resource: ApiResource): Omit<SightedObject, "trackingId"> {
  const { group, kind, plural } = resource;
  const [name, uid, resourceVersion] = [
    textOf(metadata, "name"),
    textOf(metadata, "uid"),
    textOf(metadata, "resourceVersion"),
  ];
  if (name !== "" && uid !== "" && resourceVersion !== "")
    return { group, kind, namespace: textOf(metadata, "namespace"), name, uid, resourceVersion };
  throw new ReconcileError(
    "CLUSTER_UNREACHABLE",
    `Cannot list ${plural}: an item has no name, uid or resourceVersion; check that the address is an API server's`,
  );
}

function textOf(fields: unknown, name: string): string {
  return asText(isObject(fields) ? fields[name] : undefined);
}
