import http from "node:http";
import { afterEach, expect, test } from "vitest";
import { configMap, type Opened, openSandbox } from "../open-sandbox.ts";

let opened: Opened | undefined;
afterEach(() => opened?.sandbox.close());

const path = "/api/v1/namespaces/n/configmaps";

/** Opens a watch and leaves its answer unread. */
function open(url: string): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => http.get(url, resolve).on("error", reject));
}

test("closing the sandbox ends every watch at once", async () => {
  opened = await openSandbox({ controllers: false });
  const { sandbox } = opened;
  const watches = await Promise.all([1, 2, 3].map(() => open(`${sandbox.url}${path}?watch=true`)));
  const ends = watches.map(
    (watch) => new Promise((resolve) => watch.resume().on("error", resolve).on("close", resolve)),
  );
  const start = Date.now();
  await sandbox.close();
  await Promise.all(ends);
  expect(Date.now() - start).toBeLessThan(1_000);
});

test("a reader that reads nothing is let go, and the server goes on", { timeout: 20_000 }, async () => {
  opened = await openSandbox({ controllers: false });
  const { sandbox, ask } = opened;
  const slow = await open(`${sandbox.url}${path}?watch=true`);
  const gone = new Promise((resolve) => slow.on("error", resolve).on("close", resolve));
  const text = "x".repeat(900_000);
  await ask("POST", "configmaps", configMap("big", { data: { text } }));
  for (let index = 0; index < 40; index += 1)
    await ask("PUT", "configmaps/big", configMap("big", { data: { text: text + index } }));
  slow.resume();
  await gone;
  expect((await ask("GET", "configmaps/big")).status).toBe(200);
});

test("beyond the bound on history a version is too old, in the stream and for pages", async () => {
  opened = await openSandbox({ controllers: false, historyEventsMax: 5 });
  const { sandbox, ask } = opened;
  await ask("POST", "configmaps", configMap("a"));
  await ask("POST", "configmaps", configMap("b"));
  const page = await ask("GET", "configmaps?limit=1");
  const version = page.body.metadata.resourceVersion ?? "";
  for (let index = 0; index < 6; index += 1)
    await ask("PUT", "configmaps/a", configMap("a", { data: { index: String(index) } }));
  const watch = await fetch(`${sandbox.url}${path}?watch=true&resourceVersion=${version}`);
  expect(JSON.parse(await watch.text())).toMatchObject({
    type: "ERROR",
    object: { code: 410, reason: "Expired" },
  });
  const token = encodeURIComponent(String(page.body.metadata["continue"]));
  const rest = await ask("GET", `configmaps?limit=1&continue=${token}`);
  expect([rest.status, rest.body["reason"]]).toEqual([410, "Expired"]);
});

test("a reader that goes away is forgotten", async () => {
  opened = await openSandbox({ controllers: false });
  const { sandbox, ask } = opened;
  const controller = new AbortController();
  await fetch(`${sandbox.url}${path}?watch=true`, { signal: controller.signal });
  controller.abort();
  expect((await ask("POST", "configmaps", configMap("a"))).status).toBe(201);
});
