import { compareText, formatJson } from "../../kube/json.ts";
import type { ClusterSighting } from "../../live/sighting.ts";
import type { SeenCluster, SeenClusters } from "../../ports/seen-clusters.ts";
import { fromChunks, toChunks } from "./bulk-chunks.ts";
import { parseNumber } from "./head-item.ts";
import { toKeyAttributes } from "./item-keys.ts";
import { parseStored, toDamage } from "./item-text.ts";
import { readKind } from "./kind-index.ts";
import { toSeenChunkSortKey } from "./sort-keys.ts";
import type { Item, Table } from "./table.ts";

/** SPEC, SEEN, its chunks, and those that observations left which were dropped or ended on the way. */
const itemsMax = 1_000;
/** A save between two pages of a read takes chunks away; that this happens again and again is damage. */
const readAttemptsMax = 3;

/** Clusters in use: SPEC with the kinds of each, and SEEN with what was last seen, in chunks where it is large. */
export class DynamoSeenClusters implements SeenClusters {
  readonly #table: Table;
  readonly #report: ((error: unknown) => void) | undefined;
  /** What this process noted: nothing takes a kind away. */
  readonly #known = new Map<string, ReadonlySet<string>>();

  constructor(table: Table, report: ((error: unknown) => void) | undefined) {
    this.#table = table;
    this.#report = report;
  }

  async addKinds(cluster: string, kinds: readonly string[]): Promise<void> {
    const known = this.#known.get(cluster);
    const news = [...new Set(kinds).difference(known ?? new Set())];
    if (known !== undefined && news.length === 0) return;
    await this.#table.update({
      key: { PK: toPartition(cluster), SK: "SPEC" },
      set: { kind: { S: "Cluster" }, kindName: { S: cluster } },
      ...(news.length === 0 ? {} : { add: { kinds: news } }),
      action: `note kinds of cluster ${cluster}`,
    });
    this.#known.set(cluster, new Set([...(this.#known.get(cluster) ?? []), ...news]));
  }

  async list(): Promise<readonly string[]> {
    const items = await readKind(this.#table, "Cluster");
    return items.map((item) => item["kindName"]?.S ?? "").toSorted(compareText);
  }

  async read(cluster: string): Promise<SeenCluster | undefined> {
    for (let attempt = 0; attempt < readAttemptsMax; attempt += 1) {
      const items = await this.#readItems(cluster);
      const [spec, seen] = ["SPEC", "SEEN"].map((sortKey) => items.find((item) => item["SK"]?.S === sortKey));
      if (spec === undefined && seen === undefined) return undefined;
      const kinds = (spec?.["kinds"]?.SS ?? []).toSorted(compareText);
      if (seen === undefined) return { kinds, sighting: {}, revision: 0 };
      const chunks = pickChunks(seen, items);
      if (chunks.length !== parseNumber(seen["chunks"])) continue;
      return { kinds, sighting: await parseSighting(chunks, cluster), revision: revisionOf(seen) };
    }
    throw toDamage(toTitle(cluster), "chunks of it are missing");
  }

  async save(cluster: string, sighting: ClusterSighting, revision: number): Promise<boolean> {
    const PK = toPartition(cluster);
    const action = `save ${toTitle(cluster)}`;
    const [first = {}, ...more] = await toChunks(formatJson(sighting), toTitle(cluster));
    const item: Item = {
      ...first,
      ...toKeyAttributes({ PK, SK: "SEEN" }),
      revision: { N: String(revision + 1) },
    };
    // SEEN is what readers begin with, so it comes last.
    const chunkKeys = toChunkKeys(item).map((SK) => toKeyAttributes({ PK, SK }));
    await Promise.all(more.map((chunk, n) => this.#table.put({ ...chunk, ...chunkKeys[n] }, action)));
    const isSaved = (await this.#table.put(item, action, onTopOf(revision))) || (await this.#isThere(item));
    if (isSaved) await this.#sweep(cluster, item);
    return isSaved;
  }

  /** Refused, and yet saved: an answer was lost, or somebody saw the very same. */
  async #isThere(item: Item): Promise<boolean> {
    const key = { PK: item["PK"]?.S ?? "", SK: "SEEN" };
    const present = await this.#table.read(key, "read what was seen of a cluster");
    return present?.["sum"]?.S === item["sum"]?.S && present?.["revision"]?.N === item["revision"]?.N;
  }

  /** Deletes the chunks of earlier sightings; what fails is left for the next save. */
  async #sweep(cluster: string, present: Item): Promise<void> {
    const PK = toPartition(cluster);
    const action = `delete what was seen of cluster ${cluster} before`;
    const query = {
      KeyConditionExpression: "PK = :cluster AND SK BETWEEN :oldest AND :present",
      ExpressionAttributeValues: {
        ":cluster": { S: PK },
        ":oldest": { S: toSeenChunkSortKey(0, "", 0) },
        ":present": { S: toSeenChunkSortKey(revisionOf(present), "", 0) },
      },
      ProjectionExpression: "SK",
    };
    try {
      const items = await this.#table.query(query, itemsMax, action);
      const keys = items.map((item) => ({ PK, SK: item["SK"]?.S ?? "" }));
      await this.#table.delete(keys, action);
    } catch (error) {
      this.#report?.(error);
    }
  }

  #readItems(cluster: string): Promise<readonly Item[]> {
    const query = {
      KeyConditionExpression: "PK = :cluster AND SK BETWEEN :from AND :to",
      ExpressionAttributeValues: {
        ":cluster": { S: toPartition(cluster) },
        ":from": { S: "SEEN" },
        ":to": { S: "SPEC" },
      },
      ConsistentRead: true,
    };
    return this.#table.query(query, itemsMax, `read ${toTitle(cluster)}`);
  }
}

function toPartition(cluster: string): string {
  return `CLUSTER#${cluster}`;
}

function toTitle(cluster: string): string {
  return `what was seen of cluster ${cluster}`;
}

function revisionOf(seen: Item): number {
  return parseNumber(seen["revision"]) ?? 0;
}

/** Sort keys of the chunks that a SEEN item has beside itself. */
function toChunkKeys(seen: Item): readonly string[] {
  const more = (parseNumber(seen["chunks"]) ?? 1) - 1;
  const sum = seen["sum"]?.S ?? "";
  return Array.from({ length: more }, (_, n) => toSeenChunkSortKey(revisionOf(seen), sum, n + 1));
}

function pickChunks(seen: Item, items: readonly Item[]): readonly Item[] {
  const sortKeys = new Set(toChunkKeys(seen));
  return [seen, ...items.filter((item) => sortKeys.has(item["SK"]?.S ?? ""))];
}

async function parseSighting(chunks: readonly Item[], cluster: string): Promise<ClusterSighting> {
  const what = toTitle(cluster);
  return parseStored<ClusterSighting>(await fromChunks(chunks, what), what);
}

function onTopOf(revision: number): { readonly condition: string; readonly values: Item } {
  if (revision === 0) return { condition: "attribute_not_exists(#revision)", values: {} };
  return { condition: "#revision = :revision", values: { ":revision": { N: String(revision) } } };
}
