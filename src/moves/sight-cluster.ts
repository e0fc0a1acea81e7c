import { codeOf, nextMove } from "../errors.ts";
import { type ApiCatalog, type ApiResource, isStale } from "../kube/api-catalog.ts";
import { limits } from "../limits.ts";
import { type ClusterSighting, findMoved, type KindSighting, toDigests } from "../live/sighting.ts";
import type { ClusterConnection } from "../ports/clusters.ts";
import type { SeenCluster } from "../ports/seen-clusters.ts";
import type { Settings } from "../settings/settings.ts";
import { isLeftOut } from "../tasks/forbidden-kind.ts";
import { inParallel } from "../tasks/in-parallel.ts";
import { type Failure, toFailure } from "./failure.ts";

/** A look at a cluster beside the one before. */
export type Sighted = {
  readonly sighting: ClusterSighting;
  /** Kinds that moved: their versions, at least. */
  readonly moved: number;
  /** Names in tracking ids of the applications that it concerns, sorted. */
  readonly applications: readonly string[];
  /** Kinds that could not be listed: of these the sighting is the one before. */
  readonly failures: readonly Failure[];
};

/**
 * Asks a cluster which of its managed kinds moved, and lists what is ours of those. A kind that is seen for the first time
 * counts as moved for all its applications, and so does one whose CRD is gone. Throws where the cluster does not answer.
 */
export async function sightCluster(
  connection: ClusterConnection,
  { kinds, sighting }: SeenCluster,
  settings: Pick<Settings, "respectRbac"> = {},
): Promise<Sighted> {
  const catalog = await readCatalog(connection, kinds);
  const askable = kinds.flatMap((kind) => {
    const resource = findKind(catalog, kind);
    return resource === undefined ? [] : [{ kind, resource }];
  });
  const versions = await connection.watch.probe(askable.map(({ resource }) => resource));
  const suspects = askable
    .map((each, index) => ({ ...each, version: versions[index] }))
    .filter(({ kind, version }) => version === undefined || version !== sighting[kind]?.version);
  const looks = await inParallel(suspects, limits.clusterListsInFlightMax, (suspect) =>
    listKind(connection, suspect, settings),
  );
  const listed = looks.flatMap((look) => ("answer" in look ? [look.answer] : []));
  const gone = Object.keys(sighting).filter((kind) => isGone(catalog, kind));
  return {
    ...toNext(sighting, listed, gone),
    failures: looks.flatMap((look) => ("failure" in look ? [look.failure] : [])),
  };
}

/** Before a kind counts as gone, the cluster is asked anew. */
async function readCatalog({ cluster }: ClusterConnection, kinds: readonly string[]): Promise<ApiCatalog> {
  const known = await cluster.discover({ fresh: false });
  return kinds.some((kind) => isGone(known, kind)) ? await cluster.discover({ fresh: true }) : known;
}

function findKind({ resources }: ApiCatalog, groupKind: string): ApiResource | undefined {
  return resources.find(
    ({ group, kind, verbs }) => `${group}/${kind}` === groupKind && verbs.includes("list"),
  );
}

/** A group that does not answer is unknown, not gone. */
function isGone(catalog: ApiCatalog, groupKind: string): boolean {
  const [group = ""] = groupKind.split("/");
  return !isStale(catalog, group) && findKind(catalog, groupKind) === undefined;
}

type Suspect = {
  readonly kind: string;
  readonly resource: ApiResource;
  /** undefined: it could not be probed. */
  readonly version: string | undefined;
};
type Listed = { readonly kind: string; readonly after: KindSighting };

/** One kind that may not be listed does not hide the others, and may be left out quietly; a cluster that fails ends the look. */
async function listKind(
  { watch, name }: ClusterConnection,
  { kind, resource, version }: Suspect,
  settings: Pick<Settings, "respectRbac">,
): Promise<{ readonly answer: Listed } | { readonly failure: Failure } | { readonly leftOut: true }> {
  try {
    // "0": the newest.
    const { version: seen, objects } = await watch.listOwned(resource, version ?? "0");
    return { answer: { kind, after: { version: seen, digests: toDigests(objects) } } };
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined || nextMove[code] !== "stall") throw error;
    const everywhere = { watch, namespace: "", ...settings };
    if (code === "FORBIDDEN" && (await isLeftOut(resource, everywhere))) return { leftOut: true };
    return { failure: toFailure(`${kind} of ${name}`, error) };
  }
}

function toNext(
  before: ClusterSighting,
  listed: readonly Listed[],
  gone: readonly string[],
): Omit<Sighted, "failures"> {
  const next = new Map(Object.entries(before));
  const applications = new Set<string>();
  for (const { kind, after } of listed) {
    for (const name of findMoved(before[kind], after)) applications.add(name);
    next.set(kind, after);
  }
  for (const kind of gone) {
    for (const name of Object.keys(before[kind]?.digests ?? {})) applications.add(name);
    next.delete(kind);
  }
  return {
    sighting: Object.fromEntries(next),
    moved: listed.length + gone.length,
    applications: [...applications].toSorted(),
  };
}
