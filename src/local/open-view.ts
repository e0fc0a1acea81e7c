import { join } from "node:path";
import { createEks } from "../adapters/eks/eks.ts";
import { createGit } from "../adapters/git/git.ts";
import { createClusters } from "../adapters/kubernetes/kubernetes.ts";
import { createFolderRenderCache } from "../adapters/render-cache/folder-render-cache.ts";
import { createScripts } from "../adapters/scripts/scripts.ts";
import { createTools } from "../adapters/tools/tools.ts";
import type { ControlPlane, Repository } from "../application/control-plane.ts";
import { controlPlaneNamespace } from "../declaration/object-name.ts";
import { createAssess } from "../health/overrides.ts";
import { toKeyedHash } from "../kube/hash.ts";
import type { JsonObject } from "../kube/json.ts";
import type { ViewPorts } from "../ports/ports.ts";
import type { Specs } from "../ports/specs.ts";
import type { Tools } from "../ports/tools.ts";
import { parseSettings } from "../settings/read-settings.ts";
import type { Settings } from "../settings/settings.ts";
import { settingsMaps } from "../settings/settings-map.ts";
import { createRoundSpecs } from "./round-specs.ts";
import { version } from "./version.ts";

/** What a local composition is made of. Folders are absolute. */
export type ViewOptions = {
  /** Packs of Git and rendered manifests. */
  readonly cacheFolder: string;
  /** Unpacked helm and kubectl. */
  readonly toolFolder: string;
  readonly toolPath: string;
  readonly kubeconfig: { readonly paths: readonly string[]; readonly context?: string };
  readonly controlPlane: () => Pick<ControlPlane, "repositories" | "settings">;
  readonly repositories: readonly Repository[];
  readonly specs: Specs;
  readonly hashKey: string;
  /** Where tools run, if not in this process. */
  readonly tools?: Tools;
  /** False on AWS: paths and file:// URLs are repositories in the local modes only. */
  readonly allowLocal?: boolean;
};

/** Everything that reads: Git, tools, clusters. `startRound`: what was read for the last round is read anew. */
export type View = { readonly ports: ViewPorts; startRound(): void; close(): Promise<void> };

/** Reads the settings that are stored; the defaults where none are. */
export async function readStoredSettings(specs: Pick<Specs, "read">): Promise<Settings> {
  return parseSettings(...(await readSettingsMaps(specs))).settings;
}

/** Reads the ConfigMaps that the settings are made of, those that are stored. */
export async function readSettingsMaps(specs: Pick<Specs, "read">): Promise<readonly JsonObject[]> {
  const read = (name: string) => specs.read("ConfigMap", { namespace: controlPlaneNamespace, name });
  const manifests = await Promise.all(settingsMaps.map(read));
  return manifests.filter((manifest) => manifest !== undefined);
}

/** Opens what rendering, comparing and planning need; nothing is connected to before its first use. */
export function openView(options: ViewOptions): View {
  const { settings } = options.controlPlane();
  const git = createGit({
    folder: join(options.cacheFolder, "git"),
    credentials: () => [...options.controlPlane().repositories, ...options.repositories],
    allowLocal: options.allowLocal ?? true,
  });
  const clusters = createClusters({
    kubeconfig: options.kubeconfig,
    installation: settings.installation,
    userAgent: `outrigger/${version}`,
    eks: createEks(),
    ...(settings.requests === undefined ? {} : { requests: settings.requests }),
  });
  const specs = createRoundSpecs(options.specs);
  const scripts = createScripts(settings.overrides);
  const ports: ViewPorts = {
    clock: { now: () => Date.now() },
    specs,
    git,
    tools: options.tools ?? createTools({ folder: options.toolFolder, path: options.toolPath }),
    renderCache: createFolderRenderCache({ folder: join(options.cacheFolder, "renders") }),
    clusters,
    settings,
    assess: createAssess(settings.overrides.health, scripts),
    jq: scripts.jq,
    lua: scripts.lua,
    hash: toKeyedHash(options.hashKey),
  };
  return {
    ports,
    startRound() {
      specs.startRound();
      git.startRound();
      clusters.startRun();
    },
    async close() {
      await scripts.close();
      await clusters.close();
    },
  };
}
