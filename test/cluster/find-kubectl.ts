import { access, readdir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { locateTool } from "../../src/adapters/tools/locate-tools.ts";

/** A program and the arguments that come before its own. */
export type Program = readonly [string, ...string[]];

/**
 * Finds a kubectl: KUBECTL (with `/path/to/kubebox kubectl`, a binary of many programs), else the control plane's own (of the
 * cluster's version), else the one that the program is bundled with, which is unpacked into a folder.
 */
export async function findKubectl(
  env: NodeJS.ProcessEnv,
  kubeconfig: string,
  toolFolder: string,
): Promise<Program> {
  const { KUBECTL = "", KUBEBOX = "", KUBECONFIG = "" } = env;
  const [given = "", ...first] = KUBECTL.split(" ");
  if (given !== "") return [given, ...first];
  const cache = env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const unpacked = await findIn(join(cache, "kubebox"), "kubebox-");
  const built = await findIn(join(cache, "outrigger"), "controlplane-");
  const own = [join(dirname(kubeconfig), "controlplane"), resolve(KUBEBOX), ...unpacked, ...built];
  for (const path of KUBECONFIG === "" ? own : []) {
    if (!path.endsWith(".xz") && (await isFile(path))) return [path, "kubectl"];
  }
  const places = { folder: toolFolder, path: env["PATH"] ?? "", useBundle: true };
  return [(await locateTool("kustomize", places)).program];
}

async function findIn(folder: string, prefix: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.startsWith(prefix)).map((name) => join(folder, name));
}

async function isFile(path: string): Promise<boolean> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  return isThere && (await stat(path)).isFile();
}
