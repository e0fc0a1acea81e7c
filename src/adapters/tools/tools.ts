import { join } from "node:path";
import pLimit from "p-limit";
import { codeOf, messageOf, ReconcileError } from "../../errors.ts";
import { limits } from "../../limits.ts";
import type { Tools } from "../../ports/tools.ts";
import type { Tool, ToolRun, ToolVersions } from "../../render/tool-run.ts";
import { type Command, locateTool } from "./locate-tools.ts";
import {
  createPrivateDirectory,
  type PrivateDirectory,
  removePrivateDirectory,
  sweepPrivateDirectories,
} from "./private-directory.ts";
import { type ProgramEnd, type RunLimits, runProgram } from "./run-program.ts";
import { toToolError } from "./tool-error.ts";
import { parseVersion, readVersion } from "./tool-versions.ts";

export type ToolOptions = {
  /** Absolute. Holds unpacked binaries and the private directories of runs. */
  readonly folder: string;
  /** The PATH to search where no tool is bundled. */
  readonly path: string;
  readonly useBundle?: boolean;
  readonly limits?: RunLimits;
};

const defaultLimits: RunLimits = {
  timeoutMs: limits.toolTimeoutMs,
  outputBytesMax: limits.toolOutputBytesMax,
  memoryBytesMax: limits.toolMemoryBytesMax,
};

/** Makes the port that runs the real Helm and Kustomize, bundled on Linux x86-64 and from the PATH elsewhere. */
export function createTools(options: ToolOptions): Tools {
  return new LocalTools(options);
}

class LocalTools implements Tools {
  readonly #options: ToolOptions;
  readonly #limits: RunLimits;
  readonly #runs: string;
  readonly #queue = pLimit(limits.toolRunsAtOnceMax);
  readonly #commands = new Map<Tool, Promise<Command>>();
  #versions: Promise<ToolVersions> | undefined;
  #swept: Promise<void> | undefined;

  constructor(options: ToolOptions) {
    this.#options = options;
    this.#limits = options.limits ?? defaultLimits;
    this.#runs = join(options.folder, "runs");
  }

  versions(): Promise<ToolVersions> {
    this.#versions ??= this.#readVersions();
    return this.#versions;
  }

  run(run: ToolRun): Promise<string> {
    return this.#queue(() => this.#runNow(run));
  }

  async #readVersions(): Promise<ToolVersions> {
    const helm = await this.#versionOf("helm");
    const kustomize = await this.#versionOf("kustomize");
    return { ...(helm === undefined ? {} : { helm }), ...(kustomize === undefined ? {} : { kustomize }) };
  }

  async #versionOf(tool: Tool): Promise<string | undefined> {
    try {
      const command = await this.#locate(tool);
      return await readVersion(command.program, this.#options.folder, () => this.#askVersion(tool, command));
    } catch (error) {
      if (codeOf(error) === "TOOL_MISSING") return undefined;
      this.#versions = undefined; // a full disk or the like: tried again
      throw error;
    }
  }

  async #askVersion(tool: Tool, command: Command): Promise<string> {
    const run: ToolRun = { tool, files: [], directory: "", args: [] };
    return parseVersion(await this.#start(run, { ...command, prefix: command.version }));
  }

  #locate(tool: Tool): Promise<Command> {
    const known = this.#commands.get(tool);
    if (known !== undefined) return known;
    const { folder, path, useBundle = true } = this.#options;
    const found = locateTool(tool, { folder, path, useBundle });
    this.#commands.set(tool, found);
    found.catch(() => this.#commands.delete(tool)); // it may be installed meanwhile
    return found;
  }

  async #runNow(run: ToolRun): Promise<string> {
    return await this.#start(run, await this.#locate(run.tool));
  }

  async #start(run: ToolRun, command: Command): Promise<string> {
    this.#swept ??= sweepPrivateDirectories(this.#runs, Date.now());
    await this.#swept;
    const directory = await createPrivateDirectory(this.#runs, run.files);
    try {
      const end = await this.#spawn(run, command, directory);
      if (end.exitCode === 0 && end.stopped === undefined) return end.stdout;
      throw toToolError(run, end, { directory, limits: this.#limits });
    } finally {
      await removePrivateDirectory(directory);
    }
  }

  async #spawn(run: ToolRun, command: Command, directory: PrivateDirectory): Promise<ProgramEnd> {
    try {
      return await runProgram({
        program: command.program,
        args: [...command.prefix, ...run.args],
        directory: join(directory.files, run.directory),
        environment: toEnvironment(directory, this.#limits),
        limits: this.#limits,
      });
    } catch (cause) {
      const message = `Cannot start ${command.program} for ${run.tool}: ${messageOf(cause)}`;
      throw new ReconcileError("TOOL_MISSING", message, { cause });
    }
  }
}

// Nothing of our own environment: neither credentials nor a proxy. The proxy named here does not exist, so that a tool which
// tries to fetch something fails at once.
function toEnvironment({ home }: PrivateDirectory, { memoryBytesMax }: RunLimits): Record<string, string> {
  const nowhere = "http://127.0.0.1:9";
  return {
    HOME: home,
    TMPDIR: join(home, "tmp"),
    XDG_CACHE_HOME: join(home, "cache"),
    XDG_CONFIG_HOME: join(home, "config"),
    XDG_DATA_HOME: join(home, "data"),
    HELM_CACHE_HOME: join(home, "cache"),
    HELM_CONFIG_HOME: join(home, "config"),
    HELM_DATA_HOME: join(home, "data"),
    HELM_PLUGINS: join(home, "plugins"),
    KUBECONFIG: join(home, "kubeconfig"),
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    // Go then collects more often before it reaches the limit.
    GOMEMLIMIT: String(Math.floor(memoryBytesMax * 0.8)),
  };
}
