import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { makeFolder, runCommand } from "../command-line.ts";

const argocdCm = `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-cm}
data:
  resource.customizations.health.sea.example_Boat: |
    return { status = obj.status.state, message = "by Lua" }
  resource.customizations.health-cel.sea.example_Raft: |
    current: status.afloat
    failed: status.sunk
  resource.customizations.ignoreDifferences.sea.example_Boat: |
    jqPathExpressions: ['.spec.crew[] | select(.name == "guest")']
    jsonPointers: [/spec/colour]
  oidc.config: secret
`;
const boat = (name: string, state: string) =>
  `apiVersion: sea.example/v1\nkind: Boat\nmetadata: {name: ${name}}\nstatus: {state: ${state}}\n`;

let folder: string;
const write = async (name: string, text: string) => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};
const overrides = (...args: readonly string[]) =>
  runCommand(["admin", "settings", "resource-overrides", ...args]);

beforeEach(async () => {
  folder = await makeFolder();
  await write("cm.yaml", argocdCm);
});

describe("health", () => {
  test("of one object is printed as Argo CD prints it", async () => {
    const file = await write("boat.yaml", boat("ada", "Degraded"));
    const ended = await overrides("health", file, "--argocd-cm-path", join(folder, "cm.yaml"));
    expect([ended.exitCode, ended.out]).toEqual([0, "STATUS: Degraded\nMESSAGE: by Lua\n"]);
  });

  test("of many files and documents is one list in their order, bad ones in their places", async () => {
    const files = [
      await write("many.yaml", `${boat("one", "Healthy")}---\n${boat("two", "Sunk")}---\nkind: [\n`),
      join(folder, "absent.yaml"),
      await write(
        "raft.yaml",
        "apiVersion: sea.example/v1\nkind: Raft\nmetadata: {name: r}\nstatus: {sunk: true}\n",
      ),
      await write("map.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\n"),
      await write("odd.yaml", "apiVersion: v1\nkind: Pod\n"),
    ];
    const ended = await overrides(
      "health",
      ...files,
      "--argocd-cm-path",
      join(folder, "cm.yaml"),
      "-o",
      "json",
    );
    const lines: readonly Record<string, string>[] = JSON.parse(ended.out);
    expect(ended.exitCode).toBe(1);
    expect(lines.map(({ kind, name, status }) => `${kind} ${name} ${status}`)).toEqual([
      "Boat one Healthy",
      "Boat two Unknown",
      expect.stringMatching(/ Unknown$/),
      "  Unknown",
      "Raft r Degraded",
      "ConfigMap m ",
      "Pod  Unknown",
    ]);
    expect(lines.map(({ message }) => message)).toEqual([
      "by Lua",
      expect.stringContaining("Lua returned an invalid health status"),
      expect.stringContaining("many.yaml"),
      expect.stringContaining("no such file"),
      "failed: status.sunk",
      "ConfigMap has no health",
      expect.stringContaining("metadata must be a mapping"),
    ]);
    expect(Object.keys(lines[0] ?? {})).toEqual(["apiVersion", "kind", "name", "status", "message"]);
  });

  test("without settings is that of the rules built in", async () => {
    const file = await write("boat.yaml", boat("ada", "Ready"));
    expect((await overrides("health", file)).out).toContain("STATUS: Healthy\n");
  });
});

describe("ignore-differences", () => {
  const text = `apiVersion: sea.example/v1
kind: Boat
metadata: {name: ada}
spec:
  colour: red
  crew: [{name: ann}, {name: guest}]
  sail: white
`;

  test("prints the object with and without what is ignored", async () => {
    const file = await write("boat.yaml", text);
    const ended = await overrides("ignore-differences", file, "--argocd-cm-path", join(folder, "cm.yaml"));
    expect(ended.exitCode).toBe(0);
    expect(ended.out).toContain("are ignored:");
    expect(ended.out).toMatch(/^-\s+colour: red$/m);
    expect(ended.out).toMatch(/^-\s+- name: guest$/m);
    expect(ended.out).not.toMatch(/^[-+]\s+sail/m);
  });

  test("says where nothing is", async () => {
    const file = await write("boat.yaml", text);
    const ended = await overrides("ignore-differences", file);
    expect([ended.exitCode, ended.out]).toEqual([0, "No fields of sea.example/Boat ada are ignored\n"]);
  });
});

describe("validate", () => {
  test("prints what is read, and each problem with its key", async () => {
    const file = await write("bad.yaml", argocdCm.replace("current: status.afloat", "now: status.afloat"));
    const ended = await runCommand(["admin", "settings", "validate", "--argocd-cm-path", file]);
    expect(ended.exitCode).toBe(1);
    expect(ended.out).toContain("read: resource.customizations.health.sea.example_Boat\n");
    expect(ended.out).toMatch(/error: .*health-cel.sea.example_Raft.*current must be a CEL expression/);
    expect(ended.out).toMatch(/warning: .*oidc.config.*not supported yet/);
  });

  test("a file with no ConfigMap is an error", async () => {
    const file = await write("boat.yaml", boat("ada", "x"));
    const ended = await runCommand(["admin", "settings", "validate", "--argocd-cm-path", file]);
    expect([ended.error, ended.out]).toEqual(["CONFIG_INVALID", ""]);
    expect(ended.message).toContain("it holds no ConfigMap");
  });
});
