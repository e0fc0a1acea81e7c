import { createRemoteTools } from "../../src/adapters/lambda/remote-tools.ts";
import { controlPlaneNamespace } from "../../src/application/application.ts";
import type { Settings } from "../../src/application/control-plane.ts";
import { defaultSettings, parseSettings } from "../../src/application/read-settings.ts";
import { ReconcileError } from "../../src/errors.ts";
import { openView, type View } from "../../src/local/open-view.ts";
import { readOrMakeKey } from "../../src/local/state-key.ts";
import type { Specs } from "../../src/ports/specs.ts";
import type { FunctionEnvironment } from "./environment.ts";
import { readRepositories } from "./read-repositories.ts";

/** Opens everything that reads, as a function's environment says; argocd-cm is read once a process. */
export async function openFunctionView(environment: FunctionEnvironment, specs: Specs): Promise<View> {
  const [settings, repositories, hashKey] = await Promise.all([
    readSettings(specs),
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

async function readSettings(specs: Specs): Promise<Settings> {
  const manifest = await specs.read("ConfigMap", { namespace: controlPlaneNamespace, name: "argocd-cm" });
  return manifest === undefined ? defaultSettings : parseSettings(manifest).settings;
}

async function readHashKey({ state, hashKey }: FunctionEnvironment): Promise<string> {
  if (state !== "") return await readOrMakeKey(state);
  if (hashKey !== "") return hashKey;
  throw new ReconcileError("CONFIG_INVALID", "Cannot hash without a key: set OUTRIGGER_HASH_KEY");
}
