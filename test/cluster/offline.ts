import { type ChildProcess, spawn } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** What serverless-offline is started with. */
export type OfflineOptions = {
  readonly kubeconfig: string;
  readonly stateFolder: string;
  readonly cacheFolder: string;
  /** Files or folders with Applications. */
  readonly apps: string;
  readonly webhookSecret: string;
};

export type HttpAnswer = { readonly status: number; readonly body: unknown };

/** All functions in serverless-offline, as `npm start` runs them. */
export type Offline = {
  readonly url: string;
  /** Asks the API as somebody who has the token; `token` null: as nobody. */
  ask(method: string, path: string, body?: unknown, token?: string | null): Promise<HttpAnswer>;
  /** Sends a push as GitHub does. */
  push(repoUrl: string, secret?: string): Promise<HttpAnswer>;
  output(): string;
  /** SIGKILL loses whatever was under way; SIGINT ends in good order. */
  stop(signal: "SIGINT" | "SIGKILL"): Promise<void>;
};

const readyMs = 60_000;
const repository = resolve(import.meta.dirname, "..", "..");

/** Starts serverless-offline on free ports and waits until the API answers. */
export async function startOffline(options: OfflineOptions): Promise<Offline> {
  const [httpPort, lambdaPort] = await findFreePorts();
  const url = `http://127.0.0.1:${httpPort}`;
  const child = spawn(process.execPath, toArguments(), {
    cwd: repository,
    // A group of its own: what it starts ends with it.
    detached: true,
    env: toEnvironment(options, { httpPort, lambdaPort }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output = `${output}${text}`.slice(-200_000);
    });
  }
  const offline = toOffline(child, { url, options, output: () => output });
  try {
    await waitUntilReady(offline, child);
  } catch (error) {
    await offline.stop("SIGKILL");
    throw error;
  }
  return offline;
}

function toArguments(): string[] {
  return [join(repository, "node_modules", ".bin", "serverless"), "offline"];
}

function toEnvironment(
  options: OfflineOptions,
  ports: { readonly httpPort: number; readonly lambdaPort: number },
): NodeJS.ProcessEnv {
  const { kubeconfig, stateFolder, cacheFolder, apps, webhookSecret } = options;
  return {
    PATH: process.env["PATH"],
    HOME: stateFolder,
    KUBECONFIG: kubeconfig,
    OUTRIGGER_STATE: stateFolder,
    OUTRIGGER_CACHE: cacheFolder,
    OUTRIGGER_TOOLS: join(cacheFolder, "tools"),
    OUTRIGGER_APPS: apps,
    OUTRIGGER_GITHUB_WEBHOOK_SECRET: webhookSecret,
    OUTRIGGER_HTTP_PORT: String(ports.httpPort),
    OUTRIGGER_LAMBDA_PORT: String(ports.lambdaPort),
  };
}

type Running = {
  readonly url: string;
  readonly options: OfflineOptions;
  readonly output: () => string;
};

function toOffline(child: ChildProcess, { url, options, output }: Running): Offline {
  return {
    url,
    output,
    async ask(method, path, body, token) {
      const own = token === undefined ? await readToken(options.stateFolder) : token;
      return await send(`${url}${path}`, {
        method,
        headers: {
          ...(own === null ? {} : { authorization: `Bearer ${own}` }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    },
    push: async (repoUrl, secret = options.webhookSecret) =>
      await send(`${url}/api/webhook`, toPush(repoUrl, secret)),
    async stop(signal) {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
      const ended = once(child, "exit");
      process.kill(-child.pid, signal);
      await ended;
    },
  };
}

function toPush(repoUrl: string, secret: string): RequestInit {
  const body = JSON.stringify({
    ref: "refs/heads/main",
    after: randomBytes(20).toString("hex"),
    repository: { html_url: repoUrl, clone_url: repoUrl },
  });
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  const headers = {
    "content-type": "application/json",
    "x-github-event": "push",
    "x-github-delivery": crypto.randomUUID(),
    "x-hub-signature-256": `sha256=${signature}`,
  };
  return { method: "POST", headers, body };
}

async function send(url: string, request: RequestInit): Promise<HttpAnswer> {
  const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(30_000) });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? undefined : JSON.parse(text) };
}

async function readToken(stateFolder: string): Promise<string> {
  return (await readFile(join(stateFolder, "api.token"), "utf8")).trim();
}

async function waitUntilReady(offline: Offline, child: ChildProcess): Promise<void> {
  for (const end = Date.now() + readyMs; Date.now() < end; await pause(100)) {
    if (child.exitCode !== null) break;
    const answer = await offline.ask("GET", "/api/v1/version", undefined, null).catch(() => undefined);
    if (answer?.status === 200) return;
  }
  throw new Error(`serverless offline does not answer:\n${offline.output()}`);
}

async function findFreePorts(): Promise<readonly [number, number]> {
  const servers = [createServer(), createServer()];
  const ports = await Promise.all(
    servers.map(async (server) => {
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      const address = server.address();
      return typeof address === "object" && address !== null ? address.port : 0;
    }),
  );
  for (const server of servers) server.close();
  return [ports[0] ?? 0, ports[1] ?? 0];
}
