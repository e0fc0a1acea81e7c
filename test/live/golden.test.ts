import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { toInstanceLabel } from "../../src/desired/instance-label.ts";
import { toFieldManager } from "../../src/kube/field-manager.ts";
import { formatJson, isObject, type JsonObject } from "../../src/kube/json.ts";
import type { PatchOperation } from "../../src/kube/json-patch.ts";
import { toRef } from "../../src/kube/key.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { findAdopted, toAdopter, toAdoptionPatch } from "../../src/live/adoption.ts";
import { toOwner } from "../../src/live/owner.ts";
import { anybody, toReleasePatch } from "../../src/live/release.ts";
import { defaultSettings, type TrackingSettings } from "../../src/settings/settings.ts";
import { readGolden, readObject, readYaml } from "../drift/read-golden.ts";

const folder = new URL("../cases/live/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".txt"));

describe("whose an object is, and what is taken over and given back, by situation", () => {
  test.each(files)("%s", (name) => {
    const file = new URL(name, folder);
    const golden = readGolden(readFileSync(file, "utf8"));
    const self = golden.sections.has("self.yaml") ? readYaml(golden.sections.get("self.yaml") ?? "") : {};
    const live = readObject(golden.sections, "live.yaml");
    const printed = run(live, self, name);
    if (process.env["UPDATE"] === "1") writeFileSync(file, golden.withWant(printed));
    else expect(printed).toBe(golden.sections.get("want"));
    expect(printed).toMatch(toVerdict(name));
  });

  test("there are enough situations to speak of a specification", () => {
    expect(files.length).toBeGreaterThanOrEqual(40);
  });
});

/** What a file's name promises. */
function toVerdict(name: string): RegExp {
  if (name.startsWith("owner-")) return new RegExp(`^${name.split("-")[1]}`);
  return /-not-|-nothing-|switched-off/.test(name) ? /^nothing\n$/ : /^replace \/metadata\/resourceVersion/m;
}

function run(live: KubeObject, self: JsonObject, name: string): string {
  const text = (field: string, otherwise: string) => String(self[field] ?? otherwise);
  const installation = text("installation", "outrigger");
  const manager = toFieldManager(installation);
  if (name.startsWith("owner-")) return printOwner(live, self, installation);
  if (name.startsWith("release-")) {
    const heir = text("release", "");
    const to = heir === "anybody" ? anybody : ({ manager: heir, operation: "Apply" } as const);
    return printPatch(toReleasePatch(live, { installation, manager, heir: to }));
  }
  const annotation = "argocd.argoproj.io/client-side-apply-migration-manager";
  const annotations: Record<string, string> = {};
  if (self["named"] !== undefined) annotations[annotation] = text("named", "");
  const adopter = toAdopter(
    { annotations },
    { clientSideApplyMigration: self["migration"] !== false },
    manager,
  );
  if (adopter === undefined) return "nothing\n";
  const names = findAdopted(live, adopter);
  const patch = printPatch(toAdoptionPatch(live, adopter));
  return names.length === 0 ? patch : `adopts ${names.join(", ")}\n${patch}`;
}

function printOwner(live: KubeObject, self: JsonObject, installation: string): string {
  const methods = ["annotation", "label", "annotation+label"] as const;
  const method = methods.find((each) => each === self["method"]) ?? "annotation";
  const { labelKey } = defaultSettings.tracking;
  const tracking: TrackingSettings = { method, labelKey: String(self["labelKey"] ?? labelKey) };
  const application = { namespace: "argocd", name: String(self["application"] ?? "shop") };
  const label = toInstanceLabel(application, tracking);
  const who = { application: application.name, installation, ...(label === undefined ? {} : { label }) };
  const { owner, name } = toOwner(live, toRef(live), who);
  return `${owner}${name === undefined ? "" : ` ${name}`}\n`;
}

function printPatch(patch: readonly PatchOperation[] | undefined): string {
  if (patch === undefined) return "nothing\n";
  return patch.map((operation) => `${operation.op} ${operation.path}${printValue(operation)}\n`).join("");
}

function printValue(operation: PatchOperation): string {
  if (operation.op === "remove") return "";
  const { value } = operation;
  if (typeof value === "string") return ` ${value.trimEnd()}`;
  if (!Array.isArray(value)) return ` ${formatJson(value)}`;
  return value.filter(isObject).map(printEntry).join("");
}

function printEntry({ manager, operation, apiVersion, subresource, fieldsV1, ...rest }: JsonObject): string {
  const part = subresource === undefined ? "" : `/${String(subresource)}`;
  const name = `${String(manager)} ${String(operation)} ${String(apiVersion)}${part}`;
  const lines = printFields(isObject(fieldsV1) ? fieldsV1 : {}, "").map((line) => `\n    ${line}`);
  return `\n  ${name} (${Object.keys(rest).join(", ")})${lines.join("")}`;
}

function printFields(fields: JsonObject, above: string): readonly string[] {
  return Object.entries(fields).flatMap(([name, below]) => {
    if (name === ".") return [above];
    const path = `${above}/${name}`;
    return isObject(below) && Object.keys(below).length > 0 ? printFields(below, path) : [path];
  });
}
