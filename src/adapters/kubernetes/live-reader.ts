import { codeOf, messageOf } from "../../errors.ts";
import { type ApiCatalog, type ApiResource, findResource, isStale } from "../../kube/api-catalog.ts";
import { formatKey, type ObjectRef } from "../../kube/key.ts";
import type { KubeObject } from "../../kube/object.ts";
import { limits } from "../../limits.ts";
import type { LiveReading } from "../../ports/cluster.ts";
import type { ApiServer } from "./api-server.ts";
import { toLiveObject } from "./live-object.ts";
import { readList } from "./paged-list.ts";
import { namespaceOf, objectPath, toStaleMessage } from "./resource-path.ts";
import type { ObjectsByName, SharedLists } from "./shared-lists.ts";
import { parseAnswer } from "./status.ts";

export type LiveReaderOptions = {
  readonly api: ApiServer;
  readonly catalog: ApiCatalog;
  /** Lists of this run; undefined: read everything anew. */
  readonly lists: SharedLists | undefined;
};

/** Refs of one kind, version and namespace; never empty. */
type Group = { readonly first: ObjectRef; readonly refs: readonly ObjectRef[] };

/**
 * Reads live objects, group by group: few by GET, more by one list of the kind in the namespace. Unselected, for an object
 * may exist without our label. What cannot be read is unknown; only an unreachable or refusing server throws.
 */
export async function readLive(refs: readonly ObjectRef[], options: LiveReaderOptions): Promise<LiveReading> {
  const readings = await Promise.all(toGroups(refs).map((group) => readGroup(group, options)));
  return {
    objects: readings.flatMap((reading) => reading.objects),
    unknown: readings.flatMap((reading) => reading.unknown),
  };
}

function toGroups(refs: readonly ObjectRef[]): readonly Group[] {
  const groups = new Map<string, { first: ObjectRef; refs: ObjectRef[] }>();
  for (const ref of new Map(refs.map((each) => [`${each.apiVersion} ${formatKey(each)}`, each])).values()) {
    const key = `${ref.apiVersion} ${ref.kind} ${ref.namespace}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: ref, refs: [ref] });
    else group.refs.push(ref);
  }
  return [...groups.values()];
}

async function readGroup(group: Group, options: LiveReaderOptions): Promise<LiveReading> {
  const { first } = group;
  const resource = findResource(options.catalog, first.apiVersion, first.kind);
  if (resource === undefined) {
    // A kind that the server does not have has no objects; a kind of a group that is down may have.
    return isStale(options.catalog, first.group) ? toUnknown(group, toStaleMessage(first)) : none;
  }
  try {
    if (isReadSingly(group, resource, options)) return await readEach(group, resource, options.api);
    return await readByList(group, resource, options);
  } catch (error) {
    const code = codeOf(error);
    if (code === "LIMIT_EXCEEDED") return readEach(group, resource, options.api);
    return toUnknownUnlessDown(group, error);
  }
}

const none: LiveReading = { objects: [], unknown: [] };

function isReadSingly(group: Group, resource: ApiResource, { lists }: LiveReaderOptions): boolean {
  const { first, refs } = group;
  if (!resource.verbs.includes("list")) return true;
  if (lists === undefined) return refs.length <= limits.readByGetMax;
  return refs.length === 1 && lists.mayReadSingly(first, first.apiVersion);
}

async function readByList(
  group: Group,
  resource: ApiResource,
  options: LiveReaderOptions,
): Promise<LiveReading> {
  const { first, refs } = group;
  const { api, lists } = options;
  const request = { resource, apiVersion: first.apiVersion, namespace: namespaceOf(resource, first) };
  const names = new Set(refs.map((ref) => ref.name));
  const objects =
    lists === undefined
      ? byName(await readList(api, { ...request, isWanted: (name) => names.has(name) }))
      : await lists.list(first, first.apiVersion, async () =>
          byName(await readList(api, { ...request, isWanted: () => true })),
        );
  const found = refs.map((ref) => objects.get(ref.name)).filter((object) => object !== undefined);
  return { objects: found, unknown: [] };
}

function byName(objects: readonly KubeObject[]): ObjectsByName {
  return new Map(objects.map((object) => [object.metadata.name, object]));
}

async function readEach(group: Group, resource: ApiResource, api: ApiServer): Promise<LiveReading> {
  const readings = await Promise.all(group.refs.map((ref) => readOne(ref, resource, api)));
  return {
    objects: readings.flatMap((reading) => reading.objects),
    unknown: readings.flatMap((reading) => reading.unknown),
  };
}

async function readOne(ref: ObjectRef, resource: ApiResource, api: ApiServer): Promise<LiveReading> {
  try {
    const object = await readObject(api, resource, ref);
    return { objects: object === undefined ? [] : [object], unknown: [] };
  } catch (error) {
    return toUnknownUnlessDown({ first: ref, refs: [ref] }, error);
  }
}

/** Reads one object; undefined: the server says that it, its namespace or its kind is not there. */
export async function readObject(
  api: ApiServer,
  resource: ApiResource,
  ref: ObjectRef,
): Promise<KubeObject | undefined> {
  const answer = await api.send({ method: "GET", path: objectPath(resource, ref) });
  if (answer.status === 404) return undefined;
  const asked = { action: "read", subject: formatKey(ref), kind: ref.kind };
  return toLiveObject(parseAnswer(answer, asked), asked.subject);
}

function toUnknown(group: Group, message: string): LiveReading {
  return { objects: [], unknown: group.refs.map((ref) => ({ ref, message })) };
}

/** One kind that fails is unknown; a server that cannot be reached, or knows us not, fails the whole read. */
function toUnknownUnlessDown(group: Group, error: unknown): LiveReading {
  const isWhole =
    codeOf(error) === "CREDENTIALS_REFUSED" || (error instanceof Error && error.cause !== undefined);
  if (isWhole || codeOf(error) === undefined) throw error;
  return toUnknown(group, messageOf(error));
}
