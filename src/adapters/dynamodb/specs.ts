import { createHash } from "node:crypto";
import type { ApplicationName } from "../../application/application.ts";
import { ReconcileError } from "../../errors.ts";
import { canonicalJson } from "../../kube/canonical-json.ts";
import { compareText, formatJson, isObject, type JsonObject, readField } from "../../kube/json.ts";
import { limits } from "../../limits.ts";
import type { Specs } from "../../ports/specs.ts";
import { type ItemKey, parsePartition, toKeyAttributes, toPartition } from "./item-keys.ts";
import { packedBytes, packText, unpackText } from "./item-text.ts";
import { readKind } from "./kind-index.ts";
import { parseStored } from "./stored-json.ts";
import type { Table } from "./table.ts";

/** Control-plane objects as their YAML said, one SPEC item each. Lists come from an index that may lag on AWS. */
export class DynamoSpecs implements Specs {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async saveAll(manifests: readonly JsonObject[]): Promise<void> {
    const keys = manifests.map((manifest) => {
      const { kind, name } = toIdentity(manifest);
      return toSpecKey(kind, name);
    });
    const known = await this.#table.readMany(keys, "hash", "read what is declared");
    const hashes = new Map(known.map((item) => [item["PK"]?.S, item["hash"]?.S]));
    const news = manifests.filter((manifest, index) => hashes.get(keys[index]?.PK) !== toHash(manifest));
    await Promise.all(news.map((manifest) => this.save(manifest)));
  }

  async save(manifest: JsonObject): Promise<boolean> {
    const { kind, name } = toIdentity(manifest);
    const label = `${kind} ${name.namespace}/${name.name}`;
    const hash = { S: toHash(manifest) };
    const spec = await packText(formatJson(manifest));
    if (packedBytes(spec) > limits.tableItemBytesMax)
      throw new ReconcileError(
        "LIMIT_EXCEEDED",
        `Cannot save ${label}: it takes ${packedBytes(spec)} bytes compressed, at most ${limits.tableItemBytesMax} fit`,
      );
    const item = {
      ...toKeyAttributes(toSpecKey(kind, name)),
      spec,
      hash,
      kind: { S: kind },
      kindName: { S: `${name.namespace}/${name.name}` },
    };
    const condition = "attribute_not_exists(#PK) OR #hash <> :hash";
    return this.#table.put(item, `save ${label}`, { condition, values: { ":hash": hash } });
  }

  async read(kind: string, name: ApplicationName): Promise<JsonObject | undefined> {
    const label = `${kind} ${name.namespace}/${name.name}`;
    const item = await this.#table.read(toSpecKey(kind, name), `read ${label}`);
    const text = await unpackText(item?.["spec"]);
    return text === undefined ? undefined : parseStored<JsonObject>(text, label);
  }

  async list(kind: string): Promise<readonly ApplicationName[]> {
    const items = await readKind(this.#table, kind);
    return items.map((item) => parsePartition(item["PK"]?.S ?? "")).toSorted(compareNames);
  }

  async delete(kind: string, name: ApplicationName): Promise<void> {
    await this.#table.delete([toSpecKey(kind, name)], `delete ${kind} ${name.namespace}/${name.name}`);
  }
}

function toHash(manifest: JsonObject): string {
  return createHash("sha256").update(canonicalJson(manifest)).digest("base64url");
}

function toSpecKey(kind: string, name: ApplicationName): ItemKey {
  return { PK: toPartition(kind, name), SK: "SPEC" };
}

function compareNames(a: ApplicationName, b: ApplicationName): number {
  return compareText(a.namespace, b.namespace) || compareText(a.name, b.name);
}

function toIdentity(manifest: JsonObject): { readonly kind: string; readonly name: ApplicationName } {
  const kind = manifest["kind"];
  const metadata = manifest["metadata"];
  const name = readField(metadata, "name");
  const namespace = isObject(metadata) ? metadata["namespace"] : undefined;
  if (typeof kind !== "string" || typeof name !== "string" || typeof namespace !== "string")
    throw new ReconcileError(
      "MANIFEST_INVALID",
      "Cannot save a manifest: kind, name or namespace is missing",
    );
  if (kind === "Secret")
    throw new ReconcileError(
      "UNSUPPORTED",
      `Cannot save Secret ${namespace}/${name}: the table keeps no Secret`,
    );
  return { kind, name: { namespace, name } };
}
