import type { JsonObject } from "../kube/json.ts";
import { asObject } from "../kube/values.ts";
import type { Specs } from "../ports/specs.ts";
import { toSpecId } from "./memory-specs.ts";

/** Specs that are read once a round, whoever asks. */
export type RoundSpecs = Specs & { startRound(): void };

/** Remembers for a round what was read or saved in it: the process that saves the specs is mostly the one that reads them. */
export function createRoundSpecs(specs: Specs): RoundSpecs {
  const known = new Map<string, Promise<JsonObject | undefined>>();
  const remember = (manifest: JsonObject) => known.set(idOf(manifest), Promise.resolve(manifest));
  return {
    read(kind, name) {
      const id = toSpecId(kind, name);
      const present = known.get(id);
      if (present !== undefined) return present;
      const reading = specs.read(kind, name);
      known.set(id, reading);
      reading.catch(() => known.delete(id)); // a failure is told to whoever asked, and not kept
      return reading;
    },
    list: (kind) => specs.list(kind),
    async save(manifest, options) {
      known.delete(idOf(manifest));
      try {
        return await specs.save(manifest, options);
      } finally {
        // Not remembered: the table may keep more than was given to it. A read that began meanwhile is out of date.
        known.delete(idOf(manifest));
      }
    },
    async saveAll(manifests) {
      for (const manifest of manifests) known.delete(idOf(manifest));
      const others = await specs.saveAll(manifests);
      for (const manifest of [...manifests, ...others]) remember(manifest);
      return others;
    },
    async delete(kind, name) {
      known.delete(toSpecId(kind, name));
      await specs.delete(kind, name);
    },
    startRound: () => known.clear(),
  };
}

function idOf(manifest: JsonObject): string {
  const metadata = asObject(manifest["metadata"]);
  return `${String(manifest["kind"])} ${String(metadata["namespace"])}/${String(metadata["name"])}`;
}
