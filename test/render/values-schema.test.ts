import { describe, expect, test } from "vitest";
import { findOutsideSchema } from "../../src/render/values-schema.ts";

describe("findOutsideSchema", () => {
  const cases: readonly (readonly [string, string, number])[] = [
    ["references inside", '{"$ref": "#/$defs/a", "$defs": {"a": {}}}', 0],
    ["a standard dialect", '{"$schema": "http://json-schema.org/draft-07/schema#"}', 0],
    [
      "a reference to a part with an id",
      '{"$ref": "https://x.io/a#/b", "$defs": {"a": {"$id": "https://x.io/a"}}}',
      0,
    ],
    ["a file", '{"properties": {"a": {"$ref": "file:///etc/passwd"}}}', 1],
    ["a URL", '{"allOf": [{"$ref": "https://u:p@x.io/a.json"}]}', 1],
    ["a file beside it", '{"$ref": "other.json"}', 1],
    ["a dialect from elsewhere", '{"$schema": "http://169.254.169.254/x"}', 1],
    ["no JSON", "{", 0],
  ];
  test.each(cases)("%s", (_rule, content, count) => {
    const found = findOutsideSchema({ path: "app/values.schema.json", content });
    expect(found).toHaveLength(count);
    expect(found.join()).not.toContain("u:p@");
    expect(findOutsideSchema({ path: "app/other.json", content })).toEqual([]);
  });
});
