import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/kube/json.ts";
import { type GitServer, startGitServer } from "../git-server.ts";
import { patch } from "./cluster-objects.ts";
import { application } from "./declared-application.ts";
import { configMap, deployment, service, toYaml } from "./manifests.ts";
import { openWorkplace } from "./outrigger.ts";
import { conditionsOf, type Status, verdictOf } from "./run-report.ts";
import { makeSpace } from "./spaces.ts";

let server: GitServer;
let count = 0;

beforeAll(async () => {
  server = await startGitServer();
});

afterAll(() => server.close());

async function openPlace(...objects: readonly JsonObject[]) {
  const namespace = await makeSpace("scripts");
  count += 1;
  const repository = await server.createRepository(`scripts-${count}`);
  await repository.commit({ "app/all.yaml": toYaml(...objects) }, "Add all");
  const workplace = await openWorkplace();
  const declare = (parts: JsonObject, data: JsonObject, annotations: JsonObject = {}) => {
    const declared = application("app", { repoUrl: repository.url, path: "app", namespace, spec: parts });
    return workplace.declare(
      { ...declared, metadata: { name: "app", annotations } },
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "argocd-cm", namespace: "argocd" }, data },
    );
  };
  return { namespace, repository, workplace, declare };
}

const healthOf = ({ resources }: Status, name: string) =>
  resources.find((resource) => resource.name === name)?.health;

const lua = `
hs = { status = "Progressing", message = "" }
if obj.data ~= nil and obj.data.state ~= nil then
  hs.status = obj.data.state
  hs.message = "generation of " .. obj.metadata.name .. " seen at " .. string.sub(os.date("!%Y"), 1, 2)
end
return hs`;

describe("health by scripts", () => {
  test("a Lua script of argocd-cm decides the health of live objects, wildcards after exact names", async () => {
    const { declare, workplace, repository } = await openPlace(
      configMap("boat", { state: "Degraded" }),
      deployment("web", 1),
    );
    await declare(
      {},
      {
        "resource.customizations.health.ConfigMap": lua,
        "resource.customizations":
          '"apps/*":\n  health.lua: |\n    return {status = "Suspended", message = "by a wildcard"}\n',
      },
    );
    const first = (await workplace.once(["--timeout", "30s"])).of("app");
    expect(verdictOf(first)).toBe("Synced Degraded");
    expect(healthOf(first, "boat")).toEqual({
      status: "Degraded",
      message: "generation of boat seen at 20",
    });
    expect(healthOf(first, "web")).toEqual({ status: "Suspended", message: "by a wildcard" });
    await repository.commit({ "app/all.yaml": toYaml(configMap("boat", { state: "Healthy" })) }, "Mend it");
    expect(verdictOf((await workplace.once()).of("app"))).toBe("Synced Healthy");
  });

  test("a script that loops within pcall, throws or returns nonsense makes its object Unknown, and others go on", async () => {
    const { declare, workplace } = await openPlace(
      configMap("loops"),
      configMap("throws"),
      configMap("fine"),
    );
    await declare(
      {},
      {
        "resource.customizations.health.ConfigMap": `
if obj.metadata.name == "loops" then while true do pcall(function() while true do end end) end end
if obj.metadata.name == "throws" then
  return obj.status.phase
end
return { status = "Healthy" }`,
      },
    );
    const status = (await workplace.once(["--timeout", "60s"])).of("app");
    expect(status.sync.status).toBe("Synced");
    expect(healthOf(status, "loops")?.message).toContain("it took longer than 1 s");
    expect(healthOf(status, "throws")).toEqual({
      status: "Unknown",
      message:
        "Cannot run resource.customizations.health.ConfigMap: line 4: attempt to index field 'status' (a nil value)",
    });
    expect(healthOf(status, "fine")?.status).toBe("Healthy");
  });

  test("CEL as Flux has it decides by a setting, and by the application's own annotation before it", async () => {
    const { declare, workplace } = await openPlace(configMap("boat", { state: "sunk" }));
    const settings = {
      "resource.customizations.health-cel.ConfigMap":
        "current: data.state == 'afloat'\nfailed: data.state == 'sunk'\n",
    };
    await declare({}, settings);
    const bySetting = (await workplace.once(["--timeout", "30s"])).of("app");
    expect(healthOf(bySetting, "boat")).toEqual({
      status: "Degraded",
      message: "failed: data.state == 'sunk'",
    });
    const checks = "- {apiVersion: v1, kind: ConfigMap, current: data.state == 'sunk'}\n- {kind: Pod}";
    await declare({}, settings, { "outrigger.dev/health-checks": checks });
    const byAnnotation = (await workplace.once()).of("app");
    expect(verdictOf(byAnnotation)).toBe("Synced Healthy");
    expect(conditionsOf(byAnnotation)).toContain("[1].current must be a CEL expression");
  });
});

describe("ignoreDifferences by jq", () => {
  const ignoring = (...jqPathExpressions: readonly string[]) => ({
    ignoreDifferences: [{ group: "", kind: "ConfigMap", jqPathExpressions }],
    syncPolicy: {},
  });

  test("what jq selects is no drift, and what it does not select is", async () => {
    const { declare, workplace, namespace } = await openPlace(
      configMap("boat", { sail: "white", crew: "2" }),
    );
    await declare(ignoring('.data[.data | keys[] | select(test("^sa"))]'), {});
    await workplace.once(["--sync"]);
    const place = { kind: "ConfigMap", namespace, name: "boat" };
    await patch(place, { data: { sail: "red" } });
    const seen = (await workplace.once()).of("app");
    expect([seen.sync.status, conditionsOf(seen)]).toEqual(["Synced", ""]);
    await patch(place, { data: { crew: "3" } });
    expect((await workplace.once()).of("app").sync.status).toBe("OutOfSync");
  });

  test("an expression that loops makes what has to be compared Unknown, by name, and other objects go on", async () => {
    const { declare, workplace, namespace } = await openPlace(
      configMap("boat", { sail: "white" }),
      service("other"),
    );
    await declare(ignoring("def f: f; f"), {});
    await workplace.once(["--sync", "--timeout", "60s"]);
    await patch({ kind: "ConfigMap", namespace, name: "boat" }, { data: { sail: "red" } });
    const status = (await workplace.once()).of("app");
    expect(status.resources.map((resource) => `${resource.name} ${resource.status}`).sort()).toEqual([
      "boat Unknown",
      "other Synced",
    ]);
    expect(conditionsOf(status)).toContain("def f: f; f");
    expect(conditionsOf(status)).toContain("it took longer than 1 s");
  });
});
