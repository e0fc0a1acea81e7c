import { describe, expect, test } from "vitest";
import { pureRooms, toCycles, toImportProblems, toQuantile, toReachable } from "./tidy/house-rules.ts";
import { readSourceFiles } from "./tidy/source-file.ts";

const sources = [...readSourceFiles("src"), ...readSourceFiles("functions")];
const tests = readSourceFiles("test");
const all = new Map([...sources, ...tests].map((file) => [file.path, file]));
const functions = sources.flatMap((file) => file.functions.map((each) => ({ ...each, path: file.path })));

/** What is not tidy yet, by rule and path; this list only shrinks. */
const exceptions: Readonly<Record<string, readonly string[]>> = {};

const without = (rule: string, found: readonly string[]) =>
  found.filter((each) => !(exceptions[rule] ?? []).some((path) => each.startsWith(path)));

describe("the house is tidy", () => {
  test("there is a house to look at", () => expect(sources.length).toBeGreaterThan(30));

  test("a room imports only rooms above it, and only its own packages", () =>
    expect(without("imports", sources.flatMap(toImportProblems))).toEqual([]));

  test("no import cycles", () => expect(toCycles(sources)).toEqual([]));

  test("rooms before the ports are pure", () => {
    const impure = sources.filter((file) => pureRooms.has(file.room));
    expect(impure.flatMap((file) => file.impure.map((what) => `${file.path}: ${what}`))).toEqual([]);
  });

  test("files have at most 400 lines, half of them at most 80, nine in ten at most 220", () => {
    const lines = sources.map((file) => file.lines);
    const long = sources.filter((file) => file.lines > 400).map((file) => `${file.path}: ${file.lines}`);
    expect(without("lines", long)).toEqual([]);
    expect(toQuantile(lines, 0.5)).toBeLessThanOrEqual(80);
    expect(toQuantile(lines, 0.9)).toBeLessThanOrEqual(220);
  });

  test("functions have at most 70 lines, half at most 10, nine in ten at most 35, two in a hundred more than 50", () => {
    const long = functions.filter((each) => each.lines > 70).map((each) => `${each.path}:${each.line}`);
    expect(without("functions", long)).toEqual([]);
    const lines = functions.map((each) => each.lines);
    expect(toQuantile(lines, 0.5)).toBeLessThanOrEqual(10);
    expect(toQuantile(lines, 0.9)).toBeLessThanOrEqual(35);
    expect(toQuantile(lines, 0.98)).toBeLessThanOrEqual(50);
  });

  test("functions take at most three parameters, callbacks of others four", () => {
    const many = functions.filter((each) => each.parameters > 4).map((each) => `${each.path}:${each.line}`);
    expect(without("parameters", many)).toEqual([]);
    const overThree = functions.filter((each) => each.parameters > 3);
    expect(overThree.length / functions.length).toBeLessThan(0.02);
  });

  test("files export at most eight things, and each says what the caller gets", () => {
    const many = sources.filter((file) => file.exports.length > 8).map((file) => file.path);
    expect(without("exports", many)).toEqual([]);
    const silent = sources.flatMap((file) => file.undocumentedExports.map((name) => `${file.path}: ${name}`));
    expect(without("documented", silent)).toEqual([]);
  });

  test("rooms hold at most 25 files, health excepted", () => {
    const rooms = Map.groupBy(sources, (file) => file.room);
    const full = [...rooms]
      .filter(([room, files]) => room !== "health" && files.length > 25)
      .map(([room]) => room);
    expect(full).toEqual([]);
  });

  test("no room is named after nothing", () => {
    const vague = sources.filter((file) => /\/(utils?|common|helpers?|shared|misc)[/.]/.test(file.path));
    expect(vague.map((file) => file.path)).toEqual([]);
  });

  test("no any, and few casts", () => {
    const codeLines = sources.reduce((sum, file) => sum + file.codeLines, 0);
    const casts = sources.reduce((sum, file) => sum + file.asCount, 0);
    expect(sources.filter((file) => file.anyCount > 0).map((file) => file.path)).toEqual([]);
    expect((casts / codeLines) * 1000).toBeLessThanOrEqual(3);
  });

  test("every file is reached by a test of its own room", () => {
    const untested = sources.filter((file) => {
      if (file.typesOnly) return false;
      const room = file.room.startsWith("functions/") ? "functions" : file.room;
      const folder = `test/${room.replace(/\.ts$/, "")}`;
      const roots = tests.map((each) => each.path).filter((path) => path.startsWith(folder));
      return !toReachable(roots, all).has(file.path);
    });
    const found = untested.map((file) => file.path);
    expect(without("tested", found)).toEqual([]);
  });
});
