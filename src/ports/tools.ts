import type { ToolRun, ToolVersions } from "../render/tool-run.ts";

/** Helm and Kustomize, the real ones. */
export interface Tools {
  versions(): Promise<ToolVersions>;
  /** Standard output of a run. Throws RENDER_FAILED with the tool's own message, TOOL_MISSING, LIMIT_EXCEEDED. */
  run(run: ToolRun): Promise<string>;
}
