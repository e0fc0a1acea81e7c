import { describe, expect, test } from "vitest";
import { type Json, type JsonObject, parseJson, readField } from "../../../src/kube/json.ts";
import type { ApiServer, RuleSubject } from "./api-server.ts";
import { makeKind } from "./example-crd.ts";
import { untilCached } from "./until-cached.ts";

export const watch = { name: "Watch", rules };

const endAnnotation = { "k8s.io/initial-events-end": "true" };
const mergePatch = "application/merge-patch+json";

/** `ADDED a`, `BOOKMARK`, ... */
const textOf = (line: Json) => {
  const name = readField(line, "object", "metadata", "name");
  return name === undefined ? String(readField(line, "type")) : `${readField(line, "type")} ${name}`;
};
const versionOf = (body: Json) => Number(readField(body, "metadata", "resourceVersion"));
const versionsOf = (lines: readonly Json[]) =>
  lines.map((line) => versionOf(readField(line, "object") ?? null));

function rules(subject: RuleSubject): void {
  describe.concurrent("events", () => eventRules(subject));
  describe.concurrent("selections", () => selectionRules(subject));
  describe.concurrent("bookmarks", () => bookmarkRules(subject));
  describe.concurrent("forms", () => formRules(subject));
  describe.concurrent("ends", () => endRules(subject));
  describe.concurrent("options", () => optionRules(subject));
  describe.concurrent("laws", () => lawRules(subject));
}

/** ConfigMaps in a namespace of their own; the label `own` tells them from what every namespace has. */
async function openMaps(server: ApiServer) {
  const path = `/api/v1/namespaces/${await server.makeSpace()}/configmaps`;
  const own = `${path}?labelSelector=own`;
  return {
    path,
    own,
    add: async (name: string, labels: JsonObject = {}, metadata: JsonObject = {}) => {
      const body = {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name, labels: { own: "", ...labels }, ...metadata },
      };
      return versionOf((await server.call("POST", path, { body })).body);
    },
    change: async (name: string, body: JsonObject) =>
      versionOf((await server.call("PATCH", `${path}/${name}`, { body, contentType: mergePatch })).body),
    remove: async (name: string) => await server.call("DELETE", `${path}/${name}`),
    version: async () => versionOf((await server.call("GET", path)).body),
    watch: (query: string, count: number) =>
      server.watch(`${own}&watch=true&${query}`, (lines) => lines.length >= count),
  };
}

/** Reads a watch that ends after a second. */
async function readLines(server: ApiServer, path: string, accept = "application/json") {
  const answer = await server.call("GET", `${path}${path.includes("?") ? "&" : "?"}timeoutSeconds=1`, {
    accept,
  });
  const lines = answer.text.split("\n").filter((line) => line !== "");
  return { ...answer, lines: answer.status === 200 ? lines.map(parseJson) : [] };
}

