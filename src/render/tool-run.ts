/** One file handed to a tool, or listed in a tree; paths are relative to the repository's root, with `/`. */
export type RepositoryFile = { readonly path: string; readonly content: string };

/** One entry of a revision's tree. `link`: a symbolic link, whose blob is its target. */
export type TreeEntry = {
  readonly path: string;
  readonly oid: string;
  readonly type: "file" | "link" | "tree" | "submodule";
};

export type Tool = "helm" | "kustomize";

/** A run of a tool in a private directory that holds just these files, with an empty environment and no network. */
export type ToolRun = {
  readonly tool: Tool;
  readonly files: readonly RepositoryFile[];
  /** Relative to the private directory. */
  readonly directory: string;
  readonly args: readonly string[];
};

/** Versions as the tools print them; undefined: not on this machine. */
export type ToolVersions = { readonly helm?: string; readonly kustomize?: string };
