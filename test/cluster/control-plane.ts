import { execFile } from "node:child_process";
import { randomInt } from "node:crypto";
import { access, chmod, mkdtemp, rm, stat } from "node:fs/promises";
import net from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { startProcesses } from "./control-plane-processes.ts";
import { buildControlPlane } from "./source/build.ts";

const run = promisify(execFile);

export type ControlPlane = {
  readonly kubeconfig: string;
  /** Every request of clients; undefined where the server is not ours. */
  readonly auditLog: string | undefined;
  stop(): Promise<void>;
};

/**
 * Gives a real API server with controller-manager, scheduler and fake nodes: the running one of KUBECONFIG, else one from
 * KUBEBOX (a binary, packed or not, or a folder with up.sh), else one built from source. Throws and says what is missing.
 */
export async function startControlPlane(env: NodeJS.ProcessEnv): Promise<ControlPlane> {
  const { KUBECONFIG: kubeconfig = "", KUBEBOX: kubebox = "" } = env;
  const stop = () => Promise.resolve();
  if (kubeconfig !== "") return { kubeconfig, auditLog: env["OUTRIGGER_AUDIT_LOG"], stop };
  const folder = await mkdtemp(join(tmpdir(), "outrigger-cluster-"));
  try {
    if (kubebox === "") return await startBinary(await buildControlPlane(), folder);
    const path = resolve(kubebox);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined)
      throw new Error(`Cannot start a control plane: KUBEBOX names ${path}, which is not there`);
    if (found.isDirectory()) return await startScripts(path, folder);
    return await startBinary(await unpack(path, folder), folder);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function startBinary(binary: string, folder: string): Promise<ControlPlane> {
  const processes = await startProcesses(binary, folder);
  const stop = async () => {
    await processes.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { kubeconfig: processes.kubeconfig, auditLog: processes.auditLog, stop };
}

/** Runs up.sh and down.sh of a folder; they keep all their files below `runFolder`. */
async function startScripts(scripts: string, runFolder: string): Promise<ControlPlane> {
  const up = join(scripts, "up.sh");
  await access(up).catch(() => {
    throw new Error(`Cannot start a control plane: the folder ${scripts} of KUBEBOX has no up.sh`);
  });
  const name = "outrigger-test";
  const { KUBEBOX: _folder, KUBECONFIG: _none, ...rest } = process.env;
  const env = { ...rest, KUBE_RUN: runFolder };
  await run(up, [name, String(await findFreePorts(6))], { env, timeout: 180_000 });
  const stop = async () => {
    await run(join(scripts, "down.sh"), [name, "--purge"], { env, timeout: 60_000 });
    await rm(runFolder, { recursive: true, force: true });
  };
  const clusterFolder = join(runFolder, name);
  return { kubeconfig: join(clusterFolder, "kubeconfig"), auditLog: join(clusterFolder, "audit.log"), stop };
}

async function unpack(path: string, folder: string): Promise<string> {
  if (!path.endsWith(".xz")) return path;
  const binary = join(folder, "controlplane");
  try {
    await run("sh", ["-c", 'xz -dc "$1" > "$2"', "sh", path, binary]);
  } catch (error) {
    throw new Error(`Cannot unpack ${path} of KUBEBOX: xz is needed`, { cause: error });
  }
  await chmod(binary, 0o755);
  return binary;
}

/** Finds `count` ports in a row that nobody listens on. */
async function findFreePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const first = randomInt(20_000, 30_000);
    const ports = Array.from({ length: count }, (_, index) => first + index);
    const free = await Promise.all(ports.map(isFree));
    if (free.every((each) => each)) return first;
  }
  throw new Error(`Cannot find ${count} free ports in a row between 20000 and 30000`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = net.createServer();
    server.once("error", () => done(false));
    server.listen(port, "127.0.0.1", () => server.close(() => done(true)));
  });
}
