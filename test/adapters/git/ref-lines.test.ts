import { describe, expect, it } from "vitest";
import { parseAdvertisement, parseRefLine, toRefs } from "../../../src/adapters/git/ref-lines.ts";

const [a, b, c] = ["a".repeat(40), "b".repeat(40), "c".repeat(40)];
const service = "# service=git-upload-pack\n";
const abilities = "multi_ack symref=HEAD:refs/heads/main agent=git/2";
const advertised = (...lines: readonly string[]) => parseAdvertisement(lines, (cause) => cause);

describe("what info/refs answers", () => {
  it.each<[string, readonly string[]]>([
    ["after the service's line", [service, "version 2\n", "ls-refs=unborn\n"]],
    ["at once", ["version 2\n", "ls-refs\n"]],
    ["without line ends", ["# service=git-upload-pack", "version 2", "ls-refs"]],
  ])("says version 2 %s", (_rule, lines) => expect(advertised(...lines)).toBe("version 2"));

  it.each<[string, readonly string[]]>([
    ["0", []],
    ["1", ["version 1\n"]],
  ])(
    "lists refs in version %s: tags peeled, HEAD's branch, nothing but heads and tags",
    (_version, first) => {
      const listed = advertised(
        service,
        ...first,
        `${a} HEAD\0${abilities}\n`,
        `${a} refs/heads/main\n`,
        `${c} refs/pull/1/head\n`,
        `${b} refs/tags/v1\n`,
        `${c} refs/tags/v1^{}\n`,
      );
      expect(listed === "version 2" ? listed : toRefs(listed)).toEqual({
        head: "refs/heads/main",
        refs: new Map([
          ["HEAD", a],
          ["refs/heads/main", a],
          ["refs/tags/v1", c],
        ]),
      });
    },
  );

  it.each<[string, readonly string[]]>([
    ["with a line for abilities", [service, `${"0".repeat(40)} capabilities^{}\0agent=git/2\n`]],
    ["with no line at all", [service]],
  ])("lists nothing of an empty repository %s", (_rule, lines) => {
    const listed = advertised(...lines);
    expect(listed === "version 2" ? listed : toRefs(listed)).toEqual({ refs: new Map() });
  });

  it.each<[string, readonly string[], RegExp]>([
    ["nothing", [], /no list of refs/],
    ["another service", ["# service=git-receive-pack\n"], /no list of refs/],
    ["a refusal", ["ERR access denied\n"], /access denied/],
    ["a refusal of the service", [service, "ERR not exported\n"], /not exported/],
    ["SHA-256", [service, `${"d".repeat(64)} HEAD\0${abilities}\n`], /unreadable/],
  ])("is refused: %s", (_rule, lines, message) => expect(() => advertised(...lines)).toThrow(message));
});

describe("a line of ls-refs", () => {
  const parse = (line: string) => parseRefLine(line, (cause) => cause);

  it.each([
    [`${a} refs/heads/main\n`, { name: "refs/heads/main", sha: a }],
    [`${a} HEAD symref-target:refs/heads/main\n`, { name: "HEAD", sha: a, target: "refs/heads/main" }],
    [`${b} refs/tags/v1 peeled:${c}\n`, { name: "refs/tags/v1", sha: b, peeled: c }],
    [
      "unborn HEAD symref-target:refs/heads/main\n",
      { name: "HEAD", sha: "unborn", target: "refs/heads/main" },
    ],
  ])("%j", (line, listed) => expect(parse(line)).toEqual(listed));

  it("says what the server says", () => expect(() => parse("ERR out of order\n")).toThrow("out of order"));

  it("a branch without commits is no ref", () =>
    expect(toRefs([parse("unborn HEAD symref-target:refs/heads/main")])).toEqual({
      head: "refs/heads/main",
      refs: new Map(),
    }));
});
