import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { ReconcileError } from "../../errors.ts";
import type { StartPorts } from "./start-settings.ts";

/** What listens on each port, and the flag that moves it. */
const listeners: Readonly<Record<keyof StartPorts, { readonly what: string; readonly flag: string }>> = {
  api: { what: "the API", flag: "--port" },
  lambda: { what: "the functions", flag: "--lambda-port" },
  git: { what: "the Git server", flag: "--git-port" },
  cluster: { what: "the sandbox cluster", flag: "--sandbox-port" },
};

const names = ["api", "lambda", "git", "cluster"] as const;

/**
 * Gives the ports that are listened on: as they were asked for, a free one in place of 0. Throws CONFIG_INVALID naming each that
 * is taken, and the flag that moves it. `unused` ports may be anything.
 */
export async function choosePorts(
  ports: StartPorts,
  unused: readonly (keyof StartPorts)[] = [],
): Promise<StartPorts> {
  const servers: Server[] = [];
  const chosen = { ...ports };
  const problems: string[] = [];
  try {
    for (const name of names) {
      if (unused.includes(name)) continue;
      const server = await listen(ports[name]).catch((error: unknown) => {
        problems.push(explain(name, ports[name], error));
      });
      if (server === undefined) continue;
      servers.push(server);
      chosen[name] = portOf(server);
    }
  } finally {
    await Promise.all(servers.map(close));
  }
  if (problems.length > 0) throw new ReconcileError("CONFIG_INVALID", `Cannot start: ${problems.join("; ")}`);
  return chosen;
}

function explain(name: keyof StartPorts, port: number, error: unknown): string {
  const { what, flag } = listeners[name];
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const why = code === "EADDRINUSE" ? "is taken" : `cannot be listened on (${String(code)})`;
  return `port ${port} of ${what} ${why}, choose another with ${flag}`;
}

async function listen(port: number): Promise<Server> {
  const server = createServer();
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function close(server: Server): Promise<void> {
  await new Promise((resolve) => server.close(resolve));
}
