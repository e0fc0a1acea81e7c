import { describe, expect, test } from "vitest";
import { reconcile } from "../../src/reconcile.ts";
import { configMap, hookJob } from "../stories/manifests.ts";
import { openStage, shop, shopPath, toBody } from "./stage.ts";

const stage = openStage();
const settings = "/api/v1/namespaces/shop/configmaps/settings";

/** What a woken reconcile does, until nothing is due any more. */
async function serve(name = shop): Promise<void> {
  const { process, world } = stage;
  for (let looks = 0; looks < 10; looks += 1) {
    process.startRound();
    const outcome = await reconcile(name, process.ports, { deadline: world.clock.now + 60_000 });
    if (outcome.held) return;
    await world.wait(1_000);
  }
  throw new Error("it never comes to rest");
}

describe("what is asked for by the API is what a reconcile does", () => {
  test("a sync brings the cluster back to Git, and is on record with who asked", async () => {
    await stage.cluster.ask("PATCH", settings, { data: { value: "2" } });
    await stage.ask("POST", `${shopPath}/refresh`);
    await serve();
    expect(await stage.ask("GET", shopPath)).toMatchObject({
      body: { status: { sync: { status: "OutOfSync" } } },
    });
    await stage.ask("POST", `${shopPath}/sync`, { json: { prune: true } });
    await serve();
    expect(await stage.ask("GET", shopPath)).toMatchObject({
      body: {
        status: {
          sync: { status: "Synced" },
          operationState: {
            phase: "Succeeded",
            operation: { initiatedBy: { username: "api" }, sync: { prune: true } },
          },
        },
      },
    });
    const { body } = await stage.ask("GET", `${shopPath}/records`, { query: "limit=1" });
    expect(body).toMatchObject({ items: [{ phase: "Succeeded", initiatedBy: { username: "api" } }] });
  });

  test("an Application that is created is looked at, and its diff says what a sync would do", async () => {
    const name = { namespace: "argocd", name: "second" };
    await stage.ask("POST", "/api/v1/applications", { json: toBody("second", stage.repository.url) });
    expect(stage.takeWoken()).toContain("argocd/second");
    await serve(name);
    const place = "/api/v1/applications/second";
    expect(await stage.ask("GET", place)).toMatchObject({
      body: { status: { sync: { status: "OutOfSync" }, health: { status: "Missing" } } },
    });
    const { body } = await stage.ask("GET", `${place}/diff`);
    expect(body).toMatchObject({
      status: "OutOfSync",
      items: expect.arrayContaining([
        expect.objectContaining({
          kind: "ConfigMap",
          name: "settings",
          diff: expect.stringContaining("--- /dev/null"),
        }),
      ]),
    });
  });

  test("the end of an operation that waits for a hook", async () => {
    const name = { namespace: "argocd", name: "stuck" };
    const place = "/api/v1/applications/stuck";
    const repository = await stage.server.createRepository("stuck");
    const hook = { "argocd.argoproj.io/hook": "PreSync", "test/stuck": "" };
    await repository.commit({ "a.yaml": hookJob("migrate", hook) + configMap("after", "1") });
    await stage.ask("POST", "/api/v1/applications", { json: toBody("stuck", repository.url) });
    await serve(name);
    await stage.ask("POST", `${place}/sync`);
    await stage.world.look(name, stage.process);
    expect(await stage.ask("GET", place)).toMatchObject({
      body: { status: { operationState: { phase: "Running" } } },
    });
    expect(await stage.ask("POST", `${place}/sync`)).toMatchObject({ status: 409 });
    await stage.ask("DELETE", `${place}/operation`);
    await serve(name);
    expect(await stage.ask("GET", place)).toMatchObject({
      body: {
        status: { operationState: { phase: "Failed", message: expect.stringContaining("terminated") } },
      },
    });
    expect(await stage.ask("POST", `${place}/terminate`)).toMatchObject({ body: { code: "NO_OPERATION" } });
  });
});
