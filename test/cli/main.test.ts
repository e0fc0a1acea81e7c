import { afterEach, beforeEach, expect, test, vi } from "vitest";

const { argv, exitCode } = process;
let out = "";
let err = "";

beforeEach(() => {
  vi.resetModules();
  [out, err] = ["", ""];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    err += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.argv = argv;
  process.exitCode = exitCode;
});

/** Runs the program as the shell does; gives its exit code. */
async function main(...args: readonly string[]): Promise<unknown> {
  process.argv = ["node", "outrigger", ...args];
  await import("../../src/cli/main.ts");
  return process.exitCode;
}

test("0: a command that went well", async () => {
  expect(await main("version")).toBe(0);
  expect(out).toMatch(/^outrigger \d/);
});

test("0: help that was asked for", async () => {
  expect(await main("run", "--help")).toBe(0);
  expect(out).toContain("--apps");
});

test("2: a flag that is wrong, said once", async () => {
  expect(await main("run", "--nonsense")).toBe(2);
  expect(err.match(/error:/g)).toHaveLength(1);
});

test("2: a file that is not there: one sentence, no stack", async () => {
  expect(await main("render", "no-such-file.yaml")).toBe(2);
  expect(err).toBe("error: Cannot read no-such-file.yaml: no such file or folder\n");
});

test("--verbose adds the causes", async () => {
  expect(await main("--verbose", "render", "no-such-file.yaml")).toBe(2);
  expect(err).toContain("caused by: Error: ENOENT");
});
