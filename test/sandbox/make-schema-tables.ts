/**
 * Rewrites the tables in src/sandbox/schema from a real API server:
 * `node test/sandbox/make-schema-tables.ts http://127.0.0.1:8001` beside a running `kubectl proxy`. How a line reads is
 * told in src/sandbox/schema/parse-table.ts and parse-kinds.ts.
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
  control: [
    "authentication.k8s.io/v1",
    "authorization.k8s.io/v1",
    "certificates.k8s.io/v1",
    "events.k8s.io/v1",
    "flowcontrol.apiserver.k8s.io/v1",
    "resource.k8s.io/v1",
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
  const typeNames = new Map<string, string>();
  for (const [table, groupVersions] of Object.entries(tables)) {
    const lines: string[] = [];
    for (const groupVersion of groupVersions) {
      const path = groupVersion === "v1" ? "/api/v1" : `/apis/${groupVersion}`;
      const types = readField(await read(`/openapi/v3${path}`), "components", "schemas") ?? {};
      for (const [kind, type] of toTypeNames(types)) {
        typeNames.set(kind, type);
        lines.push(...toLines(type, types, done));
      }
    }
    write(table, [`/** Types, see parse-table.ts. */\nexport const ${table}Types = `, lines.sort()]);
  }
  const kinds = [...(await readKinds("/api", typeNames)), ...(await readKinds("/apis", typeNames))];
  write("kinds", [
    "/** Kinds in the order of discovery, see parse-kinds.ts. */\nexport const kindTable = ",
    kinds,
  ]);
}

function write(name: string, [declaration, lines]: readonly [string, readonly string[]]): void {
  const head = "// Written by test/sandbox/make-schema-tables.ts.\n\n";
  const text = `${head}${declaration}\`\n${lines.join("\n")}\n\`;\n`;
  writeFileSync(`src/sandbox/schema/${name}-table.ts`, text);
}

/** Kinds of objects and of what subresources take, by group and version: Scale stands in the documents of other groups. */
function toTypeNames(types: Json): readonly (readonly [string, string])[] {
  return Object.entries(types ?? {}).flatMap(([name, type]) => {
    const gvks = readField(type, "x-kubernetes-group-version-kind");
    const own = Array.isArray(gvks) && !name.includes(".meta.v1.") ? gvks : [];
    return own
      .filter((gvk) => !String(readField(gvk, "kind")).endsWith("List"))
      .map(
        (gvk) => [`${toGroupVersion(gvk)} ${readField(gvk, "kind")}`, name.slice("io.k8s.".length)] as const,
      );
  });
}

function toGroupVersion(gvk: Json): string {
  const group = String(readField(gvk, "group") ?? "");
  const version = String(readField(gvk, "version") ?? "");
  return group === "" ? version : `${group}/${version}`;
}

/** Reads aggregated discovery. How a line reads is told in src/sandbox/schema/parse-kinds.ts. */
async function readKinds(path: string, typeNames: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const discovery = await read(path, "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
  return listOf(readField(discovery, "items"))
    .filter((item) => /^(?!.*\.)|\.k8s\.io$/.test(String(readField(item, "metadata", "name") ?? "")))
    .flatMap((item) => listOf(readField(item, "versions")).map((version) => ({ item, version })))
    .flatMap(({ item, version }) => {
      const group = readField(item, "metadata", "name") ?? "";
      const groupVersion = toGroupVersion({ group, version: readField(version, "version") ?? "" });
      const resources = listOf(readField(version, "resources"));
      return resources.map((resource) => toKindLine(resource, groupVersion, typeNames));
    });
}

function toKindLine(resource: Json, groupVersion: string, typeNames: ReadonlyMap<string, string>): string {
  const kind = String(readField(resource, "responseKind", "kind"));
  const text = (name: string) => String(readField(resource, name) ?? "");
  const shortNames = listOf(readField(resource, "shortNames")).join(",");
  const categories = listOf(readField(resource, "categories")).join(",");
  return [
    groupVersion,
    kind,
    text("resource"),
    text("singularResource"),
    text("scope").toLowerCase(),
    typeNames.get(`${groupVersion} ${kind}`) ?? "-",
    toVerbText(resource),
    ...(shortNames === "" ? [] : [`short:${shortNames}`]),
    ...(categories === "" ? [] : [`in:${categories}`]),
    ...listOf(readField(resource, "subresources")).map((each) => toSubresourceText(each, kind)),
  ].join(" ");
}

function toVerbText(resource: Json): string {
  return listOf(readField(resource, "verbs"))
    .map((verb) => (verb === "deletecollection" ? "D" : String(verb).slice(0, 1)))
    .join("");
}

function toSubresourceText(resource: Json, owner: string): string {
  const kind = readField(resource, "responseKind", "kind");
  const from = toGroupVersion(readField(resource, "responseKind") ?? {});
  const other = from === "" ? `@${kind}` : `@${from}/${kind}`;
  const isOwn = from === "" && kind === owner;
  return `/${readField(resource, "subresource")}=${toVerbText(resource)}${isOwn ? "" : other}`;
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

async function read(path: string, accept = "application/json"): Promise<Json> {
  return (await fetch(server + path, { headers: { accept } })).json() as Promise<Json>;
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
