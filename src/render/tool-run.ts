/**
 * One file handed to a tool, or read from a revision; paths are relative to the repository's root, with `/`.
 * `encoding` absent: the content is UTF-8 text; `base64`: the blob is not text (a packed chart, an image).
 */
export type RepositoryFile = {
  readonly path: string;
  readonly content: string;
  readonly encoding?: "base64";
};

/** One entry of a revision's tree. `link`: a symbolic link, whose blob is its target. */
export type TreeEntry = {
  readonly path: string;
  readonly oid: string;
  readonly type: "file" | "link" | "tree" | "submodule";
};

export type Tool = "helm" | "kustomize";

/**
 * A run of a tool in a private directory that holds just these files, with an empty environment and no network.
 * `args` of helm begin with its command (`template`); those of kustomize are what follows `kustomize build`.
 */
export type ToolRun = {
  readonly tool: Tool;
  readonly files: readonly RepositoryFile[];
  /** Relative to the private directory; the tool starts there. */
  readonly directory: string;
  readonly args: readonly string[];
};

/** Versions as the tools print them; undefined: not on this machine. */
export type ToolVersions = { readonly helm?: string; readonly kustomize?: string };
