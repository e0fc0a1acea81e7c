import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { configMap, type Opened, openSandbox } from "../open-sandbox.ts";

let opened: Opened;
beforeAll(async () => {
  opened = await openSandbox({ controllers: false });
  for (const [name, labels] of [
    ["front", { app: "shop", tier: "front" }],
    ["back", { app: "shop", tier: "back", "example.com/team": "" }],
    ["bare", {}],
  ] as const)
    await opened.ask("POST", "configmaps", configMap(name, {}, { labels }));
});
afterAll(() => opened.sandbox.close());

const namesOf = async (selector: string) => {
  const { body } = await opened.ask("GET", `configmaps?labelSelector=${encodeURIComponent(selector)}`);
  const items = body["items"];
  return Array.isArray(items) ? items.map((item) => String(Object(item).metadata.name)) : body["reason"];
};

describe("label selectors", () => {
  test.each<[string, readonly string[]]>([
    ["", ["back", "bare", "front"]],
    ["tier=front", ["front"]],
    ["tier==front", ["front"]],
    ["tier!=front", ["back", "bare"]],
    ["app=shop,tier=back", ["back"]],
    [" app = shop , tier != front ", ["back"]],
    ["app", ["back", "front"]],
    ["!app", ["bare"]],
    ["! app", ["bare"]],
    ["tier in (front, back)", ["back", "front"]],
    ["tier in (front,back),app=shop", ["back", "front"]],
    ["tier notin (front)", ["back", "bare"]],
    ["tier notin (front,back),!app", ["bare"]],
    ["example.com/team=", ["back"]],
    ["example.com/team in ()", ["back"]],
    ["app,!app", []],
    ["constructor", []],
  ])("%j", async (selector, names) => expect(await namesOf(selector)).toEqual(names));

  test.each([
    ",",
    "a,,b",
    "a=b,",
    "=a",
    "a=b=c",
    "-a=b",
    "a=-b",
    "(a)",
    "a in b",
    "a in (b",
    "a in (-b)",
    "a/b/c=d",
  ])("%j is none: 400", async (selector) => expect(await namesOf(selector)).toBe("BadRequest"));
});

describe("the version of a list", () => {
  const versionOf = async (query: string, path = "secrets") =>
    (await opened.ask("GET", `${path}?${query}`)).body.metadata.resourceVersion;
  let count = 0;
  /** Moves the whole cluster's version, and no Secret. */
  const moveOthers = async () => {
    count += 1;
    const { body } = await opened.ask("POST", "configmaps", configMap(`other-${count}`));
    return body.metadata.resourceVersion ?? "";
  };

  test.each([
    ["at 0: it stays while only other kinds change", "resourceVersion=0", false],
    ["at 0, not older than: the same", "resourceVersion=0&resourceVersionMatch=NotOlderThan", false],
    [
      "not older than a version it has: it stays",
      "resourceVersion=1&resourceVersionMatch=NotOlderThan",
      false,
    ],
    ["unset: the newest, for everybody who asks after", "", true],
    ["unset, with a limit: the same", "limit=1", true],
  ])("%s", async (_rule, query, isNewest) => {
    const before = await versionOf("resourceVersion=0");
    const newest = await moveOthers();
    expect(await versionOf("resourceVersion=0")).toBe(before);
    expect(await versionOf(query)).toBe(isNewest ? newest : before);
    expect(await versionOf("resourceVersion=0")).toBe(isNewest ? newest : before);
  });

  test("not older than a version of another kind: the newest", async () => {
    const newest = await moveOthers();
    const query = `resourceVersion=${newest}&resourceVersionMatch=NotOlderThan`;
    expect(await versionOf(query)).toBe(newest);
    expect(await versionOf("resourceVersion=0")).toBe(newest);
  });

  test("a change moves it to the change's own version, a deletion moves it too", async () => {
    const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "moved" } };
    const made = await opened.ask("POST", "secrets", secret);
    expect(await versionOf("resourceVersion=0")).toBe(made.body.metadata.resourceVersion);
    await opened.ask("DELETE", "secrets/moved");
    const after = await versionOf("resourceVersion=0");
    expect(Number(after)).toBeGreaterThan(Number(made.body.metadata.resourceVersion));
  });

  test("at 0 a limit means nothing", async () => {
    const { body } = await opened.ask("GET", "configmaps?resourceVersion=0&limit=1");
    expect(body["items"]).not.toHaveLength(1);
    expect(body.metadata["continue"]).toBeUndefined();
  });

  test("pages are all of the first one's version", async () => {
    const first = (await opened.ask("GET", "configmaps?limit=1")).body.metadata;
    await moveOthers();
    const token = encodeURIComponent(String(first["continue"]));
    expect(await versionOf(`limit=1&continue=${token}`, "configmaps")).toBe(first.resourceVersion);
  });

  test.each([
    ["not there yet", "resourceVersion=999999&resourceVersionMatch=NotOlderThan", 504, "Timeout"],
    ["a match without a version", "resourceVersionMatch=NotOlderThan", 422, "Invalid"],
    ["a state that is gone", "resourceVersion=1&resourceVersionMatch=Exact", 410, "Expired"],
    ["no number", "resourceVersion=abc", 400, "BadRequest"],
  ])("%s: %s is %i", async (_rule, query, status, reason) => {
    const answer = await opened.ask("GET", `secrets?${query}`);
    expect([answer.status, answer.body["reason"]]).toEqual([status, reason]);
  });

  test("a token takes neither a version nor a match beside it", async () => {
    const { metadata } = (await opened.ask("GET", "configmaps?limit=1")).body;
    const token = encodeURIComponent(String(metadata["continue"]));
    const match = "resourceVersion=5&resourceVersionMatch=NotOlderThan";
    expect((await opened.ask("GET", `configmaps?continue=${token}&resourceVersion=5`)).status).toBe(400);
    expect((await opened.ask("GET", `configmaps?continue=${token}&${match}`)).status).toBe(422);
    expect((await opened.ask("GET", `configmaps?continue=${token}&resourceVersion=0`)).status).toBe(200);
  });

  test("the cause of 504 is named as a real server names it", async () => {
    const { body } = await opened.ask("GET", "secrets?resourceVersion=999999");
    expect(body["details"]).toMatchObject({ causes: [{ reason: "ResourceVersionTooLarge" }] });
  });
});
