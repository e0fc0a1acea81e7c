import type { JsonObject } from "../kube/json.ts";

/** Where manifests come from, with Argo CD's defaults. */
export type ApplicationSource = {
  readonly repoUrl: string;
  /** Inside the repository, "." for its root. */
  readonly path: string;
  /** As written; "HEAD" by default. */
  readonly targetRevision: string;
  /** The tool the source names itself; undefined: detected from the files. */
  readonly tool?: "directory" | "helm" | "kustomize";
  readonly directory: DirectoryOptions;
  readonly helm: HelmOptions;
  readonly kustomize: KustomizeOptions;
};

type DirectoryOptions = {
  readonly recurse: boolean;
  /** Globs of gobwas: `{a,b}`, `*` crosses `/`; empty: all. */
  readonly include: string;
  readonly exclude: string;
};

export type HelmOptions = {
  readonly releaseName?: string;
  readonly namespace?: string;
  readonly valueFiles: readonly string[];
  readonly ignoreMissingValueFiles: boolean;
  /** YAML text. */
  readonly values: string;
  readonly valuesObject?: JsonObject;
  readonly parameters: readonly HelmParameter[];
  readonly fileParameters: readonly { readonly name: string; readonly path: string }[];
  readonly skipCrds: boolean;
  readonly skipTests: boolean;
  readonly skipSchemaValidation: boolean;
  readonly kubeVersion?: string;
  readonly apiVersions: readonly string[];
};

export type HelmParameter = { readonly name: string; readonly value: string; readonly forceString: boolean };

export type KustomizeOptions = {
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  readonly namespace?: string;
  readonly images: readonly string[];
  readonly commonLabels: Readonly<Record<string, string>>;
  readonly commonAnnotations: Readonly<Record<string, string>>;
  readonly replicas: readonly { readonly name: string; readonly count: number }[];
};
