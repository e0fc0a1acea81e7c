import { writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answer } from "../../../src/api/api.ts";
import { formatJson } from "../../../src/kube/json.ts";
import { saveOwner } from "../../../src/local/owner-file.ts";
import { nameThisProcess } from "../../../src/local/process-identity.ts";
import { reconcile } from "../../../src/reconcile.ts";
import { openStage, shop, toApiRequest, token } from "../../api/stage.ts";
import { makeFolder, runCommand } from "../command-line.ts";

const stage = openStage();
let server: Server;
let url: string;

/** The API behind a real socket; a request that changes something is served at once, as a queue's reader would. */
async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { pathname, search } = new URL(incoming.url ?? "", url);
  if (pathname.startsWith("/moved"))
    return void outgoing.writeHead(302, { location: `${url}/api/v1/applications` }).end();
  const headers = {
    authorization: incoming.headers.authorization ?? "",
    "content-type": incoming.headers["content-type"] ?? "",
  };
  const over = { headers, query: search, body: await buffer(incoming) };
  const answered = await answer(toApiRequest(incoming.method ?? "", pathname, over), stage.ports);
  if (incoming.method !== "GET") await settle();
  outgoing.writeHead(answered.status, { ...answered.headers, "content-type": "application/json" });
  outgoing.end(formatJson(answered.body));
}

async function settle(): Promise<void> {
  for (let looks = 0; looks < 10; looks += 1) {
    stage.process.startRound();
    const outcome = await reconcile(shop, stage.process.ports, { deadline: stage.world.clock.now + 60_000 });
    if (outcome.held || outcome.dueAt === undefined) return;
    await stage.world.wait(1_000);
  }
}

beforeAll(async () => {
  server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch((error: unknown) => outgoing.writeHead(500).end(String(error)));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const app = (...args: readonly string[]) =>
  runCommand(["app", ...args, "--server", url, "--auth-token", token]);

describe("a server is asked over HTTP", () => {
  test("it lists, compares and syncs as a state folder does", async () => {
    expect((await app("list", "-o", "name")).out).toBe("shop\n");
    await stage.cluster.ask("PATCH", "/api/v1/namespaces/shop/configmaps/settings", { data: { value: "2" } });
    const diff = await app("diff", "shop");
    expect([diff.exitCode, diff.err]).toEqual([1, ""]);
    expect(diff.out).toContain('-  value: "2"');
    const synced = await app("sync", "shop", "--timeout", "20");
    expect([synced.exitCode, synced.error]).toEqual([0, undefined]);
    expect(synced.out).toMatch(/^Phase: +Succeeded$/m);
    expect((await app("diff", "shop")).exitCode).toBe(0);
  });

  test("the environment names it, too", async () => {
    const env = { OUTRIGGER_SERVER: url, OUTRIGGER_AUTH_TOKEN: token };
    expect((await runCommand(["app", "list", "-o", "name"], env)).out).toBe("shop\n");
  });

  test("a wrong token is refused, and not shown", async () => {
    const ended = await runCommand(["app", "list", "--server", url, "--auth-token", "wrong-token-123"]);
    expect(ended).toMatchObject({
      error: "CONFIG_INVALID",
      message: expect.stringContaining("send a token"),
    });
    expect(ended.message).not.toContain("wrong-token-123");
  });

  test("an answer that is none of the API's is told, and a redirection is not followed", async () => {
    const moved = await runCommand(["app", "list", "--server", `${url}/moved`, "--auth-token", token]);
    expect(moved).toMatchObject({ error: "STATE_UNREACHABLE", message: expect.stringContaining("redirect") });
  });

  test("a cluster of one's own cannot be named with it", async () => {
    expect((await app("list", "--kubeconfig", "x")).message).toContain("it has its own clusters");
  });
});

describe("a state folder that somebody serves", () => {
  async function makeState(address: string): Promise<string> {
    const state = await makeFolder();
    await saveOwner(state, { owner: nameThisProcess(), port: 1, accessKey: "none" });
    await writeFile(join(state, "api.endpoint"), address);
    await writeFile(join(state, "api.token"), `${token}\n`);
    return state;
  }

  test("is asked at its own address with its own token", async () => {
    const state = await makeState(url);
    expect((await runCommand(["app", "list", "-o", "name", "--state", state])).out).toBe("shop\n");
  });

  test("an address that an earlier process left is not believed", async () => {
    const state = await makeState("http://127.0.0.1:1");
    const ended = await runCommand(["app", "list", "--state", state]);
    expect(ended).toMatchObject({
      error: "CONFIG_INVALID",
      message: expect.stringContaining("no state folder"),
    });
  });
});
