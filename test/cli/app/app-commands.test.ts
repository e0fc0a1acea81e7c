import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { formatJson, readField } from "../../../src/kube/json.ts";
import { application, configMap } from "../../stories/manifests.ts";
import { runCommand } from "../command-line.ts";
import { openAppWorld } from "./app-world.ts";

const world = openAppWorld();

/** What a command came to, for a comparison that shows what it printed. */
const codeOf = ({ exitCode, error, message }: Awaited<ReturnType<typeof world.app>>) =>
  error === undefined ? exitCode : `${error}: ${message}`;

describe("app sync", () => {
  test("brings an application to Git, waits for it, and prints how it went, with who asked", async () => {
    const { name } = world;
    expect(await world.valueOf("a")).toBeUndefined();
    const ended = await world.app("sync", name);
    expect(codeOf(ended)).toBe(0);
    expect(ended.out).toMatch(/^Phase: +Succeeded$/m);
    expect(ended.out).toMatch(new RegExp(`ConfigMap +${name} +a +Synced`));
    expect(await world.valueOf("a")).toBe("1");
    const app = await world.read();
    expect(app).toMatchObject({
      status: {
        sync: { status: "Synced" },
        operationState: { operation: { initiatedBy: { username: expect.any(String) } } },
      },
    });
    expect(readField(app, "status", "operationState", "operation", "initiatedBy", "username")).not.toBe(
      "api",
    );
  });

  test("--async asks and leaves the work to others", async () => {
    expect(codeOf(await world.app("sync", world.name, "--async"))).toBe(0);
    expect(await world.valueOf("a")).toBeUndefined();
    expect(await world.read()).toMatchObject({ operation: { sync: { prune: false } } });
    expect(codeOf(await world.app("wait", world.name, "--operation"))).toBe(0);
    expect(await world.valueOf("a")).toBe("1");
  });

  test("without --prune what left Git stays, and the exit code says so; with it, it goes", async () => {
    await world.app("sync", world.name);
    await world.repository.commit({ "b.yaml": undefined });
    const kept = await world.app("sync", world.name);
    expect(codeOf(kept)).toBe(1);
    expect(kept.err).toContain("1 resources require pruning");
    expect(await world.valueOf("b")).toBe("1");
    expect(codeOf(await world.app("sync", world.name, "--prune"))).toBe(0);
    expect(await world.valueOf("b")).toBeUndefined();
  });

  test("-l selects applications, and none is an error", async () => {
    expect((await world.app("sync", "-l", "team=none")).message).toContain("none is selected");
    expect((await world.app("sync")).message).toContain("name one");
    expect((await world.app("sync", world.name, "-l", "a=b")).message).toContain("not both");
  });

  test("a sync option that is none is refused with its name", async () => {
    const ended = await world.app("sync", world.name, "--resource", "ConfigMap");
    expect(ended.message).toContain("write GROUP:KIND:NAME");
  });
});

describe("app get, list, history, resources, manifests", () => {
  test("get shows Argo CD's lines, and --refresh what Git has now", async () => {
    const { name } = world;
    await world.app("sync", name);
    await world.repository.commit({ "a.yaml": configMap("a", "2") });
    expect((await world.app("get", name)).out).toMatch(/^Sync Status: +Synced to main \([0-9a-f]{7}\)$/m);
    const { out, exitCode } = await world.app("get", name, "--refresh");
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^Sync Status: +OutOfSync from main \([0-9a-f]{7}\)$/m);
    expect(out).toMatch(/^Sync Policy: +Manual$/m);
    expect(out).toMatch(/^SyncWindow: +Sync Allowed$/m);
    expect(codeOf(await world.app("get", name, "--hard-refresh", "--show-operation"))).toBe(0);
  });

  test("list has Argo CD's columns, filters, and formats", async () => {
    const { name, repository } = world;
    const { out } = await world.app("list");
    expect(out.split("\n")[0]).toMatch(
      /^NAME +CLUSTER +NAMESPACE +PROJECT +STATUS +HEALTH +SYNCPOLICY +CONDITIONS +REPO +PATH +TARGET$/,
    );
    expect(out).toMatch(
      new RegExp(`^${name} +in-cluster +${name} +default +OutOfSync +Missing +Manual`, "m"),
    );
    expect((await world.app("list", "-o", "name")).out).toBe(`${name}\n`);
    for (const [flag, fits, other] of [
      ["-r", repository.path, "https://example.com/r.git"],
      ["-c", "in-cluster", "moon"],
      ["-p", "default", "other"],
      ["-N", "argocd", "teams"],
      ["-l", "!team", "team"],
      ["-P", ".", "elsewhere"],
    ] as const) {
      expect((await world.app("list", "-o", "name", flag, fits)).out, flag).toBe(`${name}\n`);
      expect((await world.app("list", "-o", "name", flag, other)).out, flag).toBe("");
    }
  });

  test("history lists what can be rolled back to", async () => {
    await world.app("sync", world.name);
    expect((await world.app("history", world.name, "-o", "id")).out).toBe("1\n");
    expect((await world.app("history", world.name)).out).toMatch(
      /^ID +DATE +REVISION +BY\n1 +2\S+Z +main \([0-9a-f]{7}\)/,
    );
  });

  test("resources lists objects, manifests prints them, from Git and live", async () => {
    const { name } = world;
    await world.app("sync", name);
    expect((await world.app("resources", name)).out).toMatch(new RegExp(`ConfigMap +${name} +a +No`));
    await world.repository.commit({ "a.yaml": configMap("a", "2") });
    expect((await world.app("manifests", name)).out).toContain('value: "2"');
    expect((await world.app("manifests", name, "--source", "live")).out).not.toContain('value: "2"');
    expect((await world.app("manifests", name, "--revision", "main~1")).error).toBe("CONFIG_INVALID");
  });

  test("one that is not there is named", async () => {
    expect(await world.app("get", "nobody")).toMatchObject({
      error: "NOT_FOUND",
      message: expect.stringContaining("nobody"),
    });
    expect((await world.app("get", "No_Name")).error).toBe("CONFIG_INVALID");
  });
});

