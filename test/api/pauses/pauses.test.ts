import { afterEach, describe, expect, test } from "vitest";
import { answer } from "../../../src/api/api.ts";
import { openStage, toApiRequest } from "../stage.ts";

const stage = openStage();
const path = "/api/v1/pauses";

afterEach(async () => {
  for (const { scope } of await stage.ports.pauses.read()) await stage.ports.pauses.remove(scope);
  stage.takeWoken();
});

const list = async () => Object((await stage.ask("GET", path)).body).items;

describe("POST /pauses", () => {
  test.each<[string, object]>([
    ["all", { all: true }],
    ["a project", { project: "default" }],
    ["a cluster that nobody uses yet", { cluster: "arn:aws:eks:eu-west-1:1:cluster/new" }],
    ["an application", { application: "argocd/shop" }],
  ])("pauses %s, and says by whom and why", async (_, scope) => {
    const paused = { scope, by: "api", since: expect.stringMatching(/^2026-/), reason: "release night" };
    const json = { scope, reason: "release night" };
    expect(await stage.ask("POST", path, { json })).toEqual({ status: 200, headers: {}, body: paused });
    expect(await list()).toEqual([paused]);
    expect(stage.takeWoken()).toEqual("application" in scope ? ["argocd/shop"] : []);
  });

  test("of the same scope takes the place of the one before", async () => {
    await stage.ask("POST", path, { json: { scope: { all: true }, reason: "a" } });
    await stage.ask("POST", path, { json: { scope: { all: true }, reason: "b" } });
    expect(await list()).toMatchObject([{ reason: "b" }]);
  });

  test("whoever asks at this machine is named, and nobody can name another", async () => {
    const request = toApiRequest("POST", path, {
      json: { scope: { all: true } },
      caller: { username: "ada" },
    });
    expect(await answer(request, stage.ports)).toMatchObject({ body: { by: "ada" } });
    expect(await stage.ask("POST", path, { json: { scope: { all: true }, by: "eve" } })).toMatchObject({
      status: 400,
      body: { code: "BAD_BODY" },
    });
  });

  test("ends by itself at a time, and is not shown any more", async () => {
    const until = new Date(stage.world.clock.now + 5_000).toISOString();
    expect(await stage.ask("POST", path, { json: { scope: { all: true }, until } })).toMatchObject({
      status: 200,
    });
    await stage.world.wait(6_000);
    expect(await list()).toEqual([]);
  });

  test.each<[string, object]>([
    ["no scope", {}],
    ["an empty scope", { scope: {} }],
    ["two scopes", { scope: { all: true, project: "a" } }],
    ["all, and not quite", { scope: { all: "yes" } }],
    ["a scope that nobody knows", { scope: { __proto__x: 1 } }],
    ["a project that is no name", { scope: { project: "A B" } }],
    ["an application that is no name", { scope: { application: "a/b/c" } }],
    ["a cluster without a name", { scope: { cluster: " " } }],
    ["a time that is none", { scope: { all: true }, until: "tomorrow" }],
    ["a time that is over", { scope: { all: true }, until: "2020-01-01T00:00:00Z" }],
    ["a reason that is no text", { scope: { all: true }, reason: 1 }],
  ])("with %s is refused", async (_, json) => {
    expect(await stage.ask("POST", path, { json })).toMatchObject({ status: 400 });
    expect(await list()).toEqual([]);
  });
});

describe("DELETE /pauses", () => {
  test("ends a pause; one that is not there is not found", async () => {
    await stage.ask("POST", path, { json: { scope: { application: "shop" } } });
    stage.takeWoken();
    expect(await stage.ask("DELETE", path, { query: "application=argocd/shop" })).toMatchObject({
      status: 200,
    });
    expect(stage.takeWoken()).toEqual(["argocd/shop"]);
    expect(await list()).toEqual([]);
    expect(await stage.ask("DELETE", path, { query: "all=true" })).toMatchObject({ status: 404 });
  });

  test.each(["", "all=false", "all=true&project=default", "scope=all", "project=a&project=b"])(
    "%j names not one scope",
    async (query) => {
      expect(await stage.ask("DELETE", path, { query })).toMatchObject({
        status: 400,
        body: { code: "BAD_QUERY" },
      });
    },
  );
});

test("pauses need a token, and have no page below", async () => {
  expect(await stage.ask("GET", path, { headers: {} })).toMatchObject({ status: 401 });
  expect(await stage.ask("GET", `${path}/all`)).toMatchObject({ status: 404 });
  expect(await stage.ask("PUT", path)).toMatchObject({
    status: 405,
    headers: { allow: "GET, POST, DELETE" },
  });
});
