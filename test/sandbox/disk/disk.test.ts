import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createStore } from "../../../src/sandbox/cluster/store.ts";
import { openDisk } from "../../../src/sandbox/disk/disk.ts";
import type { SandboxOptions } from "../../../src/sandbox/sandbox.ts";
import { configMap, type Opened, openSandbox } from "../open-sandbox.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "disk-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const journal = () => join(folder, "cluster.jsonl");
const open = (options: SandboxOptions = {}) => openSandbox({ folder, ...options });

/** Runs work on a sandbox that is closed after it. */
async function during<T>(work: (opened: Opened) => Promise<T>): Promise<T> {
  const opened = await open();
  try {
    return await work(opened);
  } finally {
    await opened.sandbox.close();
  }
}

describe("a sandbox with a folder", () => {
  test("has the same objects after a restart, to the last field", async () => {
    const before = await during(async ({ ask, apply }) => {
      await apply("configmaps/kept", configMap("kept", { data: { a: "1" } }));
      await apply("configmaps/gone", configMap("gone"));
      await ask("DELETE", "configmaps/gone", {});
      return (await ask("GET", "configmaps/kept")).body;
    });
    const { kept, gone } = await during(async ({ ask }) => ({
      kept: (await ask("GET", "configmaps/kept")).body,
      gone: (await ask("GET", "configmaps/gone")).status,
    }));
    expect(kept).toEqual(before);
    expect(gone).toBe(404);
  });

  test("gives new versions after a restart, and none twice", async () => {
    const versionOf = async ({ apply }: Opened, name: string) =>
      Number((await apply(`configmaps/${name}`, configMap(name))).body.metadata.resourceVersion);
    const first = await during((opened) => versionOf(opened, "one"));
    const second = await during((opened) => versionOf(opened, "two"));
    expect(second).toBeGreaterThan(first);
  });

  test("tells a watch of before the restart that its version is too old", async () => {
    const version = await during(async ({ ask }) =>
      String((await ask("GET", "configmaps")).body.metadata.resourceVersion),
    );
    const path = (opened: Opened) =>
      `${opened.sandbox.url}/api/v1/namespaces/n/configmaps?watch=true&resourceVersion=${version}&timeoutSeconds=1`;
    const text = await during(async (opened) => (await fetch(path(opened))).text());
    expect(text).toContain('"code":410');
  });

  test("serves the kinds of its CRDs after a restart", async () => {
    const crd = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "boats.example.com" },
      spec: {
        group: "example.com",
        scope: "Namespaced",
        names: { plural: "boats", kind: "Boat", singular: "boat", listKind: "BoatList" },
        versions: [
          { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } },
        ],
      },
    };
    const boat = { apiVersion: "example.com/v1", kind: "Boat", metadata: { name: "b" } };
    await during(async ({ apply }) => {
      await apply(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${crd.metadata.name}`, crd);
      await apply("/apis/example.com/v1/namespaces/n/boats/b", boat);
    });
    const { status } = await during(({ ask }) => ask("GET", "/apis/example.com/v1/namespaces/n/boats/b"));
    expect(status).toBe(200);
  });

  test("keeps its file from others, since it holds Secrets", async () => {
    await during(() => Promise.resolve());
    expect(statSync(journal()).mode & 0o777).toBe(0o600);
  });

  test("is one process's at a time", async () => {
    await during(async () => {
      await expect(open()).rejects.toThrow(/another process uses .*; stop it or choose another folder/);
    });
    await during(() => Promise.resolve());
  });

  test("gives its folder back where its port is taken", async () => {
    const other = await openSandbox();
    const port = Number(new URL(other.sandbox.url).port);
    await expect(open({ port })).rejects.toThrow("EADDRINUSE");
    await other.sandbox.close();
    await during(() => Promise.resolve());
  });

  test("names a damaged file and says what to do, and leaves the file as it is", async () => {
    await during(({ apply }) => apply("configmaps/a", configMap("a")));
    const damaged = readFileSync(journal(), "utf8").replace('"ConfigMap"', "ConfigMap");
    writeFileSync(journal(), damaged);
    await expect(open()).rejects.toThrow(/cluster\.jsonl: its line \d+ is damaged; move the file away/);
    expect(readFileSync(journal(), "utf8")).toBe(damaged);
  });

  test("starts without what a torn last line was to say", async () => {
    await during(({ apply }) => apply("configmaps/a", configMap("a")));
    writeFileSync(journal(), readFileSync(journal(), "utf8").slice(0, -30));
    const { status } = await during(({ ask }) => ask("GET", "/api/v1/namespaces/n"));
    expect(status).toBe(200);
  });
});

test("a process that is killed in the middle of its writes loses none that it answered", async () => {
  const script = join(import.meta.dirname, "write-until-killed.ts");
  const child = spawn(process.execPath, [script, folder], { stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  for await (const chunk of child.stdout.setEncoding("utf8")) {
    printed += String(chunk);
    if (printed.split("\n").length > 150) break;
  }
  child.kill("SIGKILL");
  await once(child, "exit");
  const answered = printed.split("\n").slice(0, -1);
  const { names, version } = await during(async ({ ask }) => {
    const { body } = await ask("GET", "/api/v1/namespaces/default/configmaps");
    const items: unknown = body["items"];
    const objects = Array.isArray(items) ? items : [];
    return {
      names: new Set(objects.map((item) => item.metadata.name)),
      version: Number(body.metadata.resourceVersion),
    };
  });
  const lost = answered.filter((line) => !names.has(line.split(" ")[0] ?? ""));
  expect(answered.length).toBeGreaterThan(100);
  expect(lost).toEqual([]);
  expect(version).toBeGreaterThan(Number(answered.at(-1)?.split(" ")[1]));
});

describe("the journal of a store", () => {
  const write = (store: ReturnType<typeof createStore>, name: string, size: number) =>
    store.write("/configmaps", {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, namespace: "n", uid: name },
      data: { text: "x".repeat(size) },
    });

  test("has one line for an object that a request writes several times", async () => {
    const store = createStore();
    const disk = await openDisk(folder, store);
    for (let count = 0; count < 50; count += 1) write(store, "same", 10);
    disk.save();
    await disk.close();
    expect(readFileSync(journal(), "utf8").split("\n")).toHaveLength(3);
  });

  test("is replaced by what there is once it has grown", async () => {
    const store = createStore();
    const disk = await openDisk(folder, store);
    for (let count = 0; count < 14; count += 1) {
      write(store, "same", 1_000_000);
      disk.save();
    }
    await disk.close();
    expect(statSync(journal()).size).toBeLessThan(8_000_000);
    const again = createStore();
    await (await openDisk(folder, again)).close();
    expect(again.read("/configmaps", "n", "same")?.metadata.resourceVersion).toBe(store.version());
  });

  test("is written without a request, too", async () => {
    const store = createStore();
    const disk = await openDisk(folder, store);
    write(store, "later", 10);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(readFileSync(journal(), "utf8")).toContain('"later"');
    await disk.close();
  });
});