describe("app diff", () => {
  test("1 and the fields where it differs, 0 where it does not, and 0 where no exit code is wanted", async () => {
    const { name } = world;
    await world.app("sync", name);
    expect(codeOf(await world.app("diff", name))).toBe(0);
    await world.repository.commit({ "a.yaml": configMap("a", "2") });
    const ended = await world.app("diff", name);
    expect(codeOf(ended)).toBe(1);
    expect(ended.out).toContain(`===== ConfigMap ${name}/a OutOfSync`);
    expect(ended.out).toContain('+  value: "2"');
    expect(codeOf(await world.app("diff", name, "--exit-code=false"))).toBe(0);
    expect(codeOf(await world.app("diff", name, "--hard-refresh", "-o", "json"))).toBe(1);
    const first = readField(await world.read(), "status", "history") as readonly { revision: string }[];
    expect(codeOf(await world.app("diff", name, "--revision", first[0]?.revision ?? ""))).toBe(0);
  });
});

describe("app create, set, patch", () => {
  test("create takes a file; the same again is left alone, another needs --upsert", async () => {
    const file = join(world.folder, "new.yaml");
    const manifest = application("new", world.repository.path);
    await writeFile(file, formatJson(manifest));
    expect((await world.app("create", "-f", file)).out).toBe("application 'new' created\n");
    expect(codeOf(await world.app("create", "-f", file))).toBe(0);
    await writeFile(file, formatJson({ ...manifest, metadata: { name: "new", labels: { team: "a" } } }));
    expect((await world.app("create", "-f", file)).message).toContain("upsert=true");
    expect(codeOf(await world.app("create", "-f", file, "--upsert"))).toBe(0);
    expect((await world.app("list", "-o", "name", "-l", "team=a")).out).toBe("new\n");
  });

  test("create takes flags", async () => {
    const source = ["--repo", world.repository.path, "--path", "."];
    const target = ["--dest-name", "in-cluster", "--dest-namespace", "made"];
    const policy = [
      "--sync-policy",
      "auto",
      "--auto-prune",
      "--sync-option",
      "CreateNamespace=true",
      "--set-finalizer",
    ];
    expect(codeOf(await world.app("create", "made", ...source, ...target, ...policy, "-l", "team=b"))).toBe(
      0,
    );
    const app = JSON.parse((await world.app("get", "made", "-o", "json")).out);
    expect(app).toMatchObject({
      metadata: { labels: { team: "b" }, finalizers: ["resources-finalizer.argocd.argoproj.io"] },
      spec: {
        source: { repoURL: world.repository.path, path: "." },
        destination: { name: "in-cluster", namespace: "made" },
        syncPolicy: { automated: { prune: true }, syncOptions: ["CreateNamespace=true"] },
      },
    });
    expect((await world.app("create")).message).toContain("name it");
  });

  test("set changes what flags name, and nothing else", async () => {
    const { name } = world;
    const flags = ["--revision", "next", "--sync-policy", "automated", "--self-heal", "--auto-prune=false"];
    expect(codeOf(await world.app("set", name, ...flags, "-p", "a=1", "-p", "b=x=y"))).toBe(0);
    expect(await world.read()).toMatchObject({
      spec: {
        source: {
          path: ".",
          targetRevision: "next",
          helm: {
            parameters: [
              { name: "a", value: "1" },
              { name: "b", value: "x=y" },
            ],
          },
        },
        syncPolicy: { automated: { selfHeal: true, prune: false }, syncOptions: ["CreateNamespace=true"] },
      },
    });
    expect(
      codeOf(await world.app("set", name, "--sync-policy", "none", "--sync-option", "!CreateNamespace=true")),
    ).toBe(0);
    const app = await world.read();
    expect(readField(app, "spec", "syncPolicy")).toEqual({ syncOptions: [] });
    expect((await world.app("set", name)).message).toContain("Cannot set anything");
    expect((await world.app("set", name, "--self-heal")).message).toContain("the application syncs by hand");
  });

  test("patch takes both kinds, and what is wrong is told", async () => {
    const { name } = world;
    const merge = ["--type", "merge", "--patch", '{"spec":{"source":{"targetRevision":"next"}}}'];
    expect((await world.app("patch", name, ...merge)).out).toContain("targetRevision: next");
    const json = ["--patch", '[{"op":"remove","path":"/spec/source/targetRevision"}]'];
    expect(codeOf(await world.app("patch", name, ...json))).toBe(0);
    expect((await world.app("patch", name, "--patch", '{"a":1}')).message).toContain(
      "a JSON patch is a list",
    );
  });
});

