/**
 * Files of a revision → manifests. Pure: this room decides what is read and what is run; reading and running are ports.
 *
 * In:  what an application's source says (RenderRequest), and what was read of the revision so far (Known).
 * Out: a read step (what to read next) or a ready step (every file that counts, the tool's command, and the key).
 *
 * The rules, in order:
 * 1. The path must be a folder of the revision.
 * 2. The tool is the one the source names, else Kustomize or Helm by their files, else a plain directory.
 * 3. A planner of that tool follows names from file to file. A path that leaves the repository, a URL, a missing file and a feature that
 *    is not supported are collected, and thrown together once nothing is left to read.
 * 4. The key is a hash of the tool, its version, its whole command, what is generated, and path and id of each input. Trees give the ids,
 *    so files that only the tool reads need not be read to know the key.
 * 5. With the ready step's files in hand, `toToolRun` makes the run; `parseOutput` reads what a tool printed and `parseDirectory` the files.
 */
import { createHash } from "node:crypto";
import { canonicalJson } from "../kube/canonical-json.ts";
import { compareText } from "../kube/json.ts";
import { resolveRepositoryPath } from "../source/repository-path.ts";
import { detectTool } from "./detect-tool.ts";
import { surveyDirectory } from "./directory-files.ts";
import { surveyChart } from "./helm-files.ts";
import { findKustomization, surveyKustomization } from "./kustomize-files.ts";
import { applyOverrides, hasOverrides } from "./kustomize-overrides.ts";
import { refuse, throwRefusals } from "./refusals.ts";
import type { Known, PlannedRun, ReadStep, ReadyStep, RenderRequest } from "./render-plan.ts";
import { createSurvey, locate, readFile, readFolder, type Survey } from "./survey.ts";
import type { ToolVersions } from "./tool-run.ts";

// Part of every key: a new way to parse or to run makes old entries unreachable.
const keyFormat = 1;

/** Decides the next step of a render. Throws ReconcileError once it is certain that the source cannot be rendered. */
export function planRender(request: RenderRequest, known: Known): ReadStep | ReadyStep {
  const survey = createSurvey(known);
  const root = resolveRepositoryPath("", request.source.path);
  readFolder(survey, root);
  if (survey.wanted.trees.size > 0) return toReadStep(survey, false);
  if (locate(survey, root) !== "folder") {
    const what = `Cannot render spec.source.path "${request.source.path}": the revision has no such folder`;
    refuse(survey, "PATH_NOT_FOUND", what);
    throwRefusals(survey);
  }
  const tool = detectTool(survey, root, request);
  const run = surveyWith(survey, { tool, root }, request);
  const wantsVersions = tool !== "directory" && known.toolVersions === undefined;
  const isWanting = survey.wanted.trees.size > 0 || survey.wanted.files.size > 0;
  if (isWanting) return toReadStep(survey, wantsVersions);
  throwRefusals(survey);
  return wantsVersions ? toReadStep(survey, true) : toReadyStep(survey, tool, run);
}

function toReadStep({ wanted }: Survey, toolVersions: boolean): ReadStep {
  return { step: "read", trees: [...wanted.trees], files: [...wanted.files], toolVersions };
}

function toReadyStep(survey: Survey, tool: ReadyStep["tool"], run: PlannedRun | undefined): ReadyStep {
  const inputs = [...survey.inputs.values()].sort((a, b) => compareText(a.as ?? a.path, b.as ?? b.path));
  const version = versionOf(tool, survey.known.toolVersions);
  const key = createHash("sha256")
    .update(canonicalJson({ keyFormat, tool, version, inputs, run }))
    .digest("hex");
  return { step: "ready", tool, inputs, key, ...(run === undefined ? {} : { run }) };
}

function versionOf(tool: ReadyStep["tool"], versions: ToolVersions = {}): string {
  return tool === "directory" ? "" : (versions[tool] ?? "");
}

type Subject = { readonly tool: ReadyStep["tool"]; readonly root: string };

function surveyWith(survey: Survey, subject: Subject, request: RenderRequest): PlannedRun | undefined {
  const { tool, root } = subject;
  if (tool === "helm") return surveyChart(survey, root, request);
  if (tool === "kustomize") return planKustomize(survey, root, request);
  surveyDirectory(survey, root, request);
  return undefined;
}

function planKustomize(survey: Survey, root: string, request: RenderRequest): PlannedRun {
  surveyKustomization(survey, root);
  const options = request.source.kustomize;
  const run = { directory: root, args: ["."], generated: [] };
  const path = hasOverrides(options) ? findKustomization(survey, root) : undefined;
  const file = path === undefined ? undefined : readFile(survey, path);
  if (path === undefined || file === undefined) return run;
  return { ...run, generated: [{ path, content: applyOverrides(file.content, options) }] };
}
