/**
 * Rewrites src/sandbox/fields/presence-table.ts from the Go sources of the API types:
 * `node test/sandbox/make-presence-table.ts "$(go env GOMODCACHE)/k8s.io" v0.35.4`. OpenAPI does not tell what Go's JSON
 * does with zero values; the tags of the types do.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { findType } from "../../src/sandbox/cluster/kinds.ts";
import type { FieldType } from "../../src/sandbox/schema/field-type.ts";

type GoField = { readonly name: string; readonly type: string; readonly tags: readonly string[] };

const [folder = "", version = ""] = process.argv.slice(2);
const structs = new Map<string, readonly GoField[]>();

for (const module of ["api", "apimachinery", "apiextensions-apiserver", "kube-aggregator"]) {
  for (const path of globSync(`${folder}/${module}@${version}/**/{types,micro_time,types_jsonschema}.go`)) {
    const prefix = toPrefix(module, path);
    if (prefix !== undefined) readStructs(readFileSync(path, "utf8"), prefix);
  }
}

const lines = [...structs.keys()].sort().flatMap((name) => {
  const type = findType(name);
  if (type.kind !== "map" || type.fields().size === 0) return [];
  const fields = fieldsOf(name).flatMap((field) => toText(field, type.fields().get(field.name)?.type));
  return fields.length === 0 ? [] : [`${name} ${[...new Set(fields)].sort().join(" ")}`];
});
const head = "// Written by test/sandbox/make-presence-table.ts.\n\n";
const what = "/** What the server writes of scalars and lists that are zero or absent, see presence.ts. */\n";
writeFileSync(
  "src/sandbox/fields/presence-table.ts",
  `${head}${what}export const presence = \`\n${lines.join("\n")}\n\`;\n`,
);

function toPrefix(module: string, path: string): string | undefined {
  const parts = path.split(`${module}@${version}/`)[1]?.split("/").slice(0, -1) ?? [];
  return parts.length < 2 ? undefined : `${module}.${parts.join(".")}.`;
}

function readStructs(text: string, prefix: string): void {
  for (const [, name = "", body = ""] of text.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) {
    const fields = body.split("\n").flatMap((line) => {
      const match = /^\t(?:\w+ +)?([*\w.[\]]+)\s+`.*?json:"([^"]*)"/.exec(line);
      const [field = "", ...tags] = (match?.[2] ?? "-").split(",");
      return match === null || field === "-" ? [] : [{ name: field, type: match[1] ?? "", tags }];
    });
    structs.set(prefix + name, fields);
  }
}

/** The fields of a struct, with those of the structs it embeds. */
function fieldsOf(name: string): readonly GoField[] {
  const prefix = name.slice(0, name.lastIndexOf(".") + 1);
  return (structs.get(name) ?? []).flatMap((field) =>
    field.tags.includes("inline") ? fieldsOf(prefix + field.type.replace(/^.*\./, "")) : [field],
  );
}

function toText({ name, type, tags }: GoField, schema: FieldType | undefined): readonly string[] {
  if (schema?.kind === "list") return tags.includes("omitempty") || type.startsWith("*") ? [] : [`${name}!`];
  if (schema?.kind !== "scalar") return [];
  if (type.startsWith("*")) return [`${name}?`];
  const isStruct = /(^|\.)(Time|MicroTime|Quantity|IntOrString)$/.test(type);
  if (tags.includes("omitzero") || (tags.includes("omitempty") && !isStruct)) return [];
  return [`${name}!`];
}
