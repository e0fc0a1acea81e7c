import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, inject, test } from "vitest";

const run = promisify(execFile);
const repository = resolve(import.meta.dirname, "..", "..");
const waits = { timeout: 60_000 };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "outrigger-invoke-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What `serverless invoke local` prints last: the function's answer. */
async function invoke(name: string): Promise<unknown> {
  const program = join(repository, "node_modules", ".bin", "serverless");
  const args = [program, "invoke", "local", "-f", name, "-p", `test/events/${name}.json`];
  const { stdout } = await run(process.execPath, args, {
    cwd: repository,
    timeout: waits.timeout,
    env: {
      PATH: process.env["PATH"],
      HOME: folder,
      KUBECONFIG: inject("kubeconfig"),
      OUTRIGGER_STATE: join(folder, "state"),
      OUTRIGGER_CACHE: join(folder, "cache"),
      OUTRIGGER_TOOLS: join(folder, "cache", "tools"),
      OUTRIGGER_GITHUB_WEBHOOK_SECRET: "example",
    },
  });
  return JSON.parse(stdout.slice(stdout.search(/^\{$/m)));
}

const served = { batchItemFailures: [] };

// One after the other: each opens the table of the state folder.
test.each([
  ["tick", { repositories: 0, clusters: 0, woken: 0, failures: [] }],
  ["observe", served],
  ["reconcile", served],
  ["render", { hash: expect.any(String), output: expect.any(String) }],
  ["webhook", { statusCode: 202 }],
  // The sample's token is nobody's.
  ["api", { statusCode: 401 }],
])("`serverless invoke local` serves the sample event of %s", waits, async (name, answer) => {
  expect(await invoke(name)).toMatchObject(answer);
});
