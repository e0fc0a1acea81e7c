import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { formatJson, parseJson, readField } from "../../../src/kube/json.ts";
import { deployment } from "../../stories/manifests.ts";
import { openAppWorld } from "../app/app-world.ts";

const world = openAppWorld();

/** What a command came to, for a comparison that shows what it printed. */
const resultOf = ({ exitCode, error, message, out }: Awaited<ReturnType<typeof world.app>>) =>
  error === undefined ? `${exitCode}\n${out}` : `${error}: ${message}`;
const app = async (...args: readonly string[]) => resultOf(await world.app(...args));
const readWeb = () => world.cluster.ask("GET", `/apis/apps/v1/namespaces/${world.name}/deployments/web`);

beforeEach(async () => {
  await world.repository.commit({ "web.yaml": deployment("web", 1), "api.yaml": deployment("api", 1) });
  await world.app("sync", world.name);
});

describe("app actions list", () => {
  test("has Argo CD's columns, of the objects that flags choose", async () => {
    const { name } = world;
    const rows = (await app("actions", "list", name, "--resource-name", "web")).split("\n").slice(1);
    expect(rows[0]).toMatch(/^GROUP +KIND +NAME +ACTION +DISABLED$/);
    expect(rows.slice(1, -1).map((row) => row.split(/ +/))).toEqual([
      ["apps", "Deployment", "web", "restart", "false"],
      ["apps", "Deployment", "web", "pause", "false"],
      ["apps", "Deployment", "web", "resume", "true"],
      ["apps", "Deployment", "web", "scale", "false"],
    ]);
    expect(await app("actions", "list", name, "--kind", "ConfigMap")).toBe(
      "0\nGROUP   KIND   NAME   ACTION   DISABLED\n",
    );
    for (const [flag, other] of [
      ["--group", ""],
      ["--namespace", "other"],
      ["--kind", "Pod"],
    ] as const)
      expect(await app("actions", "list", name, flag, other), flag).toMatch(/DISABLED\n$/);
  });

  test("a discovery script that fails is told, and other objects are listed", async () => {
    const data = { "resource.customizations.actions.ConfigMap": 'discovery.lua: "return 5"\n' };
    const settings = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "argocd-cm" }, data };
    await writeFile(join(world.folder, "apps", "settings.yaml"), formatJson(settings));
    // Its Deployments are Progressing for good: no controller is here.
    await world.outrigger("run", "--once", "--timeout", "1s", "--apps", join(world.folder, "apps"));
    const { exitCode, out, err } = await world.app("actions", "list", world.name);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^apps +Deployment +web +restart +false$/m);
    expect(err).toMatch(
      /^error: ConfigMap \S+\/a: Cannot list actions: discovery.lua of ConfigMap: it returned a number/m,
    );
  });

  test("as JSON has Argo CD's names", async () => {
    const { out } = await world.app("actions", "list", world.name, "--resource-name", "api", "-o", "json");
    expect(Object(parseJson(out))[0]).toEqual({
      ...{ Group: "apps", Kind: "Deployment", Name: "api", Action: "restart", Disabled: false },
    });
    const yaml = await app("actions", "list", world.name, "--resource-name", "api", "-o", "yaml");
    expect(yaml).toContain("Action: restart");
  });
});

describe("app actions run", () => {
  const kind = ["--kind", "Deployment"];

  test("changes one object, with parameters, and tells it", async () => {
    const { name } = world;
    const args = ["--resource-name", "web", "--param", "replicas=3"];
    expect(await app("actions", "run", name, "scale", ...kind, ...args)).toBe(
      `0\napps/Deployment ${name}/web patched\n`,
    );
    expect(readField(await readWeb(), "spec", "replicas")).toBe(3);
  });

  test("of several objects wants --all", async () => {
    const { name } = world;
    const several = await app("actions", "run", name, "restart", ...kind);
    expect(several).toMatch(/^CONFIG_INVALID: .*several match .*--all/);
    expect(await app("actions", "run", name, "restart", ...kind, "--all")).toBe(
      `0\napps/Deployment ${name}/api patched\napps/Deployment ${name}/web patched\n`,
    );
  });

  test.each<[string, readonly string[], RegExp]>([
    ["no object", ["restart", ...kind, "--resource-name", "none"], /^CONFIG_INVALID: .*none matches/],
    ["an action that it has not", ["paint", ...kind, "--resource-name", "web"], /no such action/],
    ["a parameter that is none", ["scale", ...kind, "--param", "3"], /write NAME=VALUE/],
    ["no kind", ["restart"], /missingMandatoryOptionValue/],
  ])("refuses %s", async (_, args, answer) => {
    expect(await app("actions", "run", world.name, ...args)).toMatch(answer);
  });
});

describe("app patch-resource", () => {
  const a = ["--kind", "ConfigMap", "--resource-name", "a"];

  test("by a merge patch, or a JSON patch", async () => {
    const { name } = world;
    const done = `0\nConfigMap ${name}/a patched\n`;
    expect(await app("patch-resource", name, ...a, "--patch", '{"data":{"value":"6"}}')).toBe(done);
    expect(await world.valueOf("a")).toBe("6");
    const patch = '[{"op":"replace","path":"/data/value","value":"7"}]';
    const type = ["--patch-type", "application/json-patch+json"];
    expect(await app("patch-resource", name, ...a, "--patch", patch, ...type)).toBe(done);
    expect(await world.valueOf("a")).toBe("7");
  });

  test("that is none is refused, and so is an application of another project", async () => {
    const other = await app("patch-resource", world.name, ...a, "--patch", "{}", "--project", "other");
    expect(other).toMatch(/^NOT_FOUND: .*Cannot find Application/);
    expect(await app("patch-resource", world.name, ...a, "--patch", "{")).toMatch(/^CONFIG_INVALID: .*JSON/);
    expect(await world.valueOf("a")).toBe("1");
  });
});

describe("app delete-resource", () => {
  test("deletes what is named, and all that matches only with --all", async () => {
    const { name } = world;
    const kind = ["--kind", "ConfigMap"];
    expect(await app("delete-resource", name, ...kind)).toMatch(/^CONFIG_INVALID: .*several match/);
    expect(await app("delete-resource", name, ...kind, "--resource-name", "a", "--force")).toBe(
      `0\nConfigMap ${name}/a deleted\n`,
    );
    await expect.poll(() => world.valueOf("a")).toBeUndefined();
    expect(await world.valueOf("b")).toBe("1");
    const again = await app("delete-resource", name, ...kind, "--resource-name", "a", "--orphan");
    expect(again).toMatch(/^NOT_FOUND: .*is no object of/);
  });
});
