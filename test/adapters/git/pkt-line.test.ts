import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeLine, parseLines } from "../../../src/adapters/git/pkt-line.ts";

const parse = (text: string) => parseLines(Buffer.from(text), (cause) => cause);

describe("lines of Git's protocol", () => {
  it.each<[string, readonly string[]]>([
    ["", []],
    ["0000", []],
    ["0006a\n0005a00010002", ["a\n", "a"]],
    ["000bfoobar\n0000", ["foobar\n"]],
    ["0004", [""]],
  ])("%j", (text, lines) => expect(parse(text)).toEqual(lines));

  it.each(["00", "zzzz", "0003", "0009abc", "-001", "<!do"])("%j is broken", (text) => {
    expect(() => parse(text)).toThrow("a broken line");
  });

  it("come back as they were", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, unit: "binary" })), (lines) => {
        const clean = lines.filter((line) => Buffer.from(line).toString() === line);
        expect(parse(clean.map(encodeLine).join("0001"))).toEqual(clean);
      }),
    );
  });
});
