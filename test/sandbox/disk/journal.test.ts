import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { KubeObject } from "../../../src/kube/object.ts";
import { openJournalFile } from "../../../src/sandbox/disk/journal-file.ts";
import { parseLine, toEventLine, toObjectLine } from "../../../src/sandbox/disk/journal-line.ts";
import { toHeader, toSavedState } from "../../../src/sandbox/disk/saved-state.ts";

const object = (name: string, version: string): KubeObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "n", resourceVersion: version },
  data: { big: 9007199254740993n, text: "a\nb" },
});
const written = (name: string, version: string) =>
  toObjectLine({ storage: "/configmaps", object: object(name, version) });
const gone = (name: string, version: string) =>
  toEventLine({ type: "DELETED", storage: "/configmaps", object: object(name, version), before: undefined });
const replay = (...lines: readonly string[]) =>
  toSavedState(
    lines.map((line) => line.trimEnd()),
    "/state/cluster.jsonl",
  );

describe("a line", () => {
  test("gives the object back as it was, large integers too", () =>
    expect(parseLine(written("a", "7"))).toEqual({
      storage: "/configmaps",
      object: object("a", "7"),
      isGone: false,
    }));

  test("of a deleted object has its place and version only", () => {
    expect(gone("a", "9")).not.toContain("data");
    expect(parseLine(gone("a", "9"))).toMatchObject({
      isGone: true,
      object: { metadata: { name: "a", namespace: "n", resourceVersion: "9" } },
    });
  });

  test.each([
    ["no JSON", '{"storage":'],
    ["no object", '{"storage":"/configmaps"}'],
    ["no storage", '{"object":{"metadata":{"name":"a","resourceVersion":"1"}}}'],
    ["no version", '{"storage":"/configmaps","object":{"metadata":{"name":"a"}}}'],
    ["another value", "7"],
  ])("that is damaged is none: %s", (_name, text) => expect(parseLine(text)).toBeUndefined());
});

describe("the replay", () => {
  test("keeps the last of each object, forgets deleted ones, and counts their versions", () => {
    const saved = replay(
      toHeader("5"),
      written("a", "6"),
      written("b", "7"),
      written("a", "8"),
      gone("b", "9"),
    );
    expect(saved.version).toBe(9);
    expect(saved.objects.map((each) => each.object.metadata)).toEqual([
      { name: "a", namespace: "n", resourceVersion: "8" },
    ]);
  });

  test("of a header alone has the header's version", () =>
    expect(replay(toHeader("41"))).toEqual({ objects: [], version: 41 }));

  test("names the file and the line that is damaged, and says what to do", () =>
    expect(() => replay(toHeader("5"), written("a", "6"), "{]", written("b", "7"))).toThrow(
      "Cannot read the sandbox's state in /state/cluster.jsonl: its line 3 is damaged; move the file away to start with an empty cluster",
    ));

  test.each([
    ["another file", "hello", "its first line is damaged"],
    ["a later format", '{"format":"outrigger sandbox 2","version":"1"}', "of another version"],
  ])("refuses %s", (_name, header, message) => expect(() => replay(header)).toThrow(message));
});

describe("the file", () => {
  let folder = "";
  const path = () => join(folder, "journal");
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "journal-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("grows by what is appended, and only its owner may read it", () => {
    const file = openJournalFile(path());
    file.append("one\n");
    file.append("zwei ü\n");
    expect(file.readLines()).toEqual(["one", "zwei ü"]);
    expect({ bytes: file.bytes, mode: statSync(path()).mode & 0o777 }).toEqual({ bytes: 12, mode: 0o600 });
    file.close();
  });

  test("loses a last line that has no end, and goes on after the one before", () => {
    writeFileSync(path(), "one\ntwo ü\nthr");
    const file = openJournalFile(path());
    expect(file.readLines()).toEqual(["one", "two ü"]);
    file.append("four\n");
    file.close();
    expect(readFileSync(path(), "utf8")).toBe("one\ntwo ü\nfour\n");
  });

  test("is replaced in one step, and appended to from then on", () => {
    const file = openJournalFile(path());
    file.append("one\ntwo\n");
    file.replace(["new\n", "newer\n"]);
    file.append("last\n");
    expect(file.readLines()).toEqual(["new", "newer", "last"]);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    file.close();
  });

  test("stays as it was where a replacement fails", () => {
    const file = openJournalFile(path());
    file.append("one\n");
    const failing = function* () {
      yield "half";
      throw new Error("no more");
    };
    expect(() => file.replace(failing())).toThrow("no more");
    file.append("two\n");
    file.close();
    expect(readFileSync(path(), "utf8")).toBe("one\ntwo\n");
  });

  test.each([0, 1, 5, 20, 60])("cut off %i bytes before its end, it gives whole lines only", (bytes) => {
    const text = toHeader("1") + written("a", "2") + written("b", "3");
    writeFileSync(path(), text);
    truncateSync(path(), Buffer.byteLength(text) - bytes);
    const file = openJournalFile(path());
    const { objects } = toSavedState(file.readLines(), path());
    expect(objects).toHaveLength(bytes === 0 ? 2 : 1);
    file.close();
  });

  test("made of zeros by a power cut has no such line", () => {
    writeFileSync(path(), toHeader("1"));
    appendFileSync(path(), Buffer.alloc(100));
    const file = openJournalFile(path());
    expect(toSavedState(file.readLines(), path()).version).toBe(1);
    file.close();
  });
});