function eventRules({ server }: RuleSubject): void {
  test("without a version, and at 0, everything that is there is ADDED first, in the order of names", async () => {
    const maps = await openMaps(server());
    for (const name of ["b", "c", "a"]) await maps.add(name);
    await untilCached(server(), maps.path);
    for (const query of ["", "resourceVersion=0"])
      expect((await maps.watch(query, 3)).map(textOf)).toEqual(["ADDED a", "ADDED b", "ADDED c"]);
  });

  test("from a version, every later change comes in its order", async () => {
    const maps = await openMaps(server());
    await maps.add("before");
    const version = await maps.version();
    await maps.add("a");
    await maps.change("a", { data: { x: "1" } });
    await maps.change("before", { data: { x: "1" } });
    await maps.remove("a");
    const lines = await maps.watch(`resourceVersion=${version}`, 4);
    expect(lines.map(textOf)).toEqual(["ADDED a", "MODIFIED a", "MODIFIED before", "DELETED a"]);
    const versions = versionsOf(lines);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(versions[0]).toBeGreaterThan(version);
  });

  test("a change arrives while the watch is open", async () => {
    const maps = await openMaps(server());
    await maps.add("a");
    const open = maps.watch("", 2);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await maps.change("a", { data: { x: "1" } });
    expect((await open).map(textOf)).toEqual(["ADDED a", "MODIFIED a"]);
  });

  test("a deleted object comes as it was, under the version of its deletion", async () => {
    const maps = await openMaps(server());
    const version = await maps.add("a");
    const changed = await maps.change("a", { data: { x: "1" } });
    await maps.remove("a");
    const [, deleted] = await maps.watch(`resourceVersion=${version}`, 2);
    expect(readField(deleted, "object")).toMatchObject({
      kind: "ConfigMap",
      apiVersion: "v1",
      data: { x: "1" },
    });
    expect(versionsOf([deleted ?? null])[0]).toBeGreaterThan(changed);
  });

  test("a deletion that a finalizer holds is a change first", async () => {
    const maps = await openMaps(server());
    const version = await maps.add("a", {}, { finalizers: ["example.com/hold"] });
    await maps.remove("a");
    await maps.change("a", { metadata: { finalizers: null } });
    const lines = await maps.watch(`resourceVersion=${version}`, 2);
    expect(lines.map(textOf)).toEqual(["MODIFIED a", "DELETED a"]);
    expect(readField(lines[0], "object", "metadata", "deletionTimestamp")).toEqual(expect.any(String));
  });

  test("what changes nothing is no event: dry-runs, patches to the same value", async () => {
    const maps = await openMaps(server());
    const version = await maps.add("a");
    const body = { metadata: { labels: { own: "" } } };
    await server().call("PATCH", `${maps.path}/a`, { body, contentType: mergePatch });
    await server().call("DELETE", `${maps.path}/a?dryRun=All`);
    await maps.change("a", { data: { x: "1" } });
    expect((await maps.watch(`resourceVersion=${version}`, 1)).map(textOf)).toEqual(["MODIFIED a"]);
  });

  test("from the version of the last event a watch goes on without repeating it", async () => {
    const maps = await openMaps(server());
    const version = await maps.add("a");
    await maps.add("b");
    const first = await maps.watch(`resourceVersion=${version}`, 1);
    await maps.add("c");
    const rest = await maps.watch(`resourceVersion=${versionsOf(first)[0]}`, 1);
    expect([...first, ...rest].map(textOf)).toEqual(["ADDED b", "ADDED c"]);
  });

  test("objects are whole, with kind and apiVersion", async () => {
    const maps = await openMaps(server());
    await maps.add("a");
    const [line] = await maps.watch("", 1);
    const live = await server().call("GET", `${maps.path}/a`);
    expect(readField(line, "object")).toEqual(live.body);
  });

  test("a limit means nothing to a watch", async () => {
    const maps = await openMaps(server());
    await maps.add("a");
    await maps.add("b");
    expect((await maps.watch("limit=1", 2)).map(textOf)).toEqual(["ADDED a", "ADDED b"]);
  });

  test("a custom resource is watched like any other", async () => {
    const kind = await makeKind(server());
    const space = await server().makeSpace();
    const path = kind.path.replace("/v1/", `/v1/namespaces/${space}/`);
    const { apiVersion } = kind;
    await server().call("POST", path, {
      body: { apiVersion, kind: kind.kind, metadata: { name: "a" }, spec: { x: 1 } },
    });
    const [line] = await server().watch(`${kind.path}?watch=true`, (lines) => lines.length > 0);
    await kind.remove();
    expect(line).toMatchObject({ type: "ADDED", object: { apiVersion, kind: kind.kind, spec: { x: 1 } } });
  });
}

