/**
 * The story of an outside that may have moved. In comes a repository or a cluster; out go marks on the applications that it
 * concerns, each with a message, and then what was seen, for the next time. It may run twice, late or for nothing: what was seen
 * is saved last, so whatever fails before leaves the movement to be found again.
 *
 * A repository:
 * 1. Resolve each targetRevision that applications of it name, and those somebody has noted since.
 * 2. For those that moved: read the folders that the applications' last renders read, each once, at the new commit.
 * 3. Mark and wake the applications of which a folder is not what it was; those that have looked at that commit already are not.
 * A cluster:
 * 1. Ask each managed kind for the version of its list: one tiny request, from the API server's cache.
 * 2. List what is ours of the kinds that moved; digests say of which applications something came, changed or went.
 * 3. Mark and wake those that still exist.
 */
import { observeCluster } from "./moves/observe-cluster.ts";
import type { ObserveReport } from "./moves/observe-report.ts";
import { observeRepository } from "./moves/observe-repository.ts";
import type { ObservePorts } from "./ports/ports.ts";
import type { ObserveSubject } from "./ports/queues.ts";

/** Looks what of a repository or a cluster has moved, and wakes the applications it concerns; gives the facts of it. */
export async function observe(subject: ObserveSubject, ports: ObservePorts): Promise<ObserveReport> {
  return subject.kind === "cluster"
    ? await observeCluster(subject.cluster, ports)
    : await observeRepository(subject.repoUrl, ports);
}
