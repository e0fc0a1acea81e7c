import { type ChildProcess, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { access, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeServiceFolder, repository } from "./service-folder.ts";

const readyMs = 60_000;
const secret = "a webhook secret of the test";

let folder: string;
let child: ChildProcess;
let url: string;
let output = "";

/** One start for all tests: `serverless offline` as people run it, without a cluster. */
beforeAll(async () => {
  folder = await makeServiceFolder();
  const [httpPort, lambdaPort] = await Promise.all([findFreePort(), findFreePort()]);
  url = `http://127.0.0.1:${httpPort}`;
  child = spawn(process.execPath, [join(repository, "node_modules", ".bin", "serverless"), "offline"], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      HOME: folder,
      OUTRIGGER_STATE: "state",
      OUTRIGGER_APPS: join(repository, "examples", "applications"),
      OUTRIGGER_GITHUB_WEBHOOK_SECRET: secret,
      OUTRIGGER_HTTP_PORT: String(httpPort),
      OUTRIGGER_LAMBDA_PORT: String(lambdaPort),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  await waitFor("the API answers", async () => (await ask("/api/v1/version")).status === 200);
}, 120_000);

afterAll(async () => {
  if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function waitFor(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + readyMs; Date.now() < end; await pause(100)) {
    if (child.exitCode !== null) break;
    if (await isSo().catch(() => false)) return;
  }
  throw new Error(`It never happens that ${what}:\n${output}`);
}

const ask = async (path: string, request: RequestInit = {}) => await fetch(`${url}${path}`, request);
const readToken = async () => (await readFile(join(folder, "state", "api.token"), "utf8")).trim();

describe("serverless offline", () => {
  test("the API answers whoever has the token, and nobody else", async () => {
    expect((await ask("/api/v1/applications")).status).toBe(401);
    const answer = await ask("/api/v1/applications", {
      headers: { authorization: `Bearer ${await readToken()}` },
    });
    expect(answer.status).toBe(200);
    const { items } = Object(await answer.json());
    expect(items.map(({ metadata }: { metadata: { name: string } }) => metadata.name)).toContain("guestbook");
  });

  test("nobody becomes somebody by a header of the emulator", async () => {
    const identity = JSON.stringify({ iam: { userArn: "arn:aws:iam::123456789012:user/me" } });
    const headers = { "sls-offline-authorizer-override": identity };
    expect((await ask("/api/v1/applications", { headers })).status).not.toBe(200);
  });

  test("a signed push is taken, one without a signature is not", async () => {
    const body = JSON.stringify({ repository: { clone_url: "https://git.example.org/team/unused.git" } });
    const headers = { "content-type": "application/json", "x-github-event": "push" };
    const signature = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
    expect((await ask("/api/webhook", { method: "POST", headers, body })).status).toBe(401);
    const signed = { ...headers, "x-hub-signature-256": signature };
    expect((await ask("/api/webhook", { method: "POST", headers: signed, body })).status).toBe(202);
  });

  test("declared Applications are reconciled, and the first tick does not wait for the schedule", async () => {
    const reconciled = /"Reconciled".*"argocd\/guestbook"/;
    await waitFor("guestbook is reconciled", () => Promise.resolve(reconciled.test(output)));
    await waitFor("a tick ends", () => Promise.resolve(/\(λ: tick\)/.test(output)));
  });

  test("a signal ends it in good order", async () => {
    const ended = once(child, "exit");
    child.kill("SIGINT");
    expect(await ended).toEqual([0, null]);
    await expect(access(join(folder, "state", "owner.json"))).rejects.toThrow("ENOENT");
    await expect(access(join(folder, "state", "queue.endpoint"))).rejects.toThrow("ENOENT");
  });
});