function selectionRules({ server }: RuleSubject): void {
  test("an object that leaves the selection is DELETED as it was before, under the new version", async () => {
    const maps = await openMaps(server());
    const version = await maps.add("a", { color: "red" });
    const left = await maps.change("a", { metadata: { labels: { color: "blue" } } });
    const path = `${maps.path}?labelSelector=color%3Dred&watch=true&resourceVersion=${version}`;
    const lines = await server().watch(path, (found) => found.length > 0);
    expect([lines.map(textOf), versionsOf(lines)]).toEqual([["DELETED a"], [left]]);
    expect(readField(lines[0], "object", "metadata", "labels")).toEqual({ own: "", color: "red" });
  });

  test("an object that enters the selection is ADDED", async () => {
    const maps = await openMaps(server());
    const version = await maps.add("a", { color: "red" });
    await maps.change("a", { metadata: { labels: { color: "blue" } } });
    await maps.change("a", { data: { x: "1" } });
    const path = `${maps.path}?labelSelector=color%3Dblue&watch=true&resourceVersion=${version}`;
    const lines = await server().watch(path, (found) => found.length > 1);
    expect(lines.map(textOf)).toEqual(["ADDED a", "MODIFIED a"]);
  });

  test("what is not selected is not told, neither its deletion", async () => {
    const maps = await openMaps(server());
    const version = await maps.add("a", { color: "red" });
    await maps.add("b", { color: "blue" });
    await maps.remove("a");
    await maps.remove("b");
    const path = `${maps.path}?labelSelector=color%3Dblue&watch=true&resourceVersion=${version}`;
    const lines = await server().watch(path, (found) => found.length > 1);
    expect(lines.map(textOf)).toEqual(["ADDED b", "DELETED b"]);
  });

  test("one object is watched by the field metadata.name", async () => {
    const maps = await openMaps(server());
    await maps.add("a");
    await maps.add("b");
    await maps.change("b", { data: { x: "1" } });
    const path = `${maps.path}?watch=true&fieldSelector=metadata.name%3Db`;
    const { lines } = await readLines(server(), path);
    expect(lines.map(textOf)).toEqual(["ADDED b"]);
  });

  test("a watch over all namespaces tells of each, one of a namespace of that alone", async () => {
    const label = `all-${Math.random().toString(36).slice(2)}`;
    const [one, two] = [await openMaps(server()), await openMaps(server())];
    await one.add("a", { [label]: "" });
    await two.add("b", { [label]: "" });
    const all = await server().watch(
      `/api/v1/configmaps?watch=true&labelSelector=${label}`,
      (lines) => lines.length > 1,
    );
    expect(all.map(textOf).sort()).toEqual(["ADDED a", "ADDED b"]);
    const { lines } = await readLines(server(), `${two.path}?watch=true&labelSelector=${label}`);
    expect(lines.map(textOf)).toEqual(["ADDED b"]);
  });

  test.each([
    ["labelSelector=((", "found '(', expected: !, identifier, or 'end of string'"],
    [
      "fieldSelector=foo%3D1",
      '"foo" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ],
  ])("%s is refused as in a list", async (query, message) => {
    const { status, body } = await server().call("GET", `/api/v1/configmaps?watch=true&${query}`);
    expect([status, body["reason"], body["message"]]).toEqual([400, "BadRequest", message]);
  });
}

function bookmarkRules({ server }: RuleSubject): void {
  test.each([
    ["without a version", ""],
    ["at 0", "&resourceVersion=0"],
    ["with initial events", "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"],
    [
      "with initial events at 0",
      "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=0",
    ],
  ])("the end of what is there is marked, for who allows bookmarks: %s", async (_how, query) => {
    const maps = await openMaps(server());
    const version = await maps.add("a");
    await untilCached(server(), maps.path);
    const [added, bookmark] = await maps.watch(`allowWatchBookmarks=true${query}`, 2);
    expect(textOf(added ?? null)).toBe("ADDED a");
    const { resourceVersion, ...metadata } = Object(readField(bookmark, "object", "metadata"));
    expect(metadata).toEqual({ annotations: endAnnotation });
    expect(Number(resourceVersion)).toBeGreaterThanOrEqual(version);
    expect(bookmark).toMatchObject({ type: "BOOKMARK", object: { kind: "ConfigMap", apiVersion: "v1" } });
  });

  test("who allows no bookmarks sees none", async () => {
    const maps = await openMaps(server());
    await maps.add("a");
    const query = "sendInitialEvents=true&resourceVersionMatch=NotOlderThan";
    const { lines } = await readLines(server(), `${maps.own}&watch=true&${query}`);
    expect(lines.map(textOf)).toEqual(["ADDED a"]);
  });

  test("without initial events nothing comes but changes", async () => {
    const maps = await openMaps(server());
    await maps.add("a");
    const query = "sendInitialEvents=false&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
    const { lines } = await readLines(server(), `${maps.own}&watch=true&${query}`);
    expect(lines).toEqual([]);
  });

  test("initial events come in front of a version's changes, too", async () => {
    const maps = await openMaps(server());
    const version = await maps.add("a");
    const query = `sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=${version}`;
    const path = `${maps.own}&watch=true&allowWatchBookmarks=true&${query}`;
    const open = server().watch(path, (lines) => lines.some((line) => textOf(line) === "ADDED b"));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await maps.add("b");
    // A server may send one more bookmark whenever it likes.
    expect([...new Set((await open).map(textOf))]).toEqual(["ADDED a", "BOOKMARK", "ADDED b"]);
  });

  test("a bookmark comes two seconds before the end", async () => {
    const maps = await openMaps(server());
    const version = await maps.add("a");
    const lines = await maps.watch(`allowWatchBookmarks=true&timeoutSeconds=3&resourceVersion=${version}`, 1);
    expect(lines.map(textOf)).toEqual(["BOOKMARK"]);
    expect(versionsOf(lines)[0]).toBeGreaterThanOrEqual(version);
    expect(readField(lines[0], "object", "metadata", "annotations")).toBeUndefined();
  });
}

function formRules({ server }: RuleSubject): void {
  const form = (as: string) => `application/json;as=${as};v=v1;g=meta.k8s.io`;
  const query = "watch=true&allowWatchBookmarks=true";

  test("as Tables: the first names the columns, each has one row", async () => {
    const maps = await openMaps(server());
    await maps.add("a");
    await maps.add("b");
    const { lines } = await readLines(server(), `${maps.own}&${query}`, `${form("Table")},application/json`);
    // In a short watch the server may send a second bookmark.
    expect(lines.slice(0, 3).map((line) => readField(line, "type"))).toEqual(["ADDED", "ADDED", "BOOKMARK"]);
    const tables = lines.map((line) => readField(line, "object"));
    expect(tables[0]).toMatchObject({ kind: "Table", apiVersion: "meta.k8s.io/v1" });
    expect(tables.slice(0, 3).map((table) => readField(table, "columnDefinitions") === null)).toEqual([
      false,
      true,
      true,
    ]);
    expect(tables[1]).toMatchObject({
      rows: [{ cells: ["b", 0, expect.any(String)], object: { metadata: { name: "b" } } }],
    });
    expect(tables[2]).toMatchObject({
      rows: [{ cells: ["", 0, "<unknown>"], object: { metadata: { annotations: endAnnotation } } }],
    });
  });

  test("as metadata alone", async () => {
    const maps = await openMaps(server());
    await maps.add("a");
    const { lines } = await readLines(server(), `${maps.own}&${query}`, form("PartialObjectMetadata"));
    expect(lines.slice(0, 2).map(textOf)).toEqual(["ADDED a", "BOOKMARK"]);
    for (const line of lines) {
      const { metadata: _, ...rest } = Object(readField(line, "object"));
      expect(rest).toEqual({ kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1" });
    }
  });

  test("not as YAML", async () => {
    const answer = await readLines(server(), "/api/v1/configmaps?watch=true", "application/yaml");
    expect(answer.status).toBe(406);
    expect(answer.text).toContain(
      "only the following media types are accepted: application/json;stream=watch",
    );
  });

  test("lines of JSON, whose length nobody knows before", async () => {
    const maps = await openMaps(server());
    const { headers } = await readLines(server(), `${maps.own}&watch=true`);
    expect(headers["content-type"]).toBe("application/json");
    expect(headers["content-length"]).toBeUndefined();
  });

  test("the older paths with /watch/ watch as well", async () => {
    const maps = await openMaps(server());
    await maps.add("a");
    await maps.add("b");
    const old = maps.path.replace("/api/v1/", "/api/v1/watch/");
    expect((await readLines(server(), `${old}?labelSelector=own`)).lines.map(textOf)).toEqual([
      "ADDED a",
      "ADDED b",
    ]);
    expect((await readLines(server(), `${old}/b`)).lines.map(textOf)).toEqual(["ADDED b"]);
  });

  test("a GET of one object is no watch, whatever it says", async () => {
    const maps = await openMaps(server());
    await maps.add("a");
    const answer = await server().call("GET", `${maps.path}/a?watch=true`);
    expect(answer.body).toMatchObject({ kind: "ConfigMap", metadata: { name: "a" } });
  });

  test.each([
    ["watch=1", true],
    ["watch=yes", true],
    ["watch", true],
    ["watch=false", false],
    ["watch=0", false],
  ])("%s: is it a watch? %s", async (option, isWatch) => {
    const { text } = await server().call("GET", `/api/v1/namespaces?timeoutSeconds=1&limit=1&${option}`);
    expect(text.startsWith('{"type":')).toBe(isWatch);
  });
}

function endRules({ server }: RuleSubject): void {
  test("a watch ends after its time", async () => {
    const maps = await openMaps(server());
    const start = Date.now();
    expect((await readLines(server(), `${maps.own}&watch=true`)).status).toBe(200);
    expect(Date.now() - start).toBeGreaterThan(900);
    expect(Date.now() - start).toBeLessThan(3000);
  });

  test("a version that is gone: the stream says 410 and ends", async () => {
    const kind = await makeKind(server());
    const lines = await server().watch(`${kind.path}?watch=true&resourceVersion=1`, () => false);
    await kind.remove();
    const status = {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      reason: "Expired",
      code: 410,
    };
    const message = expect.stringMatching(/^too old resource version: 1 \(\d+\)$/);
    expect(lines).toEqual([{ type: "ERROR", object: { ...status, message } }]);
  });

  test("initial events of a version that is not there yet: the stream says 504 and ends", async () => {
    const options = "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=99999999999";
    const lines = await server().watch(`/api/v1/configmaps?watch=true&${options}`, () => false);
    expect(lines).toMatchObject([{ type: "ERROR", object: { code: 504, reason: "Timeout" } }]);
  });

  test("a version that is not there yet: nothing comes", async () => {
    const maps = await openMaps(server());
    await maps.add("a");
    const { status, lines } = await readLines(server(), `${maps.own}&watch=true&resourceVersion=99999999999`);
    expect([status, lines]).toEqual([200, []]);
  });

  test("a text is no version: 500, unlike in a list", async () => {
    const { status, body } = await server().call("GET", "/api/v1/configmaps?watch=true&resourceVersion=abc");
    const message = 'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax';
    expect([status, body["reason"], body["message"]]).toEqual([500, undefined, message]);
  });

  test("the watch of a custom kind ends when the kind is gone", async () => {
    const kind = await makeKind(server());
    const open = server().watch(`${kind.path}?watch=true`, () => false);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await kind.remove();
    expect((await open).filter(({ type }) => type !== "ERROR")).toEqual([]);
  });
}

function optionRules({ server }: RuleSubject): void {
  const forbidden = (why: string) => `resourceVersionMatch: Forbidden: ${why}`;
  const required = forbidden("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
  const unset = forbidden("resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
  const unsupported = (value: string) =>
    `resourceVersionMatch: Unsupported value: "${value}": supported values: "NotOlderThan"`;
  test.each([
    ["sendInitialEvents=true", required],
    ["sendInitialEvents=false", required],
    ["sendInitialEvents=true&resourceVersionMatch=Exact", `[${required}, ${unsupported("Exact")}]`],
    ["resourceVersionMatch=NotOlderThan&resourceVersion=1", unset],
    ["resourceVersionMatch=Foo&resourceVersion=1", `[${unset}, ${unsupported("Foo")}]`],
    ["continue=foo", forbidden("resourceVersionMatch is forbidden when continue is provided")],
  ])("%s is invalid", async (query, why) => {
    const { status, body } = await server().call("GET", `/api/v1/configmaps?watch=true&${query}`);
    const message = `ListOptions.meta.k8s.io "" is invalid: ${why}`;
    expect([status, body["reason"], body["message"]]).toEqual([422, "Invalid", message]);
  });
}

const colors = ["red", "blue", "green"];
const letters = ["a", "b", "c", "d"];

/** Numbers that look random and are the same for a seed. */
function toNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

function lawRules({ server }: RuleSubject): void {
  const mapOf = (items: Json | undefined) =>
    new Map(
      (Array.isArray(items) ? items : []).map((item) => [String(readField(item, "metadata", "name")), item]),
    );

  test.each([1, 2, 3])(
    "a list and what a watch tells from its version on make the next list (%i)",
    async (seed) => {
      const pick = toNumbers(seed);
      const maps = await openMaps(server());
      for (const name of letters) await maps.add(name, { color: colors[pick(3)] ?? "" });
      const selected = `${maps.path}?labelSelector=color%3Dred`;
      const before = (await server().call("GET", selected)).body;
      for (let step = 0; step < 40; step += 1) {
        const name = letters[pick(4)] ?? "";
        const color = colors[pick(3)] ?? "";
        const action = pick(4);
        if (action === 0) await maps.remove(name);
        if (action === 1) await maps.add(name, { color });
        if (action === 2) await maps.change(name, { metadata: { labels: { color } } });
        if (action === 3) await maps.change(name, { data: { step: String(step) } });
      }
      await maps.remove("z");
      await maps.add("z", { color: "red" });
      const path = `${selected}&watch=true&resourceVersion=${versionOf(before)}`;
      const lines = await server().watch(path, (found) => found.some((line) => textOf(line) === "ADDED z"));
      const state = mapOf(before["items"]);
      for (const line of lines) {
        const name = String(readField(line, "object", "metadata", "name"));
        expect([name, readField(line, "type") === "ADDED"]).toEqual([name, !state.has(name)]);
        const { apiVersion: _a, kind: _k, ...item } = Object(readField(line, "object"));
        if (readField(line, "type") === "DELETED") state.delete(name);
        else state.set(name, item);
      }
      const after = mapOf((await server().call("GET", selected)).body["items"]);
      expect(new Map([...state].sort())).toEqual(after);
    },
  );

  test.each([1, 2, 3])("pages of %i make the whole list, whatever happens meanwhile", async (limit) => {
    const maps = await openMaps(server());
    for (const name of letters) await maps.add(name);
    const whole = mapOf((await server().call("GET", maps.own)).body["items"]);
    const seen: Json[] = [];
    let token = "";
    do {
      const { body } = await server().call("GET", `${maps.own}&limit=${limit}${token}`);
      seen.push(...(Array.isArray(body["items"]) ? body["items"] : []));
      const next = readField(body, "metadata", "continue");
      token = next === undefined ? "" : `&continue=${encodeURIComponent(String(next))}`;
      await maps.change(letters[seen.length % 4] ?? "", { data: { seen: String(seen.length) } });
      await maps.add(`new-${seen.length}`);
    } while (token !== "");
    expect(mapOf(seen)).toEqual(whole);
  });
}
