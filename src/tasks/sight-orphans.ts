import type { Project } from "../application/project-spec.ts";
import { toExclusionTest } from "../drift/resource-filter.ts";
import { codeOf } from "../errors.ts";
import type { ApiCatalog, ApiResource } from "../kube/api-catalog.ts";
import { versionOf } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import { limits } from "../limits.ts";
import { findOrphans, toOrphanKinds } from "../live/orphans.ts";
import type { ClusterConnection } from "../ports/clusters.ts";
import type { ViewPorts } from "../ports/ports.ts";
import { checkObject } from "../project/project.ts";
import type { OrphanSighting, Unread } from "../record/orphan-watch.ts";
import type { Settings } from "../settings/settings.ts";
import { isLeftOut } from "./forbidden-kind.ts";
import { inParallel } from "./in-parallel.ts";

/** Where orphans are looked for, and for whom. */
export type OrphanLook = {
  readonly project: Project;
  readonly connection: ClusterConnection;
  readonly catalog: ApiCatalog;
  readonly namespace: string;
  /** What the application wants or has, by formatKey. */
  readonly own: ReadonlySet<string>;
  /** No list is begun after it. Milliseconds since 1970. */
  readonly deadline: number;
};

type LookPorts = Pick<ViewPorts, "specs" | "settings" | "clock">;

/**
 * Looks for orphans in a namespace: one list of each kind, metadata only, nothing is ever written. undefined: no kind could
 * be listed, so nothing is known.
 */
export async function sightOrphans(look: OrphanLook, ports: LookPorts): Promise<OrphanSighting | undefined> {
  const rules = look.project.orphanedResources;
  if (rules === undefined) return undefined;
  const { installation, tracking, comparison } = ports.settings;
  const kinds = toOrphanKinds(look.catalog.resources, {
    rules,
    isExcluded: toExclusionTest(comparison, look.connection),
    isAllowed: (resource) => isAllowed(resource, look),
  });
  const asked = kinds.slice(0, limits.orphanKindsMax);
  const budget = { objects: limits.orphanObjectsMax };
  const listings = await inParallel(asked, limits.clusterListsInFlightMax, (kind) =>
    listKind(kind, { ...look, budget }, ports),
  );
  if (asked.length > 0 && listings.every(isUnknown)) return undefined;
  const objects = listings.flatMap((listing) => listing.objects);
  const applications = await ports.specs.list("Application");
  const orphans = findOrphans(objects, { rules, installation, tracking, applications, own: look.own });
  const isCut = kinds.length > asked.length || listings.some(isPartial);
  const unread = toUnread(listings, "unread");
  const forbidden = toUnread(listings, "forbidden");
  return {
    count: orphans.length,
    first: orphans.slice(0, limits.orphansNamedMax).map(({ apiVersion, ...key }) => ({
      ...key,
      version: versionOf(apiVersion),
    })),
    ...(isCut ? { isCut } : {}),
    ...(unread === undefined ? {} : { unread }),
    ...(forbidden === undefined ? {} : { forbidden }),
  };
}

function isAllowed({ group, kind }: ApiResource, { project, connection, namespace }: OrphanLook): boolean {
  return (
    checkObject(project, { group, kind, namespaced: true, namespace, name: "" }, connection).length === 0
  );
}

type Listing = {
  readonly kind: string;
  readonly objects: readonly KubeObject[];
  /** `skipped`: a bound came before it. `quiet`: it may not be listed, and nobody wants to hear of it. */
  readonly outcome: "whole" | "cut" | "skipped" | "unread" | "forbidden" | "quiet";
};

function isUnknown({ outcome }: Listing): boolean {
  return outcome === "unread" || outcome === "skipped";
}

function isPartial({ outcome }: Listing): boolean {
  return outcome === "cut" || outcome === "skipped";
}

type Listed = OrphanLook & { readonly budget: { objects: number } };

async function listKind(
  resource: ApiResource,
  look: Listed,
  { settings, clock }: LookPorts,
): Promise<Listing> {
  const { connection, namespace, budget } = look;
  const kind = resource.group === "" ? resource.kind : `${resource.group}/${resource.kind}`;
  if (budget.objects <= 0 || clock.now() >= look.deadline) return { kind, objects: [], outcome: "skipped" };
  try {
    const { objects, isWhole } = await connection.watch.listIn(resource, namespace);
    budget.objects -= objects.length;
    return { kind, objects, outcome: isWhole ? "whole" : "cut" };
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    if (code !== "FORBIDDEN")
      return { kind, objects: [], outcome: isNothingThere(code) ? "quiet" : "unread" };
    return { kind, objects: [], outcome: await judgeForbidden(resource, look, settings) };
  }
}

/** The kind went since it was discovered, or only looks as if it could be listed. */
function isNothingThere(code: string): boolean {
  return code === "KIND_MISSING" || code === "NOT_FOUND" || code === "UNSUPPORTED";
}

async function judgeForbidden(
  resource: ApiResource,
  { connection, namespace }: OrphanLook,
  { respectRbac }: Pick<Settings, "respectRbac">,
): Promise<Listing["outcome"]> {
  const { watch } = connection;
  if (await isLeftOut(resource, { watch, namespace, ...(respectRbac === undefined ? {} : { respectRbac }) }))
    return "quiet";
  return respectRbac === undefined ? "forbidden" : "unread";
}

function toUnread(listings: readonly Listing[], outcome: "unread" | "forbidden"): Unread | undefined {
  const kinds = listings.filter((listing) => listing.outcome === outcome).map(({ kind }) => kind);
  if (kinds.length === 0) return undefined;
  const first = kinds.slice(0, limits.orphansNamedMax);
  return { first, more: kinds.length - first.length };
}
