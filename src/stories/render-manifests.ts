import { formatProblem, type Problem } from "../declaration/problem.ts";
import { ReconcileError } from "../errors.ts";
import { formatJson, isObject, parseJson } from "../kube/json.ts";
import type { KubeObject } from "../kube/object.ts";
import { limits } from "../limits.ts";
import type { Git } from "../ports/git.ts";
import type { RenderCache } from "../ports/render-cache.ts";
import type { Tools } from "../ports/tools.ts";
import { isCovered } from "../render/covered.ts";
import type { ParsedManifests } from "../render/manifests.ts";
import { planRender } from "../render/render.ts";
import { parseDirectory, parseOutput, toToolRun } from "../render/render-output.ts";
import type { Known, ReadStep, ReadyStep, RenderRequest } from "../render/render-plan.ts";
import type { RepositoryFile, ToolVersions, TreeEntry } from "../render/tool-run.ts";
import { folderOf } from "../source/repository-path.ts";
import { toFolderId, type Watch } from "../source/watch.ts";

/** A commit of a repository. */
export type RepositoryAt = { readonly repoUrl: string; readonly sha: string };

export type RenderPorts = { readonly git: Git; readonly tools: Tools; readonly renderCache: RenderCache };

export type RenderedManifests = {
  readonly manifests: readonly KubeObject[];
  readonly tool: ReadyStep["tool"];
  /** Equal keys: equal manifests. */
  readonly key: string;
  /** True: nothing was rendered, the manifests were remembered. */
  readonly cached: boolean;
  /** The folders it was made from; empty where folders do not tell all that was read. */
  readonly reads: Watch["reads"];
};

type KnownSoFar = {
  readonly trees: Map<string, readonly TreeEntry[] | undefined>;
  readonly files: Map<string, RepositoryFile | undefined>;
  toolVersions?: ToolVersions;
};

const problemsShownMax = 50;

/**
 * Renders a source at a commit, or remembers an equal render. Throws one ReconcileError: MANIFEST_INVALID with every problem on a
 * line of its own, PATH_NOT_FOUND, UNSUPPORTED, RENDER_FAILED, TOOL_MISSING, LIMIT_EXCEEDED, and what Git throws.
 */
export async function renderManifests(
  request: RenderRequest,
  repository: RepositoryAt,
  ports: RenderPorts,
): Promise<RenderedManifests> {
  const known: KnownSoFar = { trees: new Map(), files: new Map() };
  const plan = await decide(request, repository, { ports, known });
  const reads = await readWatched(known, repository, ports.git);
  const remembered = parseRemembered(await ports.renderCache.read(plan.key));
  const result = { tool: plan.tool, key: plan.key, reads };
  if (remembered !== undefined) return { ...result, manifests: remembered, cached: true };
  const contents = await readInputs(plan, repository, { ports, known });
  const parsed = await render(plan, contents, { path: request.source.path, tools: ports.tools });
  throwProblems(request.source.path, parsed.problems);
  await ports.renderCache.save(plan.key, formatJson({ manifests: parsed.manifests }));
  return { ...result, manifests: parsed.manifests, cached: false };
}

/**
 * Names the folders that a commit must change to change the render. A file outside of them is watched by its own folder; one in
 * the root or behind a symbolic link is not, so that every commit counts.
 */
async function readWatched(
  known: KnownSoFar,
  { repoUrl, sha }: RepositoryAt,
  git: Git,
): Promise<Watch["reads"]> {
  const trees = new Map(known.trees);
  for (const path of known.files.keys()) {
    const folder = folderOf(path);
    // What was looked for as a file may be a folder that is known.
    if (trees.get(path) !== undefined) continue;
    trees.delete(path);
    if (isCovered(trees, path)) continue;
    if (folder === "" || trees.has(folder)) return {};
    trees.set(folder, await git.readTree(repoUrl, sha, folder));
    if (!isCovered(trees, path)) return {};
  }
  if (trees.size > limits.watchedFoldersMax) return {};
  return Object.fromEntries([...trees].map(([path, entries]) => [path, toFolderId(entries)]));
}

type Reading = { readonly ports: RenderPorts; readonly known: KnownSoFar };

async function decide(
  request: RenderRequest,
  repository: RepositoryAt,
  reading: Reading,
): Promise<ReadyStep> {
  for (let steps = 0; steps < limits.renderStepsMax; steps += 1) {
    const plan = planRender(request, reading.known satisfies Known);
    if (plan.step === "ready") return plan;
    await readMore(plan, repository, reading);
  }
  const what = `Cannot render spec.source.path "${request.source.path}"`;
  throw new ReconcileError(
    "LIMIT_EXCEEDED",
    `${what}: folders name each other more than ${limits.renderStepsMax} levels deep`,
  );
}

async function readMore(
  plan: ReadStep,
  { repoUrl, sha }: RepositoryAt,
  { ports, known }: Reading,
): Promise<void> {
  for (const path of plan.trees) known.trees.set(path, await ports.git.readTree(repoUrl, sha, path));
  const files = plan.files.length === 0 ? [] : await ports.git.readFiles(repoUrl, sha, plan.files);
  const byPath = new Map(files.map((file) => [file.path, file]));
  for (const path of plan.files) known.files.set(path, byPath.get(path));
  if (plan.toolVersions) known.toolVersions = await ports.tools.versions();
}

/** The contents of the inputs, in their order, with one request for those that planning did not read. */
async function readInputs(
  plan: ReadyStep,
  { repoUrl, sha }: RepositoryAt,
  { ports, known }: Reading,
): Promise<readonly RepositoryFile[]> {
  const paths = new Set(plan.inputs.map((input) => input.path));
  const unread = [...paths].filter((path) => known.files.get(path) === undefined);
  const files = unread.length === 0 ? [] : await ports.git.readFiles(repoUrl, sha, unread);
  const byPath = new Map(files.map((file) => [file.path, file]));
  return plan.inputs.map(({ path }) => {
    const file = known.files.get(path) ?? byPath.get(path);
    if (file === undefined)
      throw new ReconcileError("PATH_NOT_FOUND", `Cannot read ${path}: it is not a file`);
    return file;
  });
}

async function render(
  plan: ReadyStep,
  contents: readonly RepositoryFile[],
  { path, tools }: { readonly path: string; readonly tools: Tools },
): Promise<ParsedManifests> {
  const { tool, run } = plan;
  if (tool === "directory" || run === undefined) return parseDirectory(contents);
  return parseOutput(plan, path, await tools.run(toToolRun({ ...plan, tool, run }, contents)));
}

function throwProblems(path: string, problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const lines = problems.slice(0, problemsShownMax).map(formatProblem);
  if (problems.length > lines.length) lines.push(`… and ${problems.length - lines.length} more`);
  throw new ReconcileError("MANIFEST_INVALID", `Cannot use the manifests of ${path}:\n${lines.join("\n")}`);
}

// The cache checks what it gives back; a text of another shape counts as none.
function parseRemembered(text: string | undefined): readonly KubeObject[] | undefined {
  const value = text === undefined ? undefined : parseJson(text);
  const manifests = isObject(value) ? value["manifests"] : undefined;
  return Array.isArray(manifests) ? manifests : undefined;
}

/** Gives ports that render anew, and remember what that gave. */
export function withoutMemory<P extends { readonly renderCache: RenderCache }>(ports: P): P {
  const { renderCache } = ports;
  const forgetful: RenderCache = {
    read: () => Promise.resolve(undefined),
    save: (key, text) => renderCache.save(key, text),
  };
  return { ...ports, renderCache: forgetful };
}
