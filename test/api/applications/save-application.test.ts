import { afterEach, describe, expect, test } from "vitest";
import { openStage, shop, shopPath, toBody } from "../stage.ts";

const stage = openStage();
const path = "/api/v1/applications";
const name = { namespace: "argocd", name: "new" };

afterEach(async () => {
  await stage.world.reader.specs.delete("Application", name);
  stage.takeWoken();
});

const body = (over = {}) => toBody("new", stage.repository.url, over);
const stored = () => stage.world.reader.specs.read("Application", name);

describe("POST /applications", () => {
  test("creates an Application, marks it and wakes a reconcile", async () => {
    const answer = await stage.ask("POST", path, { json: body() });
    expect(answer).toMatchObject({ status: 200, headers: {}, body: { ...body(), status: { history: [] } } });
    expect(await stored()).toEqual(body());
    expect(stage.takeWoken()).toEqual(["argocd/new"]);
    // Before it was saved, for whoever dies then, and after, for who looked in between.
    expect((await stage.world.readCounters(name)).want).toBe(2);
  });

  test("of one that is there and says the same changes nothing and wakes nobody", async () => {
    await stage.ask("POST", path, { json: body() });
    stage.takeWoken();
    expect(await stage.ask("POST", path, { json: body({ status: {} }) })).toMatchObject({ status: 200 });
    expect(stage.takeWoken()).toEqual([]);
  });

  test("of one that was saved and never marked, by somebody who died in between, wakes it", async () => {
    const orphan = toBody("orphan", stage.repository.url, {});
    await stage.world.reader.specs.save(orphan);
    expect(await stage.ask("POST", path, { json: orphan })).toMatchObject({ status: 200 });
    expect(stage.takeWoken()).toEqual(["argocd/orphan"]);
    await stage.world.reader.specs.delete("Application", { namespace: "argocd", name: "orphan" });
  });

  test("of one that is there and says something else needs upsert", async () => {
    await stage.ask("POST", path, { json: body() });
    stage.takeWoken();
    const other = body({ metadata: { labels: { team: "a" } } });
    expect(await stage.ask("POST", path, { json: other })).toMatchObject({
      status: 409,
      body: { code: "ALREADY_EXISTS" },
    });
    expect(await stored()).toEqual(body());
    expect(await stage.ask("POST", path, { json: other, query: "upsert=true" })).toMatchObject({
      status: 200,
      body: { metadata: { labels: { team: "a" } } },
    });
    expect(stage.takeWoken()).toEqual(["argocd/new"]);
  });

  test("keeps neither status nor operation, and says what it left out", async () => {
    const operation = { sync: { prune: true } };
    const answer = await stage.ask("POST", path, { json: body({ operation, status: { health: {} } }) });
    expect(answer.headers).toEqual({
      warning: expect.stringMatching(/^299 - "Application new: operation: /),
    });
    expect(answer.body).not.toHaveProperty("operation");
    expect(await stored()).toEqual(body());
  });

  const spec = () => body()["spec"] as object;
  test.each<[string, () => unknown, number, string, RegExp]>([
    [
      "unknown field",
      () => ({ ...spec(), sourec: {} }),
      400,
      "APPLICATION_INVALID",
      /spec\.sourec: unknown field/,
    ],
    [
      "feature that is not supported",
      () => ({ ...spec(), sourceHydrator: {} }),
      400,
      "APPLICATION_INVALID",
      /not supported yet/,
    ],
    ["no spec", () => undefined, 400, "APPLICATION_INVALID", /spec: missing/],
    [
      "several problems, told at once",
      () => ({ destination: {}, x: 1 }),
      400,
      "APPLICATION_INVALID",
      /destination.*\n?[\s\S]*spec\.x/,
    ],
    [
      "project that is not there",
      () => ({ ...spec(), project: "none" }),
      403,
      "PROJECT_DENIED",
      /no such AppProject/,
    ],
    [
      "cluster that nobody knows",
      () => ({ ...spec(), destination: { name: "moon" } }),
      422,
      "CLUSTER_UNKNOWN",
      /moon/,
    ],
    [
      "password in its URL",
      () => ({ ...spec(), source: { repoURL: "https://u:pa55word@h/r.git", path: "." } }),
      400,
      "APPLICATION_INVALID",
      /must not hold a password/,
    ],
    [
      "user name that an answer masked",
      () => ({ ...spec(), source: { repoURL: "https://***@h/r.git", path: "." } }),
      400,
      "APPLICATION_INVALID",
      /is masked/,
    ],
  ])("of one with a(n) %s is refused", async (_, toSpec, status, code, message) => {
    const answer = await stage.ask("POST", path, { json: body({ spec: toSpec() as object }) });
    expect(answer).toMatchObject({ status, body: { code, message: expect.stringMatching(message) } });
    expect(JSON.stringify(answer)).not.toContain("pa55word");
    expect(await stored()).toBeUndefined();
    expect(stage.takeWoken()).toEqual([]);
  });

  test.each([{}, { kind: "Secret", apiVersion: "v1", metadata: { name: "new" } }, { metadata: [] }])(
    "of something else is refused: %j",
    async (json) => {
      expect(await stage.ask("POST", path, { json })).toMatchObject({ status: 400 });
    },
  );

  test("is refused where a project does not allow it", async () => {
    const metadata = { name: "narrow", namespace: "argocd" };
    const allows = { sourceRepos: ["https://example.com/*"], destinations: [{ name: "*", namespace: "*" }] };
    await stage.world.save({
      apiVersion: "argoproj.io/v1alpha1",
      kind: "AppProject",
      metadata,
      spec: allows,
    });
    const json = body({ spec: { ...spec(), project: "narrow" } });
    expect(await stage.ask("POST", path, { json })).toMatchObject({
      status: 403,
      body: { code: "PROJECT_DENIED" },
    });
    expect(await stored()).toBeUndefined();
  });
});

describe("PUT /applications/{name}", () => {
  test("takes back what GET gave, and wakes nobody for it", async () => {
    const { body: shown } = await stage.ask("GET", shopPath);
    const answer = await stage.ask("PUT", shopPath, { json: shown });
    expect(answer).toMatchObject({ status: 200 });
    expect(stage.takeWoken()).toEqual([]);
  });

  test("changes an Application that is there", async () => {
    await stage.ask("POST", path, { json: body() });
    stage.takeWoken();
    const json = body({ metadata: { annotations: { note: "1" } } });
    expect(await stage.ask("PUT", `${path}/new`, { json })).toMatchObject({ status: 200 });
    expect(await stored()).toEqual(json);
    expect(stage.takeWoken()).toEqual(["argocd/new"]);
  });

  test.each<[string, string, string, number, string]>([
    ["an Application that is not there", "/new", "new", 404, "NOT_FOUND"],
    ["a body of another name", "/shop", "new", 400, "BAD_NAME"],
    ["a body of another namespace", "/new?appNamespace=teams", "new", 400, "BAD_NAME"],
  ])("refuses %s", async (_, target, other, status, code) => {
    const [place, query = ""] = target.split("?");
    const json = toBody(other, stage.repository.url);
    expect(await stage.ask("PUT", `${path}${place}`, { json, query })).toMatchObject({
      status,
      body: { code },
    });
    expect(await stored()).toBeUndefined();
  });
});

describe("PATCH /applications/{name}", () => {
  const patch = (json: unknown, patchType?: string) =>
    stage.ask("PATCH", `${path}/new`, { json: { patch: JSON.stringify(json), patchType } });

  test("a merge patch changes what it names; null takes it away", async () => {
    await stage.ask("POST", path, { json: body({ metadata: { labels: { team: "a", tier: "b" } } }) });
    stage.takeWoken();
    const change = { metadata: { labels: { team: "c", tier: null } } };
    expect(await patch(change, "merge")).toMatchObject({ status: 200 });
    expect(await stored()).toEqual(body({ metadata: { labels: { team: "c" } } }));
    expect(stage.takeWoken()).toEqual(["argocd/new"]);
  });

  test("a JSON patch is what a patch is without a type, as in Argo CD", async () => {
    await stage.ask("POST", path, { json: body() });
    const answer = await patch([{ op: "replace", path: "/spec/source/targetRevision", value: "next" }]);
    expect(answer).toMatchObject({ status: 200, body: { spec: { source: { targetRevision: "next" } } } });
  });

  test.each<[string, unknown, string | undefined, string]>([
    ["a field that nobody knows", { spec: { sourec: 1 } }, "merge", "APPLICATION_INVALID"],
    ["another name", { metadata: { name: "shop" } }, "merge", "BAD_BODY"],
    ["another namespace", { metadata: { namespace: "teams" } }, "merge", "BAD_BODY"],
    ["a mark of deletion", { metadata: { deletionTimestamp: "2026-01-01T00:00:00Z" } }, "merge", "BAD_BODY"],
    ["a place that is not there", [{ op: "replace", path: "/spec/nothing/x", value: 1 }], "json", "BAD_BODY"],
    ["a list where an object is meant", [], "merge", "BAD_BODY"],
    ["an object where a list is meant", {}, "json", "BAD_BODY"],
    ["a type that is none", {}, "strategic", "UNSUPPORTED"],
  ])("with %s is refused", async (_, json, type, code) => {
    await stage.ask("POST", path, { json: body() });
    stage.takeWoken();
    expect(await patch(json, type)).toMatchObject({ status: 400, body: { code } });
    expect(await stored()).toEqual(body());
    expect(stage.takeWoken()).toEqual([]);
  });

  test("copies that double each time are refused", async () => {
    await stage.ask("POST", path, { json: body() });
    const copy = { op: "copy", from: "/metadata", path: "/metadata/annotations" };
    expect(await patch(Array.from({ length: 40 }, () => copy))).toMatchObject({ status: 400 });
  });

  test.each(["[".repeat(500_000), "{", `"${"x".repeat(10)}`])(
    "a text that is no JSON is not quoted",
    async (text) => {
      await stage.ask("POST", path, { json: body() });
      const answer = await stage.ask("PATCH", `${path}/new`, { json: { patch: text } });
      expect(answer).toMatchObject({ status: 400, body: { code: "BAD_BODY" } });
      expect(JSON.stringify(answer.body).length).toBeLessThan(300);
    },
  );
});

describe("the annotation refresh of what a person sends", () => {
  const refresh = "argocd.argoproj.io/refresh";
  const annotated = (value: string, timestamp = "1") =>
    body({ metadata: { annotations: { [refresh]: value, [`${refresh}-timestamp`]: timestamp } } });
  const asked = async () => (await stage.world.reader.applicationData.read(name))?.ask?.what;
  const patch = (change: unknown) =>
    stage.ask("PATCH", `${path}/new`, { json: { patch: JSON.stringify(change), patchType: "merge" } });

  test.each([
    ["hard", { kind: "hardRefresh" }],
    ["normal", undefined],
    ["soon", undefined],
  ])("%s asks for one look, and neither the table nor an answer has it afterwards", async (value, what) => {
    await stage.world.reader.specs.save(body());
    await stage.process.ports.applications.mark(name, stage.world.clock.now, {
      id: "0",
      what: { kind: "terminate" },
    });
    const answer = await patch({ metadata: { annotations: { [refresh]: value } } });
    expect(answer).toMatchObject({ status: 200 });
    expect(JSON.stringify(answer.body)).not.toContain(refresh);
    expect(JSON.stringify((await stage.ask("GET", `${path}/new`)).body)).not.toContain(refresh);
    expect(await stored()).toEqual(body());
    expect(stage.takeWoken()).toEqual(["argocd/new"]);
    expect(await asked()).toEqual(what ?? { kind: "terminate" });
  });

  test("is taken of what is created and of what replaces it, each time", async () => {
    for (const [method, place, query] of [
      ["POST", path, ""],
      ["POST", path, ""],
      ["POST", path, "upsert=true"],
      ["PUT", `${path}/new`, ""],
    ] as const) {
      expect(await stage.ask(method, place, { json: annotated("hard"), query })).toMatchObject({
        status: 200,
      });
      expect(stage.takeWoken()).toContain("argocd/new");
      expect(await stored()).toEqual(body());
    }
  });

  test("that a file declares stays as it is while another field changes, and asks for nothing", async () => {
    await stage.ask("POST", path, { json: body() });
    await stage.world.reader.specs.save(annotated("hard"));
    stage.takeWoken();
    expect(await patch({ spec: { revisionHistoryLimit: 3 } })).toMatchObject({ status: 200 });
    expect((await stored())?.["metadata"]).toEqual(annotated("hard")["metadata"]);
    expect(stage.takeWoken()).toEqual(["argocd/new"]);
  });
});

describe("PUT /applications/{name}/spec", () => {
  test("changes the spec and nothing else, and answers with it", async () => {
    await stage.ask("POST", path, { json: body({ metadata: { labels: { team: "a" } } }) });
    stage.takeWoken();
    const spec = { ...(body()["spec"] as object), revisionHistoryLimit: 3 };
    expect(await stage.ask("PUT", `${path}/new/spec`, { json: spec })).toMatchObject({
      status: 200,
      body: spec,
    });
    expect(await stored()).toEqual(body({ metadata: { labels: { team: "a" } }, spec }));
    expect(stage.takeWoken()).toEqual(["argocd/new"]);
  });

  test("that is wrong changes nothing", async () => {
    await stage.ask("POST", path, { json: body() });
    expect(await stage.ask("PUT", `${path}/new/spec`, { json: { x: 1 } })).toMatchObject({
      status: 400,
      body: { code: "APPLICATION_INVALID" },
    });
    expect(await stored()).toEqual(body());
  });
});

describe("DELETE /applications/{name}", () => {
  const metadataOf = async () => Object((await stored())?.["metadata"]);

  test("marks it with its finalizer, wakes a reconcile, and shows since when", async () => {
    await stage.ask("POST", path, { json: body() });
    stage.takeWoken();
    expect(await stage.ask("DELETE", `${path}/new`)).toEqual({ status: 200, headers: {}, body: {} });
    expect(await metadataOf()).toMatchObject({
      deletionTimestamp: expect.stringMatching(/^2026-/),
      finalizers: ["resources-finalizer.argocd.argoproj.io"],
    });
    expect(stage.takeWoken()).toEqual(["argocd/new"]);
    expect(await stage.ask("GET", `${path}/new`)).toMatchObject({
      body: { metadata: { deletionTimestamp: expect.any(String) } },
    });
  });

  test("while it runs nothing is synced, and a new spec leaves the mark", async () => {
    await stage.ask("POST", path, { json: body() });
    await stage.ask("DELETE", `${path}/new`);
    for (const part of ["sync", "rollback"]) {
      const answer = await stage.ask("POST", `${path}/new/${part}`);
      expect(answer.status).toBe(part === "sync" ? 409 : 400);
    }
    await stage.ask("PUT", `${path}/new`, { json: body({ metadata: { labels: { team: "a" } } }) });
    expect(await metadataOf()).toMatchObject({ deletionTimestamp: expect.any(String) });
  });

  test.each([
    ["propagationPolicy=background", ["resources-finalizer.argocd.argoproj.io/background"]],
    ["propagationPolicy=foreground", ["resources-finalizer.argocd.argoproj.io/foreground"]],
    ["propagationPolicy=orphan", []],
    ["cascade=false", []],
    ["cascade=true", ["resources-finalizer.argocd.argoproj.io"]],
  ])("%s says how", async (query, finalizers) => {
    await stage.ask("POST", path, { json: body() });
    expect(await stage.ask("DELETE", `${path}/new`, { query })).toMatchObject({ status: 200 });
    expect(await metadataOf()).toMatchObject({ finalizers });
  });

  test.each([
    "cascade=no",
    "propagationPolicy=slowly",
    "cascade=false&propagationPolicy=background",
    "force=true",
  ])("%s is refused", async (query) => {
    await stage.ask("POST", path, { json: body() });
    stage.takeWoken();
    const answer = await stage.ask("DELETE", `${path}/new`, { query });
    expect(answer).toMatchObject({ status: 400, body: { code: "BAD_QUERY" } });
    expect(stage.takeWoken()).toEqual([]);
  });

  test("of one that is not there, or of another project, is not found", async () => {
    expect(await stage.ask("DELETE", `${path}/none`)).toMatchObject({ status: 404 });
    expect(await stage.ask("DELETE", shopPath, { query: "project=secret" })).toMatchObject({ status: 404 });
    expect(await stage.world.reader.specs.read("Application", shop)).not.toHaveProperty(
      "metadata.deletionTimestamp",
    );
  });

  test("an approval is noted on it, and wakes a reconcile", async () => {
    await stage.ask("POST", path, { json: body() });
    stage.takeWoken();
    const answer = await stage.ask("POST", `${path}/new/confirm-deletion`);
    const annotations = { "argocd.argoproj.io/deletion-approved": expect.stringMatching(/^2026-/) };
    expect(answer).toMatchObject({ status: 200, body: { metadata: { annotations } } });
    expect(stage.takeWoken()).toEqual(["argocd/new"]);
  });
});
