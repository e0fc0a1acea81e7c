import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Json, readField } from "../../../src/kube/json.ts";
import type { SandboxOptions } from "../../../src/sandbox/sandbox.ts";
import { type Opened, openSandbox, type Reply } from "../open-sandbox.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "restart-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs one step after another, each on a sandbox of its own with the state that the one before left. */
async function inTurn(
  options: SandboxOptions,
  ...steps: readonly ((opened: Opened) => Promise<unknown>)[]
): Promise<void> {
  for (const step of steps) {
    const opened = await openSandbox({ folder, ...options });
    try {
      await step(opened);
    } finally {
      await opened.sandbox.close();
    }
  }
}

const itemsOf = ({ body }: Reply): readonly Json[] => {
  const items = body["items"];
  return Array.isArray(items) ? items : [];
};

const deployments = "/apis/apps/v1/namespaces/n/deployments";
const deployment = (replicas: number) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web" },
  spec: {
    replicas,
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: { containers: [{ name: "web", image: "web:1" }] },
    },
  },
});
const service = (name: string, fields: object = {}) => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name },
  spec: { ports: [{ port: 80 }], ...fields },
});

test("a restart alone changes no object", async () => {
  let before: Json | undefined;
  const read = async ({ ask }: Opened) => itemsOf(await ask("GET", deployments));
  await inTurn(
    {},
    async (opened) => {
      await opened.apply(`${deployments}/web`, deployment(2));
      before = [...(await read(opened))];
    },
    async (opened) => expect(await read(opened)).toEqual(before),
  );
});

test("controllers go on: a Deployment of before is scaled, and what it owns goes with it", async () => {
  const pods = async ({ ask }: Opened) => itemsOf(await ask("GET", "pods")).length;
  await inTurn(
    {},
    ({ apply }) => apply(`${deployments}/web`, deployment(1)),
    async (opened) => {
      expect(await pods(opened)).toBe(1);
      await opened.apply(`${deployments}/web`, deployment(3));
      expect(await pods(opened)).toBe(3);
    },
    async (opened) => {
      await opened.ask("DELETE", `${deployments}/web`, {});
      expect(await pods(opened)).toBe(0);
    },
  );
});

test("a pod that was starting runs after the restart", async () => {
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p" },
    spec: { containers: [{ name: "c", image: "c:1" }] },
  };
  const phase = async ({ ask }: Opened) => readField((await ask("GET", "pods/p")).body, "status", "phase");
  await inTurn(
    { timeScale: 0.1 },
    async (opened) => {
      await opened.apply("pods/p", pod);
      expect(await phase(opened)).toBe("Pending");
    },
    async (opened) => {
      for (let tries = 0; tries < 100 && (await phase(opened)) !== "Running"; tries += 1) await pause(20);
      expect(await phase(opened)).toBe("Running");
    },
  );
});

test("addresses and ports that Services of before hold are not given again", async () => {
  let address = "";
  await inTurn(
    {},
    async ({ apply }) => {
      const fields = { type: "NodePort", ports: [{ port: 80, nodePort: 30_123 }] };
      const { body } = await apply("services/first", service("first", fields));
      address = String(readField(body, "spec", "clusterIP"));
    },
    async ({ ask }) => {
      const same = await ask("POST", "services", service("second", { clusterIP: address }));
      const port = { type: "NodePort", ports: [{ port: 80, nodePort: 30_123 }] };
      const again = await ask("POST", "services", service("third", port));
      expect([same.status, again.status]).toEqual([422, 422]);
    },
  );
});

test("a namespace that was held by a finalizer goes when that is taken away after the restart", async () => {
  const held = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "held", finalizers: ["example.com/x"] },
  };
  const patch = { metadata: { finalizers: null } };
  const path = "/api/v1/namespaces/m";
  await inTurn(
    {},
    async ({ ask, apply }) => {
      await apply(path, { apiVersion: "v1", kind: "Namespace", metadata: { name: "m" } });
      await apply(`${path}/configmaps/held`, held);
      await ask("DELETE", path, {});
    },
    async ({ ask }) => {
      expect((await ask("GET", path)).status).toBe(200);
      await ask("PATCH", `${path}/configmaps/held`, patch, "application/merge-patch+json");
      expect((await ask("GET", path)).status).toBe(404);
    },
  );
});
