import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { toArguments } from "../../../src/cli/start/kubectl-arguments.ts";
import { makeFolder, runCommand } from "../command-line.ts";

const run = promisify(execFile);
const main = resolve(import.meta.dirname, "..", "..", "..", "src", "cli", "main.ts");
const cacheFolder = join(process.env["HOME"] ?? "", ".cache");

describe("outrigger kubectl", () => {
  test.each([
    [
      ["kubectl", "get", "pods", "-n", "a"],
      ["kubectl", "--", "get", "pods", "-n", "a"],
    ],
    [
      ["kubectl", "--help"],
      ["kubectl", "--", "--help"],
    ],
    [
      ["kubectl", "exec", "p", "--", "ls"],
      ["kubectl", "--", "exec", "p", "--", "ls"],
    ],
    [
      ["run", "--apps", "x"],
      ["run", "--apps", "x"],
    ],
  ])("%j keeps kubectl's own flags from this program", (args, expected) => {
    expect(toArguments(["node", "outrigger", ...args])).toEqual(["node", "outrigger", ...expected]);
  });

  test("without a started sandbox and without a kubeconfig asks which cluster is meant", async () => {
    const state = join(await makeFolder(), "state");
    const { error, message } = await runCommand(["kubectl", "--", "get", "pods"], {
      OUTRIGGER_STATE: state,
      XDG_CACHE_HOME: cacheFolder,
    });
    expect(error).toBe("CONFIG_INVALID");
    expect(message).toContain(`${state}/kubeconfig is not there; run npm start first`);
  });

  test("gives kubectl's own output and exit code", async () => {
    const env = { ...process.env, KUBECONFIG: join(await makeFolder(), "none") };
    const version = await run(process.execPath, [main, "kubectl", "version", "--client"], { env });
    expect(version.stdout).toContain("Client Version");
    const failed = run(process.execPath, [main, "kubectl", "get", "--no-such-flag"], { env });
    await expect(failed).rejects.toMatchObject({ code: 1 });
  });
});

describe("outrigger sandbox", () => {
  test("prints what to export, answers kubectl there, and ends with a signal", async () => {
    const state = await makeFolder();
    const child = spawn(process.execPath, [main, "sandbox", "--port", "0", "--state", state], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    const [line] = await once(child.stdout.setEncoding("utf8"), "data");
    expect(line).toBe(`export KUBECONFIG=${state}/kubeconfig\n`);
    const kubeconfig = JSON.parse(await readFile(join(state, "kubeconfig"), "utf8"));
    const answer = await fetch(`${kubeconfig.clusters[0].cluster.server}/version`);
    expect(answer.status).toBe(200);
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
  });
});

describe("flags", () => {
  test.each([
    ["a port that is none", ["start", "--port", "http"]],
    ["a port that is too high", ["start", "--git-port", "65536"]],
    ["a scale that is none", ["sandbox", "--time-scale", "slow"]],
  ])("%s is refused", async (_, args) => {
    expect(await runCommand(args)).toMatchObject({ error: "commander.invalidArgument", exitCode: undefined });
  });

  test("a kubeconfig that is not there is named before anything is started", async () => {
    const folder = await makeFolder();
    const args = ["start", "--kubeconfig", join(folder, "none"), "--state", join(folder, "state")];
    const { error, message } = await runCommand([
      ...args,
      "--port",
      "0",
      "--lambda-port",
      "0",
      "--git-port",
      "0",
    ]);
    expect(error).toBe("CONFIG_INVALID");
    expect(message).toContain(`Cannot read ${join(folder, "none")}: no such file`);
  });
});
