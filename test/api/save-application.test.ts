import { afterEach, describe, expect, test } from "vitest";
import { openStage, shop, shopPath, toBody } from "./stage.ts";

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

describe("DELETE /applications/{name}", () => {
  test("is not supported yet, and deletes nothing", async () => {
    expect(await stage.ask("DELETE", shopPath)).toMatchObject({
      status: 501,
      body: { code: "UNSUPPORTED", message: expect.stringContaining("not supported yet") },
    });
    expect(await stage.world.reader.specs.read("Application", shop)).toBeDefined();
  });
});
