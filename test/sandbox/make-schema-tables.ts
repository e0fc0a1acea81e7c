/**
 * Rewrites the tables in src/sandbox/schema from a real API server:
 * `node test/sandbox/make-schema-tables.ts http://127.0.0.1:8001` beside a running `kubectl proxy`. How a line reads is
 * told in src/sandbox/schema/parse-table.ts.
 */
import { writeFileSync } from "node:fs";
import { isObject, type Json, type JsonObject, readField } from "../../src/kube/json.ts";

const tables: Readonly<Record<string, readonly string[]>> = {
  core: ["v1"],
  workloads: [
    "apps/v1",
    "autoscaling/v1",
    "autoscaling/v2",
    "batch/v1",
    "networking.k8s.io/v1",
    "policy/v1",
    "rbac.authorization.k8s.io/v1",
  ],
  platform: [
    "admissionregistration.k8s.io/v1",
    "apiextensions.k8s.io/v1",
    "apiregistration.k8s.io/v1",
    "coordination.k8s.io/v1",
    "discovery.k8s.io/v1",
    "node.k8s.io/v1",
    "scheduling.k8s.io/v1",
    "storage.k8s.io/v1",
  ],
};
const scalars: Readonly<Record<string, string>> = {
  string: "s",
  boolean: "b",
  number: "n",
  integer: "i",
  "integer/int64": "l",
  "string/byte": "B",
  object: "j",
};
const prefix = "#/components/schemas/io.k8s.";
const server = process.argv[2] ?? "http://127.0.0.1:8001";

await main();

async function main(): Promise<void> {
  const done = new Set<string>();
  for (const [table, groupVersions] of Object.entries(tables)) {
    const lines: string[] = [];
    const kinds: string[] = [];
    for (const groupVersion of groupVersions) {
      const path = groupVersion === "v1" ? "/api/v1" : `/apis/${groupVersion}`;
      const types = readField(await read(`/openapi/v3${path}`), "components", "schemas");
      const resources = await read(path);
      for (const [kind, type] of toKinds(resources, groupVersion, types ?? {})) {
        kinds.push(kind);
        lines.push(...toLines(type, types ?? {}, done));
      }
    }
    write(table, kinds, lines.sort());
  }
}

function write(name: string, kinds: readonly string[], types: readonly string[]): void {
  const head = "// Written by test/sandbox/make-schema-tables.ts.\n\n";
  const kindsText = `/** Kinds, see parse-table.ts. */\nexport const ${name}Kinds = \`\n${kinds.join("\n")}\n\`;\n\n`;
  const typesText = `/** Types, see parse-table.ts. */\nexport const ${name}Types = \`\n${types.join("\n")}\n\`;\n`;
  writeFileSync(`src/sandbox/schema/${name}-table.ts`, head + kindsText + typesText);
}

async function read(path: string): Promise<Json> {
  return (await fetch(server + path)).json() as Promise<Json>;
}

function toKinds(list: Json, groupVersion: string, types: Json): readonly (readonly [string, string])[] {
  const resources = readField(list, "resources");
  return (Array.isArray(resources) ? resources : []).flatMap((resource) => {
    const name = String(readField(resource, "name"));
    const verbs = readField(resource, "verbs");
    if (name.includes("/") || !Array.isArray(verbs) || !verbs.includes("patch")) return [];
    const kind = String(readField(resource, "kind"));
    const type = findType(types, groupVersion, kind);
    const scope = readField(resource, "namespaced") === true ? "namespaced" : "cluster";
    const shortNames = readField(resource, "shortNames");
    const short = Array.isArray(shortNames) ? ` ${shortNames.join(",")}` : "";
    return [[`${groupVersion} ${kind} ${name} ${scope} ${type}${short}`, type] as const];
  });
}

function findType(types: Json, groupVersion: string, kind: string): string {
  for (const [name, type] of Object.entries(types ?? {})) {
    const gvks = readField(type, "x-kubernetes-group-version-kind");
    const isWanted = (gvk: Json) => {
      const group = String(readField(gvk, "group"));
      const version = String(readField(gvk, "version"));
      return (
        readField(gvk, "kind") === kind && groupVersion === (group === "" ? version : `${group}/${version}`)
      );
    };
    if (Array.isArray(gvks) && gvks.some(isWanted)) return name.slice("io.k8s.".length);
  }
  throw new Error(`Cannot find the type of ${groupVersion} ${kind}`);
}

function toLines(name: string, types: Json, done: Set<string>): string[] {
  if (done.has(name)) return [];
  done.add(name);
  const type = readField(types, `io.k8s.${name}`);
  const owner = name.slice(0, name.lastIndexOf("."));
  const lines: string[] = [];
  const fields: string[] = [];
  const properties = readField(type, "properties");
  for (const [field, schema] of Object.entries(isObject(properties) ? properties : {})) {
    if (!isObject(schema)) continue;
    for (const found of JSON.stringify(schema).matchAll(/#\/components\/schemas\/io\.k8s\.([\w.-]+)/g)) {
      lines.push(...toLines(found[1] ?? "", types, done));
    }
    fields.push(`${field}:${toTypeText(schema, owner)}${toDefaultText(schema, isRequired(type, field))}`);
  }
  const atomic = readField(type, "x-kubernetes-map-type") === "atomic" ? "!" : "";
  const special = fields.length === 0 ? `=${toSpecial(name)}` : fields.join(" ");
  return [...lines, `${name}${atomic} ${special}`];
}

function toSpecial(name: string): string {
  if (name.endsWith(".Quantity")) return "q";
  if (name.endsWith(".IntOrString")) return "x";
  if (name.endsWith("Time")) return "t";
  return "j";
}

function toTypeText(schema: JsonObject, owner: string): string {
  const only = Array.isArray(schema["allOf"]) ? schema["allOf"][0] : schema;
  const reference = readField(only, "$ref");
  if (typeof reference === "string") {
    const name = reference.slice(prefix.length);
    const granular = schema["x-kubernetes-map-type"] === "granular" ? "+" : "";
    return (name.startsWith(`${owner}.`) ? name.slice(owner.length) : name) + granular;
  }
  const items = schema["items"];
  if (isObject(items)) return `[${toTypeText(items, owner)}]${toListText(schema)}`;
  const values = schema["additionalProperties"];
  if (isObject(values))
    return `{${toTypeText(values, owner)}}${schema["x-kubernetes-map-type"] === "atomic" ? "!" : ""}`;
  const type = String(schema["type"]);
  return scalars[`${type}/${schema["format"]}`] ?? scalars[type] ?? "j";
}

function toListText(schema: JsonObject): string {
  const keys = schema["x-kubernetes-list-map-keys"];
  if (Array.isArray(keys)) return [...keys].sort().join(",");
  return schema["x-kubernetes-list-type"] === "set" ? "set" : "";
}

function isRequired(type: Json | undefined, field: string): boolean {
  const required = readField(type, "required");
  return Array.isArray(required) && required.includes(field);
}

/** `*`: the server writes an empty one; zero values are of no interest. */
function toDefaultText(schema: JsonObject, required: boolean): string {
  const value = schema["default"];
  if (isObject(value) || (required && schema["type"] === "array")) return "*";
  return typeof value === "string" && value !== "" ? `=${value}` : "";
}
