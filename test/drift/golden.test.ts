import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compareLocally, compareWithPrediction } from "../../src/drift/drift.ts";
import { rememberOf } from "../../src/drift/remember.ts";
import { toSchemaIndex } from "../../src/drift/schema-index.ts";
import type { FieldDifference, Verdict } from "../../src/drift/verdict.ts";
import { toKeyedHash } from "../../src/kube/hash.ts";
import { formatJson } from "../../src/kube/json.ts";
import { formatKey } from "../../src/kube/key.ts";
import { readGolden, readObject, readRules, readYaml } from "./read-golden.ts";
import { toDesiredObject } from "./to-desired-object.ts";

const folder = new URL("../cases/drift/", import.meta.url);
const schema = toSchemaIndex(readYaml(readFileSync(new URL("schema.yaml", folder), "utf8")));
const hash = toKeyedHash("a key");
const files = readdirSync(folder).filter((name) => name.endsWith(".txt"));

describe("drift, by situation", () => {
  test.each(files)("%s", (name) => {
    const file = new URL(name, folder);
    const golden = readGolden(readFileSync(file, "utf8"));
    const printed = run(golden.sections);
    if (process.env["UPDATE"] === "1") writeFileSync(file, golden.withWant(printed));
    else expect(printed).toBe(golden.sections.get("want"));
    expect(name.startsWith(lastVerdict(printed))).toBe(true);
  });

  test("there are enough situations to speak of a specification", () => {
    expect(files.length).toBeGreaterThanOrEqual(40);
  });
});

function run(sections: ReadonlyMap<string, string>): string {
  const desired = toDesiredObject(readObject(sections, "desired.yaml"), hash);
  const live = readObject(sections, "live.yaml");
  const context = {
    manager: "outrigger-test",
    ignore: readRules(sections.get("ignore.yaml")),
    hash,
    ...(sections.has("no schema") ? {} : { schema }),
  };
  const before = sections.has("remembered.yaml") ? readObject(sections, "remembered.yaml") : undefined;
  const remembered = before && rememberOf(desired, before, context);
  const local = compareLocally(desired, live, remembered ? { ...context, remembered } : context);
  const title = formatKey(desired.ref);
  if (!sections.has("predicted.yaml")) return print(title, local);
  const predicted = readObject(sections, "predicted.yaml");
  return print(title, local) + print(title, compareWithPrediction(desired, live, predicted, context));
}

function print(title: string, { status, repair, reason, differences }: Verdict): string {
  const words = [title, `${status}${repair ? ", repair" : ""}`, ...(reason === undefined ? [] : [reason])];
  return `${words.join("  ")}\n${differences.map(printDifference).join("")}`;
}

function printDifference({ path, desired, live }: FieldDifference): string {
  const show = (value: FieldDifference["live"]) => (value === undefined ? "absent" : formatJson(value));
  return `  ${path}: ${show(live)} -> ${show(desired)}\n`;
}

/** The last verdict names the file: `synced-`, `repair-`, `out-of-sync-` or `suspect-`. */
function lastVerdict(printed: string): string {
  const line = printed.split("\n").findLast((each) => /^\S/.test(each)) ?? "";
  if (line.includes("OutOfSync")) return "out-of-sync-";
  if (line.includes("repair")) return "repair-";
  return line.includes("Suspect") ? "suspect-" : "synced-";
}
