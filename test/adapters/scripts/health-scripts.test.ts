import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { parse } from "yaml";
import { createScripts } from "../../../src/adapters/scripts/scripts.ts";
import { createAssess } from "../../../src/health/overrides.ts";
import { groupOf } from "../../../src/kube/key.ts";
import type { KubeObject } from "../../../src/kube/object.ts";

const folder = join(import.meta.dirname, "../../cases/health-scripts");
const scripts = createScripts();
afterAll(() => scripts.close());

function readCase(file: string) {
  const [title = "", ...parts] = readFileSync(join(folder, file), "utf8").split(/^-- (.+) --\n/m);
  const part = (name: string) => parts[parts.indexOf(name) + 1] ?? "";
  const object: KubeObject = parse(part("live.yaml"));
  return { title: title.trim(), lua: part("health.lua"), object, want: part("want").trim() };
}

const files = readdirSync(folder);

test("there are at least ten scripts", () => expect(files.length).toBeGreaterThanOrEqual(10));

test.each(files)("a script as users write it runs unchanged: %s", (file) => {
  const { lua, object, want } = readCase(file);
  const override = { group: groupOf(object.apiVersion), kind: object.kind, lua, useOpenLibs: false };
  const health = createAssess([override], scripts)(object);
  const text = health === undefined ? "none" : [health.status, health.message].filter(Boolean).join(": ");
  expect(text).toBe(want);
});
