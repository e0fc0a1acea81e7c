import { describe, expect, test } from "vitest";
import { version } from "../../src/local/version.ts";
import { makeFolder, runCommand } from "./command-line.ts";

describe("flags", () => {
  test.each([
    ["an unknown command", ["deploy"], "commander.unknownCommand"],
    ["an unknown flag", ["run", "--apps", "x", "--force"], "commander.unknownOption"],
    ["run without --apps", ["run"], "commander.missingMandatoryOptionValue"],
    ["a duration that is none", ["run", "--apps", "x", "--interval", "often"], "commander.invalidArgument"],
    ["a duration of nothing", ["run", "--apps", "x", "--timeout", "0s"], "commander.invalidArgument"],
    ["an output format that is none", ["run", "--apps", "x", "-o", "yaml"], "commander.invalidArgument"],
    [
      "--once with --interval",
      ["run", "--apps", "x", "--once", "--interval", "5s"],
      "commander.conflictingOption",
    ],
    ["render without a file", ["render"], "commander.missingArgument"],
    ["two files where one is meant", ["diff", "a.yaml", "b.yaml"], "commander.excessArguments"],
  ])("%s is refused, and said on standard error", async (_, args, code) => {
    const { error, exitCode, out, err } = await runCommand(args);
    expect([error, exitCode, out]).toEqual([code, undefined, ""]);
    expect(err).toMatch(/^error: /);
  });

  test("help goes to standard output and names every command", async () => {
    const { error, out, err } = await runCommand(["--help"]);
    expect([error, err]).toEqual(["commander.helpDisplayed", ""]);
    for (const command of ["run", "render", "diff", "records", "version"])
      expect(out).toContain(`  ${command} `);
  });
});

test.each([[["version"]], [["--version"]]])("%j prints the version", async (args) => {
  const { out, exitCode, error } = await runCommand(args);
  expect(out).toContain(version);
  expect(exitCode ?? error).toBe(args[0] === "version" ? 0 : "commander.version");
});

describe("what cannot be read", () => {
  test.each([
    ["run", ["run", "--once", "--apps", "no-such-file.yaml"]],
    ["render", ["render", "no-such-file.yaml"]],
    ["diff", ["diff", "no-such-file.yaml"]],
  ])("%s names the file", async (_, args) => {
    const { error, message } = await runCommand(args);
    expect(error).toBe("CONFIG_INVALID");
    expect(message).toContain("no-such-file.yaml");
  });

  test("records without a state folder say so, and make none", async () => {
    const state = `${await makeFolder()}/state`;
    const { error, message } = await runCommand(["records", "--state", state]);
    expect(error).toBe("CONFIG_INVALID");
    expect(message).toContain(state);
  });
});
