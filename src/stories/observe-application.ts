import type { Application, ApplicationName } from "../application/application.ts";
import { readHealthChecks } from "../application/health-checks.ts";
import { type DesiredState, toDesired } from "../desired/desired.ts";
import type { DesiredObject } from "../desired/desired-object.ts";
import { toManagedNamespace } from "../desired/managed-namespace.ts";
import { toInstanceName } from "../desired/tracking.ts";
import { toExclusionTest } from "../drift/resource-filter.ts";
import type { SyncStatus } from "../drift/verdict.ts";
import { ReconcileError } from "../errors.ts";
import { aggregateHealth } from "../health/health.ts";
import type { Health } from "../health/health-status.ts";
import { type ApiCatalog, findResource, isNamespaced, toApiVersions } from "../kube/api-catalog.ts";
import { formatKey, versionOf } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import { type ComparedObject, isLeaving } from "../plan/compared-object.ts";
import type { ViewPorts } from "../ports/ports.ts";
import { checkObject } from "../project/project.ts";
import type { InventoryEntry } from "../record/bulk.ts";
import type { Finding } from "../record/conditions.ts";
import { aggregateSync, isResource } from "../record/resources.ts";
import { readGeneratePaths } from "../source/generate-paths.ts";
import type { Revision } from "../source/revision.ts";
import type { Watch } from "../source/watch.ts";
import { isHeldByOthers } from "../sync/outcome.ts";
import { describeTimeout } from "../sync/sync-timeout.ts";
import { compareObjects } from "./compare-objects.ts";
import type { Subject } from "./load-subject.ts";
import { type RenderedManifests, renderManifests } from "./render-manifests.ts";

/** An application as it is at one moment, beside one revision of Git. */
export type Observation = {
  readonly revision: Revision;
  readonly catalog: ApiCatalog;
  readonly objects: readonly ComparedObject[];
  readonly sync: SyncStatus;
  readonly health: Health;
  readonly findings: readonly Finding[];
  /** Git has PreDelete or PostDelete hooks. */
  readonly hasDeleteHooks: boolean;
  /** Folders of the repository that it was made from. */
  readonly reads: Watch["reads"];
  /** What it cost: 0 and 0 when nothing moved. */
  readonly renders: number;
  readonly dryRuns: number;
};

/** Renders an application at a revision and compares it with its cluster. Throws what makes a comparison impossible. */
export async function observeApplication(
  subject: Subject,
  at: { readonly revision: Revision; readonly inventory: readonly InventoryEntry[] },
  ports: ViewPorts,
): Promise<Observation> {
  const { application, connection } = subject;
  const { desired, rendered, catalog } = await renderDesired(subject, at.revision, ports);
  const { installation } = ports.settings;
  const isExcluded = toExclusionTest(ports.settings.comparison, connection);
  const [excluded = [], included = []] = [true, false].map((is) =>
    desired.objects.filter(({ ref }) => isExcluded(ref) === is),
  );
  const namespace = toManagedNamespace(application, desired.objects, { installation, hash: ports.hash });
  const { checks, problems } = readHealthChecks(application.annotations);
  const input = {
    application,
    desired: [...included, ...(namespace.desired === undefined ? [] : [namespace.desired])],
    inventory: at.inventory,
    installation,
    tracking: ports.settings.tracking,
    hash: ports.hash,
    assess: (object: KubeObject) => ports.assess(object, checks),
    jq: ports.jq,
    comparison: ports.settings.comparison,
    isExcluded,
  };
  const { objects, dryRuns } = await compareObjects(input, connection);
  const resources = objects.filter(isResource);
  return {
    revision: at.revision,
    catalog,
    objects,
    sync: aggregateSync(objects),
    health: aggregateHealth(resources.filter((object) => !isLeaving(object))),
    findings: [
      ...problems.map((message) => ({ type: "HealthCheckWarning", message })),
      ...toPathWarnings(application),
      ...desired.warnings,
      ...namespace.warnings,
      ...excluded.map(toExcluded),
      ...toTimeoutWarnings(application),
      ...resources.flatMap((object) => toFindings(object, application.name)),
    ],
    hasDeleteHooks: desired.deleteHooks.length > 0,
    reads: rendered.reads,
    renders: rendered.cached ? 0 : 1,
    dryRuns,
  };
}

