import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatJson, isObject } from "../../src/kube/json.ts";
import { parseGoFloat, parseGoInteger } from "../../src/render/kubernetes-scalars.ts";
import { parseKubernetesYaml } from "../../src/render/kubernetes-yaml.ts";

const golden = readFileSync(new URL("../cases/render/kubernetes-scalars.txt", import.meta.url), "utf8");
const rows = golden.split("\n").filter((line) => line.includes(" => "));

function toRow(row: string): readonly [string, string] {
  const arrow = row.lastIndexOf(" => ");
  return [row.slice(0, arrow), row.slice(arrow + 4)];
}

describe("scalars are read as kubectl reads them", () => {
  test.each(rows.map(toRow))("%s is %s", (scalar, expected) => {
    const value = parseKubernetesYaml(`field: ${scalar}`);
    const field = isObject(value) ? value["field"] : undefined;
    expect(toComparable(formatJson(field))).toBe(toComparable(expected));
  });

  test("the table holds all the cases that were checked", () => {
    expect(rows.length).toBeGreaterThan(85);
  });
});

// Go writes 1e+30 or 10000000 where JavaScript writes 1e30; an integer that a double cannot hold is compared as text.
function toComparable(json: string): string {
  const number = Number(json);
  return json.startsWith('"') || Number.isNaN(number) || /^-?\d{16,19}$/.test(json) ? json : String(number);
}

describe("parseGoInteger", () => {
  const cases: readonly (readonly [string, number | bigint | undefined])[] = [
    ["9007199254740991", 9007199254740991],
    ["9007199254740993", 9007199254740993n],
    ["-9223372036854775808", -9223372036854775808n],
    ["9223372036854775808", 2 ** 63],
    ["0o14", 12],
    ["0777", 511],
    ["1:30", undefined],
    ["", undefined],
  ];
  test.each(cases)("%j is %s", (text, expected) => {
    expect(parseGoInteger(text)).toBe(expected);
  });

  test("every 64-bit integer keeps its value", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        expect(BigInt(parseGoInteger(value.toString()) ?? 0)).toBe(value);
      }),
    );
  });
});

describe("parseGoFloat", () => {
  const cases: readonly (readonly [string, number | undefined])[] = [
    ["1e3", 1000],
    [".5", 0.5],
    ["1e400", undefined],
    ["-.inf", Number.NEGATIVE_INFINITY],
    [".NaN", Number.NaN],
    ["inf", undefined],
  ];
  test.each(cases)("%j is %s", (text, expected) => {
    expect(parseGoFloat(text)).toBe(expected);
  });
});
