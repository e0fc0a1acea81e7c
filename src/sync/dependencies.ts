import { type ApplicationName, formatApplicationName } from "../application/application.ts";
import type { Gate } from "./gate.ts";

/** The annotation of an Application that names those it waits for: `name` or `namespace/name`, with commas between. */
export const dependencyAnnotation = "outrigger.dev/depends-on";

/** An application as those see it that depend on it. */
export type DependencyState = {
  readonly sync: string;
  readonly health: string;
  /** A sync of it runs. */
  readonly isSyncing: boolean;
  /** Something moved that it has not looked at yet. */
  readonly isDue: boolean;
  readonly isPaused: boolean;
};

/** Names of the applications that an annotation names; `problem`: what is wrong with it. */
export type Dependencies = { readonly names: readonly ApplicationName[]; readonly problem?: string };

const partText = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

/** Reads whom an application depends on; a name without a namespace is of the application's own. */
export function parseDependencies(
  annotations: Readonly<Record<string, string>>,
  namespace: string,
): Dependencies {
  const texts = (annotations[dependencyAnnotation] ?? "").split(",").map((text) => text.trim());
  const names: ApplicationName[] = [];
  for (const text of new Set(texts.filter((each) => each !== ""))) {
    const [first = "", second, ...more] = text.split("/");
    const name = second === undefined ? { namespace, name: first } : { namespace: first, name: second };
    if (more.length > 0 || !partText.test(name.name) || !partText.test(name.namespace))
      return {
        names: [],
        problem: `${dependencyAnnotation} is wrong: ${JSON.stringify(text)} is no application; write "name" or "namespace/name", with commas between`,
      };
    names.push(name);
  }
  return { names };
}

/** Gives the way from an application back to itself, if there is one; `edges`: by formatApplicationName. */
export function findCycle(
  start: string,
  edges: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined {
  const known = new Set<string>();
  const trails: (readonly string[])[] = [[start]];
  for (let trail = trails.shift(); trail !== undefined; trail = trails.shift()) {
    for (const next of edges.get(trail.at(-1) ?? "") ?? []) {
      if (next === start) return [...trail, next];
      if (known.has(next)) continue;
      known.add(next);
      trails.push([...trail, next]);
    }
  }
  return undefined;
}

/** Says what is wrong with the dependencies themselves, which only a person can change: a cycle, or a name nobody has. */
export function findDependencyTrouble(
  { names, problem }: Dependencies,
  graph: { readonly start: string; readonly edges: ReadonlyMap<string, readonly string[]> },
): Gate | undefined {
  if (problem !== undefined) return toError(problem);
  const cycle = findCycle(graph.start, graph.edges);
  if (cycle !== undefined)
    return toError(`${dependencyAnnotation} leads in a circle: ${cycle.join(" -> ")}; take one of them out`);
  const missing = names.map(formatApplicationName).find((name) => !graph.edges.has(name));
  if (missing === undefined) return undefined;
  return toError(
    `it depends on ${missing}, which does not exist; declare it, or change ${dependencyAnnotation}`,
  );
}

function toError(why: string): Gate {
  return { type: "DependencyError", reason: `Cannot sync: ${why}` };
}

/** Gives the gate of the first dependency that is not Synced and Healthy; undefined: all are. */
export function findUnmet(
  states: readonly { readonly name: string; readonly state: DependencyState | undefined }[],
): Gate | undefined {
  for (const { name, state } of states) {
    const why = describeUnmet(state);
    if (why === undefined) continue;
    const reason = `waiting for ${name}, which ${why}; goes on when it is Synced and Healthy`;
    return { type: "WaitingForDependency", reason };
  }
  return undefined;
}

function describeUnmet(state: DependencyState | undefined): string | undefined {
  if (state === undefined) return "has not been compared yet";
  if (state.isSyncing) return "is being synced";
  const { sync, health } = state;
  const also = state.isPaused ? ", and paused" : "";
  if (sync !== "Synced") return `is ${sync}${also}`;
  if (health !== "Healthy") return `is ${health}${also}`;
  return state.isDue ? "has not been compared with what moved last" : undefined;
}