describe("app wait", () => {
  test("is over at once where all is as waited for, and times out with 1 where it is not", async () => {
    const { name } = world;
    const late = await world.app("wait", name, "--sync", "--timeout", "1");
    expect(codeOf(late)).toBe(1);
    expect(late.err).toContain("timed out (1s)");
    await world.app("sync", name);
    expect(codeOf(await world.app("wait", name, "--timeout", "5"))).toBe(0);
    expect(codeOf(await world.app("wait", name, "--degraded", "--timeout", "1"))).toBe(1);
    expect(codeOf(await world.app("wait", name, "--sync", "--resource", ":ConfigMap:a"))).toBe(0);
  });
});

describe("app delete", () => {
  test("deletes an application with its objects, and waits for it", async () => {
    const { name } = world;
    await world.app("sync", name);
    const ended = await world.app("delete", name, "--yes", "--timeout", "30s");
    expect(codeOf(ended)).toBe(0);
    expect(ended.out).toBe(`application '${name}' deleted\n`);
    expect(await world.valueOf("a")).toBeUndefined();
    expect((await world.app("get", name)).error).toBe("NOT_FOUND");
  });

  test("--cascade=false leaves them", async () => {
    const { name } = world;
    await world.app("sync", name);
    expect(codeOf(await world.app("delete", name, "--cascade=false", "--timeout", "30s"))).toBe(0);
    expect(await world.valueOf("a")).toBe("1");
    expect((await world.app("delete", name, "--cascade=false", "-p", "background")).message).toContain(
      "needs a cascading",
    );
  });
});

describe("app rollback and release, of an application that syncs by itself", () => {
  test("it stays at what the history has until it is released", async () => {
    const { name } = world;
    await world.declare({
      syncPolicy: { automated: { prune: true }, syncOptions: ["CreateNamespace=true"] },
    });
    await world.repository.commit({ "a.yaml": configMap("a", "2") });
    expect(codeOf(await world.app("wait", name, "--timeout", "20"))).toBe(0);
    await world.outrigger("run", "--once", "--apps", join(world.folder, "apps"));
    expect(await world.valueOf("a")).toBe("2");
    const rolled = await world.app("rollback", name, "--pin-until", "2h", "--timeout", "20");
    expect(codeOf(rolled)).toBe(0);
    expect(await world.valueOf("a")).toBe("1");
    expect((await world.app("get", name, "--refresh")).out).toMatch(/^Pinned +.*release/m);
    expect(await world.valueOf("a")).toBe("1");
    expect((await world.app("release", name)).out).toBe(`application '${name}' released\n`);
    expect(codeOf(await world.app("wait", name, "--timeout", "20"))).toBe(0);
    expect(await world.valueOf("a")).toBe("2");
  });
});

describe("where nothing is", () => {
  test("terminate-op and release say that there is nothing to end", async () => {
    await world.app("sync", world.name);
    expect((await world.app("terminate-op", world.name)).message).toContain("none is running");
    expect((await world.app("release", world.name)).message).toContain("it is not pinned");
    expect((await world.app("rollback", world.name)).message).toContain("it has not been synced twice");
    expect((await world.app("rollback", world.name, "9")).message).toContain(
      "its history has no 9; it has 1",
    );
  });

  test("no state folder is made, and what to do is said", async () => {
    const ended = await runCommand(["app", "list", "--state", join(world.folder, "none")]);
    expect(ended.error).toBe("CONFIG_INVALID");
    expect(ended.message).toContain("no state folder");
  });

  test.each([
    ["http://example.com", "in the clear"],
    ["https://user:pa55@example.com", "it holds credentials"],
    ["https://example.com", "it needs a token"],
  ])("a server %s is refused", async (server, why) => {
    const token = server === "https://example.com" ? [] : ["--auth-token", "t"];
    const ended = await runCommand(["app", "list", "--server", server, ...token]);
    expect(ended).toMatchObject({ error: "CONFIG_INVALID", message: expect.stringContaining(why) });
    expect(ended.message).not.toContain("pa55");
  });

  test("a server that nobody serves is named", async () => {
    const env = { OUTRIGGER_SERVER: "http://127.0.0.1:1", OUTRIGGER_AUTH_TOKEN: "t" };
    const ended = await runCommand(["app", "list"], env);
    expect(ended).toMatchObject({
      error: "STATE_UNREACHABLE",
      message: expect.stringContaining("127.0.0.1:1"),
    });
  });
});
