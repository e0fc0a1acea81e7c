import { createRemoteTools } from "../../src/adapters/lambda/remote-tools.ts";
import { ReconcileError } from "../../src/errors.ts";
import { openView, type View } from "../../src/local/open-view.ts";
import { readOrMakeKey } from "../../src/local/state-key.ts";
import type { Specs } from "../../src/ports/specs.ts";
import type { Settings } from "../../src/settings/settings.ts";
import type { FunctionEnvironment } from "./environment.ts";
import { readRepositories } from "./read-repositories.ts";

/** Opens everything that reads, as a function's environment and the settings say. */
export async function openFunctionView(
  environment: FunctionEnvironment,
  { specs, settings }: { readonly specs: Specs; readonly settings: Settings },
): Promise<View> {
  const [repositories, hashKey] = await Promise.all([
    readRepositories(environment),
    readHashKey(environment),
  ]);
  const { renderFunction, cacheFolder, toolFolder, toolPath, kubeconfig } = environment;
  return openView({
    cacheFolder,
    toolFolder,
    toolPath,
    kubeconfig,
    controlPlane: () => ({ settings, repositories }),
    repositories: [],
    specs,
    hashKey,
    allowLocal: environment.state !== "",
    ...(renderFunction === "" ? {} : { tools: createRemoteTools({ functionName: renderFunction }) }),
  });
}

async function readHashKey({ state, hashKey }: FunctionEnvironment): Promise<string> {
  if (state !== "") return await readOrMakeKey(state);
  if (hashKey !== "") return hashKey;
  throw new ReconcileError("CONFIG_INVALID", "Cannot hash without a key: set OUTRIGGER_HASH_KEY");
}
