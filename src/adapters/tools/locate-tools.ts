import { access, constants, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { ReconcileError } from "../../errors.ts";
import type { Tool } from "../../render/tool-run.ts";
import { type BinaryName, findBundle, unpackBinary } from "./bundled-binary.ts";

/** A program and the arguments that come before a run's own. */
export type Command = {
  readonly program: string;
  readonly prefix: readonly string[];
  readonly version: readonly string[];
};

export type ToolPlaces = {
  /** Where bundled binaries are unpacked. */
  readonly folder: string;
  /** The PATH to search where there is no bundle. */
  readonly path: string;
  /** False: the bundle is not used even where there is one. */
  readonly useBundle: boolean;
};

const kubectlArguments = { prefix: ["kustomize"], version: ["version", "--client", "-o", "json"] };
const kustomizeArguments = { prefix: ["build"], version: ["version"] };
const helmArguments = { prefix: [], version: ["version", "--template", "{{.Version}}"] };

/** Finds the program of a tool: bundled, else on the PATH. Throws TOOL_MISSING. */
export async function locateTool(tool: Tool, places: ToolPlaces): Promise<Command> {
  const bundle = places.useBundle ? await findBundle() : undefined;
  if (bundle !== undefined) {
    const name: BinaryName = tool === "helm" ? "helm" : "kubectl";
    const program = await unpackBinary(name, bundle.archive, join(places.folder, `bundle-${bundle.version}`));
    return { program, ...(tool === "helm" ? helmArguments : kubectlArguments) };
  }
  return (await findOnPath(tool, places.path)) ?? throwMissing(tool);
}

async function findOnPath(tool: Tool, path: string): Promise<Command | undefined> {
  const helm = tool === "helm" ? await findProgram("helm", path) : undefined;
  if (helm !== undefined) return { program: helm, ...helmArguments };
  if (tool === "helm") return undefined;
  const kustomize = await findProgram("kustomize", path);
  if (kustomize !== undefined) return { program: kustomize, ...kustomizeArguments };
  const kubectl = await findProgram("kubectl", path);
  return kubectl === undefined ? undefined : { program: kubectl, ...kubectlArguments };
}

async function findProgram(name: string, path: string): Promise<string | undefined> {
  // A relative entry would mean another program in every working directory.
  for (const folder of path.split(delimiter).filter(isAbsolute)) {
    const program = join(folder, name);
    if (await isProgram(program)) return program;
  }
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

function throwMissing(tool: Tool): never {
  const names = tool === "helm" ? "helm" : "kustomize or kubectl";
  const place =
    tool === "helm" ? "https://helm.sh/docs/intro/install" : "https://kubernetes.io/docs/tasks/tools";
  const platform = `${process.platform} ${process.arch}`;
  throw new ReconcileError(
    "TOOL_MISSING",
    `Cannot run ${tool}: there is no ${names} on the PATH, and none is bundled for ${platform}; install it: ${place}`,
  );
}
