import { access } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ReconcileError } from "../../errors.ts";

/** Finds the folder of this program that has serverless.yml and the examples: it is started from there, or bundled below it. */
export async function findProjectFolder(from: string = import.meta.dirname): Promise<string> {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    if (await isThere(join(folder, "serverless.yml"))) return folder;
  }
  throw new ReconcileError(
    "CONFIG_INVALID",
    `Cannot start: there is no serverless.yml above ${from}; run this from a clone of the repository`,
  );
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
