import { type ChildProcess, execFile, spawn } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { openSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import net from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

export type Processes = {
  readonly kubeconfig: string;
  readonly auditLog: string;
  stop(): Promise<void>;
};

type Part = { readonly name: string; readonly process: ChildProcess; readonly log: string };

/** The control plane's own users are left out, so that the log counts what clients ask for. */
const auditPolicy = {
  apiVersion: "audit.k8s.io/v1",
  kind: "Policy",
  omitStages: ["RequestReceived"],
  rules: [
    { level: "None", users: ["system:apiserver", "manager", "scheduler", "kwok", "setup"] },
    { level: "Metadata" },
  ],
};
const node = {
  apiVersion: "v1",
  kind: "Node",
  metadata: {
    name: "fake-1",
    annotations: { "kwok.x-k8s.io/node": "fake", "node.alpha.kubernetes.io/ttl": "0" },
    labels: { "kubernetes.io/hostname": "fake-1", "kubernetes.io/os": "linux", type: "kwok" },
  },
};

/** Starts the parts of a control plane from one binary on free ports of this machine, and waits until a node is ready. */
export async function startProcesses(binary: string, folder: string): Promise<Processes> {
  const setup = new Setup(binary, folder);
  try {
    await setup.start();
  } catch (error) {
    await setup.stop();
    throw error;
  }
  return {
    kubeconfig: join(folder, "admin.json"),
    auditLog: join(folder, "audit.log"),
    stop: () => setup.stop(),
  };
}

class Setup {
  readonly #binary: string;
  readonly #folder: string;
  readonly #parts: Part[] = [];

  constructor(binary: string, folder: string) {
    this.#binary = binary;
    this.#folder = folder;
  }

  async start(): Promise<void> {
    const [api = 0, etcd = 0, peer = 0, kwok = 0] = await findFreePorts(4);
    await this.#writeFiles(api);
    this.#spawnEtcd(etcd, peer);
    this.#spawnApiServer(api, etcd);
    await this.#until("the API server is ready", ["get", "--raw", "/readyz"]);
    const leader = "--leader-elect=false";
    const keys = [
      `--root-ca-file=${this.#path("apiserver.crt")}`,
      `--service-account-private-key-file=${this.#path("sa.key")}`,
    ];
    const port = ["--secure-port=0", leader, "--kube-api-qps=200", "--kube-api-burst=400"];
    this.#spawn("kube-controller-manager", [`--kubeconfig=${this.#path("manager.json")}`, ...keys, ...port]);
    this.#spawn("kube-scheduler", [`--kubeconfig=${this.#path("scheduler.json")}`, ...port]);
    const address = `--server-address=127.0.0.1:${kwok}`;
    this.#spawn("kwok", [`--kubeconfig=${this.#path("kwok.json")}`, "--manage-all-nodes=true", address]);
    await writeFile(this.#path("node.json"), JSON.stringify(node));
    await this.#until("a node is made", ["apply", "--server-side", "-f", this.#path("node.json")]);
    await this.#until("namespaces get an account", ["get", "serviceaccount", "default", "-n", "default"]);
    await this.#until("the node is ready", ["wait", "--for=condition=Ready", "node/fake-1", "--timeout=5s"]);
  }

  /** Stops in the reverse order, by the processes' own ids; what does not end in 5 seconds is killed. */
  async stop(): Promise<void> {
    for (const { process: child } of this.#parts.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = new Promise<boolean>((done) => child.once("exit", () => done(true)));
      child.kill("SIGTERM");
      const isOver = await Promise.race([ended, pause(5_000, false, { ref: false })]);
      if (isOver) continue;
      child.kill("SIGKILL");
      await ended;
    }
    this.#parts.length = 0;
  }

  async #writeFiles(port: number): Promise<void> {
    await mkdir(this.#path("home"), { recursive: true });
    const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
    await writeFile(this.#path("sa.key"), pair.privateKey.export({ type: "pkcs8", format: "pem" }), {
      mode: 0o600,
    });
    await writeFile(this.#path("sa.pub"), pair.publicKey.export({ type: "spki", format: "pem" }));
    await writeFile(this.#path("audit-policy.json"), JSON.stringify(auditPolicy));
    const tokens: string[] = [];
    for (const user of ["admin", "manager", "scheduler", "kwok", "setup"]) {
      const token = randomBytes(16).toString("hex");
      tokens.push(`${token},${user},${user},"system:masters"\n`);
      const kubeconfig = toKubeconfig({ port, user, token, ca: this.#path("apiserver.crt") });
      await writeFile(this.#path(`${user}.json`), JSON.stringify(kubeconfig), { mode: 0o600 });
    }
    await writeFile(this.#path("tokens.csv"), tokens.join(""), { mode: 0o600 });
  }

  #spawnEtcd(client: number, peer: number): void {
    const clients = `--listen-client-url=http://127.0.0.1:${client}`;
    const peers = `--listen-peer-url=http://127.0.0.1:${peer}`;
    this.#spawn("etcd", [`--data-dir=${this.#path("etcd")}`, clients, peers, "--unsafe-no-fsync"]);
  }

  /** The server makes its own certificate in `cert-dir`, which clients then trust as the authority. */
  #spawnApiServer(port: number, etcd: number): void {
    this.#spawn("kube-apiserver", [
      "--bind-address=127.0.0.1",
      "--advertise-address=127.0.0.1",
      "--endpoint-reconciler-type=none",
      `--secure-port=${port}`,
      `--cert-dir=${this.#folder}`,
      `--etcd-servers=http://127.0.0.1:${etcd}`,
      `--token-auth-file=${this.#path("tokens.csv")}`,
      "--authorization-mode=RBAC",
      "--allow-privileged=true",
      "--service-cluster-ip-range=10.96.0.0/16",
      "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
      `--service-account-key-file=${this.#path("sa.pub")}`,
      `--service-account-signing-key-file=${this.#path("sa.key")}`,
      `--audit-policy-file=${this.#path("audit-policy.json")}`,
      `--audit-log-path=${this.#path("audit.log")}`,
      "--audit-log-maxsize=1000",
    ]);
  }

  #spawn(name: string, args: readonly string[]): void {
    const log = this.#path(`${name}.log`);
    const output = openSync(log, "a");
    const env = { ...process.env, HOME: this.#path("home") };
    const child = spawn(this.#binary, [name, ...args], {
      stdio: ["ignore", output, output],
      env,
      cwd: this.#folder,
    });
    child.on("error", () => undefined); // told by the next #requireAlive: the exit code is set
    this.#parts.push({ name, process: child, log });
  }

  /** Tries a kubectl command until it succeeds, up to a minute. */
  async #until(what: string, args: readonly string[]): Promise<void> {
    let last: unknown;
    for (const end = Date.now() + 60_000; Date.now() < end; await pause(200)) {
      await this.#requireAlive();
      const env = { ...process.env, HOME: this.#path("home"), KUBECONFIG: this.#path("setup.json") };
      try {
        await run(this.#binary, ["kubectl", ...args], { env, timeout: 20_000 });
        return;
      } catch (error) {
        last = error;
      }
    }
    throw new Error(`Cannot start a control plane: a minute passed before ${what}`, { cause: last });
  }

  async #requireAlive(): Promise<void> {
    for (const { name, process: child, log } of this.#parts) {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) continue;
      const tail = (await readFile(log, "utf8")).split("\n").slice(-15).join("\n");
      throw new Error(`Cannot start a control plane: ${name} of ${this.#binary} ended:\n${tail}`);
    }
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }
}

type KubeconfigParts = {
  readonly port: number;
  readonly user: string;
  readonly token: string;
  readonly ca: string;
};

function toKubeconfig({ port, user, token, ca }: KubeconfigParts): object {
  const cluster = { server: `https://127.0.0.1:${port}`, "certificate-authority": ca };
  return {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "test",
    clusters: [{ name: "test", cluster }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: "test", context: { cluster: "test", user } }],
  };
}

/** All are held open together, so that they differ. */
async function findFreePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => net.createServer());
  const ports = await Promise.all(servers.map(listen));
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

function listen(server: net.Server): Promise<number> {
  return new Promise((done, fail) => {
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      done(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}
