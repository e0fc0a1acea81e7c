import { describe, expect, test } from "vitest";
import { parseQuery } from "../../src/api/parse-query.ts";
import { limits } from "../../src/limits.ts";

const known = ["limit", "project", "projects", "selector", "hard"] as const;

function parse(text: string) {
  const grouped = Map.groupBy(new URLSearchParams(text), ([name]) => name);
  const query = Object.fromEntries([...grouped].map(([name, all]) => [name, all.map(([, value]) => value)]));
  return parseQuery(query, known);
}

describe("a query", () => {
  test("of nothing has the defaults", () => {
    expect(parse("")).toMatchObject({
      query: { limit: limits.apiPageMax, projects: [], hard: false, upsert: false },
    });
  });

  test.each([
    ["limit=1", 1],
    [`limit=${limits.apiPageMax}`, limits.apiPageMax],
    [`limit=${limits.apiPageMax + 1}`, limits.apiPageMax],
    ["limit=999999999", limits.apiPageMax],
  ])("%s gives pages of %i", (text, limit) => {
    expect(parse(text)).toMatchObject({ query: { limit } });
  });

  test("may name a project in both of Argo CD's ways", () => {
    expect(parse("project=a&projects=b&projects=c")).toMatchObject({ query: { projects: ["a", "b", "c"] } });
  });

  test.each([
    "limit=1.5",
    "limit=+1",
    "limit= 1",
    "limit=0x1",
    "hard=1",
    "hard=",
    "project=A",
    "upsert=true",
  ])("%s is refused", (text) => {
    expect(parse(text)).toMatchObject({ refusal: { status: 400, body: { code: "BAD_QUERY" } } });
  });
});
