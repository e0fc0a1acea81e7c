import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect } from "vitest";
import { parseAllDocuments } from "yaml";
import type { KubeObject } from "../../src/kube/object.ts";

/** One request of a case. */
export type Step = {
  readonly as: string;
  readonly do: "apply" | "force" | "dry-run" | "create" | "replace" | "merge";
  readonly object: KubeObject;
};

/** A file of test/cases/sandbox: a sentence, requests, and what a real API server 1.35 answered. */
export type GoldenCase = {
  readonly name: string;
  readonly sentence: string;
  readonly steps: readonly Step[];
  readonly want: string;
};

const folder = "test/cases/sandbox/";

/** Reads all cases, sorted by name. */
export function readCases(): readonly GoldenCase[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".txt"))
    .sort()
    .map((file) => {
      const [sentence = "", steps = "", want = ""] = readFileSync(folder + file, "utf8").split(
        /^-- \w+ --\n/m,
      );
      const parsed = parseAllDocuments(steps).map((document) => document.toJS());
      return {
        name: file.replace(".txt", ""),
        sentence: sentence.trim(),
        steps: parsed,
        want: want.trimEnd(),
      };
    });
}

/** Compares a text with what was recorded; a recording run rewrites the file instead. */
export function expectRecorded(golden: GoldenCase, text: string, isRecording: boolean): void {
  if (!isRecording) {
    expect(text, golden.sentence).toBe(golden.want);
    return;
  }
  const path = `${folder}${golden.name}.txt`;
  const before = readFileSync(path, "utf8").split("-- want --\n")[0] ?? "";
  writeFileSync(path, `${before}-- want --\n${text}\n`);
}
