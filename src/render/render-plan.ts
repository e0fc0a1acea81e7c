import type { ApplicationSource } from "../application/application-source.ts";
import type { Settings } from "../settings/settings.ts";
import type { RepositoryFile, Tool, ToolVersions, TreeEntry } from "./tool-run.ts";

/** What is to be rendered, and for which cluster. */
export type RenderRequest = {
  readonly source: ApplicationSource;
  /** The application's name: Helm's release name where the source names none. */
  readonly applicationName: string;
  /** The destination's namespace, "" for none. */
  readonly namespace: string;
  readonly settings: Pick<Settings, "disabledTools">;
  /** The cluster's gitVersion, such as "v1.35.4"; "" where it is not known. Only Helm reads it. */
  readonly kubeVersion: string;
  /** `group/version` and `group/version/Kind`, any order. Only Helm reads them. */
  readonly apiVersions: readonly string[];
};

/** What was read so far; a path that was asked for and is not in the revision is there with undefined. */
export type Known = {
  readonly trees: ReadonlyMap<string, readonly TreeEntry[] | undefined>;
  readonly files: ReadonlyMap<string, RepositoryFile | undefined>;
  readonly toolVersions?: ToolVersions;
};

/** One file that a render reads. `oid` changes when its content does. `as`: where the tool finds it, if elsewhere. */
export type RenderInput = { readonly path: string; readonly oid: string; readonly as?: string };

/** How a tool is started once its files are there; `generated` files go beside them, or over them. */
export type PlannedRun = {
  readonly directory: string;
  readonly args: readonly string[];
  readonly generated: readonly RepositoryFile[];
};

/** Not decided yet: read these, then ask again. Paths are relative to the repository's root, "" for itself. */
export type ReadStep = {
  readonly step: "read";
  readonly trees: readonly string[];
  readonly files: readonly string[];
  readonly toolVersions: boolean;
};

/** Everything is decided: equal keys give equal manifests. */
export type ReadyStep = {
  readonly step: "ready";
  readonly tool: "directory" | Tool;
  readonly inputs: readonly RenderInput[];
  readonly key: string;
  /** Undefined for a directory: its files are the manifests. */
  readonly run?: PlannedRun;
};
