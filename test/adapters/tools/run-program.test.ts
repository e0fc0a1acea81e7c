import { describe, expect, test } from "vitest";
import { runProgram } from "../../../src/adapters/tools/run-program.ts";

const bounds = { timeoutMs: 10_000, outputBytesMax: 1_000_000, memoryBytesMax: 1_000_000_000 };

function run(script: string, limits: Partial<typeof bounds> = {}) {
  return runProgram({
    program: "/bin/sh",
    args: ["-c", script],
    directory: "/",
    environment: { GREETING: "hello" },
    limits: { ...bounds, ...limits },
  });
}

describe("runProgram", () => {
  test("gives both outputs and the exit code", async () => {
    expect(await run("echo out; echo err >&2; exit 3")).toEqual({
      stdout: "out\n",
      stderr: "err\n",
      exitCode: 3,
    });
  });

  test("passes exactly the environment given", async () => {
    const { stdout } = await run("/usr/bin/env");
    const names = stdout.split("\n").map((line) => line.split("=")[0]);
    // The shell itself adds PWD, SHLVL, OLDPWD and _.
    expect(names.filter((name) => !["", "PWD", "SHLVL", "OLDPWD", "_"].includes(name ?? ""))).toEqual([
      "GREETING",
    ]);
  });

  test("gives nothing to read", async () => {
    expect((await run("/bin/cat; echo end")).stdout).toBe("end\n");
  });

  test("stops the whole group at the time limit, children too", async () => {
    const start = performance.now();
    // The child holds standard output open: without the group's end, the run would wait for it.
    expect((await run("/bin/sleep 20 & /bin/sleep 20", { timeoutMs: 200 })).stopped).toBe("time");
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test("stops at the output limit and keeps what fitted", async () => {
    const end = await run("while :; do echo 0123456789; done", { outputBytesMax: 10_000 });
    expect(end.stopped).toBe("output");
    expect(end.stdout.length).toBeLessThanOrEqual(10_000);
  });

  test("rejects for a program that is not there", async () => {
    const missing = { program: "/nowhere/tool", args: [], directory: "/", environment: {}, limits: bounds };
    await expect(runProgram(missing)).rejects.toThrow(/ENOENT/);
  });
});
