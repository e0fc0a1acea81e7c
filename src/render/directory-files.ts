import { ReconcileError } from "../errors.ts";
import { type Glob, parseGlob } from "../project/glob.ts";
import { refuse, refuseLink, refuseSubmodule } from "./refusals.ts";
import type { RenderRequest } from "./render-plan.ts";
import { locate, readFolder, type Survey } from "./survey.ts";
import { addFile } from "./survey-inputs.ts";
import type { TreeEntry } from "./tool-run.ts";

const manifestName = /\.(yaml|yml|json|jsonnet)$/;

/** Surveys a directory of plain manifests: which files count, by depth, ending, exclude and include, in that order. */
export function surveyDirectory(survey: Survey, root: string, request: RenderRequest): void {
  const { recurse, include, exclude } = request.source.directory;
  const isIncluded = include === "" ? () => true : toFilter("include", include);
  const isExcluded = exclude === "" ? () => false : toFilter("exclude", exclude);
  const start = root === "" ? 0 : root.length + 1;
  for (const entry of readFolder(survey, root) ?? []) {
    const name = entry.path.slice(start);
    if (!recurse && name.includes("/")) continue;
    if (entry.type === "submodule" && recurse && !isExcluded(name)) refuseSubmodule(survey, entry.path);
    if (!manifestName.test(name) || isExcluded(name) || !isIncluded(name)) continue;
    addManifest(survey, entry);
  }
}

/** Argo CD reads both by gobwas/glob without separators: `*` crosses `/`. */
function toFilter(field: "include" | "exclude", pattern: string): Glob {
  const glob = parseGlob(pattern, "names");
  if (glob !== undefined) return glob;
  const message = `Cannot use spec.source.directory.${field} "${pattern.slice(0, 60)}": it is no glob, or too long`;
  throw new ReconcileError("APPLICATION_INVALID", message);
}

function addManifest(survey: Survey, entry: TreeEntry): void {
  if (entry.type === "tree" || entry.type === "submodule") return;
  if (entry.path.endsWith(".jsonnet")) {
    const what = `Cannot render ${entry.path}: Jsonnet is not supported; render it in CI or exclude it`;
    refuse(survey, "UNSUPPORTED", what);
    return;
  }
  // A link to a folder is no manifest, whatever its name; the folder itself is walked where it really is.
  const place = locate(survey, entry.path);
  if (place === "file") addFile(survey, entry.path);
  if (place === "absent") refuseLink(survey, entry.path);
}
