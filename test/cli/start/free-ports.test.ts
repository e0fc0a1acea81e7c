import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import { choosePorts } from "../../../src/cli/start/free-ports.ts";

const servers: Server[] = [];
const anywhere = { api: 0, lambda: 0, git: 0, cluster: 0 };

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function takePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

test("0 becomes a free port, another one for each", async () => {
  const ports = Object.values(await choosePorts(anywhere));
  expect(new Set(ports).size).toBe(4);
  expect(ports).not.toContain(0);
});

test("every taken port is named, with the flag that moves it", async () => {
  const [git, cluster] = [await takePort(), await takePort()];
  await expect(choosePorts({ ...anywhere, git, cluster })).rejects.toThrow(
    `Cannot start: port ${git} of the Git server is taken, choose another with --git-port; port ${cluster} of the sandbox cluster is taken, choose another with --sandbox-port`,
  );
});

test("a port that nothing will listen on may be taken", async () => {
  const cluster = await takePort();
  await expect(choosePorts({ ...anywhere, cluster }, ["cluster"])).resolves.toMatchObject({ cluster });
});
