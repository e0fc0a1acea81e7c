import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, describe, expect, test } from "vitest";
import { makeFolder, runCommand } from "../command-line.ts";

const argocdCm = fileURLToPath(new URL("../../actions/scripts/argocd-cm.yaml", import.meta.url));
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  paused: true
  template:
    spec:
      containers:
        - {name: web, image: "example.org/web:1"}
`;
const service = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {color: blue}}
`;

let folder: string;
const write = async (text: string) => {
  const file = join(folder, "objects.yaml");
  await writeFile(file, text);
  return file;
};
const overrides = async (...args: readonly string[]) => {
  const ended = await runCommand(["admin", "settings", "resource-overrides", ...args]);
  return { ...ended, result: ended.error ?? `${ended.exitCode}\n${ended.out}${ended.err}` };
};
const cm = ["--argocd-cm-path", argocdCm] as const;

beforeEach(async () => {
  folder = await makeFolder();
});

describe("list-actions", () => {
  test("prints Argo CD's table, the actions of the settings among those built in", async () => {
    const { result } = await overrides("list-actions", await write(deployment), ...cm);
    expect(result.split("\n").map((line) => line.split(/ +/))).toEqual([
      ["0"],
      ["NAME", "DISABLED"],
      ["pause", "true"],
      ["restart", "false"],
      ["resume", "false"],
      ["scale", "false"],
      ["set-tag", "false"],
      [""],
    ]);
  });

  test("without settings prints those built in; of a kind that has none it says so", async () => {
    const { result } = await overrides("list-actions", await write(`${deployment}---\n${service}`));
    expect(result).toMatch(/^0\nOBJECT: apps\/v1 Deployment web\nNAME +DISABLED\n/);
    expect(result).toContain("OBJECT: v1 Service web\nActions are not configured for '/Service'\n");
    expect(result).not.toContain("set-tag");
  });

  test("what cannot be read is told, and others go on", async () => {
    const { exitCode, err, out } = await overrides("list-actions", await write(`${service}---\nkind: 5\n`));
    expect([exitCode, err]).toEqual([1, expect.stringContaining("error: ")]);
    expect(out).toContain("not configured");
  });
});

describe("run-action", () => {
  test("prints the difference that an action makes, with its parameter", async () => {
    const file = await write(deployment);
    const { result } = await overrides("run-action", file, "set-tag", "--param", "tag=2", ...cm);
    expect(result).toMatch(/^0\nFollowing fields have been changed:\n\n--- /);
    expect(result).toMatch(/^-\s+(- )?image: example.org\/web:1$/m);
    expect(result).toMatch(/^\+\s+(- )?image: example.org\/web:2$/m);
  });

  test("prints what is created as YAML", async () => {
    const map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {version: v1}\n";
    const { result } = await overrides("run-action", await write(map), "bump", ...cm);
    expect(result).toMatch(/^0\nFollowing resource was created:\n\napiVersion: v1\n/);
    expect(result).toContain("name: c-v1\n");
    expect(result).toMatch(/^\+\s+version: v2$/m);
  });

  test("of one built in, and a status", async () => {
    const rollout =
      "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: r}\nstatus: {currentPodHash: b, stableRS: a}\n";
    const { result } = await overrides("action", await write(rollout), "abort");
    expect(result).toMatch(/^0\n[\s\S]*^\+\s+abort: true$/m);
    const same = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {selector: {color: red}}\n";
    expect((await overrides("run-action", await write(same), "to-blue", ...cm)).result).toContain(
      "-    color: red",
    );
  });

  test.each<[string, readonly string[], string]>([
    [
      "an action that the object has not",
      ["paint"],
      "error: Cannot run the action paint: the object has no such",
    ],
    ["a disabled one", ["to-blue"], "error: Cannot run the action to-blue: it makes no sense"],
    ["a strange parameter", ["to-green", "--param", "a=b"], "has no parameter a"],
  ])("refuses %s with exit code 1", async (_, args, message) => {
    const { exitCode, err } = await overrides("run-action", await write(service), ...args, ...cm);
    expect([exitCode, err]).toEqual([1, expect.stringContaining(message)]);
  });

  test("values of a Secret are masked in what is printed", async () => {
    const cmFile = join(folder, "cm.yaml");
    const lua = 'copy = {apiVersion = "v1", kind = "Secret", metadata = {name = "c"}, data = obj.data}';
    const actions = {
      "discovery.lua": "return {copy = {}}",
      definitions: [
        {
          name: "copy",
          "action.lua": `${lua}\nlocal r = {{operation = "create", resource = copy}}\nreturn r`,
        },
      ],
    };
    const data = { "resource.customizations.actions.Secret": JSON.stringify(actions) };
    const settings = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "argocd-cm" }, data };
    await writeFile(cmFile, JSON.stringify(settings));
    const secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {password: Y2FuYXJ5}\n";
    const { result } = await overrides("run-action", await write(secret), "copy", "--argocd-cm-path", cmFile);
    expect(result).toMatch(/^0\nFollowing resource was created:\n\n[\s\S]*password: /);
    expect(result).not.toContain("Y2FuYXJ5");
  });

  test("a parameter without a value is an error of the command line", async () => {
    const { error } = await overrides("run-action", await write(service), "to-green", "--param", "a", ...cm);
    expect(error).toBe("CONFIG_INVALID");
  });
});
