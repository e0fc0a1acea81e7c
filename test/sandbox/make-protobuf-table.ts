/**
 * Rewrites src/sandbox/protobuf/field-numbers.ts from the Go sources of the API types:
 * `node test/sandbox/make-protobuf-table.ts "$(go env GOMODCACHE)/k8s.io" v0.35.4`. How a line reads is told in
 * src/sandbox/protobuf/numbered-fields.ts.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { findType } from "../../src/sandbox/cluster/kinds.ts";

type GoField = { readonly number: number; readonly name: string; readonly embedded: string };

const [folder = "", version = ""] = process.argv.slice(2);
const structs = new Map<string, readonly GoField[]>();

for (const module of ["api", "apimachinery"]) {
  for (const path of globSync(`${folder}/${module}@${version}/**/types.go`)) {
    const parts = path.split(`${module}@${version}/`)[1]?.split("/").slice(0, -1) ?? [];
    readStructs(readFileSync(path, "utf8"), `${module}.${parts.join(".")}.`);
  }
}

const wanted = new Set<string>();
// Nobody sends these but the components of a cluster.
const left = /^api\.(flowcontrol|resource|storage|imagepolicy|apidiscovery)\./;
for (const name of [...structs.keys()].filter((each) => !left.test(each))) {
  const type = findType(name);
  if (type.kind === "map" && type.fields().size > 0) want(name);
}
const lines = [...wanted].sort().map((name) => `${name} ${toNames(structs.get(name) ?? [])}`);
const head = "// Written by test/sandbox/make-protobuf-table.ts.\n\n";
const what = "/** Names of fields by their numbers, see numbered-fields.ts. */\n";
writeFileSync(
  "src/sandbox/protobuf/field-numbers.ts",
  `${head}${what}export const fieldNumbers = \`\n${lines.join("\n")}\n\`;\n`,
);

function readStructs(text: string, prefix: string): void {
  for (const [, name = "", body = ""] of text.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) {
    const fields = body.split("\n").flatMap((line) => {
      const match =
        /^\t(?:\w+ +)?([*\w.[\]]+)\s+`.*?json:"([^",]*)(,inline)?[^"]*".*?protobuf:"\w+,(\d+),/.exec(line);
      if (match === null) return [];
      const [, type = "", name = "", inline, number] = match;
      return [{ number: Number(number), name, embedded: inline === undefined ? "" : type }];
    });
    if (fields.length > 0) structs.set(prefix + name, fields);
  }
}

/** A type, and those that it embeds. */
function want(name: string): void {
  wanted.add(name);
  const prefix = name.slice(0, name.lastIndexOf(".") + 1);
  for (const { embedded } of structs.get(name) ?? []) if (embedded !== "") want(prefix + embedded);
}

function toNames(fields: readonly GoField[]): string {
  const last = Math.max(0, ...fields.map(({ number }) => number));
  return Array.from({ length: last }, (_, index) => {
    const field = fields.find(({ number }) => number === index + 1);
    if (field === undefined) return "-";
    return field.embedded === "" ? field.name : `~${field.embedded}`;
  }).join(" ");
}
