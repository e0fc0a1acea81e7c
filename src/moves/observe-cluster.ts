import type { ApplicationName } from "../application/application.ts";
import { parseInstanceName } from "../desired/tracking.ts";
import { limits } from "../limits.ts";
import type { ObservePorts } from "../ports/ports.ts";
import type { SeenCluster } from "../ports/seen-clusters.ts";
import { inParallel } from "../tasks/in-parallel.ts";
import { orFailure } from "./failure.ts";
import type { ObserveReport } from "./observe-report.ts";
import { sightCluster } from "./sight-cluster.ts";
import { markAndWake } from "./wake.ts";

/**
 * Wakes the applications of which objects came, changed or went since the last look, and saves what was seen. A cluster that
 * does not answer is a failure of the report: the next look compares with the same sighting.
 */
export async function observeCluster(cluster: string, ports: ObservePorts): Promise<ObserveReport> {
  const seen = await ports.seen.clusters.read(cluster);
  if (seen === undefined) return { asked: 0, moved: 0, woken: 0, failures: [] };
  const asked = seen.kinds.length;
  const sighted = await orFailure(cluster, () => connectAndSight(cluster, seen, ports));
  if ("failure" in sighted) return { asked, moved: 0, woken: 0, failures: [sighted.failure] };
  const { sighting, moved, applications, failures } = sighted.answer;
  const names = await toExisting(applications, ports);
  await markAndWake(names, ports);
  // Refused where another observation was saved meanwhile: it saw no less, and the next look compares with it.
  if (moved > 0) await ports.seen.clusters.save(cluster, sighting, seen.revision);
  return { asked, moved, woken: names.length, failures };
}

async function connectAndSight(cluster: string, seen: SeenCluster, ports: ObservePorts) {
  const connection = await ports.clusters.open({ name: cluster, namespace: "" });
  return await sightCluster(connection, seen, ports.settings);
}

/** An object may outlive its application. */
async function toExisting(
  instances: readonly string[],
  { specs }: ObservePorts,
): Promise<readonly ApplicationName[]> {
  const names = instances.flatMap((instance) => parseInstanceName(instance) ?? []);
  const exist = await inParallel(names, limits.outsidesAtOnceMax, async (name) => {
    return (await specs.read("Application", name)) !== undefined;
  });
  return names.filter((_, index) => exist[index]);
}