function toTimeoutWarnings(application: Application): readonly Finding[] {
  const message = describeTimeout(application);
  return message === undefined ? [] : [{ type: "SyncTimeoutWarning", message }];
}

function toPathWarnings(application: Application): readonly Finding[] {
  return readGeneratePaths(application).problems.map((message) => ({
    type: "ManifestGeneratePathsWarning",
    message,
  }));
}

type RenderContext = { readonly catalog: ApiCatalog; readonly ports: ViewPorts };

/** Renders an application's manifests as its tool gives them. */
export async function renderRaw(
  application: Application,
  revision: Revision,
  { catalog, ports }: RenderContext,
): Promise<RenderedManifests> {
  const { source, destination, name } = application;
  const request = {
    source,
    applicationName: name.name,
    namespace: destination.namespace,
    settings: ports.settings,
    kubeVersion: catalog.serverVersion,
    apiVersions: toApiVersions(catalog),
  };
  return await renderManifests(request, { repoUrl: source.repoUrl, sha: revision.sha }, ports);
}

/** What Git wants of a cluster, and what the cluster has. */
export type DesiredAt = {
  readonly desired: DesiredState;
  readonly rendered: RenderedManifests;
  readonly catalog: ApiCatalog;
};

/** Renders an application's manifests and makes them desired objects that its project allows. */
export async function renderDesired(
  subject: Subject,
  revision: Revision,
  ports: ViewPorts,
): Promise<DesiredAt> {
  const { application, connection } = subject;
  const known = await connection.cluster.discover({ fresh: false });
  const rendered = await renderRaw(application, revision, { catalog: known, ports });
  // A kind may be new: its CRD came with another application, or from somebody else, since the cluster was asked.
  const isKnown = rendered.manifests.every(({ apiVersion, kind }) => findResource(known, apiVersion, kind));
  const catalog = isKnown ? known : await connection.cluster.discover({ fresh: true });
  const desired = toDesired(rendered.manifests, {
    application: application.name,
    installation: ports.settings.installation,
    tracking: ports.settings.tracking,
    destinationNamespace: application.destination.namespace,
    options: application.syncPolicy.options,
    catalog,
    hash: ports.hash,
    ignoreStatus: ports.settings.comparison.ignoreStatus,
  });
  if (desired.problems.length > 0) throw new ReconcileError("MANIFEST_INVALID", desired.problems.join("\n"));
  checkObjects(subject, desired, catalog);
  return { desired, rendered, catalog };
}

/** The project is asked again for every rendered object: no way to a cluster goes round it. */
function checkObjects(subject: Subject, desired: DesiredState, catalog: ApiCatalog): void {
  const denials = [...desired.objects, ...desired.deleteHooks].flatMap(({ ref }) => {
    const namespaced = isNamespaced(catalog, ref);
    return checkObject(subject.project, { ...ref, namespaced }, subject.connection);
  });
  if (denials.length > 0) throw new ReconcileError("PROJECT_DENIED", denials.join("\n"));
}

function toExcluded({ ref }: DesiredObject): Finding {
  const message = `${formatKey(ref)} (${versionOf(ref.apiVersion)}) is excluded by the settings: it is neither read nor written`;
  return { type: "ExcludedResourceWarning", message };
}

function toFindings(object: ComparedObject, self: ApplicationName): readonly Finding[] {
  const name = `${formatKey(object.ref)} (${versionOf(object.ref.apiVersion)})`;
  if (object.owner === "foreign") {
    const owner = object.ownerName ?? "another";
    const message = `${name} is part of applications ${toInstanceName(self)} and ${owner}: it belongs to ${owner} and is left alone; remove it from one of the two`;
    return [{ type: "SharedResourceWarning", message }];
  }
  const { live, reason } = object;
  if (live !== undefined && isLeaving(object) && isHeldByOthers(live))
    return [{ type: "DeletionWarning", message: `${name}: ${reason}` }];
  if (object.status !== "Unknown") return [];
  return [{ type: "ComparisonError", message: `${name}: ${object.reason ?? object.unknown ?? "unknown"}` }];
}
