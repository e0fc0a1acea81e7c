import { type ApplicationName, formatApplicationName } from "../application/application.ts";
import { toApproved, toMarked } from "../application/deletion-mark.ts";
import { codeOf, ReconcileError } from "../errors.ts";
import type { JsonObject } from "../kube/json.ts";
import { markAndWake, type WakePorts } from "../moves/wake.ts";
import type { Specs } from "../ports/specs.ts";

/** What a person asks for when they delete an application. */
export type DeletionRequest = {
  /** The application's objects are deleted with it; false: they stay in the cluster and are handed back. */
  readonly cascade: boolean;
  /** `orphan`: as without cascade, Argo CD's word in its pages. undefined: as the Application says, else foreground. */
  readonly propagation?: "foreground" | "background" | "orphan";
  readonly requestedBy: string;
};

export type RequestPorts = WakePorts & { readonly specs: Pick<Specs, "read" | "save"> };

/**
 * Marks an application as being deleted and wakes a reconcile of it; gives its manifest with the mark, undefined where there is
 * no such application. Asked again, it may give up the objects (`cascade: false`), never take that back. Throws CONFIG_INVALID
 * for a propagation policy without cascade, CONFLICT where the manifest changes too fast, STATE_UNREACHABLE.
 */
export async function requestDeletion(
  name: ApplicationName,
  request: DeletionRequest,
  ports: RequestPorts,
): Promise<JsonObject | undefined> {
  const { propagation, requestedBy } = request;
  if (!request.cascade && propagation !== undefined && propagation !== "orphan") {
    const message = `Cannot delete ${formatApplicationName(name)}: propagation policy ${propagation} needs a deletion that cascades; leave out one of the two`;
    throw new ReconcileError("CONFIG_INVALID", message);
  }
  const cascade = request.cascade && propagation !== "orphan";
  const wish = { cascade, requestedBy, ...(cascade && isPolicy(propagation) ? { propagation } : {}) };
  return await change(name, ports, (manifest) => toMarked(manifest, wish, ports.clock.now()));
}

/**
 * Notes on an application that a person approves now what waits for approval (Delete=confirm, Prune=confirm, a deletion without
 * its hooks), and wakes a reconcile of it; gives its manifest, undefined where there is no such application.
 */
export async function confirmDeletion(
  name: ApplicationName,
  ports: RequestPorts,
): Promise<JsonObject | undefined> {
  return await change(name, ports, (manifest) => toApproved(manifest, ports.clock.now()));
}

function isPolicy(text: DeletionRequest["propagation"]): text is "foreground" | "background" {
  return text === "foreground" || text === "background";
}

const attemptsMax = 5;

async function change(
  name: ApplicationName,
  ports: RequestPorts,
  toChanged: (manifest: JsonObject) => JsonObject,
): Promise<JsonObject | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const known = await ports.specs.read("Application", name);
    if (known === undefined) return undefined;
    const next = toChanged(known);
    // Marked before, too: a process that ends in between leaves a mark, and not a deletion that nobody looks at.
    await ports.applications.mark(name, ports.clock.now());
    try {
      await ports.specs.save(next, { over: known });
    } catch (error) {
      if (codeOf(error) !== "CONFLICT" || attempt === attemptsMax) throw error;
      continue;
    }
    await markAndWake([name], ports);
    return next;
  }
}
