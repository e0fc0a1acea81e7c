import { type ApplicationName, formatApplicationName } from "../application/application.ts";
import { ReconcileError } from "../errors.ts";
import { isNamespaced } from "../kube/api-catalog.ts";
import { formatKey, type ObjectKey, toRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import { pairObjects } from "../live/live.ts";
import type { ApplicationData } from "../ports/application-data.ts";
import type { Pauses } from "../ports/pauses.ts";
import type { ViewPorts } from "../ports/ports.ts";
import { checkObject } from "../project/project.ts";
import { loadSubject, type Subject } from "../stories/load-subject.ts";
import { readPause } from "../stories/read-pause.ts";

/** The object that is meant, by its application. */
export type ObjectTarget = { readonly application: ApplicationName; readonly key: ObjectKey };

/** What is needed to touch one object of an application. */
export type TouchPorts = ViewPorts & {
  readonly data: Pick<ApplicationData, "read">;
  /** Asked before every write. */
  readonly pauses: Pauses;
};

/** A live object that an application owns, with that application. */
export type OwnObject = { readonly subject: Subject; readonly object: KubeObject };

/**
 * Finds a live object of an application: it is in its inventory, and tracked by it. Throws NOT_FOUND where it is none of its own,
 * and what loadSubject throws.
 */
export async function findOwnObject(
  { application: name, key }: ObjectTarget,
  ports: TouchPorts,
): Promise<OwnObject> {
  const subject = await loadSubject(name, ports);
  const known = await ports.data.read(name);
  const entry = known?.bulk?.inventory.find((each) => formatKey(each) === formatKey(key));
  if (subject === undefined || entry === undefined) throw noSuchObject(name, key);
  const reading = await subject.connection.cluster.read([entry], { shared: false });
  const { installation, tracking } = ports.settings;
  const identity = { application: name, installation, tracking };
  const [pair] = pairObjects([], reading, [entry], identity);
  if (pair?.unknown !== undefined) throw new ReconcileError("NOT_FOUND", pair.unknown);
  if (pair?.live === undefined || pair.owner !== "ours") throw noSuchObject(name, key);
  return { subject, object: pair.live };
}

function noSuchObject(name: ApplicationName, key: ObjectKey): ReconcileError {
  const message = `Cannot find ${formatKey(key)}: it is no object of ${formatApplicationName(name)}`;
  return new ReconcileError("NOT_FOUND", message);
}

/** Throws PROJECT_DENIED unless the project allows what is made and what is changed: no way to a cluster goes round it. */
export async function requireAllowed(
  objects: readonly KubeObject[],
  { project, connection }: Subject,
): Promise<void> {
  const catalog = await connection.cluster.discover({ fresh: false });
  const denials = objects.flatMap((object) => {
    const ref = toRef(object);
    const namespaced = isNamespaced(catalog, ref);
    return checkObject(project, { ...ref, namespaced }, connection);
  });
  if (denials.length > 0) throw new ReconcileError("PROJECT_DENIED", denials.join("\n"));
}

/** Throws PAUSED while somebody has paused the application, or what it belongs to. */
export async function requireUnpaused(subject: Subject, ports: TouchPorts): Promise<void> {
  const paused = await readPause(subject, ports);
  if (paused !== undefined) throw new ReconcileError("PAUSED", paused.reason);
}
