import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/kube/json.ts";
import { createMemorySpecs } from "../../src/local/memory-specs.ts";
import { readStoredSettings } from "../../src/local/open-view.ts";
import { defaultSettings } from "../../src/settings/settings.ts";

const timeout = "controller.sync.timeout.seconds";

function toMap(name: string, data: JsonObject): JsonObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { namespace: "argocd", name }, data };
}

describe("settings that are stored", () => {
  test.each<[rule: string, maps: readonly JsonObject[], want: object]>([
    ["none is the defaults", [], {}],
    [
      "both ConfigMaps are read",
      [toMap("argocd-cm", { installationID: "blue" }), toMap("argocd-cmd-params-cm", { [timeout]: "60" })],
      { installation: "blue", syncTimeoutMs: 60_000 },
    ],
    ["one alone, too", [toMap("argocd-cmd-params-cm", { [timeout]: "60" })], { syncTimeoutMs: 60_000 }],
    ["another ConfigMap is none of them", [toMap("argocd-rbac-cm", { [timeout]: "60" })], {}],
  ])("%s", async (_rule, maps, want) => {
    expect(await readStoredSettings(createMemorySpecs(maps))).toEqual({ ...defaultSettings, ...want });
  });
});
