import { describe, expect, test } from "vitest";
import { isSettingKey, parseSettings } from "../../src/settings/read-settings.ts";
import { defaultSettings } from "../../src/settings/settings.ts";

const timeout = "controller.sync.timeout.seconds";

function toMap(name: string, data: Readonly<Record<string, string>>) {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data };
}

function read(cm: Readonly<Record<string, string>>, params: Readonly<Record<string, string>>) {
  const { settings, problems } = parseSettings(toMap("argocd-cmd-params-cm", params), toMap("argocd-cm", cm));
  const told = problems.map(({ file, severity, message }) => `${severity} ${file}: ${message}`);
  return { settings, told };
}

describe("argocd-cm and argocd-cmd-params-cm", () => {
  test("none of them is no settings", () => {
    expect(parseSettings()).toEqual({ settings: defaultSettings, problems: [] });
  });

  test("are read together, each its own keys", () => {
    const { settings, told } = read({ installationID: "blue" }, { [timeout]: "60" });
    expect(settings).toEqual({ ...defaultSettings, installation: "blue", syncTimeoutMs: 60_000 });
    expect(told).toEqual([]);
  });

  test("a key of argocd-cmd-params-cm counts in argocd-cm, too, and that it is out of place is told", () => {
    const { settings, told } = read({ [timeout]: "60" }, {});
    expect(settings.syncTimeoutMs).toBe(60_000);
    expect(told).toEqual([
      `warning ConfigMap argocd-cm: data["${timeout}"]: Argo CD reads it from argocd-cmd-params-cm: move it there`,
    ]);
  });

  test("where both have one of them, argocd-cmd-params-cm's counts, and a difference is told", () => {
    const both = read({ [timeout]: "60" }, { [timeout]: "90" });
    expect(both.settings.syncTimeoutMs).toBe(90_000);
    expect(both.told).toEqual([
      `warning ConfigMap argocd-cm: data["${timeout}"]: no effect: argocd-cmd-params-cm says "90"; keep that one`,
    ]);
    expect(read({ [timeout]: "90" }, { [timeout]: "90" }).told).toEqual([]);
  });

  test("a key of argocd-cm has no effect in argocd-cmd-params-cm", () => {
    const { settings, told } = read({}, { installationID: "blue" });
    expect(settings.installation).toBe("outrigger");
    expect(told).toEqual([
      "warning ConfigMap argocd-cmd-params-cm: data.installationID: no effect here: it belongs into argocd-cm",
    ]);
    expect(isSettingKey("installationID", "argocd-cmd-params-cm")).toBe(false);
  });

  test("a wrong value and a key that is not read are told with the ConfigMap that has them", () => {
    const { told } = read({ "oidc.config": "x" }, { [timeout]: "1m", "redis.server": "argocd-redis:6379" });
    expect(told).toEqual([
      'warning ConfigMap argocd-cmd-params-cm: data["redis.server"]: not supported yet: it has no effect',
      'warning ConfigMap argocd-cm: data["oidc.config"]: not supported yet: it has no effect',
      expect.stringMatching(
        /^error ConfigMap argocd-cmd-params-cm: data\["controller.sync.*: must be a number of/,
      ),
    ]);
  });

  test.each([
    ["as Argo CD's manifests have it", "controller.ignore.normalizer.jq.timeout"],
    ["as its documentation has it", "ignore.normalizer.jq.timeout"],
  ])("the time for jq, %s", (_rule, key) => {
    const { settings, told } = read({}, { [key]: "5s" });
    expect([settings.overrides.jqTimeoutMs, told]).toEqual([5_000, []]);
  });

  test("one whose data is no mapping is told, and the other counts", () => {
    const broken = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "argocd-cm" }, data: "x" };
    const { settings, problems } = parseSettings(broken, toMap("argocd-cmd-params-cm", { [timeout]: "60" }));
    expect(settings.syncTimeoutMs).toBe(60_000);
    expect(problems.map(({ message }) => message)).toEqual(['data: must be a mapping: "x"']);
  });
});
