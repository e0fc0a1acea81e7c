import { type ApplicationName, formatApplicationName } from "../application/application.ts";
import { readDeletion } from "../application/deletion-mark.ts";
import { type JsonObject, readField } from "../kube/json.ts";
import { asObject } from "../kube/values.ts";
import { limits } from "../limits.ts";
import type { Ports } from "../ports/ports.ts";
import {
  type Dependencies,
  type DependencyState,
  findDependencyTrouble,
  findUnmet,
  parseDependencies,
} from "../sync/dependencies.ts";
import type { Gate } from "../sync/gate.ts";
import type { Subject } from "./load-subject.ts";

type SpecPorts = Pick<Ports, "specs">;

/** Reads what is wrong with an application's dependencies: it costs nothing where it has none, else one spec each. */
export async function readDependencyTrouble(
  { application }: Pick<Subject, "application">,
  ports: SpecPorts,
): Promise<Gate | undefined> {
  const own = parseDependencies(application.annotations, application.name.namespace);
  if (own.problem === undefined && own.names.length === 0) return undefined;
  const start = formatApplicationName(application.name);
  return findDependencyTrouble(own, { start, edges: await readEdges(application.name, own, ports) });
}

/** Reads which dependency of an application is not Synced and Healthy: the state of each, from the table. */
export async function readUnmet(
  { application }: Pick<Subject, "application">,
  ports: Pick<Ports, "data">,
): Promise<Gate | undefined> {
  const { names } = parseDependencies(application.annotations, application.name.namespace);
  for (const name of names) {
    const unmet = findUnmet([{ name: formatApplicationName(name), state: await readState(name, ports) }]);
    if (unmet !== undefined) return unmet;
  }
  return undefined;
}

/** Whom everybody on the way depends on, by name; who does not exist has no entry. */
async function readEdges(
  start: ApplicationName,
  own: Dependencies,
  { specs }: SpecPorts,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const edges = new Map([[formatApplicationName(start), own.names.map(formatApplicationName)]]);
  const waiting = [...own.names];
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const key = formatApplicationName(name);
    if (edges.has(key) || edges.size >= limits.dependenciesMax) continue;
    const manifest = await specs.read("Application", name);
    if (manifest === undefined || readDeletion(manifest) !== undefined) continue;
    const { names } = parseDependencies(annotationsOf(manifest), name.namespace);
    edges.set(key, names.map(formatApplicationName));
    waiting.push(...names);
  }
  return edges;
}

async function readState(
  name: ApplicationName,
  { data }: Pick<Ports, "data">,
): Promise<DependencyState | undefined> {
  const { state, isDue = false } = (await data.read(name)) ?? {};
  if (state === undefined) return undefined;
  return {
    sync: state.sync.status,
    health: state.health.status,
    isSyncing: state.operation !== undefined,
    isDue,
    isPaused: state.conditions.some(({ type }) => type === "Paused"),
  };
}

function annotationsOf(manifest: JsonObject): Readonly<Record<string, string>> {
  const given = readField(readField(manifest, "metadata"), "annotations");
  const entries = Object.entries(asObject(given));
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
}
