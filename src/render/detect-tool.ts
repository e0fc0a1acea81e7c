import type { RenderRequest } from "./render-plan.ts";
import { joinPath, locate, type Survey } from "./survey.ts";
import type { Tool } from "./tool-run.ts";

/** The file names that make a folder a kustomization, the first that is there wins. */
export const kustomizationNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"] as const;

/**
 * Finds the tool of a source: the one it names, else Kustomize, else Helm, by their files; a tool that is switched off leaves
 * a directory. With both files Argo CD's walk lets Kustomize win (util/app/discovery at 018cbfe), and so do we.
 */
export function detectTool(survey: Survey, root: string, request: RenderRequest): "directory" | Tool {
  const named = request.source.tool ?? toolByFiles(survey, root, request);
  return named === "directory" || isEnabled(named, request) ? named : "directory";
}

function toolByFiles(survey: Survey, root: string, request: RenderRequest): "directory" | Tool {
  const has = (name: string): boolean => locate(survey, joinPath(root, name)) === "file";
  if (isEnabled("kustomize", request) && kustomizationNames.some(has)) return "kustomize";
  return isEnabled("helm", request) && has("Chart.yaml") ? "helm" : "directory";
}

function isEnabled(tool: Tool, request: RenderRequest): boolean {
  return !request.settings.disabledTools.includes(tool);
}
