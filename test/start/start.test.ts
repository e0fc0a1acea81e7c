import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { access, cp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeServiceFolder, repository } from "../functions/service-folder.ts";

const run = promisify(execFile);
const readyMs = 120_000;

let folder: string;
let child: ChildProcess | undefined;
let output = "";
let ports: readonly string[];

/** One start for all tests, as a newcomer makes it: in an empty home, with free ports in place of the usual ones. */
beforeAll(async () => {
  folder = await makeServiceFolder();
  await cp(join(repository, "examples"), join(folder, "examples"), { recursive: true });
  child = start();
  await waitFor("the guide is printed", () => output.includes("Ctrl-C ends all of it"));
  ports = [...new Set(output.match(/(?<=127\.0\.0\.1:)\d+/g) ?? [])];
}, 150_000);

afterAll(async () => {
  if (child?.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 500 });
});

function start(...flags: readonly string[]): ChildProcess {
  const free = ["--port", "0", "--git-port", "0", "--lambda-port", "0", "--sandbox-port", "0"];
  output = "";
  const started = spawn(process.execPath, [join("dist", "cli", "outrigger.js"), "start", ...free, ...flags], {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: join(folder, "home") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [started.stdout, started.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return started;
}

async function waitFor(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + readyMs; Date.now() < end; await pause(50)) {
    if (await isSo()) return;
    if (child?.exitCode !== null) break;
  }
  const log = await readFile(join(folder, ".outrigger", "offline.log"), "utf8").catch(() => "");
  throw new Error(`It never happens that ${what}:\n${output}\n${log.slice(-5_000)}`);
}

async function kill(started: ChildProcess): Promise<void> {
  const ended = once(started, "exit");
  started.kill("SIGKILL");
  await ended;
}

/** Runs the line below a heading of the guide, as somebody who pastes it. */
async function paste(heading: string): Promise<string> {
  const line = new RegExp(`${heading}.*\\n +(.*)`).exec(output)?.[1] ?? "exit 1";
  const pasted = line.replace("npx outrigger", `${process.execPath} dist/cli/outrigger.js`);
  const { stdout } = await run("sh", ["-c", pasted], {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: join(folder, "home") },
  });
  return stdout;
}

async function askCluster(path: string): Promise<Readonly<Record<string, Record<string, unknown>>>> {
  const { clusters } = JSON.parse(await readFile(join(folder, ".outrigger", "kubeconfig"), "utf8"));
  const answer = await fetch(`${clusters[0].cluster.server}${path}`);
  return Object(await answer.json());
}

const guestbook = "/namespaces/guestbook";

describe("npm start", { timeout: 120_000 }, () => {
  test("brings every example to what it is to be, and the broken one says why", () => {
    expect(output.match(/Synced +Healthy/g)?.length).toBeGreaterThanOrEqual(6);
    expect(output).toMatch(/^broken +Synced +Degraded/m);
    for (const example of ["guestbook", "website", "shop", "release", "backups", "database"]) {
      expect(output).toMatch(new RegExp(`^${example} +Synced +Healthy`, "m"));
    }
  });

  test("shows an application on its way", () => {
    expect(output).toMatch(/release +OutOfSync +Missing/);
    expect(output).toMatch(/release +OutOfSync +Progressing|release +Synced +Progressing/);
  });

  test("says no secret", async () => {
    for (const name of ["api.token", "webhook.secret", "hash.key"]) {
      expect(output).not.toContain((await readFile(join(folder, ".outrigger", name), "utf8")).trim());
    }
  });

  test("an object that is changed by hand heals", async () => {
    const replicas = async () =>
      (await askCluster(`/apis/apps/v1${guestbook}/deployments/guestbook`))["spec"];
    await paste("Change an object");
    await waitFor("it is told", () => /guestbook +\w+ +\w+ +\w+ +healed/.test(output));
    await waitFor("it is as Git says", async () => (await replicas())?.["replicas"] === 2);
  });

  test("a commit that is pushed rolls out, without waiting for the next minute", async () => {
    await paste("Push a commit");
    const title = async () =>
      (await askCluster(`/api/v1${guestbook}/configmaps/guestbook`))["data"]?.["title"];
    const pushedAt = performance.now();
    await waitFor("the title is another", async () => String(await title()).startsWith("Guestbook of "));
    expect(performance.now() - pushedAt).toBeLessThan(30_000);
  });

  test("the API answers", async () => {
    expect(JSON.parse(await paste("Call the API"))).toMatchObject({ metadata: { name: "guestbook" } });
  });

  test("a taken port is named, with the flag that moves it", async () => {
    const [cluster = ""] = ports;
    const flags = ["start", "--sandbox-port", cluster, "--state", "other"];
    const second = run(process.execPath, [join("dist", "cli", "outrigger.js"), ...flags], { cwd: folder });
    await expect(second).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        `port ${cluster} of the sandbox cluster is taken, choose another with --sandbox-port`,
      ),
    });
  });

  test("a start that is killed takes all it started with it", async () => {
    const owner = join(folder, ".outrigger", "owner.json");
    await expect(access(owner)).resolves.toBeUndefined();
    if (child !== undefined) await kill(child);
    const isGone = async () =>
      await access(owner).then(
        () => false,
        () => true,
      );
    for (const end = Date.now() + 20_000; Date.now() < end && !(await isGone()); ) await pause(100);
    expect(await isGone()).toBe(true);
  });

  test("the next one finds what is there, and with --once ends by itself", async () => {
    child = start("--once", "--timeout", "90s");
    const [code] = await once(child, "exit");
    expect([code, output]).toEqual([0, expect.stringContaining("All applications are as they should be")]);
    const title = /title: Guestbook of/;
    const { stdout } = await run(
      "git",
      ["--git-dir", ".outrigger/git/examples.git", "show", "main:guestbook/config.yaml"],
      {
        cwd: folder,
      },
    );
    expect(stdout).toMatch(title);
  });
});
