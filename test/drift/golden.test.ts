import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { toAppliedObject } from "../../src/drift/applied-object.ts";
import { compareLocally, compareWithPrediction, type DriftContext } from "../../src/drift/drift.ts";
import { type SelectPaths, toIgnored } from "../../src/drift/ignore-rules.ts";
import { rememberOf } from "../../src/drift/remember.ts";
import { toSchemaIndex } from "../../src/drift/schema-index.ts";
import type { FieldDifference, Verdict } from "../../src/drift/verdict.ts";
import { toKeyedHash } from "../../src/kube/hash.ts";
import { formatJson } from "../../src/kube/json.ts";
import { formatKey, toRef } from "../../src/kube/key.ts";
import type { KubeObject } from "../../src/kube/object.ts";
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
    expect(files.length).toBeGreaterThanOrEqual(120);
  });
});

function run(sections: ReadonlyMap<string, string>): string {
  const desired = toDesiredObject(readObject(sections, "desired.yaml"), hash);
  const live = readObject(sections, "live.yaml");
  const context: DriftContext = {
    manager: "outrigger-test",
    ignore: readRules(sections.get("ignore.yaml")),
    select: toSelect(sections),
    hash,
    ...readOptions(sections.get("options.yaml")),
    ...(sections.has("no schema") ? {} : { schema }),
  };
  const before = sections.has("remembered.yaml") ? readObject(sections, "remembered.yaml") : undefined;
  const remembered = before && rememberOf(desired, before, context);
  const local = compareLocally(desired, live, remembered ? { ...context, remembered } : context);
  const title = formatKey(desired.ref);
  if (sections.has("respected")) return print(title, local) + printApplied(desired.object, live, context);
  if (!sections.has("predicted.yaml")) return print(title, local);
  const predicted = readObject(sections, "predicted.yaml");
  return print(title, local) + print(title, compareWithPrediction(desired, live, predicted, context));
}

/** What jq would say, by side and expression: rooms get results only. */
function toSelect(sections: ReadonlyMap<string, string>): SelectPaths {
  const answers: Record<string, Record<string, readonly (readonly string[])[]>> = parse(
    sections.get("jq.yaml") ?? "{}",
  );
  const names = ["desired", "live", "predicted"].filter((name) => sections.has(`${name}.yaml`));
  const sides = new Map(names.map((name) => [formatJson(readObject(sections, `${name}.yaml`)), name]));
  return (side, expressions) => {
    const own = answers[sides.get(formatJson(side)) ?? ""] ?? {};
    return expressions.flatMap((expression) => own[expression] ?? []);
  };
}

function readOptions(text: string | undefined): Partial<DriftContext> {
  const options: Partial<DriftContext> = parse(text ?? "{}");
  return options;
}

/** What an apply under RespectIgnoreDifferences=true would send. */
function printApplied(desired: KubeObject, live: KubeObject, context: DriftContext): string {
  const ignored = toIgnored(context, toRef(desired), { desired, live });
  const paths = ignored?.pathsOf(desired) ?? new Map();
  const applied = toAppliedObject(desired, live, { paths, manager: context.manager, whole: false });
  return `applied:\n${stringify(applied).replaceAll(/^/gm, "  ").trimEnd()}\n`;
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
  const line = printed.split("\n").findLast((each) => /^\S/.test(each) && each !== "applied:") ?? "";
  if (line.includes("OutOfSync")) return "out-of-sync-";
  if (line.includes("repair")) return "repair-";
  return line.includes("Suspect") ? "suspect-" : "synced-";
}
