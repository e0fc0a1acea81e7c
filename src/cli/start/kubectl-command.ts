import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join, resolve } from "node:path";
import { findBundle, unpackBinary } from "../../adapters/tools/bundled-binary.ts";
import { ReconcileError } from "../../errors.ts";
import { readFileIfThere } from "../../local/private-file.ts";
import type { CommandContext } from "../command-context.ts";
import { defaultState, kubeconfigName } from "./start-settings.ts";

/** What a shell says of a program that a signal ended. */
const signalBase = 128;

/**
 * Runs `outrigger kubectl`: the bundled kubectl, or the one of the PATH, with the arguments as they are. Where nothing says which
 * cluster is meant it is that of the last `outrigger start`, never this user's own. Gives kubectl's exit code.
 */
export async function runKubectl(
  args: readonly string[],
  { environment }: CommandContext,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const program = await findKubectl(join(environment.cacheFolder, "tools"));
  const child = spawn(program, args, {
    stdio: "inherit",
    env: { ...env, ...(await toKubeconfig(args, env)) },
  });
  // A terminal's Ctrl-C reaches kubectl as well: it says how that ends.
  const ignore = () => undefined;
  process.on("SIGINT", ignore);
  try {
    return await waitForEnd(child);
  } finally {
    process.off("SIGINT", ignore);
  }
}

async function findKubectl(folder: string): Promise<string> {
  const bundle = await findBundle();
  if (bundle === undefined) return "kubectl";
  return await unpackBinary("kubectl", bundle.archive, join(folder, `bundle-${bundle.version}`));
}

async function toKubeconfig(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Readonly<Record<string, string>>> {
  const isNamed = args.some((arg) => /^(--kubeconfig|--server|-s)(=|$)/.test(arg));
  if (isNamed || env["KUBECONFIG"]) return {};
  const path = resolve(env["OUTRIGGER_STATE"] || defaultState, kubeconfigName);
  if ((await readFileIfThere(path)) !== undefined) return { KUBECONFIG: path };
  throw new ReconcileError(
    "CONFIG_INVALID",
    `Cannot say which cluster is meant: ${path} is not there; run npm start first, or name one with --kubeconfig or KUBECONFIG`,
  );
}

function waitForEnd(child: ReturnType<typeof spawn>): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", (cause) => {
      const message =
        "Cannot run kubectl: there is none on the PATH, and none is bundled for this machine; install it: https://kubernetes.io/docs/tasks/tools";
      reject(new ReconcileError("TOOL_MISSING", message, { cause }));
    });
    child.once("close", (code, signal) => {
      resolve(code ?? signalBase + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
