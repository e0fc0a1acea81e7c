import type { JsonObject } from "../kube/json.ts";
import type { Specs } from "../ports/specs.ts";

/** Specs whose projects are read once a round, whoever asks. */
export type RoundSpecs = Specs & { startRound(): void };

/** Shares the reads of AppProjects between the applications of a round: nearly all of them name the same one. */
export function createRoundSpecs(specs: Specs): RoundSpecs {
  const projects = new Map<string, Promise<JsonObject | undefined>>();
  const readProject = (name: Parameters<Specs["read"]>[1]) => {
    const key = `${name.namespace}/${name.name}`;
    const present = projects.get(key);
    if (present !== undefined) return present;
    const made = specs.read("AppProject", name);
    projects.set(key, made);
    made.catch(() => projects.delete(key)); // a failure is told to whoever asked, and not kept
    return made;
  };
  return {
    read: (kind, name) => (kind === "AppProject" ? readProject(name) : specs.read(kind, name)),
    list: (kind) => specs.list(kind),
    async save(manifest) {
      projects.clear();
      return await specs.save(manifest);
    },
    async delete(kind, name) {
      projects.clear();
      await specs.delete(kind, name);
    },
    startRound: () => projects.clear(),
  };
}
