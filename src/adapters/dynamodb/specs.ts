import { createHash } from "node:crypto";
import { type ApplicationName, compareApplicationNames } from "../../application/application.ts";
import { keepMark, readDeletion } from "../../application/deletion-mark.ts";
import { ReconcileError } from "../../errors.ts";
import { canonicalJson } from "../../kube/canonical-json.ts";
import { formatJson, isObject, type JsonObject, readField } from "../../kube/json.ts";
import { limits } from "../../limits.ts";
import type { Specs } from "../../ports/specs.ts";
import { type ItemKey, parsePartition, toKeyAttributes, toPartition } from "./item-keys.ts";
import { packedBytes, packText, parseStored, unpackText } from "./item-text.ts";
import { readKind } from "./kind-index.ts";
import type { Table } from "./table.ts";

/** Control-plane objects as their YAML said, one SPEC item each. Lists come from an index that may lag on AWS. */
export class DynamoSpecs implements Specs {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async saveAll(manifests: readonly JsonObject[]): Promise<readonly JsonObject[]> {
    const keys = manifests.map(keyOf);
    const known = await this.#table.readMany(keys, "hash", "read what is declared");
    const hashes = new Map(known.map((item) => [item["PK"]?.S, item["hash"]?.S]));
    const news = manifests.filter((manifest, index) => hashes.get(keys[index]?.PK) !== toHash(manifest));
    const hashOf = (manifest: JsonObject) => hashes.get(keyOf(manifest).PK);
    const unseen = news.filter((manifest) => hashOf(manifest) === undefined);
    await this.#table.putMany(await Promise.all(unseen.map(toItem)), "save what is declared");
    // Writes in bulk know no condition, and what changed may be marked as being deleted at any moment.
    const changed = news.filter((manifest) => hashOf(manifest) !== undefined);
    const saved = await Promise.all(changed.map((manifest) => this.#saveKept(manifest)));
    return saved.flatMap((each, index) => (each.manifest === changed[index] ? [] : [each.manifest]));
  }

  async save(manifest: JsonObject, options?: { readonly over: JsonObject }): Promise<boolean> {
    if (options !== undefined) return await this.#saveOver(manifest, options.over);
    const item = await toItem(manifest);
    const condition = "attribute_not_exists(#PK) OR (#hash <> :hash AND NOT begins_with(#hash, :marked))";
    const action = `save ${labelOf(toIdentity(manifest))}`;
    const values = { ":hash": item.hash, ":marked": { S: markPrefix } };
    if (await this.#table.put(item, action, { condition, values })) return true;
    return (await this.#saveKept(manifest)).isNew;
  }

  /** Saves what is declared where a mark may be: read, laid over it, and written only where nobody wrote in between. */
  async #saveKept(manifest: JsonObject): Promise<{ readonly manifest: JsonObject; readonly isNew: boolean }> {
    const { kind, name } = toIdentity(manifest);
    const known = await this.read(kind, name);
    const next = keepMark(known, manifest);
    if (known === undefined) return { manifest: next, isNew: await this.save(next) };
    if (toHash(known) === toHash(next)) return { manifest: next, isNew: false };
    return { manifest: next, isNew: await this.#saveOver(next, known) };
  }

  async #saveOver(manifest: JsonObject, over: JsonObject): Promise<boolean> {
    const item = await toItem(manifest);
    const label = labelOf(toIdentity(manifest));
    const values = { ":over": { S: toHash(over) } };
    if (await this.#table.put(item, `save ${label}`, { condition: "#hash = :over", values })) return true;
    throw new ReconcileError("CONFLICT", `Cannot save ${label}: it changed since it was read; read it again`);
  }

  async read(kind: string, name: ApplicationName): Promise<JsonObject | undefined> {
    const label = `${kind} ${name.namespace}/${name.name}`;
    const item = await this.#table.read(toSpecKey(kind, name), `read ${label}`);
    const text = await unpackText(item?.["spec"]);
    return text === undefined ? undefined : parseStored<JsonObject>(text, label);
  }

  async list(kind: string): Promise<readonly ApplicationName[]> {
    const items = await readKind(this.#table, kind);
    return items.map((item) => parsePartition(item["PK"]?.S ?? "")).toSorted(compareApplicationNames);
  }

  async delete(kind: string, name: ApplicationName): Promise<void> {
    await this.#table.delete([toSpecKey(kind, name)], `delete ${kind} ${name.namespace}/${name.name}`);
  }
}

type Identity = { readonly kind: string; readonly name: ApplicationName };

function labelOf({ kind, name }: Identity): string {
  return `${kind} ${name.namespace}/${name.name}`;
}

async function toItem(manifest: JsonObject) {
  const identity = toIdentity(manifest);
  const { kind, name } = identity;
  const spec = await packText(formatJson(manifest));
  const bytes = packedBytes(spec);
  if (bytes > limits.tableItemBytesMax)
    throw new ReconcileError(
      "LIMIT_EXCEEDED",
      `Cannot save ${labelOf(identity)}: it takes ${bytes} bytes compressed, at most ${limits.tableItemBytesMax} fit`,
    );
  return {
    ...toKeyAttributes(toSpecKey(kind, name)),
    spec,
    hash: { S: toHash(manifest) },
    kind: { S: kind },
    kindName: { S: `${name.namespace}/${name.name}` },
  };
}

/** Begins the hash of a manifest that is being deleted, so that a write can be refused by the hash alone. */
const markPrefix = "deleting ";

function toHash(manifest: JsonObject): string {
  const hash = createHash("sha256").update(canonicalJson(manifest)).digest("base64url");
  return readDeletion(manifest) === undefined ? hash : `${markPrefix}${hash}`;
}

function keyOf(manifest: JsonObject): ItemKey {
  const { kind, name } = toIdentity(manifest);
  return toSpecKey(kind, name);
}

function toSpecKey(kind: string, name: ApplicationName): ItemKey {
  return { PK: toPartition(kind, name), SK: "SPEC" };
}

function toIdentity(manifest: JsonObject): Identity {
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
